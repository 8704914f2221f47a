package blob

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/parentpower/parentpower/internal/mongodb"
	"github.com/parentpower/parentpower/internal/seal"
)

// Store keeps files in the database. It is safe for concurrent use; make it with New.
type Store struct {
	names, files, chunks *mongo.Collection
	vault                *seal.Vault
	now                  func() time.Time

	// using keeps Sweep from removing a file while Put finds it: the embedded server, which serves one process, looks
	// and removes in two steps. Other servers do it in one.
	using sync.Mutex
}

// name is what leads from a content's id to its file.
type name struct {
	ID   string      `bson:"_id"`
	File string      `bson:"file"`
	Head seal.Sealed `bson:"head"` // file and size, so that a name cannot be made to lead elsewhere
	Used time.Time   `bson:"used"` // when the content was last put
}

// New opens the store of files in a database.
func New(ctx context.Context, server *mongodb.Server, vault *seal.Vault, now func() time.Time) (*Store, error) {
	s := &Store{vault: vault, now: now}
	for part, collection := range map[string]**mongo.Collection{"names": &s.names, "files": &s.files, "chunks": &s.chunks} {
		var err error
		if *collection, err = server.Collection(ctx, Bucket+"."+part); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Put keeps a content of at most most bytes for an owner and returns the file it is in, which is the same one whenever
// the owner has put this content before. Until something refers to it, it stays for a day. It fails with Invalid where
// there is more, Gone where the owner was erased, Unavailable, and with what reading the content fails with; then
// nothing is kept.
func (s *Store) Put(ctx context.Context, owner string, content io.Reader, most int64) (File, error) {
	u := upload{store: s, owner: owner, file: strings.ToLower(rand.Text())}
	f, err := u.write(ctx, content, most)
	first := false
	if err == nil {
		first, err = s.named(ctx, owner, f, u.file)
	}
	if !first {
		// Where this fails too, the next sweep finds it.
		_ = s.drop(context.WithoutCancel(ctx), u.file, u.kept)
	}
	if err != nil {
		return File{}, err
	}
	return f, nil
}

// named gives a file its name, or reports that the content had one before.
func (s *Store) named(ctx context.Context, owner string, f File, file string) (first bool, err error) {
	head, err := s.vault.Seal(ctx, owner, "blob.head/"+f.ID, file+" "+strconv.FormatInt(f.Size, 10))
	if err != nil {
		return false, err
	}
	s.using.Lock()
	defer s.using.Unlock()
	n := name{ID: f.ID, File: file, Head: head, Used: s.moment()}
	for { // until a sweep does not come between the two
		_, err := s.names.InsertOne(ctx, n)
		if err == nil {
			return true, nil
		}
		if !mongo.IsDuplicateKeyError(err) {
			return false, unavailable("name a file", err)
		}
		again, err := s.names.UpdateOne(ctx, byID(f.ID), bson.D{{Key: "$set", Value: bson.D{{Key: "used", Value: n.Used}}}})
		if err != nil {
			return false, unavailable("name a file", err)
		}
		if again.MatchedCount > 0 {
			return false, nil
		}
	}
}

// Open returns a file's content. What was erased with its owner is Gone; what is not there, or is somebody else's, is
// NotFound. Reading fails with Unavailable, and ends with ctx.
func (s *Store) Open(ctx context.Context, owner, id string) (Content, error) {
	n, err := s.find(ctx, id)
	if err != nil {
		return nil, err
	}
	head, err := s.vault.Open(ctx, owner, "blob.head/"+id, n.Head)
	if errors.Is(err, seal.ErrBroken) {
		return nil, errNotFound
	}
	if err != nil {
		return nil, err
	}
	file, length, _ := strings.Cut(head, " ")
	size, err := strconv.ParseInt(length, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("the head of a file: %w", err)
	}
	return &content{ctx: ctx, store: s, owner: owner, file: file, size: size, held: -1}, nil
}

// Delete removes a file at once. Where another record may refer to the same content, leave it to Sweep. It fails as Open
// does.
func (s *Store) Delete(ctx context.Context, owner, id string) error {
	if _, err := s.Open(ctx, owner, id); err != nil {
		return err
	}
	n, err := s.find(ctx, id)
	if err != nil {
		return err
	}
	return s.remove(ctx, n)
}

func (s *Store) find(ctx context.Context, id string) (name, error) {
	var n name
	err := s.names.FindOne(ctx, byID(id)).Decode(&n)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return n, errNotFound
	}
	if err != nil {
		return n, unavailable("find a file", err)
	}
	return n, nil
}

// moment is the time as the database keeps it.
func (s *Store) moment() time.Time { return s.now().UTC().Truncate(time.Millisecond) }

// idEncoding writes ids in letters and digits that are safe in a URL and a key.
var idEncoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

func byID(id string) bson.D { return bson.D{{Key: "_id", Value: id}} }
