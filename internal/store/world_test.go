package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing/synctest"
	"time"

	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/store"
)

// world is a simulation, from a seed, of clients, nodes and the journal between them. Every call of a node to its
// journal waits at a gate until the world lets it go on, and how: all that happens, happens one step after the other in
// an order that the seed gives, on a clock that moves only when the world says so. It runs in a synctest bubble.
type world struct {
	chance   *rand.Rand
	seed     uint64
	journal  journal.Journal // what is in the database
	dir      string          // of snapshots; empty for none
	nodes    []*node
	clients  []*client
	late     []journal.Commit // answered as lost, and still on their way
	step     int
	happened map[mishap]int
	trace    strings.Builder
	last     []store.View // of every node, once all had come to rest
}

// node is a place where a store runs, dies and runs again.
type node struct {
	name  string
	link  *link
	store *store.Store // nil while it is down
	boots chan booted
	lives uint64
}

type booted struct {
	store *store.Store
	err   error
}

// client asks for one act after the other, each until it is told something.
type client struct {
	acts    []act
	asked   int  // the step at which it first asked for acts[0]
	waiting bool // for a node's answer
	answers chan told
	history []event
}

type told struct {
	what string
	ok   bool
}

// event is one act from the first asking to the answer.
type event struct {
	act
	told            string
	asked, answered int
}

func newWorld(seed uint64, j journal.Journal, dir string) *world {
	w := &world{chance: rand.New(rand.NewPCG(seed, 0)), seed: seed, journal: j, dir: dir, happened: map[mishap]int{}} //nolint:gosec // not secret
	for i := range 1 + w.chance.IntN(3) {
		w.nodes = append(w.nodes, &node{name: fmt.Sprint(i), boots: make(chan booted, 1)})
	}
	for n := range 4 {
		c := &client{answers: make(chan told, 1)}
		for k := range 5 {
			a := act{Kind: "vote", Voter: w.chance.IntN(toyVoters), Choice: 1 + w.chance.IntN(3), Key: fmt.Sprintf("client-%d-act-%d", n, k)}
			switch w.chance.IntN(12) {
			case 0:
				a.Kind = "revoke"
			case 1, 2, 3:
				a.Kind = "look"
			case 4:
				if k > 1 {
					a.Kind = "shut"
				}
			}
			c.acts = append(c.acts, a)
		}
		w.clients = append(w.clients, c)
	}
	return w
}

// run lets things happen, faults and all, then heals and waits until every client has been told and all nodes agree.
func (w *world) run() error {
	defer w.end()
	for w.step = 1; w.step <= 150; w.step++ {
		w.happen()
		w.settle()
	}
	for range 300 {
		w.heal()
		w.settle()
		if w.quiet() {
			for _, n := range w.nodes {
				w.last = append(w.last, n.store.View())
			}
			return nil
		}
		w.step++
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
	}
	return errors.New("nodes and clients never came to rest")
}

// happen is one step.
func (w *world) happen() {
	n := w.nodes[w.chance.IntN(len(w.nodes))]
	switch p := w.chance.IntN(100); {
	case p < 35:
		w.ask(w.clients[w.chance.IntN(len(w.clients))], n)
	case p < 80:
		n.release(w.verdict())
	case p < 90:
		time.Sleep(time.Duration(1+w.chance.IntN(700)) * time.Millisecond)
	case p < 92:
		time.Sleep(time.Duration(1+w.chance.IntN(6)) * time.Second)
	case p < 95:
		w.arrive()
	case p < 97:
		n.kill(w.verdict())
	default:
		w.boot(n)
	}
}

// heal lets everything go right.
func (w *world) heal() {
	for len(w.late) > 0 {
		w.arrive()
	}
	for _, n := range w.nodes {
		w.boot(n)
		n.release(verdict{})
		synctest.Wait()
	}
	for i, c := range w.clients {
		w.ask(c, w.nodes[i%len(w.nodes)])
	}
}

// settle waits until nothing moves and notes what has happened.
func (w *world) settle() {
	synctest.Wait()
	for i, n := range w.nodes {
		select {
		case b := <-n.boots:
			n.store = b.store
			fmt.Fprintf(&w.trace, "%d: node %d booted %v\n", w.step, i, b.err)
			if b.err != nil {
				n.link = nil
			}
		default:
		}
		if n.store != nil {
			fmt.Fprintf(&w.trace, "%d: node %d at %d %v %s\n", w.step, i, n.store.View().Seq(), n.store.View().Head().Hash, n.link.at())
		}
	}
	for i, c := range w.clients {
		select {
		case t := <-c.answers:
			fmt.Fprintf(&w.trace, "%d: client %d told %v\n", w.step, i, t)
			c.waiting = false
			if t.ok {
				c.history = append(c.history, event{act: c.acts[0], told: t.what, asked: c.asked, answered: w.step})
				c.acts, c.asked = c.acts[1:], 0
			}
		default:
		}
	}
}

func (w *world) ask(c *client, n *node) {
	if c.waiting || len(c.acts) == 0 || n.store == nil {
		return
	}
	if c.asked == 0 {
		c.asked = w.step
	}
	c.waiting = true
	go func() {
		what, ok := c.acts[0].carryOut(n.store)
		c.answers <- told{what, ok}
	}()
	synctest.Wait() // so that two who ask do so in a known order
}

// arrive lets a commit whose answer was lost reach the database after all.
func (w *world) arrive() {
	if len(w.late) == 0 {
		return
	}
	i := w.chance.IntN(len(w.late))
	err := w.journal.Append(context.Background(), w.late[i])
	fmt.Fprintf(&w.trace, "%d: late %d: %v\n", w.step, w.late[i].Seq, err)
	w.late = append(w.late[:i:i], w.late[i+1:]...)
}

func (w *world) boot(n *node) {
	if n.link != nil {
		return
	}
	n.lives++
	n.link = &link{world: w}
	var seed [32]byte
	copy(seed[:], fmt.Sprintf("%d/%s/%d", w.seed, n.name, n.lives))
	opts := store.Options{
		Journal: n.link, Tables: []store.Registered{toyBallots, toyRounds}, Rand: rand.NewChaCha8(seed), Log: quiet,
		Follow: 500 * time.Millisecond, SnapshotEvery: 5,
	}
	if w.dir != "" {
		opts.SnapshotDir = filepath.Join(w.dir, n.name)
	}
	go func() {
		s, err := store.Open(context.Background(), opts)
		n.boots <- booted{s, err}
	}()
	synctest.Wait()
}

// quiet reports whether every client has been told everything and all nodes are up and at the journal's end.
func (w *world) quiet() bool {
	end := int64(0)
	if err := w.journal.Read(context.Background(), 0, func(c journal.Commit) error { end = c.Seq; return nil }); err != nil {
		return false
	}
	for _, c := range w.clients {
		if len(c.acts) > 0 {
			return false
		}
	}
	for _, n := range w.nodes {
		if n.store == nil || n.store.View().Seq() != end {
			return false
		}
	}
	return true
}

// end stops everything, so that the bubble can.
func (w *world) end() {
	for range 2 { // one that was booting is up now
		for _, n := range w.nodes {
			n.kill(verdict{fault: refused})
		}
		w.settle()
	}
}
