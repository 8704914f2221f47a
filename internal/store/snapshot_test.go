package store_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/journal/memory"
	"github.com/parentpower/parentpower/internal/store"
)

// lived returns options with a journal and snapshots of a life of so many changes; the last few are after the newest
// snapshot.
func lived(t *testing.T, changes int) store.Options {
	t.Helper()
	opts := withThings(memory.New())
	opts.SnapshotDir, opts.SnapshotEvery = t.TempDir(), 1<<40
	s := open(t, opts)
	chance := rand.New(rand.NewPCG(7, 7)) //nolint:gosec // not secret
	change := func() {
		_, err := s.Update(context.Background(), "test.change", "", func(v store.View) ([]store.Change, error) {
			id := name(chance.IntN(changes))
			if chance.IntN(4) > 0 {
				return []store.Change{things.Put(thing{ID: id, Colours: []string{"red", name(chance.IntN(5))}[:chance.IntN(3)], Weight: chance.Int64N(100)})}, nil
			}
			return []store.Change{things.Delete(id), things.Put(thing{ID: "last " + id})}, nil
		})
		must[any](t)(nil, err)
	}
	for n := range changes {
		if n == changes/2 {
			must[any](t)(nil, s.ForgetSnapshots())
		}
		change()
	}
	must[any](t)(nil, s.Close(context.Background()))
	beyond := withThings(opts.Journal)
	s = open(t, beyond)
	for range 5 {
		change()
	}
	return opts
}

func snapshots(t *testing.T, opts store.Options) []string {
	t.Helper()
	return must[[]string](t)(filepath.Glob(filepath.Join(opts.SnapshotDir, "*")))
}

func TestASnapshotAndTheJournalAfterItMakeTheSameStateAsTheWholeJournal(t *testing.T) {
	opts := lived(t, 1000)
	if n := len(snapshots(t, opts)); n != 2 {
		t.Fatalf("%d snapshots", n)
	}
	sameAsReplayed(t, open(t, opts), opts)
	must[any](t)(nil, os.Remove(snapshots(t, opts)[1]))
	sameAsReplayed(t, open(t, opts), opts)
}

// TestADamagedSnapshotIsPassedOver damages a snapshot in many ways; each time the state must be that of the journal,
// and the next snapshot must be possible again.
func TestADamagedSnapshotIsPassedOver(t *testing.T) {
	opts := lived(t, 60)
	file := snapshots(t, opts)[1]
	whole := must[[]byte](t)(os.ReadFile(file)) //nolint:gosec // a file of the test's own
	try := func(what string, damaged []byte, harmless bool) {
		t.Helper()
		must[any](t)(nil, os.WriteFile(file, damaged, 0o600))
		s := must[*store.Store](t)(store.Open(t.Context(), withQuiet(opts)))
		sameAsReplayed(t, s, opts)
		if got := must[[]string](t)(filepath.Glob(file)); len(got) != 0 && !harmless {
			t.Errorf("%s: it is still there", what)
		}
		must[any](t)(nil, s.Close(context.Background()))
		left := snapshots(t, opts)
		must[any](t)(nil, os.Remove(left[len(left)-1])) // the one that Close wrote
	}
	for _, n := range []int{0, 1, 10, 22, 23, 24, 60, len(whole) / 2, len(whole) - 2, len(whole) - 1} {
		try(fmt.Sprintf("cut to %d bytes", n), whole[:n], false)
	}
	try("zeroes", make([]byte, len(whole)), false)
	try("not a snapshot", []byte("hello"), false)
	chance := rand.New(rand.NewPCG(3, 3)) //nolint:gosec // not secret
	for range 60 {
		flipped := bytes.Clone(whole)
		bit := chance.IntN(8 * len(whole))
		flipped[bit/8] ^= 1 << (bit % 8)
		try(fmt.Sprintf("bit %d flipped", bit), flipped, true) // some bits mean nothing
	}
}

func withQuiet(opts store.Options) store.Options {
	opts.Log = quiet
	return opts
}

func TestASnapshotOfAnotherJournalOrOfAFutureOneIsPassedOver(t *testing.T) {
	for what, commits := range map[string]int{"of another journal": 400, "newer than the journal": 3} {
		t.Run(what, func(t *testing.T) {
			foreign := lived(t, 300)
			opts := withThings(memory.New())
			opts.SnapshotDir, opts.SnapshotEvery = foreign.SnapshotDir, 1<<40
			other := open(t, withThings(opts.Journal))
			for range commits {
				must[int64](t)(grow(other, "tree"))
			}
			s := open(t, opts)
			sameAsReplayed(t, s, opts)
			if weight(s, "tree") != int64(commits) {
				t.Fatal("another journal's state")
			}
			if files := snapshots(t, opts); len(files) != 0 {
				t.Errorf("still there: %v", files)
			}
		})
	}
}

