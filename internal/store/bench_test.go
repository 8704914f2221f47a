package store_test

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"

	"github.com/parentpower/parentpower/internal/journal/memory"
	"github.com/parentpower/parentpower/internal/store"
)

// ballot has the size and shape of a ballot of a funding round, which is what a store holds most of.
type ballot struct {
	Round   string  `bson:"round"`
	ID      string  `bson:"id"`
	Picks   []int32 `bson:"picks"`
	Receipt string  `bson:"receipt"`
	Salt    []byte  `bson:"salt"`
	Tries   []try   `bson:"tries"`
}

type try struct {
	Key  []byte `bson:"key"`
	Body []byte `bson:"body"`
}

func newBallots() *store.Table[ballot] {
	t := store.NewTable("ballots", func(b ballot) string { return b.Round + "/" + b.ID })
	store.NewIndex(t, func(b ballot) []string { return []string{b.Round + "/" + b.Receipt} })
	store.NewTotals(t, func(b ballot, add func(string, int64)) {
		add(b.Round, 1)
		for _, n := range b.Picks {
			add(b.Round+"/"+strconv.Itoa(int(n)), 1)
		}
	})
	return t
}

func newBallot(n uint64) ballot {
	chance := rand.New(rand.NewPCG(1, n)) //nolint:gosec // measured, not secret
	bytes := func(size int) []byte {
		var b []byte
		for len(b) < size {
			b = binary.LittleEndian.AppendUint64(b, chance.Uint64())
		}
		return b[:size:size]
	}
	return ballot{
		Round: "k3v9w2x7q4m8", ID: base64.RawURLEncoding.EncodeToString(bytes(16)),
		Picks: []int32{1, 5 + chance.Int32N(5), 11 + chance.Int32N(20)}, Receipt: fmt.Sprintf("river-%06d-maple", n),
		Salt: bytes(16), Tries: []try{{Key: bytes(12), Body: bytes(12)}},
	}
}

// BenchmarkUpdate measures ballots acknowledged with 256 voters at once, over a journal that costs nothing.
func BenchmarkUpdate(b *testing.B) {
	ballots := newBallots()
	s := open(b, store.Options{Journal: memory.New(), Tables: []store.Registered{ballots}})
	var voters sync.WaitGroup
	work := make(chan uint64)
	for range 256 {
		voters.Go(func() {
			for n := range work {
				cast := newBallot(n)
				_, err := s.Update(context.Background(), "test.cast", "", func(v store.View) ([]store.Change, error) {
					ballots.Get(v, cast.Round+"/"+cast.ID)
					return []store.Change{ballots.Put(cast)}, nil
				})
				if err != nil {
					b.Error(err)
				}
			}
		})
	}
	b.ResetTimer()
	for i := range b.N {
		work <- uint64(i)
	}
	close(work)
	voters.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "ballots/s")
	b.ReportMetric(float64(b.N)/float64(s.Stats().Commits), "ballots/commit")
}

// BenchmarkBoot measures how long a node with a million ballots takes to be ready again, and what they take in memory:
// PARENTPOWER_BALLOTS sets another number.
func BenchmarkBoot(b *testing.B) {
	count := 1_000_000
	if n, err := strconv.Atoi(os.Getenv("PARENTPOWER_BALLOTS")); err == nil {
		count = n
	}
	ballots := newBallots()
	opts := store.Options{Journal: memory.New(), Tables: []store.Registered{ballots}, SnapshotDir: b.TempDir(), SnapshotEvery: 1 << 40}
	s := open(b, opts)
	for n := 0; n < count; n += 200 {
		_, err := s.Update(context.Background(), "test.cast", "", func(store.View) (changes []store.Change, _ error) {
			for i := range min(200, count-n) {
				changes = append(changes, ballots.Put(newBallot(uint64(n+i)))) //nolint:gosec // never negative
			}
			return changes, nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := s.Close(b.Context()); err != nil {
		b.Fatal(err)
	}
	s = nil
	for b.Loop() {
		before := liveBytes()
		b.ResetTimer()
		s = open(b, opts)
		b.StopTimer()
		b.ReportMetric(float64(liveBytes()-before)/float64(count), "B/ballot")
		if got := ballots.Len(s.View()); got != count {
			b.Fatalf("%d ballots after boot", got)
		}
		b.StartTimer()
	}
}

func liveBytes() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

var quiet = slog.New(slog.DiscardHandler)

func open(tb testing.TB, opts store.Options) *store.Store {
	tb.Helper()
	if opts.Log == nil {
		opts.Log = quiet
	}
	s, err := store.Open(context.Background(), opts)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			tb.Error(err)
		}
	})
	return s
}
