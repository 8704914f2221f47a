package blob

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

// Sweep removes files that were last put more than a day ago and that nothing refers to, and what uploads that were cut
// short left behind as long ago. Referred is asked after the files were listed, so that it cannot miss one that a
// record has come to refer to since. It fails with Unavailable; calling it again goes on from there.
func (s *Store) Sweep(ctx context.Context, referred func() map[string]bool) error {
	files, err := list[gridFile](ctx, s.files)
	if err != nil {
		return err
	}
	names, err := list[name](ctx, s.names)
	if err != nil {
		return err
	}
	before := s.moment().Add(-orphanAge)
	inUse := referred()
	hasName := make(map[string]bool, len(names))
	for _, n := range names {
		hasName[n.File] = true
		if inUse[n.ID] || !n.Used.Before(before) {
			continue
		}
		if err := s.remove(ctx, n); err != nil {
			return err
		}
	}
	for _, f := range files {
		if hasName[f.ID] || !f.Uploaded.Before(before) {
			continue
		}
		if err := s.drop(ctx, f.ID, -1); err != nil {
			return err
		}
	}
	return nil
}

// remove takes a file away, unless its content was put again since n was read.
func (s *Store) remove(ctx context.Context, n name) error {
	s.using.Lock()
	gone, err := s.names.DeleteOne(ctx, bson.D{{Key: "_id", Value: n.ID}, {Key: "used", Value: n.Used}})
	s.using.Unlock()
	if err != nil {
		return unavailable("remove the name of a file", err)
	}
	if gone.DeletedCount == 0 {
		return nil
	}
	return s.drop(ctx, n.File, -1)
}

// list reads a collection of small documents.
func list[T any](ctx context.Context, c *mongo.Collection) ([]T, error) {
	cursor, err := c.Find(ctx, bson.D{})
	if err != nil {
		return nil, unavailable("list files", err)
	}
	var all []T
	if err := cursor.All(ctx, &all); err != nil {
		return nil, unavailable("list files", err)
	}
	return all, nil
}
