package tally_test

import (
	"context"
	"errors"
	"math/big"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/tally"
)

// vote makes an election from costs, projects being named a, b, c …, and ballots such as "ab": 3 for three
// voters who chose a and b (in that order).
func vote(kind tally.Kind, budget int64, costs []int64, ballots map[string]int64) *tally.Election {
	e := &tally.Election{Budget: budget, Kind: kind}
	for i, cost := range costs {
		e.Projects = append(e.Projects, tally.Project{ID: string(rune('a' + i)), Cost: cost})
	}
	for marks, n := range ballots {
		b := tally.Ballot{Count: n}
		for _, mark := range marks {
			b.Projects = append(b.Projects, int(mark-'a'))
		}
		e.Ballots = append(e.Ballots, b)
	}
	return e
}

// order is the winners in the order in which they won, as letters.
func order(o *tally.Outcome) string {
	var b strings.Builder
	for _, p := range o.Winners {
		b.WriteRune(rune('a' + p)) //nolint:gosec // a letter
	}
	return b.String()
}

func TestMethodsDifferAsDefined(t *testing.T) {
	// Six voters want the dear a and b, four want c and d. a and b take the whole budget by votes; equal
	// shares give the four what is theirs.
	e := vote(tally.Approval, 100, []int64{50, 50, 20, 20}, map[string]int64{"ab": 6, "cd": 4})
	tests := []struct {
		name  string
		rules tally.Rules
		want  string
	}{
		{"most votes", tally.Rules{}, "ab"},
		{"equal shares", tally.Rules{Method: tally.EqualShares}, "acd"},
		{"by count: most for the money first", tally.Rules{Method: tally.EqualShares, Utility: tally.UtilityCount}, "cda"},
		{"phragmen", tally.Rules{Method: tally.Phragmen}, "cad"},
	}
	for _, test := range tests {
		if got := order(count(t, e, test.rules)); got != test.want {
			t.Errorf("%s: %s won, want %s", test.name, got, test.want)
		}
	}
}

func TestMostVotesSkipsOrStopsAtWhatDoesNotFit(t *testing.T) {
	e := vote(tally.Approval, 100, []int64{60, 50, 30, 10}, map[string]int64{"a": 4, "b": 3, "c": 2, "d": 1})
	for stop, want := range map[bool]string{false: "acd", true: "a"} {
		if got := order(count(t, e, tally.Rules{Stop: stop})); got != want {
			t.Errorf("stop %v: %s won, want %s", stop, got, want)
		}
	}
	if got := order(count(t, e, tally.Rules{MinScore: 2})); got != "ac" {
		t.Errorf("with two votes needed %s won, want ac", got)
	}
}

func TestEverythingIsFundedWhereEverythingFits(t *testing.T) {
	// Alone, b's one backer has 50 for a cost of 60.
	e := vote(tally.Approval, 100, []int64{30, 60, 5, 200}, map[string]int64{"a": 1, "bd": 1})
	for _, method := range []tally.Method{tally.MostVotes, tally.EqualShares, tally.Phragmen} {
		o := count(t, e, tally.Rules{Method: method})
		if order(o) != "ab" || !o.FundedAll {
			t.Errorf("%v: %s won of what has support and is not dearer than the budget", method, order(o))
		}
	}
	if got := order(count(t, e, tally.Rules{Method: tally.EqualShares, Pure: true})); got != "a" {
		t.Errorf("pure equal shares: %s won, want a", got)
	}
}

func TestOrdersAndPointsCountAsPoints(t *testing.T) {
	// First choices are worth 2 in orders of two: a 2+2+1, b 1+1, c 2.
	e := vote(tally.Ordinal, 10, []int64{10, 10, 10}, map[string]int64{"ab": 2, "ca": 1})
	o := count(t, e, tally.Rules{Utility: tally.UtilityPoints})
	if !slices.Equal(o.Scores, []int64{5, 2, 2}) || !slices.Equal(o.Votes, []int64{3, 2, 1}) {
		t.Errorf("scores %v of votes %v", o.Scores, o.Votes)
	}
	e = vote(tally.Points, 10, []int64{10, 10}, map[string]int64{"ab": 2})
	e.Ballots[0].Points = []int64{-3, 4}
	o = count(t, e, tally.Rules{Utility: tally.UtilityPoints})
	if !slices.Equal(o.Scores, []int64{-6, 8}) || !slices.Equal(o.Votes, []int64{0, 2}) || order(o) != "b" {
		t.Errorf("scores %v of votes %v: points below zero are no support", o.Scores, o.Votes)
	}
}

