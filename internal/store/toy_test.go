package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/anishathalye/porcupine"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// A toy round, for histories: voters vote and change their vote, are revoked, and somebody shuts the round.

const (
	toyVoters  = 3
	toyRoundID = "round"
)

type toyBallot struct {
	Voter   string   `bson:"_id"`
	Choice  int      `bson:"choice"`
	Revoked bool     `bson:"revoked"`
	Keys    []string `bson:"keys"` // of the acts that made it so: a repeat changes nothing
}

type toyRound struct {
	ID   string   `bson:"_id"`
	Shut bool     `bson:"shut"`
	Keys []string `bson:"keys"`
}

var (
	toyBallots  = store.NewTable("toy_ballots", func(b toyBallot) string { return b.Voter })
	toyRounds   = store.NewTable("toy_rounds", func(r toyRound) string { return r.ID })
	_           = store.NewIndex(toyBallots, func(b toyBallot) []string { return []string{fmt.Sprint(b.Choice)} })
	toyTotals   = store.NewTotals(toyBallots, func(b toyBallot, add func(string, int64)) { add(fmt.Sprint(b.Choice), 1) })
	errShut     = fault.New(fault.Gone, "fault.shut")
	errRevoked  = fault.New(fault.Forbidden, "fault.revoked")
	toyOutcomes = map[error]string{nil: "done", errShut: "shut", errRevoked: "revoked"}
)

// act is one thing that a client of the toy round asks for. Its key is the action in the journal.
type act struct {
	Kind   string // vote, revoke, shut, look
	Voter  int
	Choice int
	Key    string
}

// carryOut asks a node for an act and returns what the client is told: ok is false when that is to come back.
func (a act) carryOut(s *store.Store) (told string, ok bool) {
	looked := ""
	_, err := s.Update(context.Background(), a.Key, "", func(v store.View) ([]store.Change, error) {
		round, _ := toyRounds.Get(v, toyRoundID)
		ballot, _ := toyBallots.Get(v, fmt.Sprint(a.Voter))
		switch {
		case a.Kind == "look":
			looked = tally(func(choice int) int64 { return toyTotals.Get(v, fmt.Sprint(choice)) })
			return nil, nil
		case slices.Contains(ballot.Keys, a.Key) || slices.Contains(round.Keys, a.Key):
			return nil, nil
		case round.Shut:
			return nil, errShut
		case a.Kind == "shut":
			return []store.Change{toyRounds.Put(toyRound{ID: toyRoundID, Shut: true, Keys: []string{a.Key}})}, nil
		case ballot.Revoked:
			return nil, errRevoked
		}
		keys := append(slices.Clone(ballot.Keys), a.Key)
		if a.Kind == "revoke" {
			return []store.Change{toyBallots.Put(toyBallot{Voter: fmt.Sprint(a.Voter), Revoked: true, Keys: keys})}, nil
		}
		return []store.Change{toyBallots.Put(toyBallot{Voter: fmt.Sprint(a.Voter), Choice: a.Choice, Keys: keys})}, nil
	})
	for want, told := range toyOutcomes {
		if errors.Is(err, want) {
			return told + looked, true
		}
	}
	return err.Error(), false
}

func tally(votes func(choice int) int64) string {
	return fmt.Sprintf(" 1:%d 2:%d 3:%d", votes(1), votes(2), votes(3))
}

// toyState is the toy round as one person would keep it on paper.
type toyState struct {
	shut    bool
	choice  [toyVoters]int
	revoked [toyVoters]bool
}

// toyModel says which answers are right, one act after the other.
var toyModel = porcupine.Model{
	Init: func() any { return toyState{} },
	Step: func(state, input, output any) (bool, any) {
		s, a := state.(toyState), input.(act) //nolint:forcetypeassert // as put in
		told := "done"
		switch {
		case a.Kind == "look":
			told += tally(func(choice int) (n int64) {
				for _, c := range s.choice {
					if c == choice {
						n++
					}
				}
				return n
			})
		case s.shut:
			told = "shut"
		case a.Kind == "shut":
			s.shut = true
		case s.revoked[a.Voter]:
			told = "revoked"
		case a.Kind == "revoke":
			s.choice[a.Voter], s.revoked[a.Voter] = 0, true
		default:
			s.choice[a.Voter] = a.Choice
		}
		return told == output, s
	},
}
