package award

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// TestWhateverIsDoneTheLedgerBalancesAndNothingInItChanges does anything in any order, some of it at the same time.
func TestWhateverIsDoneTheLedgerBalancesAndNothingInItChanges(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		g := newRig(t)
		seen := Entries(g.view(), round)
		project := rapid.Int32Range(1, 5) // as many as there are costs
		amount := rapid.Int64Range(-1, 500_00)
		// do runs one random act. What it is refused for must be a fault of the asker, never one of ours.
		do := func(act func() error) {
			if err := act(); err != nil && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.NotFound) {
				rt.Fatal(err)
			}
		}
		acts := map[string]func(*rapid.T) func() error{
			"accept": func(rt *rapid.T) func() error {
				p := project.Draw(rt, "p")
				return func() error { return g.say(p, true) }
			},
			"decline": func(rt *rapid.T) func() error {
				p := project.Draw(rt, "p")
				return func() error { return g.say(p, false) }
			},
			"further": func(rt *rapid.T) func() error {
				p := project.Draw(rt, "p")
				return func() error { return g.further(p, costs[p-1]) }
			},
			"plan": func(rt *rapid.T) func() error {
				p, n, t := project.Draw(rt, "p"), amount.Draw(rt, "n"), rapid.Int32Range(0, 3).Draw(rt, "t")
				return func() error {
					return g.PlanTranche(g.t.Context(), g.staff, round, p, Tranche{Number: t, Amount: n, Due: g.clock()})
				}
			},
			"drop": func(rt *rapid.T) func() error {
				p, n := project.Draw(rt, "p"), rapid.Int32Range(1, 3).Draw(rt, "t")
				return func() error { return g.DropTranche(g.t.Context(), g.staff, round, p, n) }
			},
			"pay": func(rt *rapid.T) func() error {
				p, n := project.Draw(rt, "p"), rapid.Int32Range(1, 3).Draw(rt, "t")
				return func() error {
					return g.PayTranche(g.t.Context(), g.staff, Paid{Round: round, Project: p, Tranche: n, On: g.clock()})
				}
			},
			"receipt": func(rt *rapid.T) func() error {
				p, n := project.Draw(rt, "p"), amount.Draw(rt, "n")
				return func() error { return g.spend(p, n) }
			},
			"give back": func(rt *rapid.T) func() error {
				p, n := project.Draw(rt, "p"), amount.Draw(rt, "n")
				return func() error { return g.GiveBack(g.t.Context(), g.lead, round, p, n) }
			},
			"came back": func(rt *rapid.T) func() error {
				p, n := project.Draw(rt, "p"), amount.Draw(rt, "n")
				return func() error {
					return g.CameBack(g.t.Context(), g.staff, Arrival{Round: round, Project: p, Amount: n})
				}
			},
			"correct": func(rt *rapid.T) func() error {
				n := rapid.Int64Range(1, int64(len(seen))+1).Draw(rt, "n")
				return func() error { return g.CorrectEntry(g.t.Context(), g.staff, round, n, "typed wrongly") }
			},
		}
		names := slices.Sorted(func(yield func(string) bool) {
			for name := range acts {
				if !yield(name) {
					return
				}
			}
		})
		draw := func(rt *rapid.T) func() error { return acts[rapid.SampledFrom(names).Draw(rt, "act")](rt) }
		rt.Repeat(map[string]func(*rapid.T){
			"one": func(rt *rapid.T) { do(draw(rt)) },
			"some at once": func(rt *rapid.T) {
				rush := make([]func() error, rapid.IntRange(2, 12).Draw(rt, "how many"))
				for i := range rush {
					rush[i] = draw(rt)
				}
				var all sync.WaitGroup
				errs := make([]error, len(rush))
				for i, act := range rush {
					all.Go(func() { errs[i] = act() })
				}
				all.Wait()
				for _, err := range errs {
					do(func() error { return err })
				}
			},
			"": func(rt *rapid.T) {
				entries := Entries(g.view(), round)
				if wrong := cmp.Or(imbalance(g.view()), changed(seen, entries)); wrong != "" {
					rt.Fatal(wrong)
				}
				seen = entries
			},
		})
	})
}

// imbalance is what is wrong with the round's money, worked out from its entries alone; empty where nothing is.
func imbalance(v store.View) string {
	var whole Balance
	parts := map[int32]Balance{}
	for i, e := range Entries(v, round) {
		if e.Number != int64(i+1) {
			return fmt.Sprintf("entry %d has number %d", i+1, e.Number)
		}
		whole, parts[e.Project] = whole.plus(e), parts[e.Project].plus(e)
		if whole.Budget() != budget || min(whole.Awarded, whole.Returned, whole.Left) < 0 {
			return fmt.Sprintf("after entry %d: %+v", e.Number, whole)
		}
	}
	if whole != BalanceOf(v, round) {
		return fmt.Sprintf("the sums are %+v, the entries come to %+v", BalanceOf(v, round), whole)
	}
	var awarded int64
	for _, w := range Of(v, round) {
		b := parts[w.Project]
		awarded += b.Awarded
		if b.Paid < 0 || b.Paid > b.Awarded || b.Spent < 0 || b.Paid+w.Planned() > b.Awarded || w.Returning < 0 {
			return fmt.Sprintf("project %d: %+v of %+v", w.Project, b, w)
		}
	}
	if awarded != whole.Awarded {
		return fmt.Sprintf("awards come to %d, the round's to %d", awarded, whole.Awarded)
	}
	return ""
}

// changed is what became of entries that were there before; empty where all still are as they were.
func changed(before, now []Entry) string {
	for i, e := range before {
		if i >= len(now) || fmt.Sprint(e) != fmt.Sprint(now[i]) {
			return fmt.Sprintf("entry %d is not what it was", i+1)
		}
	}
	return ""
}

// Project 3 or project 4 can be paid for from what is left, not both.
func TestOfAHundredWhoPromiseTheSameMoneyAtOnceOneDoes(t *testing.T) {
	g := newRig(t) // £500 is left; project 3 costs £400, 4 costs £150
	var all sync.WaitGroup
	errs := make([]error, 100)
	for i := range errs {
		all.Go(func() { errs[i] = g.further(int32(3+i%2), costs[2+i%2]) })
	}
	all.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else if !fault.Is(err, fault.Conflict) {
			t.Error(err)
		}
	}
	if wrong := imbalance(g.view()); won != 1 || wrong != "" {
		t.Errorf("%d promised it; %s", won, wrong)
	}
}

// The negative control: what checks the balance above must see a promise that no check was asked about.
func TestTheCheckOfTheBalanceSeesWhatWasPromisedPastIt(t *testing.T) {
	forged := map[string]Entry{
		"more than there is":     {Number: 4, Kind: Promise, Project: 3, Amount: budget},
		"returned twice":         {Number: 4, Kind: Return, Project: 1, Amount: 2 * costs[0]},
		"paid more than awarded": {Number: 4, Kind: Payment, Project: 1, Amount: costs[0] + 1},
		"a gap":                  {Number: 5, Kind: Receipt, Project: 1, Amount: 1},
		"another budget":         {Number: 1, Kind: Opening, Amount: 2 * budget},
	}
	for name, e := range forged {
		t.Run(name, func(t *testing.T) {
			g := newRig(t)
			before := Entries(g.view(), round)
			e.Round = round
			g.put(Ledger.Put(e))
			if imbalance(g.view()) == "" {
				t.Error("the check saw nothing")
			}
			if e.Number == 1 && changed(before, Entries(g.view(), round)) == "" {
				t.Error("the check saw no change")
			}
		})
	}
}
