package funding

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
)

func TestCastBallotRefusesSecondBallotFromSameVoterByReplacingTheFirst(t *testing.T) {
	g := newRig(t, 3)
	r := g.openRound(plainSettings(), 500, 600, 700)
	first := g.mustVote(r.ID, g.members[1], 1, 2)
	second := g.mustVote(r.ID, g.members[1], 3)
	if first.Changed || !second.Changed || first.Receipt != second.Receipt {
		t.Errorf("first %+v, second %+v: want the second to change the first and keep its receipt", first, second)
	}
	if got := TurnoutOf(g.Store.View(), r).Voted; got != 1 {
		t.Errorf("%d ballots in the box, want 1", got)
	}
	res := g.closeAndCount(r.ID)
	if res.Ballots != 1 || res.Votes[0] != 0 || res.Votes[2] != 1 {
		t.Errorf("counted %d ballots with votes %v, want the one last put in", res.Ballots, res.Votes)
	}
}

func TestCastBallotIsTheSameHoweverOftenItIsRepeated(t *testing.T) {
	g := newRig(t, 2)
	r := g.openRound(plainSettings(), 500, 600)
	vote := Vote{Round: r.ID, Voter: g.members[1], Choice: Choice{Picks: []int32{2, 1}}, Key: "the same key"}
	casts := make([]Cast, 100)
	var all sync.WaitGroup
	for i := range casts {
		all.Go(func() {
			var err error
			if casts[i], err = g.CastBallot(t.Context(), vote); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, c := range casts {
		if c.Receipt == "" || c.Receipt != casts[0].Receipt {
			t.Fatalf("receipts %q and %q for one ballot", casts[0].Receipt, c.Receipt)
		}
	}
	if got := ballotTotals.Get(g.Store.View(), r.ID+"/casts"); got != 1 {
		t.Errorf("%d effects of one request", got)
	}
	vote.Picks = []int32{1}
	if _, err := g.CastBallot(t.Context(), vote); !fault.Is(err, fault.Conflict) {
		t.Errorf("the same key with other picks: %v, want a Conflict", err)
	}
}

func TestABallotThatWasOnItsWayWhenItsSlipWasRevokedDoesNotComeIn(t *testing.T) {
	g := newRig(t, 2)
	r := g.unopenedRound(plainSettings(), 500)
	slips, err := g.IssueSlips(t.Context(), g.members[0], r.ID, nil, 1)
	g.must(err)
	g.must(g.OpenVoting(t.Context(), g.members[0], r.ID))
	vote := Vote{Round: r.ID, Voter: slips[0].Person, Slip: slips[0].ID, Choice: Choice{Picks: []int32{1}}, Key: "let in already"}
	g.must(g.RevokeSlip(t.Context(), g.members[0], r.ID, slips[0].ID))
	if _, err := g.CastBallot(t.Context(), vote); !fault.Is(err, fault.Gone) {
		t.Errorf("%v, want Gone", err)
	}
}

func TestALateRepeatDoesNotUndoALaterChange(t *testing.T) {
	g := newRig(t, 2)
	r := g.openRound(plainSettings(), 500, 600)
	early := Vote{Round: r.ID, Voter: g.members[1], Choice: Choice{Picks: []int32{1}}, Key: "pressed early"}
	first, err := g.CastBallot(t.Context(), early)
	g.must(err)
	g.mustVote(r.ID, g.members[1], 2)
	again, err := g.CastBallot(t.Context(), early) // the phone tries once more
	g.must(err)
	if again.Receipt != first.Receipt || again.Changed != first.Changed {
		t.Errorf("a repeat got %+v, where the first got %+v", again, first)
	}
	if res := g.closeAndCount(r.ID); res.Votes[0] != 0 || res.Votes[1] != 1 {
		t.Errorf("votes %v: the late repeat took the place of the later ballot", res.Votes)
	}
}

func TestCastBallotChecksWhatIsPicked(t *testing.T) {
	g := newRig(t, 2)
	within := g.openRound(plainSettings(), 1500, 600)
	upTo := plainSettings()
	upTo.Ballot, upTo.Most = UpToMost, 1
	one := g.openRound(upTo, 1500, 600)
	for _, c := range []struct {
		name  string
		round string
		picks []int32
		kind  fault.Kind
		ok    bool
	}{
		{"none of these", within.ID, nil, 0, true},
		{"within the budget", within.ID, []int32{1}, 0, true},
		{"over the budget", within.ID, []int32{1, 2}, fault.Invalid, false},
		{"twice the same", within.ID, []int32{2, 2}, fault.Invalid, false},
		{"no such project", within.ID, []int32{9}, fault.Invalid, false},
		{"a negative number", within.ID, []int32{-1}, fault.Invalid, false},
		{"more than allowed", one.ID, []int32{1, 2}, fault.Invalid, false},
		{"as many as allowed", one.ID, []int32{2}, 0, true},
		{"no such round", "nowhere", nil, fault.NotFound, false},
	} {
		_, err := g.vote(c.round, g.members[1], c.picks...)
		if c.ok && err != nil || !c.ok && !fault.Is(err, c.kind) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestOnlyWhoIsOnTheRollVotesAndOnlyWhileItIsOpen(t *testing.T) {
	g := newRig(t, 3)
	r := g.unopenedRound(plainSettings(), 500)
	if _, err := g.vote(r.ID, g.members[1], 1); !fault.Is(err, fault.Conflict) {
		t.Errorf("before opening: %v, want a Conflict", err)
	}
	g.must(g.OpenVoting(t.Context(), g.members[0], r.ID))
	if _, err := g.vote(r.ID, "a stranger", 1); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a stranger: %v, want Forbidden", err)
	}
	g.mustVote(r.ID, g.members[1], 1)
	g.closeAndCount(r.ID)
	if _, err := g.vote(r.ID, g.members[2], 1); !fault.Is(err, fault.Gone) {
		t.Errorf("after close: %v, want Gone", err)
	}
}

func TestNothingIsTakenPastTheClosingTimeEvenBeforeTheRoundIsClosed(t *testing.T) {
	g := newRig(t, 3)
	s := plainSettings()
	s.Closes = g.clock().Add(time.Hour)
	r := g.openRound(s, 500)
	g.mustVote(r.ID, g.members[1], 1)
	g.wait(time.Hour)
	if _, err := g.vote(r.ID, g.members[2], 1); !fault.Is(err, fault.Gone) {
		t.Errorf("at the closing time: %v, want Gone", err)
	}
	g.work()
	if res, err := ResultOf(g.Store.View(), r.ID); err != nil || res.Ballots != 1 {
		t.Errorf("result %+v, %v: want the round closed by the clock with one ballot", res, err)
	}
}

func TestCloseAgainstAFloodCountsExactlyWhatWasAcknowledged(t *testing.T) {
	g := newRig(t, 200)
	r := g.openRound(plainSettings(), 500, 600)
	var all sync.WaitGroup
	acknowledged := make([]string, len(g.members))
	for i, m := range g.members {
		all.Go(func() {
			c, err := g.vote(r.ID, m, int32(1+i%2))
			switch {
			case err == nil:
				acknowledged[i] = c.Receipt
			case !fault.Is(err, fault.Gone):
				t.Error(err)
			}
		})
		if i == len(g.members)/2 {
			all.Go(func() { g.must(g.CloseVoting(t.Context(), g.members[0], r.ID)) })
		}
	}
	all.Wait()
	g.work()
	v := g.Store.View()
	n := int64(0)
	for i, receipt := range acknowledged {
		if receipt == "" {
			continue
		}
		n++
		if FindReceipt(v, r.ID, receipt) != InTheCount {
			t.Errorf("voter %d was told %q and is not in the count", i, receipt)
		}
	}
	if res, _ := ResultOf(v, r.ID); res.Ballots != n {
		t.Errorf("%d ballots counted, %d acknowledged", res.Ballots, n)
	}
}

func TestOneVoterOneBallotOverAllChannels(t *testing.T) {
	g := newRig(t, 4)
	r := g.unopenedRound(plainSettings(), 500, 600)
	slips, err := g.IssueSlips(t.Context(), g.members[0], r.ID, []string{g.members[1]}, 2)
	g.must(err)
	g.must(g.OpenVoting(t.Context(), g.members[0], r.ID))
	g.mustVote(r.ID, g.members[1], 1) // signed in
	for _, s := range slips {
		g.mustVoteBySlip(r.ID, s, 2) // the first is the same voter's slip
	}
	fresh, err := g.ReissueSlip(t.Context(), g.members[0], r.ID, slips[2].ID)
	g.must(err)
	g.mustVoteBySlip(r.ID, fresh, 1)
	res := g.closeAndCount(r.ID)
	if res.Ballots != 3 || res.Roll != 6 || res.Reissued != 1 {
		t.Errorf("ballots %d, roll %d, reissued %d: want 3, 6, 1", res.Ballots, res.Roll, res.Reissued)
	}
	if fmt.Sprint(res.Votes) != "[1 2]" {
		t.Errorf("votes %v, want each voter's last", res.Votes)
	}
	if res.Voted[WithAccount] != 0 || res.Voted[WithSlip] != 3 {
		t.Errorf("voted by way %v, want each voter's last", res.Voted)
	}
}

func TestWhoComesLateIsCountedAndShown(t *testing.T) {
	g := newRig(t, 3)
	r := g.openRound(plainSettings(), 500)
	_, err := g.IssueSlips(t.Context(), g.members[0], r.ID, nil, 3)
	g.must(err)
	if res := g.closeAndCount(r.ID); res.Late != 3 || res.Roll != 6 {
		t.Errorf("late %d of %d, want 3 of 6", res.Late, res.Roll)
	}
}

func TestSettingsAndProjectsFreezeWhenVotingOpens(t *testing.T) {
	g := newRig(t, 2)
	r := g.openRound(plainSettings(), 500)
	if err := g.ChangeSettings(t.Context(), g.members[0], r.ID, plainSettings()); !fault.Is(err, fault.Conflict) {
		t.Errorf("settings: %v", err)
	}
	if _, err := g.PutProject(t.Context(), g.members[0], Project{Round: r.ID, Title: "Another", Cost: 100}); !fault.Is(err, fault.Conflict) {
		t.Errorf("another project: %v", err)
	}
	if err := g.RemoveProject(t.Context(), g.members[0], r.ID, 1); !fault.Is(err, fault.Conflict) {
		t.Errorf("removing a project: %v", err)
	}
	g.must(g.TightenStandings(t.Context(), g.members[0], r.ID, ShowAfterClose))
	if err := g.TightenStandings(t.Context(), g.members[0], r.ID, ShowLive); !fault.Is(err, fault.Conflict) {
		t.Errorf("loosening the standings: %v", err)
	}
}

func TestStandingsHideAsTheSettingsSayAndMoveInBatches(t *testing.T) {
	g := newRig(t, 30)
	s := plainSettings()
	s.Minimum = 10
	r := g.openRound(s, 500, 600)
	seen := map[string]bool{}
	for i, m := range g.members {
		g.mustVote(r.ID, m, 1)
		votes, hidden := VotesOf(g.Store.View(), r, true)
		if i+1 < 10 && hidden != UntilMinimum {
			t.Fatalf("after %d ballots %v shows", i+1, votes)
		}
		if votes != nil {
			seen[fmt.Sprint(votes)] = true
			if votes[0]%boardEvery != 0 {
				t.Errorf("after %d ballots %v shows: boards may not lie one ballot apart", i+1, votes)
			}
		}
	}
	if len(seen) < 3 {
		t.Errorf("only %v ever showed", seen)
	}
	for rule, want := range map[Standings]Hidden{ShowAfterVote: UntilVoted, ShowAfterClose: UntilClose} {
		r.Standings = rule
		if votes, hidden := VotesOf(g.Store.View(), r, false); votes != nil || hidden != want {
			t.Errorf("%s: %v shows (%q)", rule, votes, hidden)
		}
	}
}
