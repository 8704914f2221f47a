package store

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"runtime"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/parentpower/parentpower/internal/journal"
)

var errDamaged = errors.New("damaged")

// load fills an empty state from a snapshot. Frames are decoded side by side and put into their tables in order.
func (s *state) load(in io.Reader) error {
	z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxFrameBytes))
	if err != nil {
		return err
	}
	defer z.Close()
	file := bufio.NewReader(in)
	magic := make([]byte, len(snapshotMagic))
	if _, err := io.ReadFull(file, magic); err != nil || string(magic) != snapshotMagic {
		return errors.Join(err, errors.New("not a snapshot of this version"))
	}
	if err := s.loadHead(file, z); err != nil {
		return err
	}
	var work sync.WaitGroup
	defer work.Wait()
	stop := make(chan struct{})
	defer close(stop)
	for next := range s.frames(file, z, &work, stop) {
		p := <-next
		if p.err != nil || p.end {
			return p.err
		}
		for i, key := range p.keys {
			s.tables[p.table].put(key, p.records[i])
		}
	}
	return errDamaged
}

func (s *state) loadHead(file *bufio.Reader, z *zstd.Decoder) error {
	b, err := readFrame(file)
	if err == nil {
		b, err = z.DecodeAll(b, nil)
	}
	if err != nil {
		return err
	}
	f := &fields{rest: b}
	schema, seq, hash, at := f.next(), f.number(), f.next(), f.number()
	if f.err != nil || len(hash) != len(s.head.Hash) {
		return errDamaged
	}
	if !bytes.Equal(schema, s.schema()) {
		return errors.New("made by a program with other tables")
	}
	s.head = journal.Head{Seq: int64(seq), Hash: journal.Hash(hash)} //nolint:gosec // as written
	s.time = time.UnixMilli(int64(at)).UTC()                         //nolint:gosec // as written
	return nil
}

// part is what one frame holds.
type part struct {
	table   string
	keys    []string
	records []any
	end     bool // it is the end mark
	err     error
}

// frames reads the file to its end or until stop is closed, decoding as many frames at once as there are processors.
func (s *state) frames(file *bufio.Reader, z *zstd.Decoder, work *sync.WaitGroup, stop <-chan struct{}) <-chan chan part {
	parts := make(chan chan part, runtime.GOMAXPROCS(0))
	work.Go(func() {
		defer close(parts)
		for {
			frame, err := readFrame(file)
			next := make(chan part, 1)
			select {
			case parts <- next:
			case <-stop:
				return
			}
			if err != nil {
				next <- part{err: err}
				return
			}
			work.Go(func() { next <- s.decode(z, frame) })
		}
	})
	return parts
}

// decode checks a frame and reads its records. It reads nothing of the state that put changes.
func (s *state) decode(z *zstd.Decoder, frame []byte) (p part) {
	b, err := z.DecodeAll(frame, nil)
	if err != nil || len(b) == 0 {
		return part{end: err == nil, err: err}
	}
	f := &fields{rest: b}
	p.table = string(f.next())
	table, known := s.tables[p.table]
	if !known {
		return part{err: errDamaged} // the schema says that it is known
	}
	for len(f.rest) > 0 && f.err == nil {
		key := string(f.next())
		record, err := table.read(f.next())
		if err != nil {
			return part{err: errors.Join(f.err, err)}
		}
		p.keys, p.records = append(p.keys, key), append(p.records, record)
	}
	p.err = f.err
	return p
}

// readFrame reads one frame, still compressed. That a file ends before its end mark is damage too.
func readFrame(file *bufio.Reader) ([]byte, error) {
	n, err := binary.ReadUvarint(file)
	if err != nil || n > maxFrameBytes {
		return nil, errors.Join(errDamaged, err)
	}
	frame := make([]byte, n)
	if _, err := io.ReadFull(file, frame); err != nil {
		return nil, errors.Join(errDamaged, err)
	}
	return frame, nil
}

// fields reads numbers and length-prefixed fields, keeping the first error; after one, everything reads as nothing.
type fields struct {
	rest []byte
	err  error
}

func (f *fields) number() uint64 {
	n, size := binary.Uvarint(f.rest)
	if size <= 0 {
		f.rest, f.err = nil, errDamaged
		return 0
	}
	f.rest = f.rest[size:]
	return n
}

// next is the next field; it shares memory with what is read.
func (f *fields) next() []byte {
	n := f.number()
	if n > uint64(len(f.rest)) {
		f.rest, f.err = nil, errDamaged
		return nil
	}
	field := f.rest[:n]
	f.rest = f.rest[n:]
	return field
}
