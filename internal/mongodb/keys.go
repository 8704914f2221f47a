package mongodb

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

// keysCollection holds the wrapped data keys.
const keysCollection = "keys"

// Keys keeps one wrapped data key for each subject, apart from the journal and its backups: deleting it makes every
// sealed field of the subject unreadable, wherever copies are. Errors are the driver's; every method may be repeated.
type Keys struct {
	server *Server
	keys   *mongo.Collection
}

type storedKey struct {
	Subject string `bson:"_id"`
	Value   []byte `bson:"key"`
}

// NewKeys opens the key store.
func NewKeys(ctx context.Context, s *Server) (*Keys, error) {
	c, err := s.Collection(ctx, keysCollection)
	if err != nil {
		return nil, err
	}
	return &Keys{server: s, keys: c}, nil
}

// Get returns the subject's key, or nil when there is none.
func (k *Keys) Get(ctx context.Context, subject string) ([]byte, error) {
	var stored storedKey
	err := k.keys.FindOne(ctx, byID(subject)).Decode(&stored)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("get key: %w", err)
	}
	return stored.Value, nil
}

// PutIfAbsent stores the key unless the subject has one, and returns the one that is stored. All who put at once are
// given the same.
func (k *Keys) PutIfAbsent(ctx context.Context, subject string, value []byte) ([]byte, error) {
	_, err := k.keys.InsertOne(ctx, storedKey{Subject: subject, Value: value})
	switch {
	case err == nil:
		return value, nil
	case !mongo.IsDuplicateKeyError(err):
		return nil, fmt.Errorf("put key: %w", err)
	}
	stored, err := k.Get(ctx, subject)
	if err == nil && stored == nil {
		err = errors.New("put key: it went or is not yet settled")
	}
	return stored, err
}

// Delete removes the subject's key for good. On the embedded server its bytes are gone from the files when this
// returns, unless a reader held the log; then they go with the next deletion or a clean stop.
func (k *Keys) Delete(ctx context.Context, subject string) error {
	if _, err := k.keys.DeleteOne(ctx, byID(subject)); err != nil {
		return fmt.Errorf("delete key: %w", err)
	}
	if k.server.engine == nil {
		return nil
	}
	if err := k.server.engine.scrub(ctx, k.server.database.Name()); err != nil && !errors.Is(err, errLogHeld) {
		return fmt.Errorf("delete key: %w", err)
	}
	return nil
}

// All calls visit for every key, in no order, until visit fails.
func (k *Keys) All(ctx context.Context, visit func(subject string, value []byte) error) (err error) {
	cursor, err := k.keys.Find(ctx, bson.D{})
	if err != nil {
		return fmt.Errorf("list keys: %w", err)
	}
	defer func() { err = errors.Join(err, cursor.Close(ctx)) }()
	for cursor.Next(ctx) {
		var stored storedKey
		if err := cursor.Decode(&stored); err != nil {
			return fmt.Errorf("list keys: %w", err)
		}
		if err := visit(stored.Subject, stored.Value); err != nil {
			return err
		}
	}
	if err := cursor.Err(); err != nil {
		return fmt.Errorf("list keys: %w", err)
	}
	return nil
}

func byID(id string) bson.D { return bson.D{{Key: "_id", Value: id}} }
