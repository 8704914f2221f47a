package tally_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/parentpower/parentpower/internal/realdata"
	"github.com/parentpower/parentpower/internal/tally"
	"github.com/parentpower/parentpower/internal/tally/pb"
)

const (
	assen     = "Netherlands_Assen_2024.pb"
	swiecie   = "Poland_Swiecie_2023.pb"
	wieliczka = "Poland_Wieliczka_2023_Green_Budget.pb"
	lodz      = "Poland_Lodz_2022.pb"
	warszawa  = "Poland_Warszawa_2017_Plac_Wojska_Polskiego.pb"
	toulouse  = "France_Toulouse_2022.pb"
	calHigh   = "US_Stanford_Dataset_2021-22_Cal_High_Library_PB_vote_knapsacks.pb"
	merced    = "US_Stanford_Dataset_Merced_Peoples_Budget_Ballot_2019_vote_rankings.pb"
)

// realFile reads one of the real elections beside the repository, or skips the test.
func realFile(t testing.TB, name string) *pb.File {
	t.Helper()
	in, err := os.Open(filepath.Join(realdata.Path(t, "pb"), name)) //nolint:gosec // a name of this test
	if err != nil {
		t.Skipf("the real elections are not here: %v", err)
	}
	defer func() { _ = in.Close() }()
	file, err := pb.Read(in, pb.DefaultLimits)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return file
}

func count(t testing.TB, e *tally.Election, rules tally.Rules) *tally.Outcome {
	t.Helper()
	o, err := tally.Count(context.Background(), e, rules)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// winners are the IDs of the funded projects, sorted.
func winners(e *tally.Election, o *tally.Outcome) []string {
	ids := make([]string, len(o.Winners))
	for i, p := range o.Winners {
		ids[i] = e.Projects[p].ID
	}
	slices.Sort(ids)
	return ids
}

// reference are the rules of expected.json that are ours too. It was computed without the step "fund all",
// hence Pure.
var reference = map[string]tally.Rules{
	"greedy_by_votes(Cost_Sat)":         {Method: tally.MostVotes},
	"mes_cost":                          {Method: tally.EqualShares, Pure: true},
	"mes_card":                          {Method: tally.EqualShares, Utility: tally.UtilityCount, Pure: true},
	"mes_points(Additive_Cardinal_Sat)": {Method: tally.EqualShares, Utility: tally.UtilityPoints, Pure: true},
	"mes_cost_add1_exhaustive_stop":     {Method: tally.EqualShares, Completion: tally.Add1Exhaustive, Step: 100, Pure: true},
	"phragmen":                          {Method: tally.Phragmen, Pure: true},
}

func TestCountAgreesWithEveryReferenceResult(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(realdata.Path(t, "pb"), "expected.json"))
	if err != nil {
		t.Skipf("the reference results are not here: %v", err)
	}
	var elections map[string]struct {
		Rules map[string]struct {
			Winners []string
			Cost    float64 // whole units in the file, so exact
		}
	}
	if err := json.Unmarshal(raw, &elections); err != nil {
		t.Fatal(err)
	}
	for name, election := range elections {
		file := realFile(t, name)
		e := file.Election()
		for rule, want := range election.Rules {
			rules, ours := reference[rule]
			if !ours {
				continue
			}
			o := count(t, e, rules)
			slices.Sort(want.Winners)
			if got := winners(e, o); !slices.Equal(got, want.Winners) || o.Cost != int64(want.Cost)*file.Unit {
				t.Errorf("%s, %s: won %v at %d, want %v at %v", name, rule, got, o.Cost, want.Winners, want.Cost)
			}
		}
	}
}

// The reference counts an order of k projects as k-1 … 0 points, we as k … 1: told so, we agree.
func TestEqualSharesByBordaAgreesWithReferenceOnceTheLastIsWorthNothing(t *testing.T) {
	e := realFile(t, merced).Election()
	e.Kind = tally.Points
	for i := range e.Ballots {
		b := &e.Ballots[i]
		b.Points = make([]int64, len(b.Projects))
		for j := range b.Projects {
			b.Points[j] = int64(len(b.Projects) - 1 - j)
		}
	}
	o := count(t, e, tally.Rules{Method: tally.EqualShares, Utility: tally.UtilityPoints})
	if len(o.Winners) != 5 || o.Cost != 22_500_00 {
		t.Errorf("won %v at %d", winners(e, o), o.Cost)
	}
}

