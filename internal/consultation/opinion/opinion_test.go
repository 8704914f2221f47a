package opinion

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// luck is chance that a test can have again.
func luck(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) } //nolint:gosec // see above

func anyStance(chance *rand.Rand) Stance { return Stance(chance.IntN(3) - 1) } //nolint:gosec // −1 to 1

// crowd votes in camps: most of a camp votes alike, everybody has seen some part of the statements.
func crowd(chance *rand.Rand, persons, statements, camps int, seen float64) []Vote {
	says := make([][]Stance, camps)
	for c := range says {
		for range statements {
			says[c] = append(says[c], anyStance(chance))
		}
	}
	var votes []Vote
	for p := range persons {
		for s := range statements {
			if chance.Float64() > seen {
				continue
			}
			v := Vote{p, s, says[p%camps][s]}
			if chance.Float64() < 0.1 {
				v.Stance = anyStance(chance)
			}
			votes = append(votes, v)
		}
	}
	return votes
}

func TestAnalyseFindsTheCampsOfACrowd(t *testing.T) {
	votes := crowd(luck(1), 180, 40, 3, 0.7)
	m := Analyse(votes, Options{})
	if len(m.Groups) != 3 {
		t.Fatalf("%d groups", len(m.Groups))
	}
	for _, g := range m.Groups {
		camp := g.Persons[0] % 3
		for _, p := range g.Persons {
			if p%3 != camp {
				t.Errorf("person %d is in the group of camp %d", p, camp)
			}
		}
		if len(g.Says) == 0 || len(g.Says) > sayMost {
			t.Errorf("the group says %d things", len(g.Says))
		}
	}
}

func TestAnalyseHoldsForAnyVotes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		chance := luck(rapid.Uint64().Draw(t, "seed"))
		votes := crowd(chance, rapid.IntRange(1, 40).Draw(t, "persons"), rapid.IntRange(1, 12).Draw(t, "statements"),
			rapid.IntRange(1, 4).Draw(t, "camps"), rapid.Float64Range(0.05, 1).Draw(t, "seen"))
		o := Options{Held: map[int]bool{rapid.IntRange(0, 12).Draw(t, "held"): true}}
		m := Analyse(votes, o)
		if again := Analyse(votes, o); !reflect.DeepEqual(m, again) {
			t.Fatal("the same votes gave another map")
		}
		var grouped []int
		for _, g := range m.Groups {
			grouped = append(grouped, g.Persons...)
			for j, c := range g.Votes {
				if c.Seen > len(g.Persons) || c.Passed() < 0 {
					t.Fatalf("votes of statement %d: %+v in a group of %d", j, c, len(g.Persons))
				}
			}
			for _, r := range g.Says {
				if o.Held[r.Statement] {
					t.Fatalf("a group says statement %d, which is held back", r.Statement)
				}
			}
		}
		slices.Sort(grouped)
		counted := slices.Sorted(slices.Values(m.Counted))
		if !slices.Equal(grouped, counted) {
			t.Fatalf("in groups are %v, counted %v", grouped, counted)
		}
		for j := range m.Statements {
			for _, x := range []float64{m.GroupAware[j], m.Priorities[j], m.Axes.Centre[j], m.Axes.X[j], m.Axes.Y[j]} {
				if math.IsNaN(x) || math.IsInf(x, 0) {
					t.Fatalf("statement %d has a number that is none", m.Statements[j])
				}
			}
		}
	})
}

func TestWhoWasCountedStaysCounted(t *testing.T) {
	votes := crowd(luck(3), 30, 20, 2, 1)
	votes = append(votes, Vote{Person: 99, Statement: 0, Stance: Agree})
	if slices.Contains(Analyse(votes, Options{}).Counted, 99) {
		t.Error("one vote is enough to be counted")
	}
	if !slices.Contains(Analyse(votes, Options{Counted: []int{99}}).Counted, 99) {
		t.Error("somebody who was counted is not any more")
	}
}

func TestNumberOfGroupsChangesOnlyAfterFourWins(t *testing.T) {
	s := Smoother{}.next(3)
	if s.Used != 3 {
		t.Fatalf("the first time uses %d", s.Used)
	}
	for i, best := range []int{2, 2, 2, 3, 2, 2, 2} {
		if s = s.next(best); s.Used != 3 {
			t.Fatalf("after %d changes there are %d groups", i+1, s.Used)
		}
	}
	if s = s.next(2); s.Used != 2 {
		t.Fatalf("after four wins there are %d groups", s.Used)
	}
}

func TestLaterVoteReplacesTheEarlier(t *testing.T) {
	m := Analyse([]Vote{{1, 1, Agree}, {1, 1, Disagree}}, Options{})
	if c := m.Groups[0].Votes[0]; c != (Count{Disagree: 1, Seen: 1}) {
		t.Errorf("counted %+v", c)
	}
}

func BenchmarkAnalyse(b *testing.B) {
	for name, size := range map[string][2]int{"100x40": {100, 40}, "10000x500": {10_000, 500}} {
		votes := crowd(luck(1), size[0], size[1], 4, 0.3)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Analyse(votes, Options{})
			}
		})
	}
}
