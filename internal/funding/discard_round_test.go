package funding

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
)

// inUse is a draft with projects, three slips, somebody who came with one of them and a room that is open.
func (g *rig) inUse() (r Round, session string) {
	g.t.Helper()
	ctx := g.t.Context()
	r = g.unopenedRound(plainSettings(), 500, 600)
	slips, err := g.IssueSlips(ctx, g.members[0], r.ID, g.members[1:2], 2)
	g.must(err)
	code, err := g.People.CodeOf(ctx, slips[2])
	g.must(err)
	in, err := g.People.UseSlip(ctx, code, people.From{})
	g.must(err)
	_, err = g.People.OpenRoom(ctx, g.members[0], Scope(r.ID))
	g.must(err)
	return r, in.Session.ID
}

// left counts the records that belong to a round, with the session that came by one of its slips.
func (g *rig) left(r Round, session string) int {
	v := g.Store.View()
	n := len(ProjectsOf(v, r.ID)) + len(slices.Collect(RollOf(v, r.ID))) + len(slices.Collect(people.SlipsOf(v, Scope(r.ID))))
	if _, err := RoundByID(v, r.ID); err == nil {
		n++
	}
	if _, open := people.RoomOf(v, Scope(r.ID)); open {
		n++
	}
	if _, ok := people.Sessions.Get(v, session); ok {
		n++
	}
	return n
}

func TestDiscardedDraftGoesWithAllThatBelongsToItInOneCommitAndLeavesOthersAlone(t *testing.T) {
	g := newRig(t, 3)
	mistake, session := g.inUse()
	other, otherSession := g.inUse()
	whole := g.left(other, otherSession)
	var commits []store.Commit
	g.Store.Subscribe(func(c store.Commit) { commits = append(commits, c) })

	g.must(g.DiscardRound(t.Context(), g.members[0], mistake.ID))
	if n := g.left(mistake, session); n != 0 {
		t.Errorf("%d records are left of the round", n)
	}
	if n := g.left(other, otherSession); n != whole {
		t.Errorf("another round has %d records and had %d", n, whole)
	}
	if _, err := g.vault.MAC(t.Context(), Scope(mistake.ID), "slip"); !errors.Is(err, seal.ErrErased) {
		t.Errorf("the round's key: %v, want it destroyed", err)
	}
	if _, err := g.vault.MAC(t.Context(), Scope(other.ID), "slip"); err != nil {
		t.Errorf("the other round's key: %v", err)
	}
	if len(commits) != 1 {
		t.Fatalf("it took %d commits", len(commits))
	}
	if over, _ := Finished(commits[0]); !slices.Equal(over, []string{mistake.ID}) {
		t.Errorf("other nodes are told to let go of %v", over)
	}
	if err := g.DiscardRound(t.Context(), g.members[0], mistake.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("a second time: %v", err)
	}
}

func TestOnceVotingHasOpenedNoRoundCanBeDiscarded(t *testing.T) {
	g := newRig(t, 10)
	r := g.openRound(plainSettings(), 500)
	refused := func(when string) {
		t.Helper()
		if err := g.DiscardRound(t.Context(), g.members[0], r.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: %v", when, err)
		}
	}
	refused("open")
	for _, m := range g.members {
		g.mustVote(r.ID, m, 1)
	}
	refused("voted in")
	g.must(g.CloseVoting(t.Context(), g.members[0], r.ID))
	refused("closed")
	g.work()
	refused("counted")
	if res, err := ResultOf(g.Store.View(), r.ID); err != nil || res.Ballots != 10 {
		t.Errorf("the result has %d ballots: %v", res.Ballots, err)
	}
}

func TestRoundThatIsOpenedWhileItIsDiscardedIsEitherGoneOrCanBeVotedInAndCounted(t *testing.T) {
	g := newRig(t, 2)
	for range 50 {
		r := g.unopenedRound(plainSettings(), 500)
		var opened, discarded error
		var both sync.WaitGroup
		both.Go(func() { opened = g.OpenVoting(t.Context(), g.members[0], r.ID) })
		both.Go(func() { discarded = g.DiscardRound(t.Context(), g.members[0], r.ID) })
		both.Wait()
		if (opened == nil) == (discarded == nil) {
			t.Fatalf("opening: %v; throwing away: %v", opened, discarded)
		}
		if opened == nil {
			g.mustVote(r.ID, g.members[1], 1)
			if res := g.closeAndCount(r.ID); res.Ballots != 1 {
				t.Fatalf("%d ballots were counted", res.Ballots)
			}
		}
	}
}
