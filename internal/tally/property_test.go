package tally_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/parentpower/parentpower/internal/tally"
)

// elections draws small elections, with costs that often tie.
func elections(t *rapid.T) *tally.Election {
	e := &tally.Election{
		Budget: rapid.Int64Range(1, 120).Draw(t, "budget"),
		Kind:   rapid.SampledFrom([]tally.Kind{tally.Approval, tally.Knapsack, tally.ChooseOne, tally.Points, tally.Ordinal}).Draw(t, "kind"),
	}
	m := rapid.IntRange(1, 6).Draw(t, "projects")
	for i := range m {
		e.Projects = append(e.Projects, tally.Project{ID: fmt.Sprintf("p%d", i), Cost: rapid.Int64Range(0, 60).Draw(t, "cost")})
	}
	places := make([]int, m)
	for i := range places {
		places[i] = i
	}
	for range rapid.IntRange(0, 9).Draw(t, "ballots") {
		most := m
		if e.Kind == tally.ChooseOne {
			most = 1
		}
		b := tally.Ballot{Count: rapid.Int64Range(1, 3).Draw(t, "count")}
		b.Projects = rapid.Permutation(places).Draw(t, "order")[:rapid.IntRange(0, most).Draw(t, "chosen")]
		if e.Kind == tally.Points {
			b.Points = make([]int64, len(b.Projects))
			for i := range b.Points {
				b.Points[i] = rapid.Int64Range(0, 5).Draw(t, "points")
			}
		}
		e.Ballots = append(e.Ballots, b)
	}
	return e
}

func rulesFor(t *rapid.T, e *tally.Election) tally.Rules {
	utilities := []tally.Utility{tally.UtilityCost, tally.UtilityCount}
	if e.Kind == tally.Points || e.Kind == tally.Ordinal {
		utilities = append(utilities, tally.UtilityPoints)
	}
	return tally.Rules{
		Method:     rapid.SampledFrom([]tally.Method{tally.EqualShares, tally.MostVotes, tally.Phragmen}).Draw(t, "method"),
		Utility:    rapid.SampledFrom(utilities).Draw(t, "utility"),
		Completion: rapid.SampledFrom([]tally.Completion{tally.NoCompletion, tally.Add1, tally.Add1Exhaustive, tally.Add1U, tally.Greedy}).Draw(t, "completion"),
		Step:       rapid.Int64Range(1, 3).Draw(t, "step"),
		Stop:       rapid.Bool().Draw(t, "stop"),
		Pure:       rapid.Bool().Draw(t, "pure"),
	}
}

func TestCountAgreesWithTheDefinitions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := elections(t)
		rules := rulesFor(t, e)
		o := countIn(t, e, rules)
		want, got := newNaive(e, rules).count(), slices.Clone(o.Winners)
		if o.FundedAll {
			slices.Sort(got)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("won %v, by the definitions %v", got, want)
		}
	})
}

func TestWinnersNeverCostMoreThanTheBudget(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := elections(t)
		o := countIn(t, e, rulesFor(t, e))
		var cost int64
		seen := map[int]bool{}
		for _, p := range o.Winners {
			cost += e.Projects[p].Cost
			if seen[p] || o.Votes[p] == 0 {
				t.Fatalf("%d won twice or with nobody's support", p)
			}
			seen[p] = true
		}
		if cost > e.Budget || cost != o.Cost || o.MoneyLeft != e.Budget-cost {
			t.Fatalf("won for %d of %d, reported as %d with %d left", cost, e.Budget, o.Cost, o.MoneyLeft)
		}
	})
}

func TestOrderAndGroupingOfBallotsChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := elections(t)
		rules := rulesFor(t, e)
		other := *e
		other.Ballots = nil
		for _, b := range e.Ballots {
			for range b.Count {
				single := b
				single.Count = 1
				other.Ballots = append(other.Ballots, single)
			}
		}
		other.Ballots = rapid.Permutation(other.Ballots).Draw(t, "box")
		if a, b := countIn(t, e, rules), countIn(t, &other, rules); !reflect.DeepEqual(a, b) {
			t.Fatalf("%+v, but shuffled one by one %+v", a, b)
		}
	})
}

func TestOrderOfProjectsChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := elections(t)
		rules := rulesFor(t, e)
		if rapid.Bool().Draw(t, "lot") {
			rules.Ties, rules.Seed = tally.CostVotesLot, "a seed"
		}
		places := make([]int, len(e.Projects))
		for i := range places {
			places[i] = i
		}
		to := rapid.Permutation(places).Draw(t, "places")
		other := *e
		other.Projects, other.Ballots = make([]tally.Project, len(to)), nil
		for from, place := range to {
			other.Projects[place] = e.Projects[from]
		}
		for _, b := range e.Ballots {
			moved := tally.Ballot{Count: b.Count, Points: b.Points, Projects: make([]int, len(b.Projects))}
			for i, p := range b.Projects {
				moved.Projects[i] = to[p]
			}
			other.Ballots = append(other.Ballots, moved)
		}
		if a, b := winners(e, countIn(t, e, rules)), winners(&other, countIn(t, &other, rules)); !slices.Equal(a, b) {
			t.Fatalf("%v won, but listed otherwise %v", a, b)
		}
	})
}

func TestMoneyInAnotherUnitChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := elections(t)
		rules := rulesFor(t, e)
		for i := range e.Projects {
			e.Projects[i].Cost++ // a project for nothing has the utility of one unit
		}
		a := countIn(t, e, rules)
		times := rapid.Int64Range(2, 1000).Draw(t, "times")
		e.Budget *= times
		rules.Step *= times
		for i := range e.Projects {
			e.Projects[i].Cost *= times
		}
		if b := countIn(t, e, rules); !slices.Equal(a.Winners, b.Winners) {
			t.Fatalf("%v won, but with all money times %d %v", a.Winners, times, b.Winners)
		}
	})
}

func TestFillingUpNeverTakesAwayAndLeavesNothingThatFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := elections(t)
		rules := rulesFor(t, e)
		rules.Method, rules.Stop, rules.Completion = tally.EqualShares, false, tally.Add1
		filled := rules
		filled.Completion = tally.Add1U
		if rapid.Bool().Draw(t, "greedy") {
			rules.Completion, filled.Completion = tally.NoCompletion, tally.Greedy
		}
		a, b := countIn(t, e, rules), countIn(t, e, filled)
		if !slices.Equal(a.Winners, b.Winners[:len(a.Winners)]) {
			t.Fatalf("%v without filling up, %v with", a.Winners, b.Winners)
		}
		for p, project := range e.Projects {
			if b.Scores[p] > 0 && !b.Funded(p) && project.Cost <= b.MoneyLeft {
				t.Fatalf("%d is left over and project %d costs %d", b.MoneyLeft, p, project.Cost)
			}
		}
	})
}

func TestEverybodyHasAReason(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := elections(t)
		rules := rulesFor(t, e)
		o := countIn(t, e, rules)
		reasons, err := tally.Reasons(e, rules, o)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[int]bool{}
		for _, r := range reasons {
			if seen[r.Project] || r.Kind == "" || r.Funded != o.Funded(r.Project) {
				t.Fatalf("%+v", r)
			}
			seen[r.Project] = true
			if r.Funded != slices.Contains(fundedKinds, r.Kind) {
				t.Fatalf("%q cannot be the reason: %+v", r.Kind, r)
			}
			if r.Kind == tally.SharesShort && r.Shares >= r.Cost {
				t.Fatalf("shares of %d were enough for %d", r.Shares, r.Cost)
			}
			if r.Kind == tally.DidNotFit && r.MoneyLeft >= r.Cost {
				t.Fatalf("%d was left and %d needed", r.MoneyLeft, r.Cost)
			}
		}
		if len(seen) != len(e.Projects) {
			t.Fatalf("%d of %d projects have a reason", len(seen), len(e.Projects))
		}
	})
}

var fundedKinds = []tally.ReasonKind{
	tally.EverythingFits, tally.PaidByShares, tally.FairShare, tally.HadMostVotes, tally.FromLeftOver, tally.LeastLoad,
}

func countIn(t *rapid.T, e *tally.Election, rules tally.Rules) *tally.Outcome {
	o, err := tally.Count(t.Context(), e, rules)
	if err != nil {
		t.Fatal(err)
	}
	return o
}
