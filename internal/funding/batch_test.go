package funding

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

// desk is a round with papers and two clerks at it.
type desk struct {
	*rig
	round  string
	papers []people.Slip
}

func newDesk(t *testing.T, papers int) *desk {
	d := &desk{rig: newRig(t, 4)}
	d.round = d.openRound(plainSettings(), 500, 600, 700).ID
	d.papers = d.issue(papers)
	return d
}

func (d *desk) issue(n int) []people.Slip {
	papers, err := d.IssuePapers(d.t.Context(), d.members[0], d.round, nil, n)
	d.must(err)
	return papers
}

func (g *rig) mark(s people.Slip) string {
	g.t.Helper()
	mark, err := g.People.PaperMark(g.t.Context(), s)
	g.must(err)
	return mark
}

func (g *rig) batch(round, name string) string {
	g.t.Helper()
	b, err := g.OpenBatch(g.t.Context(), g.members[0], round, name)
	g.must(err)
	return b.ID
}

func (d *desk) enter(clerk int, batch string, s people.Slip, picks ...int32) error {
	return d.EnterPaper(d.t.Context(), d.members[clerk], d.round, batch, Paper{Mark: d.mark(s), Choice: Choice{Picks: picks}})
}

func (d *desk) finish(batch string) (b Batch) {
	d.t.Helper()
	for clerk := range 2 {
		var err error
		b, err = d.FinishBatch(d.t.Context(), d.members[clerk], d.round, batch)
		d.must(err)
	}
	return b
}

// agreedBatch is one in which two clerks entered these picks for the first papers.
func (d *desk) agreedBatch(picks ...[]int32) string {
	d.t.Helper()
	id := d.batch(d.round, "Table 1")
	for i, p := range picks {
		d.must(d.enter(0, id, d.papers[i], p...))
		d.must(d.enter(1, id, d.papers[i], p...))
	}
	if b := d.finish(id); b.State != BatchAgreed || b.Good != int64(len(picks)) {
		d.t.Fatalf("the batch is %+v", b)
	}
	return id
}

func TestPapersThatTwoPeopleEnterAlikeAreBallots(t *testing.T) {
	d := newDesk(t, 4)
	d.mustVote(d.round, d.members[1], 3)
	id := d.agreedBatch([]int32{1}, []int32{2, 1}, nil)
	if n := ballotTotals.Get(d.Store.View(), d.round); n != 1 {
		t.Fatalf("%d ballots are in before the batch is", n)
	}
	for range 2 { // pressed twice
		b, err := d.PutInBatch(t.Context(), d.members[0], d.round, id)
		if fault.Is(err, fault.Conflict) {
			continue
		}
		if d.must(err); b.State != BatchIn || b.PutBy != d.members[0] {
			t.Errorf("the batch is %+v", b)
		}
	}
	res := d.closeAndCount(d.round)
	if res.Ballots != 4 || res.Voted[OnPaper] != 3 || !slices.Equal(res.Votes, []int64{2, 1, 1}) {
		t.Errorf("the result is %+v", res)
	}
	for e := range RollOf(d.Store.View(), d.round) {
		if e.Channel == ByPaper && e.Voted != (e.Way == OnPaper) || e.Voter == d.papers[3].Person && e.Voted {
			t.Errorf("on the roll: %+v", e)
		}
	}
}

func TestPapersThatAreEnteredDifferentlyAreEnteredAgainByBoth(t *testing.T) {
	d := newDesk(t, 3)
	id := d.batch(d.round, "Table 1")
	d.must(d.enter(0, id, d.papers[0], 1))
	d.must(d.enter(1, id, d.papers[0], 1))
	d.must(d.enter(0, id, d.papers[1], 2))
	d.must(d.enter(1, id, d.papers[1], 3))
	d.must(d.enter(1, id, d.papers[2], 3))
	b := d.finish(id)
	if b.State != BatchOpen || !slices.Equal(b.Again, []int64{2, 3}) || len(b.Done) != 0 {
		t.Fatalf("the batch is %+v", b)
	}
	if _, err := d.PutInBatch(t.Context(), d.members[0], d.round, id); !fault.Is(err, fault.Conflict) {
		t.Errorf("it can be put in: %v", err)
	}
	for clerk := range 2 {
		typed, _, err := d.Typed(t.Context(), d.Store.View(), b, d.members[clerk])
		if d.must(err); !slices.Equal(typed, []int64{1}) {
			t.Errorf("clerk %d still has %v", clerk, typed)
		}
		d.must(d.enter(clerk, id, d.papers[1], 2))
		d.must(d.EnterPaper(t.Context(), d.members[clerk], d.round, id, Paper{Mark: d.mark(d.papers[2]), Spoilt: "unclear"}))
	}
	if b := d.finish(id); b.State != BatchAgreed || b.Good != 2 || b.Spoilt["unclear"] != 1 || len(b.Again) != 0 {
		t.Fatalf("the batch is %+v", b)
	}
	_, err := d.PutInBatch(t.Context(), d.members[0], d.round, id)
	d.must(err)
	if res := d.closeAndCount(d.round); res.Ballots != 2 || res.Spoilt != 1 {
		t.Errorf("%d ballots and %d spoilt papers", res.Ballots, res.Spoilt)
	}
}

