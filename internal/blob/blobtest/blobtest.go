// Package blobtest gives tests files in memory, and checks that a store of files does what it promises.
package blobtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"strings"
	"sync"
	"testing"

	"github.com/parentpower/parentpower/internal/blob"
	"github.com/parentpower/parentpower/internal/fault"
)

// Files is a store of files, as those who keep files need it.
type Files interface {
	Put(ctx context.Context, owner string, content io.Reader, most int64) (blob.File, error)
	Open(ctx context.Context, owner, id string) (blob.Content, error)
	Delete(ctx context.Context, owner, id string) error
}

// Memory is files in memory. The zero value is ready.
type Memory struct {
	mu   sync.Mutex
	held map[string][]byte
}

// Put implements Files.
func (m *Memory) Put(_ context.Context, owner string, content io.Reader, most int64) (blob.File, error) {
	data, err := io.ReadAll(io.LimitReader(content, most+1))
	if err != nil {
		return blob.File{}, fmt.Errorf("read what is to be kept: %w", err)
	}
	if int64(len(data)) > most {
		return blob.File{}, fault.New(fault.Invalid, "fault.blob.too_large", "most", max(1, most>>20))
	}
	sum := sha256.Sum256(append([]byte(owner+"\x00"), data...))
	id := hex.EncodeToString(sum[:16])
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.held == nil {
		m.held = make(map[string][]byte)
	}
	m.held[owner+" "+id] = data
	return blob.File{ID: id, Size: int64(len(data))}, nil
}

// Open implements Files.
func (m *Memory) Open(_ context.Context, owner, id string) (blob.Content, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	data, ok := m.held[owner+" "+id]
	if !ok {
		return nil, fault.New(fault.NotFound, "fault.blob.not_found")
	}
	return bytes.NewReader(data), nil
}

// Delete implements Files.
func (m *Memory) Delete(ctx context.Context, owner, id string) error {
	if _, err := m.Open(ctx, owner, id); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.held, owner+" "+id)
	return nil
}

// Sweep removes what is not referred to, as blob.Store.Sweep would a day later.
func (m *Memory) Sweep(_ context.Context, referred func() map[string]bool) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	inUse := referred()
	maps.DeleteFunc(m.held, func(key string, _ []byte) bool {
		_, id, _ := strings.Cut(key, " ")
		return !inUse[id]
	})
	return nil
}

// Len is how many files are kept.
func (m *Memory) Len() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.held)
}

// Conform checks that files are kept, found, sought and removed as promised.
func Conform(t *testing.T, files Files) {
	t.Helper()
	const owner, most = "person/1", 1 << 20
	put := func(t *testing.T, owner string, content []byte) blob.File {
		t.Helper()
		f, err := files.Put(t.Context(), owner, bytes.NewReader(content), most)
		if err != nil || f.Size != int64(len(content)) || f.ID == "" {
			t.Fatalf("put %d bytes: %+v, %v", len(content), f, err)
		}
		return f
	}

	t.Run("what was put is there, whatever its length", func(t *testing.T) {
		piece := 255<<10 - 40
		for _, length := range []int{0, 1, piece - 1, piece, piece + 1, 2*piece - 1, 2 * piece, most} {
			want := Bytes(length)
			f := put(t, owner, want)
			c, err := files.Open(t.Context(), owner, f.ID)
			if err != nil || c.Size() != int64(length) {
				t.Fatalf("open %d bytes: %v", length, err)
			}
			if got, err := io.ReadAll(c); err != nil || !bytes.Equal(got, want) {
				t.Fatalf("%d bytes came back as %d: %v", length, len(got), err)
			}
		}
	})

	t.Run("a part can be read from anywhere", func(t *testing.T) {
		want := Bytes(700_000)
		f := put(t, owner, want)
		c, err := files.Open(t.Context(), owner, f.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, from := range []int64{699_999, 0, 261_079, 261_080, 261_081, 522_159, 300_000} {
			if _, err := c.Seek(from, io.SeekStart); err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(io.LimitReader(c, 1000))
			if end := min(from+1000, int64(len(want))); err != nil || !bytes.Equal(got, want[from:end]) {
				t.Fatalf("from %d: %d bytes, %v", from, len(got), err)
			}
		}
		if at, err := c.Seek(-10, io.SeekEnd); err != nil || at != 699_990 {
			t.Fatalf("10 before the end is %d, %v", at, err)
		}
		if _, err := c.Seek(-1, io.SeekStart); err == nil {
			t.Fatal("sought to before the beginning")
		}
	})

	t.Run("the same content of an owner is the same file, another's is another", func(t *testing.T) {
		first, again, others := put(t, owner, []byte("same")), put(t, owner, []byte("same")), put(t, "person/2", []byte("same"))
		if first != again || first.ID == others.ID {
			t.Fatalf("%+v, %+v, %+v", first, again, others)
		}
		if _, err := files.Open(t.Context(), "person/2", first.ID); !fault.Is(err, fault.NotFound) {
			t.Fatalf("somebody else's file: %v", err)
		}
	})

	t.Run("what is too large is refused, and nothing is kept of it", func(t *testing.T) {
		if _, err := files.Put(t.Context(), owner, bytes.NewReader(Bytes(most+1)), most); !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
	})

	t.Run("what fails while it is read is not kept", func(t *testing.T) {
		broken := io.MultiReader(bytes.NewReader(Bytes(600_000)), failing{})
		if _, err := files.Put(t.Context(), owner, broken, most); err == nil {
			t.Fatal("a content that broke off was kept")
		}
	})

	t.Run("what was deleted is gone and can be put anew", func(t *testing.T) {
		f := put(t, owner, []byte("soon gone"))
		if err := files.Delete(t.Context(), owner, f.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := files.Open(t.Context(), owner, f.ID); !fault.Is(err, fault.NotFound) {
			t.Fatal(err)
		}
		if err := files.Delete(t.Context(), owner, f.ID); !fault.Is(err, fault.NotFound) {
			t.Fatal(err)
		}
		if again := put(t, owner, []byte("soon gone")); again != f {
			t.Fatalf("%+v, before %+v", again, f)
		}
	})
}

// Bytes is a content of a length, no part of which is like another.
func Bytes(length int) []byte {
	content := make([]byte, 0, length+8)
	for i := 0; len(content) < length; i++ {
		content = fmt.Appendf(content, "%07x ", i)
	}
	return content[:length]
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
