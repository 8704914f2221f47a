package web

import (
	"bytes"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/media"
)

// apiFile is a picture or a voice note as programs read of it.
type apiFile struct {
	ID      string     `json:"id"`
	Kind    media.Kind `json:"kind"`
	Type    string     `json:"type"`
	Size    int64      `json:"size"`
	Width   int32      `json:"width,omitempty"`
	Height  int32      `json:"height,omitempty"`
	Seconds int32      `json:"seconds,omitempty"`
}

// apiAddFile takes in a picture or a voice note, for a project to refer to by its id.
func (s *Site) apiAddFile(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	words := f.prose("words")
	came, ok := f.file("file")
	f.checks.That(ok, "file", "fault.media.empty")
	f.checks.That(!came.over(), "file", "fault.media.too_large", "most", media.PictureMost>>20)
	if err := f.Fault(); err != nil {
		return err
	}
	added, err := s.Media.Add(r.ctx, r.who.Person, funding.FilesOwner(r.round.ID), bytes.NewReader(came.data), media.Picture, media.Voice)
	if err == nil {
		err = s.Media.Describe(r.ctx, r.who.Person, added.ID, words)
	}
	if err != nil {
		var c fault.Checks
		if err := c.Blame("file", err); err != nil {
			return err
		}
		return c.Fault()
	}
	r.c.Set(fiber.HeaderLocation, "/api/v1"+r.fileURL(added.ID))
	return r.json(http.StatusCreated, apiFile{added.ID, added.Kind, added.Type, added.Size, added.Width, added.Height, added.Seconds})
}
