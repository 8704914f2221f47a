package pb_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/parentpower/parentpower/internal/tally"
	"github.com/parentpower/parentpower/internal/tally/pb"
)

func TestReportSpeaksInTheUnitsAndNamesOfTheFile(t *testing.T) {
	f := read(t, strings.Replace(small, "3;b\n", "3;a\n", 1))
	rules := tally.Rules{Method: tally.EqualShares, Ties: tally.CostVotesLot, Seed: "s"}
	o, err := tally.Count(context.Background(), f.Election(), rules)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(pb.NewReport(f, rules, o, true))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"rule":"equal-shares"`, `"winners":["a"]`, `"cost":600,`, `"money_left":400.5,`, `"budget":1000.5,`, `"ties":[]`,
		`"shares":{"endowment":"667/2","rounds":0,"cap_reached":false}`, `"commitment":"` + tally.Commitment("s") + `"`,
		`"rho":"1/3","rho_about":"0.333333333"`, `{"project":"b","stage":"shares","funded":false,"cost":500.25`,
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s is not in %s", want, text)
		}
	}
	if short := pb.NewReport(f, rules, o, false); short.Trace != nil {
		t.Error("a trace nobody asked for")
	}
}

func TestReportNamesTies(t *testing.T) {
	f := read(t, strings.Replace(small, "500.25", "600", 1))
	o, err := tally.Count(context.Background(), f.Election(), tally.Rules{})
	if err != nil {
		t.Fatal(err)
	}
	r := pb.NewReport(f, tally.Rules{}, o, true)
	if len(r.Ties) != 1 || r.Ties[0].Chosen != "a" || r.Ties[0].By != tally.ByName || !r.Ties[0].Decisive {
		t.Errorf("%+v", r.Ties)
	}
}
