package tally

import (
	"fmt"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Where a bracket is sure, every endowment of its range gives what it says; and it is sure often enough to be
// of use.
func TestBracketIsNeverSureAndWrong(t *testing.T) {
	tried, sureOf := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		e := &Election{Budget: rapid.Int64Range(1, 3000).Draw(t, "budget"), Kind: Points}
		for i := range rapid.IntRange(1, 6).Draw(t, "projects") {
			cost := rapid.OneOf(rapid.Int64Range(0, 1500), rapid.SampledFrom([]int64{100, 200, 400})).Draw(t, "cost")
			e.Projects = append(e.Projects, Project{ID: fmt.Sprint(i), Cost: cost})
		}
		for range rapid.IntRange(1, 12).Draw(t, "ballots") {
			b := Ballot{Count: rapid.Int64Range(1, 4).Draw(t, "count"), Points: []int64{}}
			for p := range e.Projects {
				if rapid.Bool().Draw(t, "chosen") {
					b.Projects = append(b.Projects, p)
					b.Points = append(b.Points, rapid.Int64Range(1, 4).Draw(t, "points"))
				}
			}
			e.Ballots = append(e.Ballots, b)
		}
		rules := Rules{Method: EqualShares, Utility: rapid.SampledFrom([]Utility{UtilityCost, UtilityCount, UtilityPoints}).Draw(t, "utility")}
		b, err := newBox(e, rules)
		if err != nil {
			t.Fatal(err)
		}
		least := rapid.Int64Range(0, 800).Draw(t, "least")
		most := least + rapid.Int64Range(0, 30).Draw(t, "range")
		got, sure, err := newBracket(b).run(t.Context(), least, most)
		if err != nil {
			t.Fatal(err)
		}
		tried++
		if !sure {
			return
		}
		sureOf++
		s := newShares(b)
		for endowment := least; endowment <= most; endowment++ {
			want, err := s.run(t.Context(), new(big.Rat).SetInt64(endowment), nil)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got.winners, want.winners) || got.cost != want.cost {
				t.Fatalf("sure of %v from %d to %d, but at %d it is %v", got.winners, least, most, endowment, want.winners)
			}
		}
	})
	if sureOf*3 < tried {
		t.Errorf("sure only %d times of %d", sureOf, tried)
	}
}

// Add1 with strides ends where Add1 step by step ends.
func TestStridesMissNoStep(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := &Election{Budget: rapid.Int64Range(100, 2000).Draw(t, "budget")}
		for i := range rapid.IntRange(2, 6).Draw(t, "projects") {
			e.Projects = append(e.Projects, Project{ID: fmt.Sprint(i), Cost: rapid.Int64Range(50, 1500).Draw(t, "cost")})
		}
		for range rapid.IntRange(1, 8).Draw(t, "ballots") {
			b := Ballot{Count: 1}
			for p := range e.Projects {
				if rapid.Bool().Draw(t, "chosen") {
					b.Projects = append(b.Projects, p)
				}
			}
			e.Ballots = append(e.Ballots, b)
		}
		rules := Rules{
			Method: EqualShares, Pure: true, Cap: rapid.IntRange(0, 300).Draw(t, "cap"),
			Completion: rapid.SampledFrom([]Completion{Add1, Add1Exhaustive}).Draw(t, "completion"),
		}
		o, err := Count(t.Context(), e, rules)
		if err != nil {
			t.Fatal(err)
		}
		want := stepByStep(t, e, rules)
		if want.Endowment.Cmp(o.Shares.Endowment) != 0 || want.Rounds != o.Shares.Rounds || want.CapReached != o.Shares.CapReached {
			t.Fatalf("ended at %+v, step by step at %+v", o.Shares, want)
		}
	})
}

func stepByStep(t *rapid.T, e *Election, rules Rules) *Shares {
	b, err := newBox(e, rules)
	if err != nil {
		t.Fatal(err)
	}
	s := newShares(b)
	end := &Shares{Endowment: wholeSteps(big.NewRat(e.Budget, b.ballots), 1)}
	kept, err := s.run(t.Context(), end.Endowment, nil)
	for ; err == nil && s.mayGoOn(kept); end.Rounds++ {
		if rules.Cap > 0 && end.Rounds == rules.Cap {
			end.CapReached = true
			break
		}
		next := raised(end.Endowment, 1, 1)
		var tried result
		if tried, err = s.run(t.Context(), next, nil); tried.cost > e.Budget {
			break
		}
		kept, end.Endowment = tried, next
	}
	if err != nil {
		t.Fatal(err)
	}
	return end
}
