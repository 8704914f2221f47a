package tally_test

import (
	"reflect"
	"testing"

	"github.com/parentpower/parentpower/internal/tally"
)

func reasons(t *testing.T, e *tally.Election, rules tally.Rules) map[string]tally.Reason {
	t.Helper()
	list, err := tally.Reasons(e, rules, count(t, e, rules))
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]tally.Reason{}
	for _, r := range list {
		by[e.Projects[r.Project].ID] = r
	}
	return by
}

func TestReasonsOfEqualShares(t *testing.T) {
	// 12 voters, 10 each. By votes a and b win. a's 7 pay 56 of their 70; what is left of it is too little for
	// b. c's 4 had nothing else. d has one voter; e none; f is beyond all.
	e := vote(tally.Approval, 120, []int64{56, 64, 36, 20, 5, 500}, map[string]int64{"ab": 6, "a": 1, "cf": 4, "df": 1})
	got := reasons(t, e, tally.Rules{Method: tally.EqualShares})
	want := map[string]tally.Reason{
		"a": {Project: 0, Kind: tally.PaidByShares, Funded: true, Cost: 56, Backers: 7, Score: 7, Shares: 70, SpareEach: 2, MoneyLeft: 64, ByVotes: true},
		"c": {Project: 2, Kind: tally.FairShare, Funded: true, Cost: 36, Backers: 4, Score: 4, Shares: 40, SpareEach: 1, MoneyLeft: 28},
		"b": {Project: 1, Kind: tally.SharesShort, Cost: 64, Backers: 6, Score: 6, Shares: 12, MoneyLeft: 28, Served: 6, OutvotedBy: []int{0}, ByVotes: true},
		"d": {Project: 3, Kind: tally.SharesShort, Cost: 20, Backers: 1, Score: 1, Shares: 10, MoneyLeft: 28, OutvotedBy: []int{0, 2}},
		"e": {Project: 4, Kind: tally.NoBackers, Cost: 5, OutvotedBy: []int{0, 2}},
		"f": {Project: 5, Kind: tally.OverBudget, Cost: 500, Backers: 5, Score: 5, Served: 4, OutvotedBy: []int{0}},
	}
	for id := range want {
		if !reflect.DeepEqual(got[id], want[id]) {
			t.Errorf("%s: %+v\nwant %+v", id, got[id], want[id])
		}
	}
	filled := reasons(t, e, tally.Rules{Method: tally.EqualShares, Completion: tally.Greedy})
	if r := filled["d"]; r.Kind != tally.FromLeftOver || r.Shares != 10 || r.MoneyLeft != 8 {
		t.Errorf("%+v", r)
	}
	if r := filled["b"]; r.Kind != tally.SharesShort || r.MoneyLeft != 28 {
		t.Errorf("%+v", r)
	}
}

func TestReasonsOfMostVotes(t *testing.T) {
	e := vote(tally.Approval, 100, []int64{60, 50, 50, 30, 10}, map[string]int64{"a": 5, "bc": 3, "d": 2, "e": 1})
	got := reasons(t, e, tally.Rules{MinScore: 2})
	for id, kind := range map[string]tally.ReasonKind{"a": tally.HadMostVotes, "b": tally.DidNotFit, "d": tally.HadMostVotes, "e": tally.BelowScore} {
		if got[id].Kind != kind {
			t.Errorf("%s: %+v, want %s", id, got[id], kind)
		}
	}
	if r := got["b"]; r.MoneyLeft != 40 || !reflect.DeepEqual(r.OutvotedBy, []int{0}) || r.Tie != nil {
		t.Errorf("%+v", r)
	}
	if r := reasons(t, e, tally.Rules{Stop: true})["d"]; r.Kind != tally.NotReached {
		t.Errorf("%+v", r)
	}
}

func TestReasonNamesTheTieThatDecided(t *testing.T) {
	e := vote(tally.Approval, 100, []int64{60, 60}, map[string]int64{"ab": 3})
	for id, r := range reasons(t, e, tally.Rules{}) {
		if r.Tie == nil || r.Tie.By != tally.ByName || r.Funded != (id == "a") {
			t.Errorf("%s: %+v", id, r)
		}
	}
}

func TestReasonsOfPhragmenAndOfMoneyForAll(t *testing.T) {
	e := vote(tally.Approval, 100, []int64{40, 70, 90}, map[string]int64{"a": 2, "b": 2, "c": 1})
	got := reasons(t, e, tally.Rules{Method: tally.Phragmen})
	if got["a"].Kind != tally.LeastLoad || got["b"].Kind != tally.DidNotFit || got["c"].Kind != tally.NotReached {
		t.Errorf("%+v", got)
	}
	e.Budget = 200
	if got := reasons(t, e, tally.Rules{Method: tally.EqualShares}); got["c"].Kind != tally.EverythingFits {
		t.Errorf("%+v", got["c"])
	}
}
