// Package mongo is the journal in a MongoDB collection, one document for each commit.
//
// It asks of the server only what every MongoDB-compatible one does right: to refuse a second document with an _id,
// and to give a document back by its _id. Reading is looking up one number after another, so it is in order and
// without a gap whatever the server, and takes no more memory than the few commits read ahead.
package mongo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/topology"

	"github.com/parentpower/parentpower/internal/journal"
)

// Collection is the name of the collection that the journal is kept in.
const Collection = "journal"

// Journal is a journal in a collection. Use Open.
type Journal struct {
	commits  *mongo.Collection
	packer   *packer
	packed   bool
	redacted sync.Mutex // one redaction at a time: see Redact
}

// Open uses a collection as a journal. It asks the server first whether it keeps documents as they are.
// ErrUnavailable when the server cannot be asked.
func Open(ctx context.Context, commits *mongo.Collection) (*Journal, error) {
	faithful, err := faithful(ctx, commits.Database())
	if err != nil {
		return nil, fmt.Errorf("%w: %w", journal.ErrUnavailable, err)
	}
	return open(commits, !faithful)
}

func open(commits *mongo.Collection, packed bool) (*Journal, error) {
	p, err := newPacker()
	if err != nil {
		return nil, err
	}
	return &Journal{commits: commits, packer: p, packed: packed}, nil
}

// Append inserts c. The collection's client must write with majority and journal, and must not retry by itself.
func (j *Journal) Append(ctx context.Context, c journal.Commit) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if c.Size() > journal.MaxCommitBytes {
		return fmt.Errorf("%w: commit %d", journal.ErrTooLarge, c.Seq)
	}
	d, err := j.packer.encode(c, j.packed)
	if err != nil {
		return err
	}
	_, err = j.commits.InsertOne(ctx, d)
	switch {
	case err == nil:
		return nil
	case mongo.IsDuplicateKeyError(err):
		return j.settle(ctx, c)
	case unsent(err):
		return fmt.Errorf("%w: append %d: %w", journal.ErrUnavailable, c.Seq, err)
	default:
		return fmt.Errorf("%w: append %d: %w", journal.ErrUnknown, c.Seq, err)
	}
}

// settle finds out whose commit has the number of c. One that a majority does not hold yet may still go away, so it
// counts as unknown.
func (j *Journal) settle(ctx context.Context, c journal.Commit) error {
	d, err := j.find(ctx, c.Seq)
	switch {
	case err != nil:
		return fmt.Errorf("%w: append %d: %w", journal.ErrUnknown, c.Seq, err)
	case bytes.Equal(d.ID, c.ID[:]):
		return nil
	default:
		return fmt.Errorf("%w: %d", journal.ErrTaken, c.Seq)
	}
}

// Redact replaces the commit's document by one without the records. The document's revision keeps two nodes from
// undoing each other's; on a server that does not keep documents as they are it could not (it finds nothing fast but
// a lone _id, and is not atomic), but such a one serves one process, in which the lock does.
func (j *Journal) Redact(ctx context.Context, seq int64, drop func(journal.Entry, journal.Change) bool) error {
	j.redacted.Lock()
	defer j.redacted.Unlock()
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		d, err := j.find(ctx, seq)
		if err != nil {
			return fmt.Errorf("%w: redact %d: %w", journal.ErrUnavailable, seq, err)
		}
		c, err := j.packer.decode(d)
		if err != nil {
			return err
		}
		c, changed := c.Redact(drop)
		if !changed {
			return nil
		}
		replaced, err := j.replace(ctx, c, d.Revision)
		if err != nil || replaced {
			return err
		}
	}
}

func (j *Journal) replace(ctx context.Context, c journal.Commit, revision int32) (bool, error) {
	d, err := j.packer.encode(c, j.packed)
	if err != nil {
		return false, err
	}
	d.Revision = revision + 1
	filter := bson.D{{Key: "_id", Value: d.Key}}
	if !j.packed {
		filter = append(filter, bson.E{Key: "revision", Value: revision})
	}
	result, err := j.commits.ReplaceOne(ctx, filter, d)
	if err != nil {
		return false, fmt.Errorf("%w: redact %d: %w", journal.ErrUnknown, c.Seq, err)
	}
	return result.MatchedCount == 1, nil
}

// Close has nothing to free: the client belongs to whoever opened it.
func (j *Journal) Close(context.Context) error { return nil }

func (j *Journal) find(ctx context.Context, seq int64) (document, error) {
	var d document
	err := j.commits.FindOne(ctx, bson.D{{Key: "_id", Value: key(seq)}}).Decode(&d)
	return d, err
}

// unsent reports whether a command failed before any of it went to a server.
func unsent(err error) bool {
	var selection topology.ServerSelectionError
	var pool topology.WaitQueueTimeoutError
	return errors.As(err, &selection) || errors.As(err, &pool)
}
