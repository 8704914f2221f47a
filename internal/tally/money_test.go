package tally

import (
	"context"
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// What ballots hold and what was bought are at all times what was given out: nothing is lost to rounding.
func TestWhatBallotsPayIsWhatProjectsCost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := &Election{Budget: rapid.Int64Range(1, 10_000).Draw(t, "budget"), Kind: Points}
		for i := range rapid.IntRange(1, 8).Draw(t, "projects") {
			e.Projects = append(e.Projects, Project{ID: fmt.Sprint(i), Cost: rapid.Int64Range(0, 3000).Draw(t, "cost")})
		}
		for range rapid.IntRange(1, 20).Draw(t, "ballots") {
			b := Ballot{Count: rapid.Int64Range(1, 9).Draw(t, "count"), Points: []int64{}}
			for p := range e.Projects {
				if rapid.Bool().Draw(t, "chosen") {
					b.Projects = append(b.Projects, p)
					b.Points = append(b.Points, rapid.Int64Range(1, 7).Draw(t, "points"))
				}
			}
			e.Ballots = append(e.Ballots, b)
		}
		rules := Rules{Method: EqualShares, Utility: rapid.SampledFrom([]Utility{UtilityCost, UtilityCount, UtilityPoints}).Draw(t, "utility")}
		b, err := newBox(e, rules)
		if err != nil {
			t.Fatal(err)
		}
		s := newShares(b)
		bought, err := s.run(context.Background(), big.NewRat(e.Budget, b.ballots), b.outcome(EqualShares))
		if err != nil {
			t.Fatal(err)
		}
		held := new(big.Int)
		for g, group := range b.groups {
			amount := s.at(s.held[g])
			if amount.Sign() < 0 {
				t.Fatalf("ballots %d hold %v", g, amount)
			}
			held.Add(held, new(big.Int).Mul(amount, big.NewInt(group.weight)))
		}
		if want := new(big.Int).Mul(s.one, big.NewInt(e.Budget-bought.cost)); held.Cmp(want) != 0 {
			t.Fatalf("ballots hold %v, of the budget %v are left", held, want)
		}
	})
}
