package funding

import (
	"testing"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

func (g *rig) round(id string) Round {
	g.t.Helper()
	r, err := RoundByID(g.Store.View(), id)
	g.must(err)
	return r
}

// at makes a round with one project that stands at a phase, by its record alone.
func (g *rig) at(phase Phase) Round {
	g.t.Helper()
	r := g.round(g.unopenedRound(plainSettings(), 100).ID)
	r.Phase = phase
	g.update(func(store.View) ([]store.Change, error) { return []store.Change{Rounds.Put(r)}, nil })
	return r
}

func TestMovesByHandAreTheseAndNoOthers(t *testing.T) {
	phases := []Phase{Draft, Applications, Review, Pitches, Voting, Counting, Awarded, Reporting, Closed}
	allowed := map[Phase][]Phase{
		Draft:        {Applications, Review, Pitches},
		Applications: {Review, Pitches},
		Review:       {Applications, Pitches},
		Pitches:      {Applications, Review},
		Awarded:      {Reporting},
		Reporting:    {Closed},
	}
	g := newRig(t, 2)
	for _, from := range phases {
		for _, to := range append(phases, "elsewhere", "") {
			r := g.at(from)
			err := g.MovePhase(t.Context(), g.members[0], r.ID, to, "we agreed on it")
			may := false
			for _, p := range allowed[from] {
				may = may || p == to
			}
			if may && (err != nil || g.round(r.ID).Phase != to) {
				t.Errorf("%s → %s: %v, and it stands at %s", from, to, err, g.round(r.ID).Phase)
			}
			if !may && (!fault.Is(err, fault.Conflict) || g.round(r.ID).Phase != from) {
				t.Errorf("%s → %s was not refused: %v", from, to, err)
			}
		}
	}
}

func TestMovingBackNeedsAReasonOnRecord(t *testing.T) {
	g := newRig(t, 2)
	r := g.at(Review)
	if err := g.MovePhase(t.Context(), g.members[0], r.ID, Applications, "  "); !fault.Is(err, fault.Invalid) || fault.From(err).Fields[0].Name != "why" {
		t.Fatalf("went back without a reason: %v", err)
	}
	g.must(g.MovePhase(t.Context(), g.members[0], r.ID, Applications, " Half-term: many were away. "))
	moves := MovesOf(g.Store.View(), r.ID)
	if len(moves) != 1 {
		t.Fatalf("%d moves on record", len(moves))
	}
	want := Move{Round: r.ID, Number: 1, From: Review, To: Applications, At: g.clock(), By: g.members[0], Why: "Half-term: many were away."}
	if moves[0] != want {
		t.Errorf("the record says %+v, want %+v", moves[0], want)
	}
}

func TestEveryMoveOfAWholeRoundIsOnRecord(t *testing.T) {
	g := newRig(t, 3)
	r := g.unopenedRound(plainSettings(), 100)
	by := g.members[0]
	for _, to := range []Phase{Applications, Review, Pitches} {
		g.must(g.MovePhase(t.Context(), by, r.ID, to, ""))
	}
	g.must(g.OpenVoting(t.Context(), by, r.ID))
	g.mustVote(r.ID, g.members[1], 1)
	g.closeAndCount(r.ID)
	g.must(g.MovePhase(t.Context(), by, r.ID, Reporting, ""))
	g.must(g.MovePhase(t.Context(), by, r.ID, Closed, ""))
	phases := []Phase{Draft, Applications, Review, Pitches, Voting, Counting, Awarded, Reporting, Closed}
	moves := MovesOf(g.Store.View(), r.ID)
	if len(moves) != len(phases)-1 {
		t.Fatalf("%d moves on record: %+v", len(moves), moves)
	}
	for i, m := range moves {
		who := by
		if m.To == Awarded {
			who = "" // the count
		}
		if m.Number != int32(i+1) || m.From != phases[i] || m.To != phases[i+1] || m.By != who || !m.At.Equal(g.clock()) {
			t.Errorf("move %d is %+v", i+1, m)
		}
	}
}

func TestOnceOpenedARoundDoesNotGoBack(t *testing.T) {
	g := newRig(t, 2)
	r := g.openRound(plainSettings(), 100)
	if err := g.MovePhase(t.Context(), g.members[0], r.ID, Pitches, "a mistake"); !fault.Is(err, fault.Conflict) {
		t.Errorf("voting was undone: %v", err)
	}
}
