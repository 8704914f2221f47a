package simjournal_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/journal/journaltest"
	"github.com/parentpower/parentpower/internal/journal/simjournal"
)

func TestJournalWhenAllIsCalm(t *testing.T) {
	journaltest.Run(t, func(*testing.T) journal.Journal {
		s := simjournal.New(1)
		s.Calm()
		return s.Node("a")
	})
}

func TestACarefulNodeLosesAndDoublesNothingUnderAnySeed(t *testing.T) {
	var faults strings.Builder
	for seed := range uint64(500) {
		sim, err := play(t, seed, careful)
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, strings.Join(sim.Trace(), ""))
		}
		faults.WriteString(strings.Join(sim.Trace(), ""))
	}
	for _, fault := range []string{"unavailable", "request lost", "request late", "answer lost", "rival", "crash before", "crash after", "read cut", "read stale"} {
		if n := strings.Count(faults.String(), fault); n < 250 {
			t.Errorf("%q happened only %d times", fault, n)
		}
	}
}

func TestTheSameSeedGoesTheSameWay(t *testing.T) {
	for seed := range uint64(50) {
		a, _ := play(t, seed, careful)
		b, _ := play(t, seed, careful)
		if !slices.Equal(a.Trace(), b.Trace()) {
			t.Fatalf("seed %d went two ways", seed)
		}
	}
	a, _ := play(t, 1, careful)
	b, _ := play(t, 2, careful)
	if slices.Equal(a.Trace(), b.Trace()) {
		t.Error("two seeds went the same way")
	}
}

// Negative controls: who guesses must be caught.
func TestANodeThatGuessesIsCaught(t *testing.T) {
	for name, guess := range map[string]policy{
		"takes an unknown outcome for stored": {onUnknown: stored},
		"takes an unknown outcome for lost":   {onUnknown: lost},
		"takes a taken number for its own":    {onUnknown: again, onTaken: stored},
	} {
		caught := false
		for seed := uint64(0); seed < 200 && !caught; seed++ {
			_, err := play(t, seed, guess)
			caught = err != nil
		}
		if !caught {
			t.Errorf("a node that %s was not caught in 200 seeds", name)
		}
	}
}

// policy is what a node makes of an answer.
type policy struct{ onUnknown, onTaken outcome }

type outcome int

const (
	again  outcome = iota // append the same commit again; when taken: decide again after catching up
	stored                // believe it is there
	lost                  // believe it is not there, decide again
)

var careful = policy{}

// node is a small store: it follows the journal and appends one act after another.
type node struct {
	name    string
	journal *simjournal.Node
	head    journal.Head
	pending *journal.Commit // sent, outcome unknown
	acts    int
	acked   map[string]bool
	tries   int
}

// play steps two nodes over one journal in an order drawn from the seed, and checks what was acknowledged against
// what is stored.
func play(t *testing.T, seed uint64, p policy) (*simjournal.Sim, error) {
	t.Helper()
	sim := simjournal.New(seed)
	nodes := []*node{{name: "a", acked: map[string]bool{}}, {name: "b", acked: map[string]bool{}}}
	for _, n := range nodes {
		n.journal = sim.Node(n.name)
	}
	rng := rand.New(rand.NewPCG(seed, 2))
	for range 60 {
		if err := nodes[rng.IntN(2)].step(t, sim, p); err != nil {
			return sim, err
		}
	}
	sim.Calm()
	found := make(map[string]int)
	var head journal.Head
	for _, c := range journaltest.Read(t, sim.Truth(), 0) {
		next, err := head.Follow(c)
		if err != nil {
			return sim, err
		}
		head = next
		for _, e := range c.Entries {
			found[e.Action]++
		}
	}
	for _, n := range nodes {
		for act := range n.acked {
			if found[act] != 1 {
				return sim, fmt.Errorf("%s was acknowledged and is there %d times", act, found[act])
			}
		}
	}
	return sim, nil
}

func (n *node) step(t *testing.T, sim *simjournal.Sim, p policy) error {
	if n.journal.Crashed() {
		*n = node{name: n.name, journal: sim.Node(n.name), acts: n.acts + 1, acked: n.acked}
	}
	if n.pending == nil {
		if err := n.follow(t); err != nil {
			return err
		}
		n.tries++
		id := journal.ID{n.name[0], byte(n.acts), byte(n.tries)}
		c, _ := n.head.Next(id, time.UnixMilli(0), []journal.Entry{{Action: fmt.Sprintf("%s.%d", n.name, n.acts)}})
		n.pending = &c
	}
	err := n.journal.Append(t.Context(), *n.pending)
	switch {
	case err == nil,
		errors.Is(err, journal.ErrUnknown) && p.onUnknown == stored,
		errors.Is(err, journal.ErrTaken) && p.onTaken == stored:
		n.acked[n.pending.Entries[0].Action] = true
		n.acts++
		n.pending = nil
	case errors.Is(err, journal.ErrTaken), errors.Is(err, journal.ErrUnknown) && p.onUnknown == lost:
		n.pending = nil
	}
	return nil
}

func (n *node) follow(t *testing.T) error {
	var broken error
	_ = n.journal.Read(t.Context(), n.head.Seq, func(c journal.Commit) error { // cut short: the append will show
		var next journal.Head
		if next, broken = n.head.Follow(c); broken == nil {
			n.head = next
		}
		return broken
	})
	return broken
}
