package store

import (
	"fmt"
	"runtime/debug"
	"sync"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/journal"
)

// request is one Update that waits for the writer.
type request struct {
	action, actor string
	decide        func(View) ([]Change, error)
	answer        chan answer // buffered: the writer never waits for a caller

	mu      sync.Mutex // held while decide runs
	dropped bool       // the caller has gone: decide, which may write to its variables, must not run any more
}

type answer struct {
	seq int64
	err error
}

// run decides the request on a draft, which it only reads. An entry without changes means that there was nothing to
// change.
func (r *request) run(draft *state) (entry journal.Entry, dropped bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.dropped {
		return entry, true, nil
	}
	changes, err := r.ask(View{draft})
	if err != nil {
		return entry, false, err
	}
	entry = journal.Entry{Action: r.action, Actor: r.actor, Changes: make([]journal.Change, len(changes))}
	for i, c := range changes {
		if c.err != nil {
			return entry, false, fault.Wrap(c.err, fault.Internal, "fault.internal")
		}
		entry.Changes[i] = c.Change
	}
	return entry, false, nil
}

// ask calls decide. One that panics is a fault of its own: the writer goes on for everybody else.
func (r *request) ask(v View) (changes []Change, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault.Wrap(fmt.Errorf("decide %s: panic: %v\n%s", r.action, p, debug.Stack()), fault.Internal, "fault.internal")
		}
	}()
	return r.decide(v)
}

// drop gives the request up: once it returns, decide does not run any more.
func (r *request) drop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.dropped = true
}
