package faults

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/parentpower/parentpower/internal/mongodb"
)

// reading is a journal as its documents say it, in a decoding of its own: nothing here is shared with the program but
// the names of tables and fields, which docs describe.
type reading struct {
	seq     int64
	hashes  map[int64][32]byte           // by commit: of the chain's end there
	open    map[string]map[string]ballot // by round and key: what is in the open box
	legible map[string]int               // by round: records of ballots in the open box, also of old ones, that can be read
	counted map[string]map[string]ballot // by round and key: the box after the count
	keys    map[string]map[string]bool   // by round: every key that a ballot of the open box ever had
	voted   map[string]int               // by round: marked on the roll
	acts    []act
}

type ballot struct {
	receipt string
	picks   []int32
	salt    string // only in the open box
}

// act is one entry: what was done in which commit, and to which round, if it was about one.
type act struct {
	seq    int64
	action string
	round  string
}

type document struct {
	Key     string `bson:"_id"`
	Seq     int64
	Time    bson.DateTime
	Entries bson.RawValue
}

type storedEntry struct {
	Action  string
	Actor   string
	Changes []storedChange
	Hash    []byte
}

type storedChange struct {
	Table    string
	Key      string
	Record   bson.Raw
	Digest   []byte
	Redacted bool
}

// readJournal reads the collection from the first document to the last, and fails where the chain does.
func readJournal(ctx context.Context, c *mongo.Collection) (r reading, err error) {
	cursor, err := c.Find(ctx, bson.D{})
	if err != nil {
		return r, err
	}
	var docs []document
	if err := cursor.All(ctx, &docs); err != nil {
		return r, err
	}
	slices.SortFunc(docs, func(a, b document) int { return strings.Compare(a.Key, b.Key) })
	r = reading{
		hashes: map[int64][32]byte{}, open: map[string]map[string]ballot{}, counted: map[string]map[string]ballot{},
		keys: map[string]map[string]bool{}, voted: map[string]int{}, legible: map[string]int{},
	}
	var head [32]byte
	for i, d := range docs {
		if d.Seq != int64(i+1) || d.Key != fmt.Sprintf("%016d", d.Seq) {
			return r, fmt.Errorf("document %d is %s, number %d", i+1, d.Key, d.Seq)
		}
		entries, err := unpack(d.Entries)
		if err != nil {
			return r, fmt.Errorf("commit %d: %w", d.Seq, err)
		}
		for j, e := range entries {
			if head, err = link(head, d.Seq, int64(d.Time), e); err != nil {
				return r, fmt.Errorf("commit %d entry %d: %w", d.Seq, j, err)
			}
			if err := r.note(d.Seq, e); err != nil {
				return r, fmt.Errorf("commit %d entry %d: %w", d.Seq, j, err)
			}
		}
		r.seq, r.hashes[d.Seq] = d.Seq, head
	}
	return r, nil
}

// unpack reads the entries of a document: an array, or one compressed with zstd on the embedded server.
func unpack(value bson.RawValue) ([]storedEntry, error) {
	if _, packed, ok := value.BinaryOK(); ok {
		from, err := zstd.NewReader(nil)
		if err != nil {
			return nil, err
		}
		defer from.Close()
		array, err := from.DecodeAll(packed, nil)
		if err != nil {
			return nil, err
		}
		value = bson.RawValue{Type: bson.TypeArray, Value: array}
	}
	var entries []storedEntry
	return entries, value.Unmarshal(&entries)
}

