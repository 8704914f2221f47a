package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// Add takes in an upload that is of one of the kinds given, sealed for its owner, and returns the file that it became:
// the same one whenever its owner sends the same again. It fails with Invalid, in words for who sent it, Gone where the
// owner was erased, Unavailable, and with what reading the upload fails with; then nothing is kept.
func (l *Library) Add(ctx context.Context, actor, owner string, upload io.Reader, kinds ...Kind) (File, error) {
	f, err := l.keep(ctx, owner, upload, kinds)
	if err != nil {
		return File{}, err
	}
	_, err = l.Store.Update(ctx, "media.add", actor, func(v store.View) ([]store.Change, error) {
		if before, ok := All.Get(v, f.ID); ok {
			f.Words = before.Words
		}
		f.Added = v.Time()
		return []store.Change{All.Put(f)}, nil
	})
	return f, err
}

// keep puts away what is needed of an upload.
func (l *Library) keep(ctx context.Context, owner string, upload io.Reader, kinds []Kind) (File, error) {
	head := make([]byte, headSize)
	n, err := io.ReadFull(upload, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return File{}, fmt.Errorf("read an upload: %w", err)
	}
	as, err := formatOf(head[:n], kinds)
	if err != nil {
		return File{}, err
	}
	data, err := readAll(io.MultiReader(bytes.NewReader(head[:n]), upload), as.most)
	if err != nil {
		return File{}, err
	}
	f := File{Owner: owner, Kind: as.kind, Type: as.media}
	switch as.kind {
	case Picture:
		return l.keepPicture(ctx, f, data)
	case Voice:
		if f.Seconds, err = readVoice(as.media, data); err != nil {
			return File{}, err
		}
	case Document:
		if err := checkPDF(data); err != nil {
			return File{}, err
		}
	}
	kept, err := l.Files.Put(ctx, owner, bytes.NewReader(data), as.most)
	f.ID, f.Size = kept.ID, kept.Size
	return f, err
}

// readAll reads an upload of at most so many bytes.
func readAll(upload io.Reader, most int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(upload, most+1))
	if err != nil {
		return nil, fmt.Errorf("read an upload: %w", err)
	}
	if int64(len(data)) > most {
		return nil, fault.New(fault.Invalid, "fault.media.too_large", "most", most>>20)
	}
	return data, nil
}

// errBroken is for what begins well and cannot be read to its end.
func errBroken(cause error) error { return fault.Wrap(cause, fault.Invalid, "fault.media.broken") }
