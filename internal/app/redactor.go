package app

import (
	"context"
	"fmt"

	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/mongodb"
)

// redactor empties records in a range of the journal, commit by commit, and then takes what they were out of the
// embedded database's files.
type redactor struct {
	journal  journal.Journal
	database *mongodb.Server
}

func (r redactor) Redact(ctx context.Context, from, to int64, drop func(table, key string) bool) error {
	for seq := from; seq <= to; seq++ {
		err := r.journal.Redact(ctx, seq, func(_ journal.Entry, c journal.Change) bool { return drop(c.Table, c.Key) })
		if err != nil {
			return fmt.Errorf("redact commit %d: %w", seq, err)
		}
	}
	return r.database.Scrub(ctx)
}
