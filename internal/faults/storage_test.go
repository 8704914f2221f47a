package faults

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/parentpower/parentpower/internal/mongodb"
)

// zstd's magic number, plain as snapshots have it and in base 64 as the embedded database has it.
var (
	plainMagic = []byte{0x28, 0xb5, 0x2f, 0xfd}
	textMagic  = regexp.MustCompile(`KLUv/[A-Za-z0-9+/]+`)
)

// everythingIn is all that can be read in the files under a directory, by name: their bytes, and whatever in them was
// compressed, also where it was only left behind in a database's file.
func everythingIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || entry.Name() == "master.key" {
			return err
		}
		file, err := os.ReadFile(path) //nolint:gosec // a file of the test
		if err != nil {
			return err
		}
		var all bytes.Buffer
		all.Write(file)
		for at := bytes.Index(file, plainMagic); at >= 0; {
			inflate(&all, file[at:])
			next := bytes.Index(file[at+1:], plainMagic)
			if next < 0 {
				break
			}
			at += 1 + next
		}
		for _, text := range textMagic.FindAll(file, -1) {
			packed, _ := base64.RawStdEncoding.DecodeString(string(text[:len(text)/4*4])) // as much as is whole
			inflate(&all, packed)
		}
		files[entry.Name()] = all.String()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// inflate writes what a frame holds, as far as it is there.
func inflate(to io.Writer, packed []byte) {
	from, err := zstd.NewReader(bytes.NewReader(packed), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return
	}
	defer from.Close()
	_, _ = io.Copy(to, from) // what follows the frame is none
}

// everyDocument is all that the documents of a stopped program's database say, in whatever collection.
func everyDocument(t *testing.T, dir string) string {
	t.Helper()
	ctx := t.Context()
	s, err := mongodb.Embedded(ctx, filepath.Join(dir, "db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close(context.WithoutCancel(ctx)) //nolint:errcheck // only read
	names, err := s.Database().ListCollectionNames(ctx, bson.D{})
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, name := range names {
		cursor, err := s.Database().Collection(name).Find(ctx, bson.D{})
		if err != nil {
			t.Fatal(err)
		}
		for cursor.Next(ctx) {
			all.Write(cursor.Current)
			if at := bytes.Index(cursor.Current, plainMagic); at >= 0 {
				inflate(&all, cursor.Current[at:])
			}
		}
		if err := cursor.Err(); err != nil {
			t.Fatal(err)
		}
	}
	if !strings.Contains(strings.Join(names, " "), "counted_ballots") || !strings.Contains(strings.Join(names, " "), "journal") {
		t.Errorf("the collections are %q: there is no mirror to look at", names)
	}
	return all.String()
}

// awaitMirror waits until the mirror has come to a commit.
func (p *program) awaitMirror(seq int64) {
	p.t.Helper()
	s, err := mongodb.Connect(p.t.Context(), p.socket())
	if err != nil {
		p.t.Fatal(err)
	}
	defer s.Close(context.WithoutCancel(p.t.Context())) //nolint:errcheck // only read
	eventually(p.t, "the mirror has caught up", func() bool {
		var state struct{ Seq int64 }
		err := s.Database().Collection("mirror").FindOne(p.t.Context(), bson.D{}).Decode(&state)
		return err == nil && state.Seq >= seq
	})
}
