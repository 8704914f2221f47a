package tally_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/parentpower/parentpower/internal/tally"
)

func TestTiesAreBrokenByCostThenVotesThenName(t *testing.T) {
	tests := []struct {
		name    string
		rules   tally.Rules
		costs   []int64
		ballots map[string]int64
		want    string
		by      tally.Criterion
	}{
		{"most votes, the cheaper", tally.Rules{}, []int64{90, 80}, map[string]int64{"ab": 2}, "b", tally.ByCost},
		{"most votes, the name", tally.Rules{}, []int64{90, 90}, map[string]int64{"ab": 2}, "a", tally.ByName},
		{"equal shares, the cheaper", tally.Rules{Method: tally.EqualShares}, []int64{90, 80}, map[string]int64{"ab": 2}, "b", tally.ByCost},
		{"equal shares, the name", tally.Rules{Method: tally.EqualShares}, []int64{90, 90}, map[string]int64{"ab": 2}, "a", tally.ByName},
		{"phragmen, the name", tally.Rules{Method: tally.Phragmen}, []int64{90, 90}, map[string]int64{"ab": 2}, "a", tally.ByName},
	}
	for _, test := range tests {
		o := count(t, vote(tally.Approval, 100, test.costs, test.ballots), test.rules)
		if order(o) != test.want {
			t.Errorf("%s: %s won, want %s", test.name, order(o), test.want)
		}
		tie := o.Ties[0]
		if len(o.Ties) != 1 || tie.By != test.by || !tie.Decisive || tie.Among[0] != o.Winners[0] || len(tie.Among) != 2 {
			t.Errorf("%s: ties %+v", test.name, o.Ties)
		}
	}
}

func TestMoreVotesBreakATieOfPoints(t *testing.T) {
	e := vote(tally.Points, 100, []int64{90, 90}, map[string]int64{"a": 1, "b": 2})
	for i := range e.Ballots {
		e.Ballots[i].Points = []int64{4 / e.Ballots[i].Count}
	}
	o := count(t, e, tally.Rules{Utility: tally.UtilityPoints})
	if order(o) != "b" || o.Ties[0].By != tally.ByVotes {
		t.Errorf("%s won, %+v", order(o), o.Ties)
	}
}

func TestTieThatChangedNothingIsNotDecisive(t *testing.T) {
	e := vote(tally.Approval, 100, []int64{30, 30, 90}, map[string]int64{"ab": 2, "c": 1})
	o := count(t, e, tally.Rules{})
	if order(o) != "ab" || len(o.Ties) != 1 || o.Ties[0].Decisive {
		t.Errorf("%s won, %+v", order(o), o.Ties)
	}
}

func TestLotIsDrawnFromTheSeedAlone(t *testing.T) {
	var projects []tally.Project
	for i := range 20 {
		projects = append(projects, tally.Project{ID: fmt.Sprint("project ", i)})
	}
	lot := tally.Lot("seed", projects)
	if !slices.Equal(lot, tally.Lot("seed", projects)) {
		t.Error("two lots from one seed")
	}
	if slices.Equal(lot, tally.Lot("speed", projects)) {
		t.Error("one lot from two seeds")
	}
	reversed := slices.Clone(projects)
	slices.Reverse(reversed)
	for place, p := range tally.Lot("seed", reversed) {
		if reversed[p].ID != projects[lot[place]].ID {
			t.Fatal("the lot depends on how the projects are listed")
		}
	}
	all := slices.Clone(lot)
	slices.Sort(all)
	for i, p := range all {
		if p != i {
			t.Fatalf("not every project is in the lot: %v", lot)
		}
	}
}

func TestLotDecidesLastAndIsPublished(t *testing.T) {
	won := map[string]bool{}
	for _, seed := range []string{"1", "2", "3", "4", "5", "6", "7", "8"} {
		e := vote(tally.Approval, 100, []int64{90, 90}, map[string]int64{"ab": 2})
		o := count(t, e, tally.Rules{Ties: tally.CostVotesLot, Seed: seed})
		if o.Ties[0].By != tally.ByLot || len(o.Lot) != 2 || o.Lot[0] != o.Winners[0] {
			t.Errorf("seed %s: lot %v, %s won", seed, o.Lot, order(o))
		}
		won[order(o)] = true
	}
	if len(won) != 2 {
		t.Errorf("eight seeds drew only %v", won)
	}
	cheaper := vote(tally.Approval, 100, []int64{90, 80}, map[string]int64{"ab": 2})
	if o := count(t, cheaper, tally.Rules{Ties: tally.CostVotesLot, Seed: "1"}); order(o) != "b" || o.Ties[0].By != tally.ByCost {
		t.Errorf("the lot was asked before the cost: %+v", o.Ties)
	}
}

func TestCommitmentHidesTheSeedAndFitsOnlyIt(t *testing.T) {
	if tally.Commitment("a") == tally.Commitment("b") || len(tally.Commitment("a")) != 64 {
		t.Error(tally.Commitment("a"))
	}
}
