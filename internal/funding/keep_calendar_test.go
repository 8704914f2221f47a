package funding

import (
	"sync"
	"testing"
	"time"
)

// phasesOf are where a round went, in order.
func (g *rig) phasesOf(round string) []Phase {
	var went []Phase
	for _, m := range MovesOf(g.Store.View(), round) {
		went = append(went, m.To)
	}
	return went
}

func (g *rig) wantMoves(round string, want ...Phase) {
	g.t.Helper()
	went := g.phasesOf(round)
	if len(went) != len(want) {
		g.t.Fatalf("it went %v, want %v", went, want)
	}
	for i := range want {
		if went[i] != want[i] {
			g.t.Fatalf("it went %v, want %v", went, want)
		}
	}
}

func TestARoundMovesByItsCalendarFromDraftToTheResult(t *testing.T) {
	g := newRig(t, 3)
	r := g.unopenedRound(g.datedSettings(), 100)
	g.work()
	g.wantMoves(r.ID)
	for range 5 {
		g.wait(24 * time.Hour)
		g.work()
	}
	g.wantMoves(r.ID, Applications, Review, Pitches, Voting, Counting, Awarded)
	for _, m := range MovesOf(g.Store.View(), r.ID) {
		if m.By != "" || m.Why != "" {
			t.Errorf("the calendar is said to be %+v", m)
		}
	}
}

func TestAClockThatJumpsOverDatesLeadsToTheLastOfThem(t *testing.T) {
	g := newRig(t, 3)
	r := g.unopenedRound(g.datedSettings(), 100)
	g.wait(3*24*time.Hour + time.Hour)
	g.work()
	g.wantMoves(r.ID, Pitches)
	g.wait(-48 * time.Hour) // the store's time does not go back, nor does a round
	g.work()
	g.wait(72 * time.Hour)
	g.work()
	g.wantMoves(r.ID, Pitches, Voting)
}

func TestADateMovesTheRoundAtTheClockOnTheWallOnTheDayThatItChanges(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	g := newRig(t, 3)
	g.wait(time.Date(2027, 3, 27, 12, 0, 0, 0, time.UTC).Sub(g.clock()))
	s := plainSettings()
	s.Dates.Voting = time.Date(2027, 3, 28, 18, 0, 0, 0, london) // summer time since one in the morning
	r := g.unopenedRound(s, 100)
	g.wait(time.Date(2027, 3, 28, 16, 59, 59, 0, time.UTC).Sub(g.clock()))
	g.work()
	g.wantMoves(r.ID)
	g.wait(time.Second)
	g.work()
	g.wantMoves(r.ID, Voting)
}

func TestVotingDoesNotOpenByItselfWhileSomethingIsMissing(t *testing.T) {
	g := newRig(t, 3)
	r := g.unopenedRound(g.datedSettings()) // no projects
	g.wait(4*24*time.Hour + time.Hour)
	g.work() // ends, so nothing is tried for ever
	g.wantMoves(r.ID, Pitches)
	if !g.round(r.ID).Opens().IsZero() {
		t.Error("voting is still said to open by itself")
	}
	if !g.round(r.ID).MissedOpening() {
		t.Error("nobody is told that voting did not open")
	}
	_, err := g.PutProject(t.Context(), g.members[0], Project{Round: r.ID, Title: "Breakfast club", Cost: 100})
	g.must(err)
	g.work()
	g.wantMoves(r.ID, Pitches) // mending it does not open voting behind somebody's back
	g.must(g.OpenVoting(t.Context(), g.members[0], r.ID))
	if g.round(r.ID).MissedOpening() {
		t.Error("it is still said to have been missed")
	}
}

func TestAnotherDateOpensVotingThatWasMissed(t *testing.T) {
	g := newRig(t, 3)
	s := plainSettings()
	s.Dates.Voting = g.clock().Add(time.Hour)
	r := g.unopenedRound(s)
	g.wait(2 * time.Hour)
	g.work()
	_, err := g.PutProject(t.Context(), g.members[0], Project{Round: r.ID, Title: "Breakfast club", Cost: 100})
	g.must(err)
	s.Dates.Voting = g.clock().Add(time.Hour)
	g.must(g.ChangeSettings(t.Context(), g.members[0], r.ID, s))
	g.wait(time.Hour)
	g.work()
	g.wantMoves(r.ID, Voting)
}

func TestADateThatHasPassedDoesNotUndoAMoveByHand(t *testing.T) {
	g := newRig(t, 3)
	r := g.unopenedRound(g.datedSettings(), 100)
	g.wait(2*24*time.Hour + time.Hour)
	g.work()
	g.must(g.MovePhase(t.Context(), g.members[0], r.ID, Applications, "half-term"))
	g.wait(time.Hour)
	g.work()
	g.wantMoves(r.ID, Review, Applications)
	g.wait(24 * time.Hour) // the next date counts again
	g.work()
	g.wantMoves(r.ID, Review, Applications, Pitches)
}

func TestARoundThatWasMovedAheadIsNotMovedBackByItsCalendar(t *testing.T) {
	g := newRig(t, 3)
	r := g.unopenedRound(g.datedSettings(), 100)
	g.must(g.MovePhase(t.Context(), g.members[0], r.ID, Pitches, ""))
	g.wait(2*24*time.Hour + time.Hour)
	g.work()
	g.wantMoves(r.ID, Pitches)
}

func TestSeveralNodesMoveARoundOnce(t *testing.T) {
	g := newRig(t, 3)
	r := g.unopenedRound(g.datedSettings(), 100)
	g.wait(4*24*time.Hour + time.Hour)
	var nodes sync.WaitGroup
	for range 8 {
		nodes.Go(func() {
			if err := g.moveOnDate(t.Context(), r.ID); err != nil {
				t.Error(err)
			}
		})
	}
	nodes.Wait()
	g.wantMoves(r.ID, Voting)
}
