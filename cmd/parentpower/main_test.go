package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/tally"
)

// election has three projects for 100.00: the two that ten people back each cost 60, the one that eight others back 40.
const election = `META
key;value
description;Test
num_projects;3
num_votes;18
budget;100
vote_type;approval
PROJECTS
project_id;cost;name
a;60;Trip
b;60;Party
c;40;Den
VOTES
voter_id;vote
` + "1;a,b\n2;a,b\n3;a,b\n4;a,b\n5;a,b\n6;a,b\n7;a,b\n8;a,b\n9;a,b\n10;a\n11;c\n12;c\n13;c\n14;c\n15;c\n16;c\n17;c\n18;c\n"

// call runs a command line and returns its status and what it wrote.
func call(t *testing.T, args ...string) (code int, out, err string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(t.Context(), args, terminal{&stdout, &stderr})
	return code, stdout.String(), stderr.String()
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTallyPrintsTheOutcomeAsCleanJSON(t *testing.T) {
	file := write(t, "election.pb", election)
	for rule, want := range map[string][]string{"most-votes": {"a", "c"}, "equal-shares": {"c"}, "phragmen": {"a", "c"}} {
		code, out, errs := call(t, "tally", file, "--rule", rule, "--completion", "none", "--json", "--trace")
		var report struct {
			Winners []string        `json:"winners"`
			Cost    json.Number     `json:"cost"`
			Left    json.Number     `json:"money_left"`
			Ties    []any           `json:"ties"`
			Trace   json.RawMessage `json:"trace"`
		}
		if err := json.Unmarshal([]byte(out), &report); err != nil || code != 0 || errs != "" {
			t.Fatalf("%s: status %d, %v, stderr %q, stdout %q", rule, code, err, errs, out)
		}
		slices.Sort(report.Winners)
		if !slices.Equal(report.Winners, want) || report.Ties == nil || report.Trace == nil {
			t.Errorf("%s: %s, want winners %v", rule, out, want)
		}
	}
}

func TestTallySaysWhatIsWrongWithAFileOrAFlag(t *testing.T) {
	good := write(t, "good.pb", election)
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"a line that is wrong":  {[]string{"tally", write(t, "bad.pb", strings.Replace(election, "b;60", "b;sixty", 1))}, "line 11"},
		"an unknown rule":       {[]string{"tally", good, "--rule", "fairest"}, "most-votes"},
		"an unknown completion": {[]string{"tally", good, "--completion", "more"}, "add1-exhaustive"},
		"a step that is none":   {[]string{"tally", good, "--step", "-1"}, "--step"},
		"stop and skip at once": {[]string{"tally", good, "--stop", "--skip"}, "--skip"},
		"no such file":          {[]string{"tally", good + "x"}, "no such file"},
		"an unknown flag":       {[]string{"tally", good, "--fast"}, "--fast"},
		"an unknown command":    {[]string{"count"}, "count"},
	} {
		code, out, errs := call(t, c.args...)
		if code != 2 || !strings.Contains(errs, c.says) || out != "" {
			t.Errorf("%s: status %d, stderr %q, stdout %q; want 2 and %q", name, code, errs, out, c.says)
		}
	}
}

func TestHelpListsEveryCommandAndSetting(t *testing.T) {
	_, out, _ := call(t, "--help")
	for _, command := range []string{"serve", "demo", "tally", "verify", "replay"} {
		if !strings.Contains(out, command) {
			t.Errorf("--help does not mention %s", command)
		}
	}
	_, out, _ = call(t, "serve", "--help")
	for _, setting := range []string{"PARENTPOWER_LISTEN", "PARENTPOWER_DATA", "MONGODB_URI", "PARENTPOWER_ORIGIN", "PARENTPOWER_MASTER_KEY", "PARENTPOWER_SMTP"} {
		if !strings.Contains(out, setting) {
			t.Errorf("serve --help does not mention %s", setting)
		}
	}
}

func TestServeRefusesToStartOnSettingsThatAreMissingOrUnsafe(t *testing.T) {
	code, _, errs := call(t, "serve", "--data", t.TempDir(), "--listen", "nowhere", "--mongodb-uri", "mongodb://127.0.0.1:1")
	for _, setting := range []string{"--listen", "--origin", "--master-key", "--smtp"} {
		if code != 1 || !strings.Contains(errs, setting) {
			t.Errorf("status %d, stderr %q: want it to say what to do about %s", code, errs, setting)
		}
	}
}

func TestVerifyTellsAWholeBundleFromOneThatWasTamperedWith(t *testing.T) {
	b := funding.Bundle{
		Format: funding.BundleFormat,
		Round:  funding.BundleRound{ID: "r", Title: "A round", Budget: 100, Rule: funding.MostVotes, Ballot: funding.AnyNumber},
		Lot:    funding.BundleLot{Seed: "aa", Commitment: tally.Commitment("aa")},
	}
	path := func() string {
		text, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		return write(t, "bundle.json", string(text))
	}
	b.Box.Hash = "wrong"
	if code, out, _ := call(t, "verify", path(), "--json"); code != 1 || !strings.Contains(out, `"ok":false`) {
		t.Errorf("a wrong hash: status %d, %s", code, out)
	}
	if code, _, errs := call(t, "verify", write(t, "bundle.json", "not JSON")); code != 2 || !strings.Contains(errs, "audit bundle") {
		t.Errorf("no bundle: status %d, %q", code, errs)
	}
}
