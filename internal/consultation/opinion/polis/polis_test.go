package polis

import (
	"slices"
	"strings"
	"testing"

	"github.com/parentpower/parentpower/internal/consultation/opinion"
)

func TestVotesAreReadInTheOrderInWhichTheyWereGiven(t *testing.T) {
	want := []opinion.Vote{{Person: 4, Statement: 9, Stance: opinion.Agree}, {Person: 4, Statement: 9, Stance: opinion.Pass}, {Person: 1, Statement: 2, Stance: opinion.Disagree}}
	for name, text := range map[string]string{
		"csv":  "\ufefftimestamp,datetime,comment-id,voter-id,vote\n30,x,2,1,-1\n10,x,9,4,1\n20,x,9,4,0\n",
		"json": ` [{"participant_id":1,"statement_id":2,"vote":-1,"modified":30.5},{"participant_id":4,"statement_id":9,"vote":1,"modified":10},{"participant_id":4,"statement_id":9,"vote":0,"modified":20}]`,
	} {
		got, err := Votes(strings.NewReader(text))
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v %v", name, got, err)
		}
	}
}

func TestVotesSayWhatCannotBeUnderstood(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "empty",
		"comment-id,vote\n1,1\n":               `there is no column voter-id or`,
		"comment-id,voter-id,vote\n1,2,5\n":    "vote 1: \"5\" is no vote",
		"comment-id,voter-id,vote\n1,Ann,1\n":  "vote 1: \"Ann\" is not a whole number",
		`[{"vote":1}]`:                         "record 1: there is no",
		`[{"statement_id":1,"participant_id":`: "record 1",
		"comment-id,voter-id,vote\n1,2\n":      "wrong number of fields",
	} {
		if _, err := Votes(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, wanted %q", text, err, want)
		}
	}
}

func TestStatementsSayWhichAreHeldAndWhichAreAboutTheVoter(t *testing.T) {
	for _, text := range []string{
		"comment-id,moderated,is-meta\n3,-1,false\n4,1,true\n5,0,\n",
		`[{"statement_id":3,"moderated":-1,"is_meta":false},{"statement_id":4,"moderated":1,"is_meta":true},{"statement_id":5,"moderated":0,"is_meta":null}]`,
	} {
		held, about, err := Statements(strings.NewReader(text))
		if err != nil || len(held) != 1 || !held[3] || len(about) != 1 || !about[4] {
			t.Errorf("%v %v %v", held, about, err)
		}
	}
}

func FuzzVotes(f *testing.F) {
	f.Add("comment-id,voter-id,vote\n1,2,1\n")
	f.Add(`[{"participant_id":1,"statement_id":2,"vote":-1}]`)
	f.Fuzz(func(t *testing.T, text string) {
		votes, err := Votes(strings.NewReader(text))
		if err == nil && len(votes) < 200 {
			opinion.Analyse(votes, opinion.Options{})
		}
	})
}
