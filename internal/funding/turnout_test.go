package funding

import "testing"

func TestUntilVotingOpensTheRollIsAsItWillBe(t *testing.T) {
	g := newRig(t, 7)
	for voters, want := range map[Voters]int64{Members: 7, SlipHolders: 3, MembersOrSlip: 9} {
		s := plainSettings()
		s.Voters = voters
		r := g.unopenedRound(s, 100)
		if voters != Members {
			_, err := g.IssueSlips(t.Context(), g.members[0], r.ID, g.members[1:2], 2)
			g.must(err)
		}
		v := g.Store.View()
		if got := TurnoutOf(v, r).Roll; got != want {
			t.Errorf("%s: %d before opening, wanted %d", voters, got, want)
		}
		g.must(g.OpenVoting(t.Context(), g.members[0], r.ID))
		v = g.Store.View()
		r, _ = Rounds.Get(v, r.ID)
		if got := TurnoutOf(v, r).Roll; got != want {
			t.Errorf("%s: %d after opening, wanted %d", voters, got, want)
		}
	}
}