func TestCountAgreesWithTheOfficialWinners(t *testing.T) {
	shares := func(c tally.Completion, step int64) tally.Rules {
		return tally.Rules{Method: tally.EqualShares, Completion: c, Step: step}
	}
	tests := []struct {
		file  string
		rules tally.Rules
		won   int
		cost  int64 // in the file's unit
	}{
		{assen, shares(tally.Add1, 0), 9, 76_700},
		{assen, shares(tally.Add1, 100), 9, 76_700},
		{assen, shares(tally.Add1Exhaustive, 100), 9, 76_700},
		{swiecie, shares(tally.Add1, 0), 17, 1_040_337},
		{swiecie, shares(tally.Add1Exhaustive, 0), 17, 1_040_337},
		{wieliczka, shares(tally.Add1, 0), 30, 995_079},
		{wieliczka, tally.Rules{Method: tally.EqualShares, Completion: tally.Add1, Compare: true}, 30, 995_079},
		{lodz, tally.Rules{}, 16, 6_112_868},
		{lodz, tally.Rules{MinScore: 100}, 16, 6_112_868},
		{warszawa, shares(tally.NoCompletion, 0), 4, 44_720},
	}
	for _, test := range tests {
		file := realFile(t, test.file)
		e := file.Election()
		o := count(t, e, test.rules)
		official := file.Official()
		slices.Sort(official)
		if got := winners(e, o); !slices.Equal(got, official) || len(got) != test.won || o.Cost != test.cost*file.Unit {
			t.Errorf("%s %+v: won %v at %d, officially %v", test.file, test.rules, got, o.Cost, official)
		}
	}
}

func TestCountAgreesWithPublishedResults(t *testing.T) {
	shares := func(c tally.Completion, step int64) tally.Rules {
		return tally.Rules{Method: tally.EqualShares, Completion: c, Step: step}
	}
	tests := []struct {
		file  string
		rules tally.Rules
		won   int
		cost  int64 // in the file's unit
	}{
		{wieliczka, shares(tally.NoCompletion, 0), 21, 450_548},
		{wieliczka, shares(tally.Add1Exhaustive, 0), 31, 984_579},
		{wieliczka, tally.Rules{}, 23, 998_997},
		{calHigh, shares(tally.Add1, 100), 4, 830},
		{calHigh, shares(tally.Add1, 1), 5, 860},
		{calHigh, shares(tally.Add1U, 1), 7, 1_210},
		{calHigh, shares(tally.Add1U, 100), 7, 1_210},
		{calHigh, tally.Rules{}, 1, 1_300},
		{toulouse, tally.Rules{}, 81, 7_999_520},
	}
	for _, test := range tests {
		file := realFile(t, test.file)
		o := count(t, file.Election(), test.rules)
		if len(o.Winners) != test.won || o.Cost != test.cost*file.Unit {
			t.Errorf("%s %+v: %d won at %d, want %d at %d", test.file, test.rules, len(o.Winners), o.Cost, test.won, test.cost)
		}
	}
}

func TestAdd1EndsAtThePublishedEndowments(t *testing.T) {
	tests := []struct {
		file       string
		completion tally.Completion
		endowment  string // in the file's hundredths
	}{
		{assen, tally.Add1, "203300"},
		{swiecie, tally.Add1, "66200"},
		{swiecie, tally.Add1Exhaustive, "64600"},
	}
	for _, test := range tests {
		e := realFile(t, test.file).Election()
		o := count(t, e, tally.Rules{Method: tally.EqualShares, Completion: test.completion, Step: 100})
		if got := o.Shares.Endowment.RatString(); got != test.endowment {
			t.Errorf("%s, %v: last endowment %s, want %s", test.file, test.completion, got, test.endowment)
		}
	}
}
