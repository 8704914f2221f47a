package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// votesOnStatements has two camps of eight people who say opposite things of six statements, and agree on a seventh.
func votesOnStatements() string {
	var b strings.Builder
	b.WriteString("timestamp,datetime,comment-id,voter-id,vote\n")
	for person := range 16 {
		for statement := range 7 {
			vote := "1"
			if statement < 6 && person%2 != statement%2 {
				vote = "-1"
			}
			_, _ = fmt.Fprintf(&b, "1,x,%d,%d,%s\n", statement, person, vote)
		}
	}
	return b.String()
}

func TestOpinionPrintsTheGroupsAsCleanJSON(t *testing.T) {
	code, out, errs := call(t, "opinion", write(t, "votes.csv", votesOnStatements()), "--json")
	if code != 0 || errs != "" {
		t.Fatal(code, errs)
	}
	var report struct {
		Groups []struct {
			Size  int
			Votes map[string]struct{ Agree, Disagree, Pass, Seen int }
		}
		Consensus struct{ Agree []struct{ Statement int } }
		Aware     map[string]float64 `json:"group_aware_consensus"`
		Says      map[string][]any   `json:"representative"`
		Priority  map[string]float64 `json:"priorities"`
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatal(err)
	}
	if len(report.Groups) != 2 || len(report.Says) != 2 || len(report.Priority) != 7 {
		t.Errorf("%+v", report)
	}
	if c := report.Consensus.Agree; len(c) != 1 || c[0].Statement != 6 {
		t.Errorf("all agree on %+v", c)
	}
	if report.Aware["6"] <= report.Aware["0"] {
		t.Errorf("what all agree on has %v, what divides them %v", report.Aware["6"], report.Aware["0"])
	}
}

func TestOpinionSaysWhichVoteItCannotRead(t *testing.T) {
	code, _, errs := call(t, "opinion", write(t, "votes.csv", "comment-id,voter-id,vote\n1,1,1\n1,2,perhaps\n"))
	if code != 2 || !strings.Contains(errs, "vote 2") {
		t.Error(code, errs)
	}
}
