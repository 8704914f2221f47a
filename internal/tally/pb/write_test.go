package pb_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/parentpower/parentpower/internal/realdata"
	"github.com/parentpower/parentpower/internal/tally"
	"github.com/parentpower/parentpower/internal/tally/pb"
)

func write(t testing.TB, f *pb.File) string {
	t.Helper()
	var out bytes.Buffer
	if err := pb.Write(&out, f); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// ballots is the box with its order taken away, each ballot as "project:points" in the file's order of projects
// (or, where that means something, the voter's).
func ballots(e *tally.Election) []string {
	box := make([]string, len(e.Ballots))
	for i, b := range e.Ballots {
		marks := make([]string, len(b.Projects))
		for j, p := range b.Projects {
			marks[j] = fmt.Sprintf("%04d", p)
			if b.Points != nil {
				marks[j] += fmt.Sprint(":", b.Points[j])
			}
		}
		if e.Kind != tally.Ordinal {
			slices.Sort(marks)
		}
		box[i] = strings.Join(marks, " ")
	}
	slices.Sort(box)
	return box
}

func TestRealFilesComeBackAsTheyWereWritten(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(realdata.Path(t, "pb"), "*.pb"))
	if err != nil || len(files) == 0 {
		t.Skip("the real elections are not here")
	}
	for _, name := range files {
		in, err := os.Open(name) //nolint:gosec // a file of the test's own choosing
		if err != nil {
			t.Fatal(err)
		}
		f, err := pb.Read(in, pb.DefaultLimits)
		_ = in.Close()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		text := write(t, f)
		back := read(t, text)
		a, b := f.Election(), back.Election()
		if a.Budget != b.Budget || a.Kind != b.Kind || !slices.Equal(a.Projects, b.Projects) || len(back.Warnings) > 0 {
			t.Errorf("%s: came back with other projects or rules, warned %v", name, back.Warnings)
		}
		if diff := cmp.Diff(ballots(a), ballots(b)); diff != "" {
			t.Errorf("%s: %s", name, diff[:min(len(diff), 500)])
		}
		if !slices.Equal(f.Official(), back.Official()) || f.Meta.Get("description") != back.Meta.Get("description") {
			t.Errorf("%s: lost what it says of itself", name)
		}
		if again := write(t, back); again != text {
			t.Errorf("%s: written twice, it is not the same", name)
		}
	}
}

func TestWriteLeavesOutWhoVotedAndInWhatOrder(t *testing.T) {
	text := strings.NewReplacer(
		"voter_id;vote", "voter_id;vote;age;sex;voting_method",
		"1;a\n", "amina;b;31;F;paper\n", "2;a,b", "bea;b,a;45;F;internet", "3;b", "carl;a;52;M;internet",
		"a;600;Bike repair;1", "a;600;Bike repair;1;Amina B;0700 900 900", "cost;name;selected", "cost;name;selected;leader;phone",
		"budget;", "organiser;Dee\nbudget;").Replace(small)
	out := write(t, read(t, text))
	for _, secret := range []string{"amina", "bea", "carl", "31", "45", "52", "F", "M;", "paper", "internet", "age", "Amina", "0700", "leader", "Dee", "organiser"} {
		if strings.Contains(strings.TrimPrefix(out, "META"), secret) {
			t.Errorf("%q is written:\n%s", secret, out)
		}
	}
	if !strings.HasSuffix(out, "VOTES\nvoter_id;vote\n1;a\n2;a,b\n3;b\n") {
		t.Errorf("ballots are not in the order of what they say:\n%s", out)
	}
}

func TestWriteIsTheSameForAnyOrderOfTheBox(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := &tally.Election{Budget: 1000, Kind: rapid.SampledFrom([]tally.Kind{tally.Approval, tally.Knapsack, tally.Points, tally.Ordinal}).Draw(t, "kind")}
		for _, id := range []string{"a", "b", "c"} {
			e.Projects = append(e.Projects, tally.Project{ID: id, Cost: 1 + rapid.Int64Range(0, 900).Draw(t, "cost")})
		}
		for range rapid.IntRange(0, 8).Draw(t, "ballots") {
			b := tally.Ballot{Count: rapid.Int64Range(1, 3).Draw(t, "count")}
			b.Projects = rapid.Permutation([]int{0, 1, 2}).Draw(t, "order")[:rapid.IntRange(0, 3).Draw(t, "chosen")]
			if e.Kind == tally.Points {
				b.Points = rapid.SliceOfN(rapid.Int64Range(-2, 9), len(b.Projects), len(b.Projects)).Draw(t, "points")
			}
			e.Ballots = append(e.Ballots, b)
		}
		about := pb.Meta{{Key: "description", Value: rapid.StringMatching(`[a-z";, \n]{0,12}`).Draw(t, "description")}}
		one := &strings.Builder{}
		if err := pb.Write(one, pb.FromElection(e, about, nil)); err != nil {
			t.Fatal(err)
		}
		e.Ballots = rapid.Permutation(e.Ballots).Draw(t, "box")
		two := &strings.Builder{}
		if err := pb.Write(two, pb.FromElection(e, about, nil)); err != nil {
			t.Fatal(err)
		}
		if one.String() != two.String() {
			t.Fatalf("%s\nand shuffled\n%s", one, two)
		}
		back, err := pb.Read(strings.NewReader(one.String()), pb.DefaultLimits)
		if err != nil {
			t.Fatalf("%v:\n%s", err, one)
		}
		if got := back.Election(); got.Kind != e.Kind || got.Budget != e.Budget {
			t.Fatalf("came back as %+v", got)
		}
	})
}

func TestWriteRefusesAnIDThatCouldNotBeReadBack(t *testing.T) {
	for _, id := range []string{"", "a,b", "a\nb", " a"} {
		e := &tally.Election{Budget: 1, Projects: []tally.Project{{ID: id, Cost: 1}}}
		if err := pb.Write(&strings.Builder{}, pb.FromElection(e, nil, nil)); err == nil {
			t.Errorf("project %q was written", id)
		}
	}
}

func TestWriteQuotesAnIDThatNeedsIt(t *testing.T) {
	e := &tally.Election{Budget: 100, Projects: []tally.Project{{ID: `a;"b"`, Cost: 1}, {ID: `"c`, Cost: 1}}, Ballots: []tally.Ballot{{Projects: []int{0, 1}, Count: 1}}}
	if back := read(t, write(t, pb.FromElection(e, nil, nil))).Election(); !slices.Equal(back.Projects, e.Projects) || len(back.Ballots[0].Projects) != 2 {
		t.Errorf("%+v", back)
	}
}

func TestWriteKeepsAnyNameOnItsLine(t *testing.T) {
	name := "Tea\nVOTES\r\n\"and\"; cake"
	e := &tally.Election{Budget: 100, Projects: []tally.Project{{ID: "a", Cost: 1}}, Ballots: []tally.Ballot{{Projects: []int{0}, Count: 2}}}
	f := read(t, write(t, pb.FromElection(e, nil, func(int) map[string]string { return map[string]string{"name": name} })))
	if got := f.Projects[0].Columns["name"]; got != `Tea VOTES  "and"; cake` || len(f.Votes) != 2 {
		t.Errorf("%q, %d votes", got, len(f.Votes))
	}
}