func TestAPaperIsRefusedByItsNumber(t *testing.T) {
	d := newDesk(t, 4)
	id, other := d.batch(d.round, "Table 1"), d.batch(d.round, "Table 2")
	slips, err := d.IssueSlips(t.Context(), d.members[0], d.round, nil, 1)
	d.must(err)
	d.must(d.RevokeSlip(t.Context(), d.members[0], d.round, d.papers[1].ID))
	d.must(d.enter(0, id, d.papers[0], 1))
	d.must(d.enter(0, other, d.papers[2], 1))
	enter := func(p Paper) error { return d.EnterPaper(t.Context(), d.members[0], d.round, id, p) }
	for name, c := range map[string]struct {
		paper Paper
		key   string
	}{
		"no number":           {Paper{Mark: "hello"}, "fault.funding.paper_unknown"},
		"wrong letters":       {Paper{Mark: wrongLetter(d.mark(d.papers[3]))}, "fault.funding.paper_unknown"},
		"a slip":              {Paper{Mark: fmt.Sprint(slips[0].Number)}, "fault.funding.paper_unknown"},
		"taken back":          {Paper{Mark: d.mark(d.papers[1])}, "fault.funding.paper_revoked"},
		"here already":        {Paper{Mark: d.mark(d.papers[0])}, "fault.funding.paper_twice"},
		"in another":          {Paper{Mark: strings.ToLower(d.mark(d.papers[2]))}, "fault.funding.paper_elsewhere"},
		"spoilt, no such why": {Paper{Mark: d.mark(d.papers[3]), Spoilt: "ugly"}, "fault.choose_one"},
		"spoilt and marked":   {Paper{Mark: d.mark(d.papers[3]), Spoilt: "torn", Choice: Choice{Picks: []int32{1}}}, "fault.funding.spoilt_marked"},
	} {
		err := enter(c.paper)
		if f := fault.From(err); f.Kind != fault.Invalid || f.Fields[0].Key != c.key {
			t.Errorf("%s: %v, want %s", name, err, c.key)
		}
	}
	if err := d.EnterPaper(t.Context(), d.members[0], d.round, id, Paper{Mark: d.mark(d.papers[3]), Choice: Choice{Picks: []int32{9}}}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a project that there is not: %v", err)
	}
}

// wrongLetter is a mark with another last letter.
func wrongLetter(mark string) string {
	body := mark[:len(mark)-1]
	if strings.HasSuffix(mark, "A") {
		return body + "C"
	}
	return body + "A"
}

func TestTwoDifferentPeopleEnterABatchAndNoThird(t *testing.T) {
	d := newDesk(t, 2)
	id := d.batch(d.round, "Table 1")
	d.must(d.enter(0, id, d.papers[0], 1))
	if _, err := d.FinishBatch(t.Context(), d.members[0], d.round, id); err != nil {
		t.Fatal(err)
	}
	b, err := d.FinishBatch(t.Context(), d.members[0], d.round, id) // the same person again is no second one
	if d.must(err); b.State != BatchOpen {
		t.Errorf("one person made a batch agreed: %+v", b)
	}
	if _, err := d.FinishBatch(t.Context(), d.members[2], d.round, id); !fault.Is(err, fault.Forbidden) {
		t.Errorf("somebody who entered nothing: %v", err)
	}
	d.must(d.enter(1, id, d.papers[0], 1))
	if err := d.enter(2, id, d.papers[1], 1); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a third person: %v", err)
	}
}

