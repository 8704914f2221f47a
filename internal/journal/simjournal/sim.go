// Package simjournal is a journal on which everything goes wrong that can go wrong on a real one, as a seed decides:
// for simulating several nodes over many seeds.
//
// Called in the same order with the same seed it fails in the same way. Nodes that run at the same time must
// therefore be stepped one after another by the test.
package simjournal

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"

	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/journal/memory"
)

// fault is one thing that can go wrong.
type fault string

const (
	none        fault = ""
	unavailable fault = "unavailable"  // nothing was sent
	requestLost fault = "request lost" // or cut off half-way: half a document is none
	requestLate fault = "request late" // given up for lost; it arrives some calls later
	answerLost  fault = "answer lost"  // it is stored
	rival       fault = "rival"        // another node takes the number just before
	crashBefore fault = "crash before" // the node ends, nothing is stored
	crashAfter  fault = "crash after"  // the node ends, it is stored
	readCut     fault = "read cut"     // after some commits
	readStale   fault = "read stale"   // the last commits are not seen yet
)

// How late and how far behind, at most.
const (
	lateCalls    = 6 // a late request arrives within so many calls
	staleCommits = 2 // a stale read lacks so many
)

// Sim is one journal that several nodes share.
type Sim struct {
	mu     sync.Mutex
	rng    *rand.Rand
	calm   bool
	truth  *memory.Journal
	head   journal.Head
	late   []late
	rivals int
	trace  []string
}

// late is a request on its way: it arrives when calls is 0.
type late struct {
	commit journal.Commit
	calls  int
}

// New returns an empty journal that fails as seed decides.
func New(seed uint64) *Sim {
	return &Sim{rng: rand.New(rand.NewPCG(seed, 1)), truth: memory.New()} //nolint:gosec // it has to be repeatable
}

// Truth is what is really stored, read and appended without faults.
func (s *Sim) Truth() journal.Journal { return s.truth }

// Calm ends the faults: what is on its way arrives, and all goes well from now on.
func (s *Sim) Calm() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calm = true
	for _, l := range s.late {
		s.store(l.commit)
	}
	s.late = nil
}

// Trace is what happened, line by line.
func (s *Sim) Trace() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.trace)
}

// Node returns the journal as one node reaches it. A node that has crashed is replaced by a new one.
func (s *Sim) Node(name string) *Node { return &Node{sim: s, name: name} }

// begin notes a call, lets late requests arrive and draws what goes wrong from the faults given.
func (s *Sim) begin(of ...fault) fault {
	for i := range s.late {
		if s.late[i].calls--; s.late[i].calls == 0 {
			s.note("late", s.late[i].commit.Seq, s.store(s.late[i].commit))
		}
	}
	s.late = slices.DeleteFunc(s.late, func(l late) bool { return l.calls == 0 })
	if s.calm || s.rng.IntN(2) == 0 {
		return none
	}
	return of[s.rng.IntN(len(of))]
}

// store appends to the truth as the database would.
func (s *Sim) store(c journal.Commit) error {
	err := s.truth.Append(context.Background(), c)
	if err == nil && c.Seq == s.head.Seq+1 {
		s.head.Seq = c.Seq
		if n := len(c.Entries); n > 0 {
			s.head.Hash = c.Entries[n-1].Hash
		}
	}
	return err
}

// intrude appends what another node would: an act that changes nothing.
func (s *Sim) intrude(c journal.Commit) {
	if c.Seq != s.head.Seq+1 {
		return
	}
	s.rivals++
	theirs, _ := s.head.Next(journal.ID{0xff, byte(s.rivals >> 8), byte(s.rivals)}, c.Time, []journal.Entry{{Action: "sim.rival"}}) //nolint:gosec // a counter in two bytes
	s.note("rival", theirs.Seq, s.store(theirs))
}

func (s *Sim) note(who string, what ...any) {
	s.trace = append(s.trace, who+": "+fmt.Sprintln(what...))
}

var errSim = errors.New("simulated")
