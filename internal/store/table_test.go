package store_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/journal/memory"
	"github.com/parentpower/parentpower/internal/store"
)

// TestTablesAgreeWithAModel changes a table at random and compares what it shows with what a plain map does: records,
// order, prefixes, indexes and totals.
func TestTablesAgreeWithAModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		opts := withThings(memory.New())
		opts.Log = quiet
		s, err := store.Open(context.Background(), opts)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close(context.Background()) //nolint:errcheck // in memory
		id := rapid.StringMatching(`[ab]/[a-d]{0,2}`)
		colour := rapid.SampledFrom([]string{"red", "green", "", "redder", "red/a"})
		model := map[string]thing{}
		for range rapid.IntRange(1, 25).Draw(t, "updates") {
			var changes []store.Change
			for range rapid.IntRange(1, 4).Draw(t, "changes") {
				n := thing{ID: id.Draw(t, "id"), Colours: rapid.SliceOfN(colour, 0, 3).Draw(t, "colours"), Weight: rapid.Int64Range(-9, 9).Draw(t, "weight")}
				if rapid.IntRange(0, 3).Draw(t, "kind") == 0 {
					delete(model, n.ID)
					changes = append(changes, things.Delete(n.ID))
				} else {
					model[n.ID] = n
					changes = append(changes, things.Put(n))
				}
			}
			if _, err := s.Update(context.Background(), "test.change", "", func(store.View) ([]store.Change, error) { return changes, nil }); err != nil {
				t.Fatal(err)
			}
			compare(t, s.View(), model)
		}
		fresh, err := store.Open(context.Background(), opts)
		if err != nil {
			t.Fatal(err)
		}
		if store.Contents(fresh.View()) != store.Contents(s.View()) {
			t.Fatal("a node that reads the journal holds something else")
		}
		_ = fresh.Close(context.Background())
	})
}

func compare(t *rapid.T, v store.View, model map[string]thing) {
	all := slices.SortedFunc(maps.Values(model), func(a, b thing) int { return strings.Compare(a.ID, b.ID) })
	same(t, "all", slices.Collect(things.All(v)), all)
	if things.Len(v) != len(all) {
		t.Fatalf("%d records, want %d", things.Len(v), len(all))
	}
	for _, prefix := range []string{"", "a", "a/", "b/c", "z"} {
		same(t, "under "+prefix, slices.Collect(things.Under(v, prefix)), only(all, func(n thing) bool { return strings.HasPrefix(n.ID, prefix) }))
	}
	sums := map[string]int64{}
	for _, n := range all {
		sums["all"] += n.Weight
		for _, c := range n.Colours {
			sums[c] += n.Weight
		}
		if got, ok := things.Get(v, n.ID); !ok || got.Weight != n.Weight {
			t.Fatalf("%s: %v, want %v", n.ID, got, n)
		}
	}
	for _, colour := range []string{"red", "green", "", "redder", "red/a", "all", "none"} {
		of := only(all, func(n thing) bool { return slices.Contains(n.Colours, colour) })
		same(t, "of "+colour, slices.Collect(thingsByColour.Each(v, colour)), of)
		if first, ok := thingsByColour.First(v, colour); ok != (len(of) > 0) || ok && first.ID != of[0].ID {
			t.Fatalf("first of %q: %v %v", colour, first, ok)
		}
		if got := weights.Get(v, colour); got != sums[colour] {
			t.Fatalf("total of %q: %d, want %d", colour, got, sums[colour])
		}
	}
	if _, ok := things.Get(v, "none"); ok {
		t.Fatal("found what is not there")
	}
}

func only(all []thing, holds func(thing) bool) []thing {
	return slices.DeleteFunc(slices.Clone(all), func(n thing) bool { return !holds(n) })
}

func same(t *rapid.T, what string, got, want []thing) {
	if !slices.EqualFunc(got, want, func(a, b thing) bool {
		return a.ID == b.ID && a.Weight == b.Weight && slices.Equal(a.Colours, b.Colours)
	}) {
		t.Fatalf("%s: %v, want %v", what, got, want)
	}
}

func TestATableRegisteredTwiceIsRefused(t *testing.T) {
	opts := store.Options{Journal: memory.New(), Tables: []store.Registered{things, things}}
	if _, err := store.Open(t.Context(), opts); err == nil {
		t.Fatal("it was accepted")
	}
}

func TestAJournalWhoseChainIsBrokenIsNotBooted(t *testing.T) {
	j := memory.New()
	s := open(t, withThings(j))
	must[int64](t)(grow(s, "tree"))
	c, _ := s.View().Head().Next(journal.ID{1}, s.View().Time(), []journal.Entry{{Action: "test.forged"}})
	c.Entries[0].Action = "test.changed"
	must[any](t)(nil, j.Append(t.Context(), c))
	if _, err := store.Open(t.Context(), withThings(j)); err == nil || !strings.Contains(err.Error(), journal.ErrBroken.Error()) {
		t.Fatalf("%v, want a broken chain", err)
	}
	_, err := grow(s, "tree")
	unavailable(t, err)
}
