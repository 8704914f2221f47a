package store

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sort"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/parentpower/parentpower/internal/journal"
)

// A snapshot is one file: a zstd stream with its own checksum, holding the head of the journal as of the snapshot and
// then every table's name and records, each as it stands in the journal, length first. A file that does not read to
// its end mark is no snapshot; boot then uses an older one, or the whole journal.
const (
	snapshotMagic  = "parentpower-snapshot-1\n"
	maxRecordBytes = journal.MaxCommitBytes
)

// dump writes the state in the snapshot format.
func (st *state) dump(out io.Writer) error {
	z, err := zstd.NewWriter(out, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return err
	}
	w := &fieldWriter{w: bufio.NewWriterSize(z, 1<<16)}
	w.raw([]byte(snapshotMagic))
	w.number(uint64(st.head.Seq)) //nolint:gosec // never negative
	w.raw(st.head.Hash[:])
	w.number(uint64(st.time.UnixMilli())) //nolint:gosec // after 1970
	names := make([]string, 0, len(st.tables))
	for name := range st.tables {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		w.bytes([]byte(name))
		w.number(uint64(st.tables[name].len())) //nolint:gosec // never negative
		if err := st.tables[name].each(func(key string, r journal.Record) error {
			w.bytes([]byte(key))
			w.bytes(r)
			return w.err
		}); err != nil {
			return err
		}
	}
	w.bytes(nil) // end mark: no table has an empty name
	return errors.Join(w.err, w.w.Flush(), z.Close())
}

// load fills an empty state from a snapshot.
func (st *state) load(in io.Reader) error {
	z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return err
	}
	defer z.Close()
	r := &fieldReader{r: bufio.NewReaderSize(z, 1<<16)}
	if string(r.raw(len(snapshotMagic))) != snapshotMagic {
		return errors.New("not a snapshot of this version")
	}
	st.head.Seq = int64(r.number()) //nolint:gosec // as written
	st.head.Hash = journal.Hash(r.raw(len(journal.Hash{})))
	st.time = time.UnixMilli(int64(r.number())).UTC() //nolint:gosec // as written
	for r.err == nil {
		name := string(r.bytes())
		if name == "" {
			break
		}
		table, known := st.tables[name]
		for n := r.number(); n > 0 && r.err == nil; n-- {
			key, record := string(r.bytes()), r.bytes()
			if known && r.err == nil {
				r.err = table.put(key, record)
			}
		}
	}
	if r.err == nil {
		_, r.err = io.Copy(io.Discard, z) // to the end, where the checksum is
	}
	return r.err
}

// fieldWriter writes numbers and length-prefixed fields, keeping the first error.
type fieldWriter struct {
	w   *bufio.Writer
	err error
}

func (w *fieldWriter) raw(b []byte) {
	if w.err == nil {
		_, w.err = w.w.Write(b)
	}
}

func (w *fieldWriter) number(n uint64) { w.raw(binary.AppendUvarint(nil, n)) }

func (w *fieldWriter) bytes(b []byte) {
	w.number(uint64(len(b)))
	w.raw(b)
}

// fieldReader reads what fieldWriter wrote, keeping the first error; after one, everything reads as zero.
type fieldReader struct {
	r   *bufio.Reader
	err error
}

func (r *fieldReader) raw(n int) []byte {
	b := make([]byte, n)
	if r.err == nil {
		_, r.err = io.ReadFull(r.r, b)
	}
	return b
}

func (r *fieldReader) number() uint64 {
	if r.err != nil {
		return 0
	}
	var n uint64
	n, r.err = binary.ReadUvarint(r.r)
	return n
}

func (r *fieldReader) bytes() []byte {
	n := r.number()
	if n > maxRecordBytes {
		r.err = errors.Join(r.err, fmt.Errorf("a field of %d bytes", n))
		return nil
	}
	return r.raw(int(n)) //nolint:gosec // checked above
}
