package journal

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"time"
)

// Hash is a SHA-256 digest.
type Hash [sha256.Size]byte

// String is the hash in hexadecimal.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Head is the end of a journal: the number of its last commit and the hash of its last entry.
type Head struct {
	Seq  int64
	Hash Hash
}

// Next builds the commit that follows h: digests and chain hashes are filled in, the entries given are not altered.
func (h Head) Next(id ID, now time.Time, entries []Entry) (Commit, Head) {
	c := Commit{Seq: h.Seq + 1, ID: id, Time: now.UTC().Truncate(time.Millisecond), Entries: make([]Entry, len(entries))}
	next := Head{Seq: c.Seq, Hash: h.Hash}
	for i, e := range entries {
		e.Changes = append([]Change(nil), e.Changes...)
		for j := range e.Changes {
			if e.Changes[j].Record != nil {
				e.Changes[j].Digest = sha256.Sum256(e.Changes[j].Record)
			}
		}
		e.Hash = chain(next.Hash, c.Seq, c.Time, e)
		next.Hash = e.Hash
		c.Entries[i] = e
	}
	return c, next
}

// Follow checks that c follows h and returns the head after it; otherwise an error that wraps ErrBroken and names
// the entry.
func (h Head) Follow(c Commit) (Head, error) {
	if c.Seq != h.Seq+1 {
		return h, fmt.Errorf("%w: commit %d after %d", ErrBroken, c.Seq, h.Seq)
	}
	next := Head{Seq: c.Seq, Hash: h.Hash}
	for i, e := range c.Entries {
		for _, ch := range e.Changes {
			if ch.Record != nil && ch.Digest != sha256.Sum256(ch.Record) {
				return h, fmt.Errorf("%w: commit %d entry %d: record %s/%s is not what was written", ErrBroken, c.Seq, i, ch.Table, ch.Key)
			}
			if ch.Record == nil && !ch.Gone() && !ch.Redacted {
				return h, fmt.Errorf("%w: commit %d entry %d: record %s/%s is missing", ErrBroken, c.Seq, i, ch.Table, ch.Key)
			}
		}
		if chain(next.Hash, c.Seq, c.Time, e) != e.Hash {
			return h, fmt.Errorf("%w: commit %d entry %d", ErrBroken, c.Seq, i)
		}
		next.Hash = e.Hash
	}
	return next, nil
}

// chain hashes an entry onto the one before it. Every part is length-prefixed, so that no two entries hash the same
// bytes.
func chain(prev Hash, seq int64, at time.Time, e Entry) Hash {
	w := sha256.New()
	w.Write(prev[:])
	number(w, seq)
	number(w, at.UnixMilli())
	text(w, e.Action)
	text(w, e.Actor)
	number(w, int64(len(e.Changes)))
	for _, c := range e.Changes {
		text(w, c.Table)
		text(w, c.Key)
		w.Write(c.Digest[:])
	}
	return Hash(w.Sum(nil))
}

func number(w hash.Hash, n int64) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(n)) //nolint:gosec // the bit pattern is what is hashed
	w.Write(b[:])
}

func text(w hash.Hash, s string) {
	number(w, int64(len(s)))
	w.Write([]byte(s))
}
