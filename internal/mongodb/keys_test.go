package mongodb

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func keys(t *testing.T, s *Server) *Keys {
	t.Helper()
	k, err := NewKeys(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestKeysAreKeptUntilDeletedAndAllAreListed(t *testing.T) {
	k := keys(t, embedded(t, t.TempDir()))
	want := map[string][]byte{"person/<é>": {1}, "": {2}, "a.b $c \"q\"": bytes.Repeat([]byte{0, 255}, 300)}
	for subject, key := range want {
		if got, err := k.Get(t.Context(), subject); err != nil || got != nil {
			t.Fatalf("before it was put: %v, %v", got, err)
		}
		if got, err := k.PutIfAbsent(t.Context(), subject, key); err != nil || !bytes.Equal(got, key) {
			t.Fatalf("put: %v, %v", got, err)
		}
		if got, err := k.Get(t.Context(), subject); err != nil || !bytes.Equal(got, key) {
			t.Fatalf("get: %v, %v", got, err)
		}
	}
	for range 2 { // deleting again is no error
		if err := k.Delete(t.Context(), ""); err != nil {
			t.Fatal(err)
		}
	}
	delete(want, "")
	got := make(map[string][]byte)
	err := k.All(t.Context(), func(subject string, key []byte) error {
		got[subject] = key
		return nil
	})
	if err != nil || !cmp.Equal(got, want) {
		t.Fatalf("all: %v %s", err, cmp.Diff(want, got))
	}
}

func TestAllWhoPutAKeyAtOnceGetTheSame(t *testing.T) {
	k := keys(t, embedded(t, t.TempDir()))
	var mu sync.Mutex
	given := make(map[string]int)
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			got, err := k.PutIfAbsent(t.Context(), "person", []byte{byte(i)}) //nolint:gosec // there are few
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			given[string(got)]++
			mu.Unlock()
		})
	}
	wg.Wait()
	if len(given) != 1 {
		t.Fatalf("%d different keys were given out", len(given))
	}
}

func TestADeletedKeyIsNowhereInTheFiles(t *testing.T) {
	dir := t.TempDir()
	k := keys(t, embedded(t, dir))
	secret := []byte("the wrapped key of one subject, which must not be found any more")
	if _, err := k.PutIfAbsent(t.Context(), "person", secret); err != nil {
		t.Fatal(err)
	}
	stored := []byte(base64.StdEncoding.EncodeToString(secret))
	if !inFiles(t, dir, stored) {
		t.Fatal("the key is not found in the files while it is stored: the test looks for the wrong bytes")
	}
	if err := k.Delete(t.Context(), "person"); err != nil {
		t.Fatal(err)
	}
	if inFiles(t, dir, stored) {
		t.Fatal("the deleted key is still in the files")
	}
}

func inFiles(t *testing.T, dir string, want []byte) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.sqlite*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		content, err := os.ReadFile(f) //nolint:gosec // a file of the test's own
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, want) {
			return true
		}
	}
	return false
}
