package funding

import (
	"strconv"
	"strings"
	"time"

	"github.com/parentpower/parentpower/internal/store"
)

// State is what the screens that follow a round are shown: numbers and names of states only, the same for everybody
// and in no language.
type State struct {
	Phase     string           `json:"phase"`  // lobby, voting, counting or closed
	Closes    int64            `json:"closes"` // Unix seconds; zero: by hand
	Now       int64            `json:"now"`    // the server's clock, Unix milliseconds
	Voted     int64            `json:"voted"`
	Roll      int64            `json:"roll"`
	Here      int              `json:"here"`      // screens that have the round open, on this node
	Standings []StateOfProject `json:"standings"` // null while they are hidden
	Hidden    Hidden           `json:"hidden"`    // why there are no standings
	Winners   []string         `json:"winners"`   // null before the result
}

// StateOfProject is one bar of the standings.
type StateOfProject struct {
	ID    string `json:"id"`
	Votes int64  `json:"n"`
}

var screenPhases = map[Phase]string{
	Draft: "lobby", Applications: "lobby", Review: "lobby", Pitches: "lobby",
	Voting: "voting", Counting: "counting",
	Awarded: "closed", Reporting: "closed", Closed: "closed",
}

// StateOf is a round's state as of a view, for those who have voted or for everybody.
func StateOf(v store.View, r Round, voted bool, here int, now time.Time) State {
	turnout := TurnoutOf(v, r)
	s := State{Phase: screenPhases[r.Phase], Now: now.UnixMilli(), Voted: turnout.Voted, Roll: turnout.Roll, Here: here}
	if !r.Closes.IsZero() {
		s.Closes = r.Closes.Unix()
	}
	votes, hidden := VotesOf(v, r, voted)
	s.Hidden = hidden
	for _, p := range ProjectsOf(v, r.ID) {
		if int(p.Number) <= len(votes) {
			s.Standings = append(s.Standings, StateOfProject{ID: ProjectID(p.Number), Votes: votes[p.Number-1]})
		}
	}
	if res, ok := Results.Get(v, r.ID); ok {
		for _, n := range res.Winners {
			s.Winners = append(s.Winners, ProjectID(n))
		}
	}
	return s
}

// ProjectID is a project's number as it stands in addresses, forms and states.
func ProjectID(number int32) string { return strconv.Itoa(int(number)) }

// Finished lists the rounds that a commit counted or threw away, whose keys no node may use any more, and those whose
// ballots it found redacted in the journal. Every node must let go of the keys, and of snapshots from before.
func Finished(c store.Commit) (over, redacted []string) {
	for _, e := range c.Entries {
		for _, ch := range e.Changes {
			switch {
			case ch.Table == Rounds.Name() && (e.Action == actCount || e.Action == actDiscard):
				over = append(over, ch.Key)
			case ch.Table == Rounds.Name() && e.Action == actRedacted:
				redacted = append(redacted, ch.Key)
			}
		}
	}
	return over, redacted
}

// RoundChanged says which round's state a changed record is part of, if any.
func RoundChanged(table, key string) (round string, ok bool) {
	switch table {
	case Rounds.Name(), Boards.Name(), Results.Name():
		return key, true
	case Roll.Name(), Ballots.Name():
		round, _, ok = strings.Cut(key, "/")
	}
	return round, ok
}