func TestASnapshotOfAProgramWithOtherTablesOrRecordsIsPassedOver(t *testing.T) {
	type richer struct {
		ID   string `bson:"_id"`
		Name string `bson:"name"`
	}
	opts := lived(t, 100)
	for _, tables := range [][]store.Registered{
		{things, store.NewTable("new", func(t thing) string { return t.ID })},
		{store.NewTable("things", func(r richer) string { return r.ID })},
		{},
	} {
		kept := map[string][]byte{}
		for _, f := range snapshots(t, opts) {
			kept[f] = must[[]byte](t)(os.ReadFile(f)) //nolint:gosec // a file of the test's own
		}
		newer := opts
		newer.Tables = tables
		sameAsReplayed(t, open(t, newer), newer)
		if n := len(snapshots(t, opts)); n != 0 {
			t.Errorf("%d snapshots are still there", n)
		}
		for f, b := range kept {
			must[any](t)(nil, os.WriteFile(f, b, 0o600))
		}
	}
}

func TestWhileTheJournalCannotBeReadNoSnapshotIsGivenUp(t *testing.T) {
	opts := lived(t, 50)
	h := &hooked{Journal: opts.Journal}
	h.cut()
	opts.Journal, opts.Log = h, quiet
	if _, err := store.Open(t.Context(), opts); err == nil {
		t.Fatal("it booted")
	}
	if len(snapshots(t, opts)) != 2 {
		t.Error("snapshots were removed")
	}
}

func TestSnapshotsAreWrittenInTheBackgroundAndTheNewestTwoKept(t *testing.T) {
	opts := withThings(memory.New())
	opts.SnapshotDir, opts.SnapshotEvery = filepath.Join(t.TempDir(), "made", "when", "needed"), 10
	s := open(t, opts)
	for range 20 {
		for before := s.Stats().Snapshots; s.Stats().Snapshots == before; {
			must[int64](t)(grow(s, "tree"))
		}
		if n := len(snapshots(t, opts)); n > 3 {
			t.Fatalf("%d files", n)
		}
	}
	must[any](t)(nil, s.Close(context.Background()))
	if n := len(snapshots(t, opts)); n != 2 {
		t.Errorf("%d snapshots kept", n)
	}
	sameAsReplayed(t, open(t, opts), opts)
}

func TestASnapshotThatCannotBeWrittenIsSeenAndHindersNobody(t *testing.T) {
	opts := withThings(memory.New())
	opts.SnapshotDir, opts.SnapshotEvery, opts.Log = filepath.Join(t.TempDir(), "dir"), 1, quiet
	s := must[*store.Store](t)(store.Open(t.Context(), opts))
	must[any](t)(nil, os.WriteFile(opts.SnapshotDir, nil, 0o600)) // a file where the directory should be
	must[int64](t)(grow(s, "tree"))
	must[int64](t)(grow(s, "tree"))
	if err := s.ForgetSnapshots(); err == nil {
		t.Error("ForgetSnapshots says that all is well")
	}
	if err := s.Close(context.Background()); err == nil {
		t.Error("Close says that all is well")
	}
	if !s.Stats().LastSnapshotFailed {
		t.Error("the failure is not counted")
	}
}

func TestForgetSnapshotsLeavesOnlyOneOfThePresent(t *testing.T) {
	opts := lived(t, 200)
	s := open(t, opts)
	must[int64](t)(put(s, thing{ID: "secret", Colours: []string{"hush"}}))
	must[any](t)(nil, s.ForgetSnapshots())
	_, err := s.Update(t.Context(), "test.delete", "", func(store.View) ([]store.Change, error) {
		return []store.Change{things.Delete("secret")}, nil
	})
	must[any](t)(nil, err)
	must[any](t)(nil, s.ForgetSnapshots())
	files := snapshots(t, opts)
	if len(files) != 1 || !strings.Contains(files[0], fmt.Sprint(s.View().Seq())) {
		t.Fatalf("left: %v", files)
	}
	must[any](t)(nil, s.Close(context.Background()))
	sameAsReplayed(t, open(t, opts), opts)
}

func TestWhatAWriteThatWasCutOffLeftBehindIsRemovedAtBoot(t *testing.T) {
	opts := lived(t, 10)
	left := filepath.Join(opts.SnapshotDir, "new-123")
	must[any](t)(nil, os.WriteFile(left, []byte("cut off"), 0o600))
	open(t, opts)
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("it is still there: %v", err)
	}
}

func TestARedactedJournalReplaysToTheSameState(t *testing.T) {
	opts := withThings(memory.New())
	s := open(t, opts)
	must[int64](t)(put(s, thing{ID: "ballot", Colours: []string{"red"}, Weight: 5}))
	must[int64](t)(put(s, thing{ID: "tree", Weight: 1}))
	_, err := s.Update(t.Context(), "test.move", "", func(store.View) ([]store.Change, error) {
		return []store.Change{things.Delete("ballot"), things.Put(thing{ID: "other"})}, nil
	})
	must[any](t)(nil, err)
	before := store.Contents(s.View())
	must[any](t)(nil, opts.Journal.Redact(t.Context(), 1, func(_ journal.Entry, c journal.Change) bool { return c.Key == "ballot" }))
	fresh := open(t, opts)
	if got := store.Contents(fresh.View()); got != before {
		t.Errorf("%s\nwant %s", got, before)
	}
	if chain(t, opts.Journal)[0].Entries[0].Changes[0].Record != nil {
		t.Error("the record is still in the journal")
	}
}
