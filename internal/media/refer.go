package media

import (
	"context"
	"slices"
	"time"

	"github.com/parentpower/parentpower/internal/blob"
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// A file that was sent and not used goes after orphanAge; after freshFor no record may begin to refer to it.
const (
	orphanAge = 24 * time.Hour
	freshFor  = 20 * time.Hour
)

var errNotFound = fault.New(fault.NotFound, "fault.media.not_found")

// ByID returns a file; NotFound where there is none.
func ByID(v store.View, id string) (File, error) {
	f, ok := All.Get(v, id)
	if !ok {
		return File{}, errNotFound
	}
	return f, nil
}

// MayRefer reports, within a decision, whether a record may refer to the file id from now on, where it referred to was
// before: whether it belongs to owner, is of a kind and was sent lately. Referring to none, or to the one before, may
// always be. Where it may not, the field is at fault with Again.
func MayRefer(v store.View, owner, id, was string, kinds ...Kind) bool {
	if id == "" || id == was {
		return true
	}
	f, ok := All.Get(v, id)
	return ok && f.Owner == owner && slices.Contains(kinds, f.Kind) && v.Time().Sub(f.Added) <= freshFor
}

// Again is the message that asks for a file to be sent again.
const Again = "fault.media.again"

// Open returns what is in a file. It fails as blob.Store.Open.
func (l *Library) Open(ctx context.Context, f File) (blob.Content, error) {
	return l.Files.Open(ctx, f.Owner, f.ID)
}

// OpenSmall returns what is in a picture's smaller copy; NotFound for what is no picture. It fails as blob.Store.Open.
func (l *Library) OpenSmall(ctx context.Context, f File) (blob.Content, error) {
	if f.Small.ID == "" {
		return nil, errNotFound
	}
	return l.Files.Open(ctx, f.Owner, f.Small.ID)
}
