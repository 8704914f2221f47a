package mongo

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/klauspost/compress/zstd"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/parentpower/parentpower/internal/journal"
)

// document is a commit as stored. Entries are an array of documents that anyone can read; or, on a server that does
// not keep documents as they are, the same array packed into one compressed binary value.
type document struct {
	Key      string        `bson:"_id"` // the number as text, padded: sorts as the number does
	Seq      int64         `bson:"seq"`
	ID       []byte        `bson:"id"`
	Time     time.Time     `bson:"time"`
	Revision int32         `bson:"revision"` // how often it has been redacted
	Entries  bson.RawValue `bson:"entries"`
}

type entry struct {
	Action  string   `bson:"action"`
	Actor   string   `bson:"actor,omitempty"`
	Changes []change `bson:"changes"`
	Hash    []byte   `bson:"hash"`
}

type change struct {
	Table    string   `bson:"table"`
	Key      string   `bson:"key"`
	Record   bson.Raw `bson:"record,omitempty"`
	Digest   []byte   `bson:"digest,omitempty"`
	Redacted bool     `bson:"redacted,omitempty"`
}

// entriesLimit bounds what a packed value may grow to, so that a damaged one cannot take all memory.
const entriesLimit = 16 << 20

// key is the _id of a commit. Text, because the embedded server looks up numbers by reading everything.
func key(seq int64) string { return fmt.Sprintf("%016d", seq) }

// packer turns entries into their packed form and back. Its methods may be called concurrently.
type packer struct {
	to   *zstd.Encoder
	from *zstd.Decoder
}

func newPacker() (*packer, error) {
	to, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	from, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(entriesLimit))
	if err != nil {
		return nil, err
	}
	return &packer{to: to, from: from}, nil
}

// encode makes the document of a commit.
func (p *packer) encode(c journal.Commit, packed bool) (document, error) {
	entries := make([]entry, len(c.Entries))
	for i, e := range c.Entries {
		changes := make([]change, len(e.Changes))
		for j, ch := range e.Changes {
			changes[j] = change{Table: ch.Table, Key: ch.Key, Record: bson.Raw(ch.Record), Redacted: ch.Redacted}
			if !ch.Gone() {
				changes[j].Digest = ch.Digest[:]
			}
		}
		entries[i] = entry{Action: e.Action, Actor: e.Actor, Changes: changes, Hash: e.Hash[:]}
	}
	kind, data, err := bson.MarshalValue(entries)
	if err != nil {
		return document{}, fmt.Errorf("encode commit %d: %w", c.Seq, err)
	}
	value := bson.RawValue{Type: kind, Value: data}
	if packed {
		if kind, data, err = bson.MarshalValue(p.to.EncodeAll(data, nil)); err != nil {
			return document{}, fmt.Errorf("pack commit %d: %w", c.Seq, err)
		}
		value = bson.RawValue{Type: kind, Value: data}
	}
	return document{Key: key(c.Seq), Seq: c.Seq, ID: c.ID[:], Time: c.Time, Entries: value}, nil
}

// decode gives the commit back. What cannot be read is ErrBroken.
func (p *packer) decode(d document) (journal.Commit, error) {
	entries, err := p.entries(d.Entries)
	if err != nil {
		return journal.Commit{}, fmt.Errorf("%w: commit %s: %w", journal.ErrBroken, d.Key, err)
	}
	if d.Key != key(d.Seq) || len(d.ID) != len(journal.ID{}) {
		return journal.Commit{}, fmt.Errorf("%w: commit %s is numbered %d", journal.ErrBroken, d.Key, d.Seq)
	}
	return journal.Commit{Seq: d.Seq, ID: journal.ID(d.ID), Time: d.Time.UTC(), Entries: entries}, nil
}

func (p *packer) entries(value bson.RawValue) ([]journal.Entry, error) {
	if _, data, ok := value.BinaryOK(); ok {
		array, err := p.from.DecodeAll(data, nil)
		if err != nil {
			return nil, err
		}
		value = bson.RawValue{Type: bson.TypeArray, Value: array}
	}
	var stored []entry
	if err := value.Unmarshal(&stored); err != nil {
		return nil, err
	}
	entries := make([]journal.Entry, len(stored))
	for i, e := range stored {
		sum, err := digest(e.Hash)
		if err != nil {
			return nil, fmt.Errorf("entry %d: %w", i, err)
		}
		changes := make([]journal.Change, len(e.Changes))
		for j, ch := range e.Changes {
			changes[j] = journal.Change{Table: ch.Table, Key: ch.Key, Record: journal.Record(ch.Record), Redacted: ch.Redacted}
			if ch.Digest == nil {
				continue
			}
			if changes[j].Digest, err = digest(ch.Digest); err != nil {
				return nil, fmt.Errorf("entry %d change %d: %w", i, j, err)
			}
		}
		entries[i] = journal.Entry{Action: e.Action, Actor: e.Actor, Changes: changes, Hash: sum}
	}
	return entries, nil
}

func digest(b []byte) (journal.Hash, error) {
	if len(b) != sha256.Size {
		return journal.Hash{}, errors.New("hash of the wrong length")
	}
	return journal.Hash(b), nil
}
