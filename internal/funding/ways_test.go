package funding

import (
	"maps"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/parentpower/parentpower/internal/journal"
)

func TestHowABallotCameInIsSealedUntilTheCountMarksItOnTheRoll(t *testing.T) {
	g := newRig(t, 2)
	r := g.unopenedRound(plainSettings(), 500, 600)
	slips, err := g.IssueSlips(t.Context(), g.members[0], r.ID, nil, 1)
	g.must(err)
	g.must(g.OpenVoting(t.Context(), g.members[0], r.ID))
	g.mustVote(r.ID, g.members[1], 1)
	g.mustVoteBySlip(r.ID, slips[0], 2)
	lengths := map[int]bool{}
	for b := range Ballots.All(g.Store.View()) {
		lengths[len(b.Way)] = true
	}
	if len(lengths) != 1 || lengths[0] {
		t.Errorf("what is sealed has the lengths %v: they tell the ways apart, or there is nothing", lengths)
	}
	for e := range RollOf(g.Store.View(), r.ID) {
		if e.Way != "" || e.Voted {
			t.Errorf("before the close the roll says %+v", e)
		}
	}
	g.closeAndCount(r.ID)
	got := map[string]Way{}
	for e := range RollOf(g.Store.View(), r.ID) {
		got[e.Voter] = e.Way
	}
	if want := map[string]Way{g.members[0]: "", g.members[1]: WithAccount, slips[0].Person: WithSlip}; !maps.Equal(got, want) {
		t.Errorf("the roll says %v, want %v", got, want)
	}
}

func TestACountedBallotCarriesNothingButPicksAndReceipt(t *testing.T) {
	g := newRig(t, 2)
	r := g.openRound(plainSettings(), 500)
	g.mustVote(r.ID, g.members[1], 1)
	g.closeAndCount(r.ID)
	counted := 0
	g.must(g.journal.Read(t.Context(), 0, func(c journal.Commit) error {
		for _, e := range c.Entries {
			for _, ch := range e.Changes {
				if ch.Table != Box.Name() {
					continue
				}
				counted++
				fields := map[string]any{}
				g.must(bson.Unmarshal(ch.Record, &fields))
				delete(fields, "round")
				delete(fields, "id")
				delete(fields, "picks")
				delete(fields, "receipt")
				if len(fields) > 0 {
					t.Errorf("a counted ballot also carries %v", fields)
				}
			}
		}
		return nil
	}))
	if counted != 1 {
		t.Errorf("%d ballots were counted", counted)
	}
}
