package replay

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/tally/pb"
)

// flaky takes a ballot only after it has failed in every way that leaves it open whether it was taken.
type flaky struct {
	mu     sync.Mutex
	bodies []string
}

func (f *flaky) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(err)
	}
	f.bodies = append(f.bodies, r.Header.Get("Authorization")+" "+string(body))
	switch len(f.bodies) {
	case 1:
		w.WriteHeader(http.StatusServiceUnavailable)
	case 2:
		panic(http.ErrAbortHandler) // the line is cut before there is an answer
	case 3:
		w.WriteHeader(http.StatusTooManyRequests)
	default:
		_, _ = w.Write([]byte(`{"receipt":"maple-otter-lantern-42"}`))
	}
}

func TestABallotIsSentAgainWithTheSameKeyUntilItIsAcknowledged(t *testing.T) {
	var server flaky
	s := httptest.NewServer(&server)
	defer s.Close()
	p := &play{Config: Config{File: &pb.File{Votes: []pb.Vote{{Projects: []int{0}}}}}, numbers: []int32{7}, slips: []string{"the slip"}, round: "r"}
	var err error
	if p.client, err = newClient(s.URL, 1); err != nil {
		t.Fatal(err)
	}
	defer p.client.close()
	receipt, _, err := p.vote(t.Context(), 0)
	if err != nil || receipt != "maple-otter-lantern-42" {
		t.Fatalf("receipt %q, error %v", receipt, err)
	}
	if len(server.bodies) != 4 {
		t.Fatalf("%d requests, want 4", len(server.bodies))
	}
	for _, body := range server.bodies {
		if body != server.bodies[0] {
			t.Errorf("sent %s and then %s", server.bodies[0], body)
		}
	}
}

func TestARefusedBallotIsNotSentAgain(t *testing.T) {
	requests := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		requests++
		w.WriteHeader(http.StatusUnprocessableEntity)
		_, _ = w.Write([]byte(`{"status":422,"detail":"Some of it needs mending.","key":"fault.invalid","fields":[{"name":"picks","text":"Pick up to 2."}]}`))
	}))
	defer s.Close()
	p := &play{Config: Config{File: &pb.File{Votes: []pb.Vote{{}}}}, slips: []string{"the slip"}}
	var err error
	if p.client, err = newClient(s.URL, 1); err != nil {
		t.Fatal(err)
	}
	defer p.client.close()
	_, _, err = p.vote(t.Context(), 0)
	if want := "422 Some of it needs mending. (fault.invalid) [picks: Pick up to 2.]"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
	if requests != 1 {
		t.Errorf("%d requests, want one", requests)
	}
}

func TestTheRoundHasTheRulesOfTheElection(t *testing.T) {
	file := func(meta ...string) *pb.File {
		f := &pb.File{Type: pb.Approval, Votes: []pb.Vote{{}}, Projects: make([]pb.Project, 4)}
		for i := 0; i < len(meta); i += 2 {
			f.Meta = append(f.Meta, pb.Field{Key: meta[i], Value: meta[i+1]}) //nolint:gosec // they come in pairs
		}
		return f
	}
	for _, c := range []struct {
		file   *pb.File
		ballot funding.BallotKind
		most   int
		rule   funding.Rule
	}{
		{file(), funding.AnyNumber, 0, funding.MostVotes},
		{file("rule", "greedy", "max_length", "3"), funding.UpToMost, 3, funding.MostVotes},
		{file("rule", "greedy", "max_length", "4"), funding.AnyNumber, 0, funding.MostVotes},
		{file("rule", "equalshares/add1", "max_sum_cost", "500"), funding.WithinBudget, 0, funding.EqualShares},
	} {
		s, err := settingsOf(c.file, "")
		if err != nil || s.Ballot != c.ballot || s.Most != c.most || s.Rule != c.rule || s.Standings != funding.ShowAfterClose {
			t.Errorf("%v: %+v, %v", c.file.Meta, s, err)
		}
	}
	if _, err := settingsOf(file("max_length", "many"), ""); err == nil {
		t.Error("a max_length that is no number passed")
	}
}

func TestTitlesFitWhateverTheFileSays(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"", "Project 7"}, {"Ab", "Project 7"}, {"Abc", "Abc"}, {"żółw", "żółw"}, {"A long name", "A long na…"},
	} {
		if got := fitting(c.name, "Project 7", 10); got != c.want {
			t.Errorf("%q becomes %q, want %q", c.name, got, c.want)
		}
	}
}

func TestCheckFindsWhateverIsNotAsItShouldBe(t *testing.T) {
	late := 1.5
	good := Report{Cast: 2, Acknowledged: 2, Counted: 2, Winners: []string{"a"}, Official: []string{"a"}, LastViewer: &late}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*Report){
		"one not acknowledged": func(r *Report) { r.Acknowledged, r.Counted = 1, 1 },
		"one not counted":      func(r *Report) { r.Counted = 1 },
		"one counted twice":    func(r *Report) { r.Counted = 3 },
		"one is another":       func(r *Report) { r.Lost = 1 },
		"a winner missing":     func(r *Report) { r.Winners = nil },
		"a winner too many":    func(r *Report) { r.Winners = []string{"a", "b"} },
		"a viewer left behind": func(r *Report) { r.LastViewer = nil },
	} {
		r := good
		spoil(&r)
		if r.Check() == nil {
			t.Errorf("%s: passed", name)
		}
	}
}

func TestQuantilesAreValuesThatWereMeasured(t *testing.T) {
	list := make([]time.Duration, 100)
	for i := range list {
		list[i] = time.Duration(i + 1)
	}
	if got := quantile(list, 50); got != 50 {
		t.Errorf("half of them take up to %d, want 50", got)
	}
	if got := quantile(list, 99); got != 99 {
		t.Errorf("99 of 100 take up to %d, want 99", got)
	}
	if quantile(list[:1], 99) != 1 || quantile(nil, 99) != 0 {
		t.Error("of one it is that one, and of none nothing")
	}
}
