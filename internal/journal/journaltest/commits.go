package journaltest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/parentpower/parentpower/internal/journal"
)

// Ballot is the size and shape of what the journal holds most of.
type Ballot struct {
	Round    string    `bson:"round"`
	Projects []string  `bson:"projects"`
	Weight   int64     `bson:"weight"`
	At       time.Time `bson:"at"`
}

// Commits returns a chain of commits, each of so many ballots, the same every time.
func Commits(commits, entries int) []journal.Commit {
	var head journal.Head
	made := make([]journal.Commit, commits)
	for i := range made {
		made[i], head = Next(head, entries)
	}
	return made
}

// Next returns the commit of so many ballots that follows head.
func Next(head journal.Head, entries int) (journal.Commit, journal.Head) {
	batch := make([]journal.Entry, entries)
	for i := range batch {
		n := head.Seq*int64(entries) + int64(i)
		batch[i] = journal.Entry{Action: "funding.cast_ballot", Changes: []journal.Change{{
			Table: "ballots", Key: fmt.Sprintf("%032x", uint64(n)*0x9E3779B97F4A7C15), //nolint:gosec // only to spread the keys
			Record: encode(Ballot{Round: "round-2026-spring", Projects: []string{"3", "7", "12"}, Weight: n, At: epoch}),
		}}}
	}
	return head.Next(id(head.Seq+1), epoch.Add(time.Duration(head.Seq)*time.Second), batch)
}

// Awkward returns records of every kind that databases like to change on the way.
func Awkward() []journal.Record {
	deep := bson.D{}
	for range 40 {
		deep = bson.D{{Key: "in", Value: deep}}
	}
	return []journal.Record{
		encode(bson.D{}),
		encode(bson.D{{Key: "text", Value: "Çağ \u0000 \u2028 \ufffd 👩‍👧 مرحبا <&>\"\\"}, {Key: "", Value: ""}}),
		encode(bson.D{{Key: "a.b", Value: 1}, {Key: "$set", Value: 2}, {Key: "\"quoted\\", Value: 3}}),
		encode(bson.D{{Key: "max", Value: int64(math.MaxInt64)}, {Key: "min", Value: int64(math.MinInt64)}, {Key: "odd", Value: int64(1)<<53 + 1},
			{Key: "one32", Value: int32(1)}, {Key: "one64", Value: int64(1)}, {Key: "one", Value: 1.0}}),
		encode(bson.D{{Key: "zero", Value: math.Copysign(0, -1)}, {Key: "inf", Value: math.Inf(-1)}, {Key: "nan", Value: math.NaN()},
			{Key: "tiny", Value: math.SmallestNonzeroFloat64}, {Key: "tenth", Value: 0.1}}),
		encode(bson.D{{Key: "past", Value: time.UnixMilli(-62135596800000)}, {Key: "zero", Value: time.UnixMilli(0)}, {Key: "far", Value: bson.DateTime(math.MaxInt64)}}),
		encode(bson.D{{Key: "none", Value: []byte{}}, {Key: "bytes", Value: []byte{0, 255, 10}}, {Key: "kind", Value: bson.Binary{Subtype: 4, Data: make([]byte, 16)}}}),
		encode(bson.D{{Key: "null", Value: nil}, {Key: "empty", Value: bson.D{}}, {Key: "list", Value: bson.A{}}, {Key: "lists", Value: bson.A{bson.A{bson.A{}}, nil}}}),
		encode(bson.D{{Key: "z", Value: 1}, {Key: "_id", Value: "second"}, {Key: "a", Value: bson.D{{Key: "y", Value: 1}, {Key: "_id", Value: 2}}}}),
		encode(bson.D{{Key: "twice", Value: 1}, {Key: "twice", Value: 2}}),
		encode(bson.D{{Key: "exact", Value: bson.NewDecimal128(1, 2)}, {Key: "oid", Value: bson.ObjectID{1}}, {Key: "pattern", Value: bson.Regex{Pattern: "^a", Options: "i"}}, {Key: "yes", Value: true}}),
		encode(deep),
	}
}

// sized returns a commit of exactly that size, of bytes that nothing can make smaller.
func sized(want int) journal.Commit {
	noise := rand.NewChaCha8([32]byte{})
	entry := func(n int) []journal.Entry {
		data := make([]byte, n)
		_, _ = noise.Read(data) // it never fails
		return []journal.Entry{{Action: "test.put", Changes: []journal.Change{{
			Table: "things", Key: "large", Record: encode(bson.D{{Key: "data", Value: data}}),
		}}}}
	}
	empty, _ := journal.Head{}.Next(id(1), epoch, entry(0))
	c, _ := journal.Head{}.Next(id(1), epoch, entry(want-empty.Size()))
	return c
}

func encode(v any) journal.Record {
	r, err := journal.Encode(v)
	if err != nil {
		panic(err) // the values are ours
	}
	return r
}
