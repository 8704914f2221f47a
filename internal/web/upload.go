package web

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"

	"github.com/gofiber/fiber/v2"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/media"
	"github.com/parentpower/parentpower/internal/people"
)

// Limits of an upload.
const (
	maxUpload  = media.PictureMost + media.VoiceMost + maxBody // that is kept of it: a picture, a voice and what was typed
	maxSent    = 64 << 20                                      // that is read of it, so that a picture that is too large can be said to be
	maxFileRow = 20                                            // files
)

// sent is a file that came with a form. What it was called is not read: it may be somebody's name.
type sent struct {
	data []byte
	size int64
}

// over reports whether it was more than is taken, alone or with what came before it, and is not here.
func (s sent) over() bool { return s.size > int64(len(s.data)) }

// readUpload reads a form with files, part by part. Files are held in memory, at most maxUpload bytes of them; one that
// is more is skipped, so that the rest of the form is not lost with it.
func (r *request) readUpload() (*form, error) {
	_, params, err := mime.ParseMediaType(r.c.Get(fiber.HeaderContentType))
	if err != nil || params["boundary"] == "" {
		return nil, fault.New(fault.Invalid, "fault.form")
	}
	body, err := r.uploading()
	if err != nil {
		return nil, err
	}
	left := &io.LimitedReader{R: body, N: maxSent}
	values, files, err := readParts(multipart.NewReader(left, params["boundary"]))
	if err == nil {
		_, err = io.Copy(io.Discard, left) // what stands behind the last part
	}
	switch {
	case left.N <= 0:
		return nil, fiber.ErrRequestEntityTooLarge
	case err != nil:
		return nil, cut(err)
	}
	f, err := newForm(values, r.Zone)
	if err == nil {
		f.files = files
	}
	return f, err
}

func readParts(parts *multipart.Reader) (map[string][]string, map[string]sent, error) {
	values, files := map[string][]string{}, map[string]sent{}
	typed, kept := int64(maxBody), int64(maxUpload)
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return values, files, nil
		}
		if err != nil {
			return nil, nil, err
		}
		name, isFile := part.FormName(), part.FileName() != "" || part.Header.Get(fiber.HeaderContentType) != ""
		room := &typed
		if isFile {
			room = &kept
		}
		data, size, err := readPart(part, room)
		came := sent{data, size}
		switch {
		case err != nil:
			return nil, nil, err
		case isFile && (files[name].data != nil || len(files) >= maxFileRow), !isFile && came.over(), len(values) > maxFields:
			return nil, nil, errors.New("more parts than any form of ours has")
		case isFile && size > 0: // a field in which nothing was chosen comes as an empty file
			files[name] = came
		case !isFile:
			values[name] = append(values[name], string(data))
		}
	}
}

// readPart reads a part for which there is so much room, or skips it.
func readPart(part io.Reader, room *int64) (data []byte, size int64, err error) {
	data, err = io.ReadAll(io.LimitReader(part, *room+1))
	if err != nil {
		return nil, 0, err
	}
	if size = int64(len(data)); size <= *room {
		*room -= size
		return data, size, nil
	}
	rest, err := io.Copy(io.Discard, part)
	return nil, size + rest, err
}

// attachment is what a form may do to the file that a record refers to.
type attachment struct {
	field string // its name; with "-kept", "-remove" and "-words" behind it those of the fields beside it
	owner string // the vault's subject for one that comes now
	was   string // the one that the record has
	kinds []media.Kind
	most  int64
}

// attached takes in the file in a field and returns the id to refer to: of the one that came, of the one that came with
// an earlier try of this form, of the one that the record has, or none. What is wrong with it is noted at its field.
func (r *request) attached(f *form, a attachment) (string, error) {
	id, removed := f.line(a.field+"-kept"), f.ticked(a.field+"-remove")
	words := f.prose(a.field + "-words")
	if !media.MayRefer(r.view, a.owner, id, a.was, a.kinds...) {
		f.checks.That(false, a.field, media.Again)
		id = ""
	}
	if removed {
		id = ""
	}
	if came, ok := f.file(a.field); ok {
		added, err := r.addFile(f, a, came)
		if err != nil {
			return "", err
		}
		if added != "" {
			id = added
		}
	}
	f.values[a.field+"-kept"] = []string{id} // the form that is shown again has it already
	delete(f.values, a.field+"-remove")
	if id == "" {
		return "", nil
	}
	err := r.Media.Describe(r.ctx, r.who.Person, id, words)
	return id, f.checks.Blame(a.field+"-words", err)
}

// addFile takes in what came; an empty id where it was refused.
func (r *request) addFile(f *form, a attachment, came sent) (string, error) {
	if came.over() {
		f.checks.That(came.size <= a.most, a.field, "fault.media.too_large", "most", a.most>>20)
		f.checks.That(came.size > a.most, a.field, "fault.media.together")
		return "", nil
	}
	file, err := r.Media.Add(r.ctx, r.who.Person, a.owner, bytes.NewReader(came.data), a.kinds...)
	return file.ID, f.checks.Blame(a.field, err)
}

// pictureIn and voiceIn are the attachments of those kinds.
func pictureIn(field, owner, was string) attachment {
	return attachment{field, owner, was, []media.Kind{media.Picture}, media.PictureMost}
}

func voiceIn(field, owner, was string) attachment {
	return attachment{field, owner, was, []media.Kind{media.Voice}, media.VoiceMost}
}

// paperIn is a photo of a paper, or the paper as a PDF. It came lately or not at all: no record is changed by the forms
// that have it.
func paperIn(field, owner string) attachment {
	return attachment{field, owner, "", []media.Kind{media.Picture, media.Document}, media.DocumentMost}
}

// ownFiles is the subject under which what somebody sends of their own is sealed: erasing them takes it along.
func (r *request) ownFiles() string { return people.Subject(r.who.Person) }
