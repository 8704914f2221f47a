package store

import (
	"maps"
	"time"

	"github.com/parentpower/parentpower/internal/journal"
)

// View is an immutable picture of every table after one commit. It is cheap to copy and may be kept.
type View struct{ s *state }

// state is what a View shows. Once published it never changes; while the writer drafts the next one, only the writer
// sees it.
type state struct {
	head   journal.Head
	time   time.Time // of the last commit; in a draft, of the commit being decided
	tables map[string]rows
	owned  map[string]bool // tables of a draft that are already its own copies
	passed chan struct{}   // closed once a newer state is visible
}

// Seq is the number of the last commit in the view.
func (v View) Seq() int64 { return v.s.head.Seq }

// Head is the end of the journal's chain as of this view.
func (v View) Head() journal.Head { return v.s.head }

// Time is when the view's last commit was decided. Within a decide function it is the time of the commit being
// decided: the server's rule for what is early and what is late. It never goes back.
func (v View) Time() time.Time { return v.s.time }

// draft starts the state that follows s. Tables are shared until they are first written to.
func (s *state) draft(now time.Time) *state {
	return &state{head: s.head, time: later(s.time, now.UTC().Truncate(time.Millisecond)), tables: maps.Clone(s.tables), owned: map[string]bool{}, passed: make(chan struct{})}
}

// own returns the draft's own copy of a table.
func (s *state) own(name string) rows {
	r := s.tables[name]
	if !s.owned[name] {
		r = r.clone()
		s.tables[name], s.owned[name] = r, true
	}
	return r
}

// apply puts one journaled change into the draft.
func (s *state) apply(c journal.Change) error {
	record, err := s.read(c)
	if err == nil {
		s.set(c, record)
	}
	return err
}

// read decodes the record of a change; nil where there is none, or where the table is one of a newer or older
// program, which is kept in the journal and not in memory.
func (s *state) read(c journal.Change) (any, error) {
	t, known := s.tables[c.Table]
	if !known || c.Record == nil {
		return nil, nil
	}
	return t.read(c.Record)
}

// set puts a change with its decoded record into the draft. A record that was redacted leaves nothing.
func (s *state) set(c journal.Change, record any) {
	switch _, known := s.tables[c.Table]; {
	case !known:
	case record == nil:
		s.own(c.Table).remove(c.Key)
	default:
		s.own(c.Table).put(c.Key, record)
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