// link checks an entry's digests and its hash over all before it, and returns the hash.
func link(before [32]byte, seq, at int64, e storedEntry) (hash [32]byte, err error) {
	h := sha256.New()
	number := func(n int64) { h.Write(binary.BigEndian.AppendUint64(nil, uint64(n))) } //nolint:gosec // the bits are what is hashed
	text := func(s string) {
		number(int64(len(s)))
		h.Write([]byte(s))
	}
	h.Write(before[:])
	number(seq)
	number(at)
	text(e.Action)
	text(e.Actor)
	number(int64(len(e.Changes)))
	for _, c := range e.Changes {
		digest := make([]byte, sha256.Size) // of what is gone: zero
		if c.Digest != nil {
			digest = c.Digest
		}
		if sum := sha256.Sum256(c.Record); c.Record != nil && !slices.Equal(sum[:], digest) {
			return hash, fmt.Errorf("%s %s is not what was written", c.Table, c.Key)
		}
		if c.Record == nil && c.Digest != nil && !c.Redacted {
			return hash, fmt.Errorf("%s %s is missing", c.Table, c.Key)
		}
		text(c.Table)
		text(c.Key)
		h.Write(digest)
	}
	if hash = [32]byte(h.Sum(nil)); !slices.Equal(hash[:], e.Hash) {
		return hash, errors.New("the chain is broken")
	}
	return hash, nil
}

// note takes an entry's records in.
func (r *reading) note(seq int64, e storedEntry) error {
	a := act{seq: seq, action: e.Action}
	for _, c := range e.Changes {
		round, _, _ := strings.Cut(c.Key, "/")
		switch c.Table {
		case "rounds":
			a.round = c.Key
		case "ballots":
			a.round = round
			if c.Digest != nil {
				put(r.keys, round, c.Key, true)
			}
			if c.Record != nil {
				r.legible[round]++
			}
			if err := box(r.open, round, c); err != nil {
				return err
			}
		case "counted_ballots":
			if err := box(r.counted, round, c); err != nil {
				return err
			}
		case "roll":
			var entry struct{ Voted bool }
			if err := bson.Unmarshal(c.Record, &entry); err != nil {
				return err
			}
			if entry.Voted {
				r.voted[round]++
			}
		}
	}
	r.acts = append(r.acts, a)
	return nil
}

// box puts a ballot into a box, in place of the one that was there, or takes it out.
func box(boxes map[string]map[string]ballot, round string, c storedChange) error {
	if c.Record == nil {
		delete(boxes[round], c.Key)
		return nil
	}
	var b struct {
		Picks   []int32
		Receipt string
		Salt    []byte
	}
	if err := bson.Unmarshal(c.Record, &b); err != nil {
		return err
	}
	put(boxes, round, c.Key, ballot{b.Receipt, b.Picks, string(b.Salt)})
	return nil
}

func put[T any](in map[string]map[string]T, round, key string, value T) {
	if in[round] == nil {
		in[round] = map[string]T{}
	}
	in[round][key] = value
}

// readStopped reads the journal of a program that does not run.
func readStopped(t testing.TB, dir string) reading {
	t.Helper()
	s, err := mongodb.Embedded(t.Context(), filepath.Join(dir, "db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close(context.WithoutCancel(t.Context())) //nolint:errcheck // only read
	return readDatabase(t, s)
}

// awaitRedaction waits until the program says that the open round's ballots are redacted, and returns the journal as it
// is then.
func awaitRedaction(t testing.TB, round string, read func() reading) (r reading) {
	t.Helper()
	eventually(t, "the open round's ballots are redacted", func() bool {
		r = read()
		return slices.ContainsFunc(r.acts, func(a act) bool { return a.action == "funding.redacted" && a.round == round })
	})
	return r
}

// read reads the journal of a program that runs on the embedded database, through its socket.
func (p *program) read() reading {
	p.t.Helper()
	s, err := mongodb.Connect(p.t.Context(), p.socket())
	if err != nil {
		p.t.Fatal(err)
	}
	defer s.Close(context.WithoutCancel(p.t.Context())) //nolint:errcheck // only read
	return readDatabase(p.t, s)
}

// socket is the address of the embedded database.
func (p *program) socket() string {
	return "mongodb://" + url.PathEscape(filepath.Join(p.dir, "db", "mongodb.sock"))
}

func readDatabase(t testing.TB, s *mongodb.Server) reading {
	t.Helper()
	r, err := readJournal(t.Context(), s.Database().Collection("journal"))
	if err != nil {
		t.Fatalf("the journal does not hold: %v", err)
	}
	return r
}
