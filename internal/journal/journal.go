// Package journal is the durable, ordered log of everything that ever changed.
//
// Invariants:
//   - Commits are numbered 1, 2, 3 … with no gap. A number is taken once: whoever appends it first has it.
//   - A commit is one document, so it is there whole or not at all, on any server.
//   - Every entry is chained by hash to the one before it, over the digests of its records, so that a record can be
//     redacted and the chain still verifies, and nothing can be changed, dropped or slipped in unseen.
//   - An answer that was lost is not guessed: appending the same commit again settles whether it is there.
//
// The package asks two things of a database: to refuse a second document with the same _id, and to give documents
// back by _id. See docs/decisions for why no more.
package journal

import (
	"context"
	"errors"
	"time"
)

// MaxCommitBytes bounds the encoded size of one commit, well below the 16 MiB that a MongoDB document may have.
const MaxCommitBytes = 12 << 20

// What Append and Read may answer besides a cancelled context.
var (
	// ErrTaken: another commit holds this number. Catch up, decide again.
	ErrTaken = errors.New("journal: sequence number taken")
	// ErrUnknown: no answer came; the commit may or may not be there. Append the same commit again to learn which.
	ErrUnknown = errors.New("journal: outcome unknown")
	// ErrTooLarge: the commit is over MaxCommitBytes and was not sent.
	ErrTooLarge = errors.New("journal: commit too large")
	// ErrUnavailable: the database cannot be reached or refused before anything was sent.
	ErrUnavailable = errors.New("journal: unavailable")
	// ErrBroken: what was read does not follow from what was before it.
	ErrBroken = errors.New("journal: chain broken")
)

// Journal is the log. All methods are safe for concurrent use.
type Journal interface {
	// Append makes c durable. It returns nil only when c, with this ID, is stored for good; otherwise one of
	// ErrTaken, ErrUnknown, ErrUnavailable, ErrTooLarge. Appending a commit that is already there is nil.
	Append(ctx context.Context, c Commit) error
	// Read calls visit for each commit after the given number, in order and without a gap, until the end is
	// reached, visit fails or ctx ends. What visit returns comes back.
	Read(ctx context.Context, after int64, visit func(Commit) error) error
	// Redact removes the records of the changes in one commit for which drop holds; their digests stay. A
	// commit that is not there is ErrUnavailable; redacting twice is nil.
	Redact(ctx context.Context, seq int64, drop func(Entry, Change) bool) error
	// Close frees what the journal holds. It does not close a database client that was passed in.
	Close(ctx context.Context) error
}

// Commit is one document of the journal: everything that was decided in one batch.
type Commit struct {
	Seq     int64     // its _id, from 1
	ID      ID        // random: tells our commit from another's with the same number
	Time    time.Time // UTC, to the millisecond: when the batch was decided
	Entries []Entry
}

// ID tells one attempt at a sequence number from another.
type ID [16]byte

// Entry is one act: what was done, by whom, and the records it changed.
type Entry struct {
	Action  string // such as "funding.open_round"
	Actor   string // pseudonymous id; empty where an act must name nobody (a ballot)
	Changes []Change
	Hash    Hash // chains this entry to all before it
}

// Change is one record put or removed.
type Change struct {
	Table    string
	Key      string
	Record   Record // nil: gone, or redacted
	Digest   Hash   // of the record; zero when the change removes
	Redacted bool   // the record was here and has been taken out
}

// Gone reports whether the change removes its record.
func (c Change) Gone() bool { return c.Digest == Hash{} }
