package sealtest

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"sync"
	"testing"

	"github.com/parentpower/parentpower/internal/seal"
)

// Conform checks that a key store does what seal.Keys promises. The store given must be empty.
func Conform(t *testing.T, keys seal.Keys) {
	t.Helper()
	ctx := context.Background()

	t.Run("nothing stored is nil", func(t *testing.T) {
		if held, err := keys.Get(ctx, "person/nobody"); held != nil || err != nil {
			t.Fatalf("Get = %q, %v", held, err)
		}
		if err := keys.Delete(ctx, "person/nobody"); err != nil {
			t.Fatal(err)
		}
	})

	t.Run("all who put at once hold the same", func(t *testing.T) {
		held := make([][]byte, 16)
		var wg sync.WaitGroup
		for i := range held {
			wg.Go(func() {
				var err error
				if held[i], err = keys.PutIfAbsent(ctx, "person/1", fmt.Appendf(nil, "value %d", i)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		now, err := keys.Get(ctx, "person/1")
		if err != nil || len(now) == 0 {
			t.Fatalf("Get = %q, %v", now, err)
		}
		for _, h := range held {
			if !bytes.Equal(h, now) {
				t.Fatalf("one was given %q, another %q", h, now)
			}
		}
	})

	t.Run("what is deleted is gone and can be put anew", func(t *testing.T) {
		if err := keys.Delete(ctx, "person/1"); err != nil {
			t.Fatal(err)
		}
		if held, err := keys.Get(ctx, "person/1"); held != nil || err != nil {
			t.Fatalf("Get = %q, %v", held, err)
		}
		if held, err := keys.PutIfAbsent(ctx, "person/1", []byte("new")); string(held) != "new" || err != nil {
			t.Fatalf("PutIfAbsent = %q, %v", held, err)
		}
	})

	t.Run("all are visited, and a visitor can stop", func(t *testing.T) {
		if _, err := keys.PutIfAbsent(ctx, "round/2", []byte{0, 255, 10}); err != nil {
			t.Fatal(err)
		}
		seen := map[string]string{}
		err := keys.All(ctx, func(subject string, value []byte) error {
			seen[subject] = string(value)
			return nil
		})
		if want := map[string]string{"person/1": "new", "round/2": "\x00\xff\n"}; err != nil || !maps.Equal(seen, want) {
			t.Fatalf("visited %q, %v", seen, err)
		}
		if err := keys.All(ctx, func(string, []byte) error { return context.Canceled }); err != context.Canceled { //nolint:errorlint // it must come back unwrapped
			t.Fatalf("All = %v", err)
		}
	})
}