func TestClerksWhoTypeAndFinishAtOnceDoNotTurnEachOtherAway(t *testing.T) {
	d := newDesk(t, 2)
	for n := range 8 {
		batch := d.batch(d.round, fmt.Sprintf("Table %d", n))
		var both sync.WaitGroup
		for clerk := range 2 {
			both.Go(func() {
				for _, s := range d.papers {
					if err := d.enter(clerk, batch, s, 1); err != nil {
						t.Errorf("clerk %d: %v", clerk, err)
					}
				}
				if _, err := d.FinishBatch(t.Context(), d.members[clerk], d.round, batch); err != nil {
					t.Errorf("clerk %d: %v", clerk, err)
				}
			})
		}
		both.Wait()
		if b, err := BatchByID(d.Store.View(), d.round, batch); err != nil || b.State != BatchAgreed {
			t.Errorf("the batch is %+v, %v", b, err)
		}
		d.must(d.DropBatch(t.Context(), d.members[0], d.round, batch))
	}
}

func TestAPaperTakenOutOfAnAgreedBatchHasItAgreedAgain(t *testing.T) {
	d := newDesk(t, 2)
	id := d.agreedBatch([]int32{1}, []int32{2})
	d.must(d.RevokeSlip(t.Context(), d.members[0], d.round, d.papers[1].ID))
	if _, err := d.PutInBatch(t.Context(), d.members[0], d.round, id); !fault.Is(err, fault.Conflict) || fault.From(err).Args["paper"] != "2" {
		t.Errorf("a paper was taken back: %v, want a Conflict that names it", err)
	}
	for clerk := range 2 {
		d.must(d.TakePaperOut(t.Context(), d.members[clerk], d.round, id, 2))
	}
	if err := d.TakePaperOut(t.Context(), d.members[0], d.round, id, 2); !fault.Is(err, fault.NotFound) {
		t.Errorf("taken out twice: %v", err)
	}
	if b, err := BatchByID(d.Store.View(), d.round, id); err != nil || b.State != BatchOpen {
		t.Errorf("it is %+v, %v", b, err)
	}
	d.finish(id)
	_, err := d.PutInBatch(t.Context(), d.members[0], d.round, id)
	d.must(err)
	if res := d.closeAndCount(d.round); res.Ballots != 1 {
		t.Errorf("%d ballots", res.Ballots)
	}
}

func TestThePaperOrVoteThatComesLaterCounts(t *testing.T) {
	d := newDesk(t, 1)
	named, err := d.IssuePapers(t.Context(), d.members[0], d.round, []string{d.members[1], d.members[2]}, 0)
	d.must(err)
	d.papers = named
	d.mustVote(d.round, d.members[1], 3)
	id := d.agreedBatch([]int32{1}, []int32{1})
	b, err := BatchByID(d.Store.View(), d.round, id)
	d.must(err)
	if n, err := d.Replacing(t.Context(), d.Store.View(), b); err != nil || n != 1 {
		t.Errorf("%d papers are of those who voted, %v", n, err)
	}
	_, err = d.PutInBatch(t.Context(), d.members[0], d.round, id)
	d.must(err)
	d.mustVote(d.round, d.members[2], 2)
	if res := d.closeAndCount(d.round); res.Ballots != 2 || !slices.Equal(res.Votes, []int64{1, 1, 0}) || res.Voted[OnPaper] != 1 {
		t.Errorf("the result is %+v", res)
	}
}

func TestALateBatchCannotGoInAndIsWarnedOf(t *testing.T) {
	d := newDesk(t, 2)
	id, dropped := d.agreedBatch([]int32{1}), d.batch(d.round, "Table 2")
	if n := BatchesWaiting(d.Store.View(), d.round); n != 2 {
		t.Errorf("%d batches wait", n)
	}
	d.must(d.DropBatch(t.Context(), d.members[0], d.round, dropped))
	d.must(d.CloseVoting(t.Context(), d.members[0], d.round))
	for name, err := range map[string]error{
		"put in": second(d.PutInBatch(t.Context(), d.members[0], d.round, id)), "enter": d.enter(0, id, d.papers[1], 1),
		"finish": second(d.FinishBatch(t.Context(), d.members[0], d.round, id)), "drop": d.DropBatch(t.Context(), d.members[0], d.round, id),
		"open": second(d.OpenBatch(t.Context(), d.members[0], d.round, "Late")),
	} {
		if !fault.Is(err, fault.Gone) {
			t.Errorf("%s after the close: %v", name, err)
		}
	}
	d.work()
	if res, _ := ResultOf(d.Store.View(), d.round); res.Ballots != 0 || BatchesWaiting(d.Store.View(), d.round) != 1 {
		t.Errorf("the result is %+v", res)
	}
}

func second[T any](_ T, err error) error { return err }

