// Package polis reads the votes and statements that a Polis server exports, as CSV (votes.csv, comments.csv) or as JSON
// (votes.json, comments.json). In all of them agree is 1, disagree −1 and pass 0.
package polis

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/parentpower/parentpower/internal/consultation/opinion"
)

var statementNames = []string{"comment-id", "statement_id", "comment_id", "tid"}

// Votes reads votes.csv or votes.json, in the order in which the votes were given. The error says which of them cannot
// be understood.
func Votes(r io.Reader) ([]opinion.Vote, error) {
	rows, err := read(r, []column{
		{"person", []string{"voter-id", "participant_id", "voter_id", "pid"}, true},
		{"statement", statementNames, true},
		{"vote", []string{"vote"}, true},
		{"time", []string{"timestamp", "modified", "created"}, false},
	})
	if err != nil {
		return nil, err
	}
	type given struct {
		opinion.Vote
		at float64
	}
	votes := make([]given, len(rows))
	for i, row := range rows {
		v := &votes[i]
		v.Person, err = whole(row["person"])
		if err == nil {
			v.Statement, err = whole(row["statement"])
		}
		if err == nil {
			v.Stance, err = stance(row["vote"])
		}
		if err != nil {
			return nil, fmt.Errorf("vote %d: %w", i+1, err)
		}
		v.at, _ = strconv.ParseFloat(row["time"], 64) // one without a time stands where it is
	}
	slices.SortStableFunc(votes, func(a, b given) int { return cmp.Compare(a.at, b.at) })
	list := make([]opinion.Vote, len(votes))
	for i, v := range votes {
		list[i] = v.Vote
	}
	return list, nil
}

// Statements reads comments.csv or comments.json: which statements are held back, and which are about the voter.
func Statements(r io.Reader) (held, about map[int]bool, err error) {
	rows, err := read(r, []column{
		{"statement", statementNames, true},
		{"moderated", []string{"moderated", "mod"}, false},
		{"about", []string{"is_meta", "is-meta"}, false},
	})
	if err != nil {
		return nil, nil, err
	}
	held, about = map[int]bool{}, map[int]bool{}
	for i, row := range rows {
		s, err := whole(row["statement"])
		if err != nil {
			return nil, nil, fmt.Errorf("statement %d: %w", i+1, err)
		}
		if m, err := whole(row["moderated"]); err == nil && m < 0 {
			held[s] = true
		}
		if yes, err := strconv.ParseBool(row["about"]); err == nil && yes {
			about[s] = true
		}
	}
	return held, about, nil
}
