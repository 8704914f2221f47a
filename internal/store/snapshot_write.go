package store

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"

	"github.com/klauspost/compress/zstd"

	"github.com/parentpower/parentpower/internal/journal"
)

// A snapshot is one file: a magic line, then frames, each its length and a zstd frame with a checksum of its own, so
// that several can be read at once and none is believed before it has been checked. The first holds the head of the
// journal as of the snapshot; those after it a table's name and some of its records, key and BSON; the last is empty.
// A file that does not read to that mark is no snapshot.
const (
	snapshotMagic = "parentpower-snapshot-2\n"
	frameBytes    = 256 << 10                  // of records, before they are compressed; a large record makes a larger one
	maxFrameBytes = 2 * journal.MaxCommitBytes // a longer one is damage
)

// dump writes the state in the snapshot format.
func (s *state) dump(out io.Writer) error {
	w, err := newFrameWriter(out)
	if err != nil {
		return err
	}
	w.field(s.schema())
	w.number(uint64(s.head.Seq)) //nolint:gosec // never negative
	w.field(s.head.Hash[:])
	w.number(uint64(s.time.UnixMilli()))
	w.flush()
	for _, name := range slices.Sorted(maps.Keys(s.tables)) {
		if err := s.tables[name].each(func(key string, r journal.Record) error {
			if len(w.frame) == 0 {
				w.field([]byte(name))
			}
			w.field([]byte(key))
			w.field(r)
			if len(w.frame) >= frameBytes {
				w.flush()
			}
			return w.err
		}); err != nil {
			return err
		}
		if len(w.frame) > 0 {
			w.flush()
		}
	}
	w.flush() // the end mark
	return errors.Join(w.err, w.out.Flush())
}

// schema is a digest of the tables and their types. A snapshot made by a program whose records were different may lack
// what this one knows, so it is not used: the journal has everything.
func (s *state) schema() []byte {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(s.tables)) {
		_, _ = fmt.Fprintf(h, "%s %s\n", name, shape(s.tables[name].record(), nil))
	}
	return h.Sum(nil)
}

// shape spells out a type down to the names and tags of its fields, so that it changes when they do.
func shape(t reflect.Type, within []reflect.Type) string {
	if slices.Contains(within, t) {
		return t.String()
	}
	within = append(within, t)
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return t.Kind().String() + " " + shape(t.Elem(), within)
	case reflect.Map:
		return "map " + shape(t.Key(), within) + " " + shape(t.Elem(), within)
	case reflect.Struct:
		text := t.String() + "{"
		for f := range t.Fields() {
			text += f.Name + " " + shape(f.Type, within) + " " + string(f.Tag) + "; "
		}
		return text + "}"
	default:
		return t.String() + " " + t.Kind().String()
	}
}

// frameWriter gathers fields and writes them as frames, keeping the first error.
type frameWriter struct {
	out   *bufio.Writer
	zstd  *zstd.Encoder
	frame []byte // what is gathered
	small []byte // the same, compressed
	err   error
}

func newFrameWriter(out io.Writer) (*frameWriter, error) {
	z, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithZeroFrames(true))
	if err != nil {
		return nil, err
	}
	w := &frameWriter{out: bufio.NewWriter(out), zstd: z}
	_, w.err = w.out.WriteString(snapshotMagic)
	return w, nil
}

func (w *frameWriter) number(n uint64) { w.frame = binary.AppendUvarint(w.frame, n) }

func (w *frameWriter) field(b []byte) {
	w.number(uint64(len(b)))
	w.frame = append(w.frame, b...)
}

// flush writes what is gathered as a frame, an empty one where that is nothing.
func (w *frameWriter) flush() {
	w.small = w.zstd.EncodeAll(w.frame, w.small[:0])
	if w.err == nil {
		_, w.err = w.out.Write(binary.AppendUvarint(nil, uint64(len(w.small))))
	}
	if w.err == nil {
		_, w.err = w.out.Write(w.small)
	}
	w.frame = w.frame[:0]
}