func TestWhatClerksTypedIsSealedAndGoesWithTheCount(t *testing.T) {
	d := newDesk(t, 3)
	id := d.batch(d.round, "Table 1")
	lengths := map[int]bool{}
	for i, picks := range [][]int32{{1}, {1, 2}, {}} {
		for clerk := range 2 {
			d.must(d.enter(clerk, id, d.papers[i], picks...))
		}
		for dr := range clerkDrafts.All(d.Store.View()) {
			if lengths[len(dr.Typed)] = true; bytes.Contains(dr.Typed, []byte("paper")) {
				t.Error("a draft can be read")
			}
		}
	}
	if len(lengths) != 1 {
		t.Errorf("drafts have the lengths %v, which tell how papers were marked", lengths)
	}
	d.finish(id)
	_, err := d.PutInBatch(t.Context(), d.members[0], d.round, id)
	d.must(err)
	d.closeAndCount(d.round)
	if n := clerkDrafts.Len(d.Store.View()); n != 0 {
		t.Errorf("%d drafts are left", n)
	}
	d.must(d.journal.Read(t.Context(), 0, func(c journal.Commit) error {
		for _, e := range c.Entries {
			for _, ch := range e.Changes {
				if ch.Table == clerkDrafts.Name() && ch.Record != nil {
					t.Errorf("commit %d still holds what a clerk typed", c.Seq)
				}
				if ch.Table == Ballots.Name() && e.Actor != "" {
					t.Errorf("commit %d names a clerk beside ballots", c.Seq)
				}
			}
		}
		return nil
	}))
}

func TestABrokenOffPuttingInIsTakenUpAgainAndCountsEachPaperOnce(t *testing.T) {
	d := newDesk(t, 2)
	id := d.agreedBatch([]int32{1}, []int32{2})
	whole, err := BatchByID(d.Store.View(), d.round, id)
	d.must(err)
	_, err = d.PutInBatch(t.Context(), d.members[0], d.round, id)
	d.must(err)
	d.mustVote(d.round, d.papers[0].Person, 3) // and one of them votes in another way
	d.update(func(v store.View) ([]store.Change, error) { return []store.Change{Batches.Put(whole)}, nil })
	_, err = d.PutInBatch(t.Context(), d.members[0], d.round, id)
	d.must(err)
	if res := d.closeAndCount(d.round); res.Ballots != 2 || !slices.Equal(res.Votes, []int64{0, 1, 1}) {
		t.Errorf("the result is %+v", res)
	}
}

func TestPapersAreEnteredInEveryKindOfBallot(t *testing.T) {
	for kind, c := range map[BallotKind]struct {
		typed, also, wrong Choice // by one clerk, by the other in other words, and what the rules forbid
		votes              []int64
	}{
		AnyNumber:   {Choice{Picks: []int32{3, 1}}, Choice{Picks: []int32{1, 3}}, Choice{Picks: []int32{1}, Points: []int64{1}}, []int64{1, 0, 1}},
		SharePoints: {Choice{[]int32{2, 1}, []int64{7, 3}}, Choice{[]int32{1, 2}, []int64{3, 7}}, Choice{[]int32{1, 2}, []int64{9, 9}}, []int64{3, 7, 0}},
		InOrder:     {Choice{Picks: []int32{3, 1}}, Choice{[]int32{3, 1}, []int64{2, 1}}, Choice{Picks: []int32{9}}, []int64{1, 0, 2}},
	} {
		d := &desk{rig: newRig(t, 3)}
		settings := plainSettings()
		settings.Ballot = kind
		d.round = d.openRound(settings, 500, 600, 700).ID
		d.papers = d.issue(1)
		id := d.batch(d.round, "Table 1")
		enter := func(clerk int, says Choice) error {
			return d.EnterPaper(t.Context(), d.members[clerk], d.round, id, Paper{Mark: d.mark(d.papers[0]), Choice: says})
		}
		if err := enter(0, c.wrong); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: what the rules forbid: %v", kind, err)
		}
		d.must(enter(0, c.typed))
		d.must(enter(1, c.also))
		if b := d.finish(id); b.State != BatchAgreed {
			t.Errorf("%s: the same in other words is %+v", kind, b)
			continue
		}
		_, err := d.PutInBatch(t.Context(), d.members[0], d.round, id)
		d.must(err)
		if res := d.closeAndCount(d.round); res.Ballots != 1 || !slices.Equal(res.Votes, c.votes) {
			t.Errorf("%s: the result is %+v", kind, res)
		}
	}
}
