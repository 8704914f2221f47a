package funding

import (
	"slices"
	"strconv"
	"time"

	"github.com/parentpower/parentpower/internal/store"
)

// Move is one step of a round from a phase to another, on record for good. Its reason is public; who moved it is for
// those who look after the round.
type Move struct {
	Round  string    `bson:"round"`
	Number int32     `bson:"number"` // from 1
	From   Phase     `bson:"from"`
	To     Phase     `bson:"to"`
	At     time.Time `bson:"at"`
	By     string    `bson:"by,omitempty"` // a person; empty: the calendar or the count
	Why    string    `bson:"why,omitempty"`
}

// move takes a round to a phase: the round as it is then, and the record of it.
func (r Round) move(v store.View, to Phase, by, why string) []store.Change {
	r.Moves++
	m := Move{Round: r.ID, Number: r.Moves, From: r.Phase, To: to, At: v.Time(), By: by, Why: why}
	r.Phase, r.Heeded = to, v.Time()
	return []store.Change{Rounds.Put(r), Moves.Put(m)}
}

// MovesOf returns the moves of a round, the first one first.
func MovesOf(v store.View, round string) []Move {
	moves := slices.Collect(Moves.Under(v, round+"/"))
	slices.SortFunc(moves, func(a, b Move) int { return int(a.Number - b.Number) })
	return moves
}

func (m Move) key() string { return m.Round + "/" + strconv.Itoa(int(m.Number)) }