func TestSharesArePaidInPointsWherePointsCount(t *testing.T) {
	// One backer gave 3 points and one 1: of 40 they pay 30 and 10.
	e := vote(tally.Points, 100, []int64{40, 90}, map[string]int64{"a": 1, "ab": 1})
	for i := range e.Ballots {
		e.Ballots[i].Points = map[int][]int64{1: {3}, 2: {1, 4}}[len(e.Ballots[i].Projects)]
	}
	o := count(t, e, tally.Rules{Method: tally.EqualShares, Utility: tally.UtilityPoints})
	if order(o) != "a" || o.Trace[0].Rho.Cmp(big.NewRat(10, 1)) != 0 {
		t.Fatalf("%+v", o.Trace)
	}
	if last := o.Trace[1]; last.Funded || last.Shares.Cmp(big.NewRat(40, 1)) != 0 {
		t.Errorf("the backer of b has %v left, want 50 - 10", last.Shares)
	}
}

func TestAdd1MayEndWithLessSpentThanItBeganWith(t *testing.T) {
	e := realFile(t, calHigh).Election()
	none := count(t, e, tally.Rules{Method: tally.EqualShares})
	add1 := count(t, e, tally.Rules{Method: tally.EqualShares, Completion: tally.Add1, Step: 100})
	if none.Cost != 860_00 || add1.Cost != 830_00 {
		t.Errorf("equal shares spent %d, with Add1 in whole dollars %d", none.Cost, add1.Cost)
	}
}

func TestAdd1StopsAtItsCapAndSaysSo(t *testing.T) {
	e := vote(tally.Approval, 1000, []int64{600, 300, 500}, map[string]int64{"a": 5, "b": 3, "c": 2})
	rules := tally.Rules{Method: tally.EqualShares, Completion: tally.Add1, Cap: 7}
	o := count(t, e, rules)
	if !o.Shares.CapReached || o.Shares.Rounds != 7 || o.Shares.Endowment.RatString() != "107" {
		t.Errorf("%+v", o.Shares)
	}
	rules.Cap = 0
	if o = count(t, e, rules); o.Shares.CapReached || order(o) != "ab" {
		t.Errorf("%s won, %+v", order(o), o.Shares)
	}
}

func TestComparisonKeepsWhatMoreBallotsPrefer(t *testing.T) {
	e := realFile(t, assen).Election()
	rules := tally.Rules{Method: tally.EqualShares, Completion: tally.Add1, Step: 100, Compare: true}
	o := count(t, e, rules)
	want := tally.Preference{MostVotes: 25, EqualShares: 21, Same: 38}
	if *o.Compared != want || o.Method != tally.MostVotes || o.Cost != 99_200_00 {
		t.Errorf("%v decided, %+v", o.Method, *o.Compared)
	}
	c, err := tally.Compare(context.Background(), e, rules)
	if err != nil {
		t.Fatal(err)
	}
	if c.Preference != want || c.MostVotes.Cost != 99_200_00 || c.EqualShares.Cost != 76_700_00 {
		t.Errorf("%+v", c)
	}
	if len(c.Both)+len(c.OnlyEqualShares) != 9 || len(c.Both)+len(c.OnlyMostVotes) != 7 || c.MostVotes.Served != 84 || c.EqualShares.Served != 79 {
		t.Errorf("%+v", c)
	}
}

func TestCountIsTheSameEveryTime(t *testing.T) {
	e := realFile(t, swiecie).Election()
	rules := tally.Rules{Method: tally.EqualShares, Completion: tally.Add1U}
	first := count(t, e, rules)
	for range 3 {
		if again := count(t, e, rules); !reflect.DeepEqual(first, again) {
			t.Fatalf("%+v, then %+v", first, again)
		}
	}
}

func TestCountEndsWhenItsContextDoes(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	e := vote(tally.Approval, 100, []int64{60, 60}, map[string]int64{"a": 2, "b": 3})
	for _, method := range []tally.Method{tally.EqualShares, tally.Phragmen} {
		if _, err := tally.Count(ctx, e, tally.Rules{Method: method, Completion: tally.Add1}); !errors.Is(err, context.Canceled) {
			t.Errorf("%v: %v", method, err)
		}
	}
}

