package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// thing is a record with what a table can do: an index and totals.
type thing struct {
	ID      string   `bson:"_id"`
	Colours []string `bson:"colours"`
	Weight  int64    `bson:"weight"`
}

var (
	things         = store.NewTable("things", func(t thing) string { return t.ID })
	thingsByColour = store.NewIndex(things, func(t thing) []string { return t.Colours })
	weights        = store.NewTotals(things, func(t thing, add func(string, int64)) {
		add("all", t.Weight)
		for _, c := range t.Colours {
			add(c, t.Weight)
		}
	})
)

func withThings(j journal.Journal) store.Options {
	return store.Options{Journal: j, Tables: []store.Registered{things}}
}

// put makes one thing.
func put(s *store.Store, t thing) (int64, error) {
	return s.Update(context.Background(), "test.put", "", func(store.View) ([]store.Change, error) {
		return []store.Change{things.Put(t)}, nil
	})
}

// grow adds to a thing's weight: each that is done shows.
func grow(s *store.Store, id string) (int64, error) {
	return s.Update(context.Background(), "test.grow", "", growth(id))
}

func growth(id string) func(store.View) ([]store.Change, error) {
	return func(v store.View) ([]store.Change, error) {
		t, _ := things.Get(v, id)
		return []store.Change{things.Put(thing{ID: id, Weight: t.Weight + 1})}, nil
	}
}

func weight(s *store.Store, id string) int64 {
	t, _ := things.Get(s.View(), id)
	return t.Weight
}

func must[T any](tb testing.TB) func(T, error) T {
	return func(v T, err error) T {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return v
	}
}

// hooked lets a test stand between the store and its journal.
type hooked struct {
	journal.Journal
	mu     sync.Mutex
	append func(ctx context.Context, c journal.Commit, pass func() error) error
	read   func(ctx context.Context) error
}

func (h *hooked) onAppend(f func(ctx context.Context, c journal.Commit, pass func() error) error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.append = f
}

func (h *hooked) onRead(f func(ctx context.Context) error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.read = f
}

func (h *hooked) Append(ctx context.Context, c journal.Commit) error {
	h.mu.Lock()
	f := h.append
	h.mu.Unlock()
	pass := func() error { return h.Journal.Append(ctx, c) }
	if f == nil {
		return pass()
	}
	return f(ctx, c, pass)
}

func (h *hooked) Read(ctx context.Context, after int64, visit func(journal.Commit) error) error {
	h.mu.Lock()
	f := h.read
	h.mu.Unlock()
	if f != nil {
		if err := f(ctx); err != nil {
			return err
		}
	}
	return h.Journal.Read(ctx, after, visit)
}

// cut makes the journal unreachable until it is mended.
func (h *hooked) cut() {
	h.onAppend(func(context.Context, journal.Commit, func() error) error { return journal.ErrUnavailable })
	h.onRead(func(context.Context) error { return journal.ErrUnavailable })
}

func (h *hooked) mend() {
	h.onAppend(nil)
	h.onRead(nil)
}

// gate holds the appends up until it is opened.
func (h *hooked) gate() (reached <-chan struct{}, open func()) {
	arrived, opened := make(chan struct{}, 1000), make(chan struct{})
	h.onAppend(func(_ context.Context, _ journal.Commit, pass func() error) error {
		arrived <- struct{}{}
		<-opened
		return pass()
	})
	return arrived, sync.OnceFunc(func() { close(opened) })
}

// unavailable fails the test unless err tells the caller to come back within two seconds.
func unavailable(tb testing.TB, err error) {
	tb.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != fault.Unavailable || f.RetryAfter <= 0 || f.RetryAfter.Seconds() > 2 {
		tb.Fatalf("%v, want unavailable with a time to come back within 2 s", err)
	}
}

// chain reads the journal from the start, checks it, and returns its commits.
func chain(tb testing.TB, j journal.Journal) []journal.Commit {
	tb.Helper()
	var head journal.Head
	var commits []journal.Commit
	err := j.Read(context.Background(), 0, func(c journal.Commit) (err error) {
		commits = append(commits, c)
		head, err = head.Follow(c)
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return commits
}

// sameAsReplayed fails the test unless a store holds what a node that reads the whole journal does.
func sameAsReplayed(tb testing.TB, s *store.Store, opts store.Options) {
	tb.Helper()
	opts.SnapshotDir, opts.Log = "", quiet
	fresh, err := store.Open(context.Background(), opts)
	if err != nil {
		tb.Fatal(err)
	}
	if got, want := store.Contents(s.View()), store.Contents(fresh.View()); got != want {
		tb.Errorf("the state is not what the journal says: %s\nwant %s", got, want)
	}
	if err := fresh.Close(context.Background()); err != nil {
		tb.Error(err)
	}
}

func name(n int) string { return fmt.Sprintf("thing-%05d", n) }
