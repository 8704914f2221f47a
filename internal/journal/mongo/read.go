package mongo

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/parentpower/parentpower/internal/journal"
)

// readAhead is how many commits are looked up at once while catching up: enough to keep a server busy, few enough
// that the largest commits fit in memory.
const readAhead = 8

// found is the answer to one look-up.
type found struct {
	commit journal.Commit
	err    error // mongo.ErrNoDocuments past the end
}

// Read looks up one number after another until one is missing. It asks for one at first, so that following a quiet
// journal costs one look-up, then for more ahead with each that is there.
func (j *Journal) Read(ctx context.Context, after int64, visit func(journal.Commit) error) error {
	var lookups sync.WaitGroup
	defer lookups.Wait()
	var ahead []<-chan found
	next := after + 1
	for width := 1; ; width = min(2*width, readAhead) {
		for len(ahead) < width {
			ahead = append(ahead, j.lookup(ctx, next, &lookups))
			next++
		}
		f := <-ahead[0]
		ahead = ahead[1:]
		switch {
		case errors.Is(f.err, mongo.ErrNoDocuments):
			return nil
		case f.err != nil:
			return f.err
		}
		if err := visit(f.commit); err != nil {
			return err
		}
	}
}

func (j *Journal) lookup(ctx context.Context, seq int64, lookups *sync.WaitGroup) <-chan found {
	answer := make(chan found, 1)
	lookups.Go(func() {
		d, err := j.find(ctx, seq)
		switch {
		case errors.Is(err, mongo.ErrNoDocuments):
			answer <- found{err: err}
		case ctx.Err() != nil:
			answer <- found{err: ctx.Err()}
		case err != nil:
			answer <- found{err: fmt.Errorf("%w: read %d: %w", journal.ErrUnavailable, seq, err)}
		default:
			c, err := j.packer.decode(d)
			answer <- found{commit: c, err: err}
		}
	})
	return answer
}