func TestCountOfAnEmptyBoxFundsNothing(t *testing.T) {
	for _, method := range []tally.Method{tally.MostVotes, tally.EqualShares, tally.Phragmen} {
		for _, pure := range []bool{false, true} {
			e := vote(tally.Approval, 100, []int64{10}, nil)
			if o := count(t, e, tally.Rules{Method: method, Completion: tally.Add1U, Pure: pure}); len(o.Winners) != 0 || o.MoneyLeft != 100 {
				t.Errorf("%v: %+v", method, o)
			}
		}
	}
}

func TestCountRefusesWhatCannotBeCounted(t *testing.T) {
	tests := []struct {
		name  string
		field string
		spoil func(*tally.Election, *tally.Rules)
	}{
		{"no budget", "budget", func(e *tally.Election, _ *tally.Rules) { e.Budget = 0 }},
		{"a budget that could overflow", "budget", func(e *tally.Election, _ *tally.Rules) { e.Budget = tally.MaxAmount + 1 }},
		{"a cost below nothing", "projects[1].cost", func(e *tally.Election, _ *tally.Rules) { e.Projects[1].Cost = -1 }},
		{"two projects of one ID", "projects[1].id", func(e *tally.Election, _ *tally.Rules) { e.Projects[1].ID = "a" }},
		{"an unknown project", "ballots[0]", func(e *tally.Election, _ *tally.Rules) { e.Ballots[0].Projects = []int{2} }},
		{"a project twice", "ballots[0]", func(e *tally.Election, _ *tally.Rules) { e.Ballots[0].Projects = []int{1, 1} }},
		{"nobody's ballot", "ballots[0]", func(e *tally.Election, _ *tally.Rules) { e.Ballots[0].Count = 0 }},
		{"more ballots than people", "ballots[0]", func(e *tally.Election, _ *tally.Rules) { e.Ballots[0].Count = tally.MaxBallots + 1 }},
		{"points where none are given", "ballots[0]", func(e *tally.Election, _ *tally.Rules) { e.Ballots[0].Points = []int64{1, 1} }},
		{"no points where they count", "ballots[0]", func(e *tally.Election, _ *tally.Rules) { e.Kind = tally.Points }},
		{"two choices of one", "ballots[0]", func(e *tally.Election, _ *tally.Rules) { e.Kind = tally.ChooseOne }},
		{"utility of points without points", "utility", func(_ *tally.Election, r *tally.Rules) { r.Utility = tally.UtilityPoints }},
		{"a method that is none", "rule", func(_ *tally.Election, r *tally.Rules) { r.Method = 9 }},
		{"a lot without a seed", "seed", func(_ *tally.Election, r *tally.Rules) { r.Ties = tally.CostVotesLot }},
		{"a step backwards", "step", func(_ *tally.Election, r *tally.Rules) { r.Step = -1 }},
		{"a cap below nothing", "cap", func(_ *tally.Election, r *tally.Rules) { r.Cap = -1 }},
	}
	for _, test := range tests {
		e := vote(tally.Approval, 100, []int64{60, 60}, map[string]int64{"ab": 2})
		rules := tally.Rules{}
		test.spoil(e, &rules)
		_, err := tally.Count(context.Background(), e, rules)
		f := fault.From(err)
		if f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Name != test.field {
			t.Errorf("%s: %v, want %s to be refused", test.name, err, test.field)
		}
	}
}

func TestNamesOfRulesAreReadBackAsWritten(t *testing.T) {
	for m := tally.MostVotes; m <= tally.Phragmen; m++ {
		var back tally.Method
		text, err := m.MarshalText()
		if err != nil || back.UnmarshalText(text) != nil || back != m || m.String() != string(text) {
			t.Errorf("%d: %s", m, text)
		}
	}
	var c tally.Completion
	err := c.UnmarshalText([]byte("add2"))
	if err == nil || !strings.Contains(err.Error(), `completion "add2" is unknown`) || !strings.Contains(err.Error(), "add1-exhaustive") {
		t.Errorf("%v does not say which there are", err)
	}
	if _, err := tally.Kind(9).MarshalText(); err == nil {
		t.Error("a kind that is none was written")
	}
}
