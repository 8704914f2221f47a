package store

import (
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
	d := &state{head: s.head, time: later(s.time, now.UTC().Truncate(time.Millisecond)), tables: make(map[string]rows, len(s.tables)), owned: map[string]bool{}}
	for name, r := range s.tables {
		d.tables[name] = r
	}
	return d
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

// apply puts one journaled change into the draft. A record that was redacted leaves nothing.
func (s *state) apply(c journal.Change) error {
	if _, known := s.tables[c.Table]; !known {
		return nil // a table of a newer or older program: kept in the journal, not in memory
	}
	r := s.own(c.Table)
	if c.Record == nil { // removed or redacted; a draft has no digests yet
		r.remove(c.Key)
		return nil
	}
	return r.put(c.Key, c.Record)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
