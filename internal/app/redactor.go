package app

import (
	"context"
	"errors"
	"fmt"

	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/mongodb"
	"github.com/parentpower/parentpower/internal/store"
)

// redactor empties records in a range of the journal, commit by commit, and then takes what they were out of the
// embedded database's files and this node's snapshots. All of it is done, or done again after a crash, before the act
// that says so; other nodes hear of that act and let go of their snapshots.
type redactor struct {
	journal  journal.Journal
	database *mongodb.Server
	store    *store.Store
}

func (r redactor) Redact(ctx context.Context, from, to int64, drop func(table, key string) bool) error {
	for seq := from; seq <= to; seq++ {
		err := r.journal.Redact(ctx, seq, func(_ journal.Entry, c journal.Change) bool { return drop(c.Table, c.Key) })
		if err != nil {
			return fmt.Errorf("redact commit %d: %w", seq, err)
		}
	}
	return errors.Join(r.database.Scrub(ctx), r.store.ForgetSnapshots())
}
