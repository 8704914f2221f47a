package web

import (
	"io"
	"strconv"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"github.com/parentpower/parentpower/internal/award"
	"github.com/parentpower/parentpower/internal/blob"
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/media"
	"github.com/parentpower/parentpower/internal/store"
	"github.com/parentpower/parentpower/internal/web/page"
)

// fileReaders say who may see a file of a round, each for one kind of thing that it may belong to. The first that says
// yes decides; everybody else is told that there is no such file.
var fileReaders = []func(*request, media.File) bool{
	// What stands on the ballot is for all who may read about the round.
	func(r *request, f media.File) bool { return funding.OnBallot(r.view, r.round.ID, f.ID) },
	// What is of an idea is for those who may read the idea.
	func(r *request, f media.File) bool {
		for a := range funding.ApplicationsWith(r.view, r.round.ID, f.ID) {
			if r.parentIn(r.round) && r.mayRead(a) {
				return true
			}
		}
		return false
	},
	// Pictures of news and stories are for all who may read about the round. What else was sent for an award, receipts
	// above all, is for those who lead the project and for staff.
	func(r *request, f media.File) bool { return award.Published(r.view, r.round.ID, f.ID) },
	func(r *request, f media.File) bool {
		w, ok := award.OwnedBy(r.view, r.round.ID, f)
		return ok && (r.leadsOf(w) || r.staffOf(r.council.ID))
	},
	// What the round's staff have sent and not used yet is theirs, and what a person has sent is that person's.
	func(r *request, f media.File) bool {
		return f.Owner == funding.FilesOwner(r.round.ID) && r.staffOf(r.council.ID)
	},
	func(r *request, f media.File) bool { return r.who.Person != "" && f.Owner == r.ownFiles() },
}

// readableFile is the file that the path names, if whoever asks may see it.
func (r *request) readableFile() (media.File, error) {
	f, err := media.ByID(r.view, r.param("file"))
	if err != nil {
		return f, err
	}
	for _, may := range fileReaders {
		if may(r, f) {
			return f, nil
		}
	}
	return media.File{}, fault.New(fault.NotFound, "fault.media.not_found")
}

func (s *Site) file(r *request) error {
	f, err := r.readableFile()
	if err != nil {
		return err
	}
	content, err := s.Media.Open(r.ctx, f)
	if err != nil {
		return err
	}
	return r.serveFile(f, f.ID, content)
}

func (s *Site) smallFile(r *request) error {
	f, err := r.readableFile()
	if err != nil {
		return err
	}
	content, err := s.Media.OpenSmall(r.ctx, f)
	if err != nil {
		return err
	}
	return r.serveFile(f, f.Small.ID, content)
}

// extensions name what is saved.
var extensions = map[string]string{
	"image/jpeg": ".jpg", "audio/webm": ".webm", "audio/ogg": ".ogg", "audio/mp4": ".m4a", "application/pdf": ".pdf",
}

// serveFile answers with a file, or the part of it that a player asks for. It is an attachment: pages show it, and
// opened by itself it is saved and not run. Its id says what is in it, so a browser may keep it for a while.
func (r *request) serveFile(f media.File, id string, content blob.Content) error {
	h := &r.c.Response().Header
	h.Set(fiber.HeaderContentSecurityPolicy, filePolicy)
	h.Set(fiber.HeaderCacheControl, "private, max-age=3600")
	h.Set(fiber.HeaderETag, `"`+id+`"`)
	h.Set(fiber.HeaderAcceptRanges, "bytes")
	h.Set(fiber.HeaderContentType, f.Type)
	h.Set(fiber.HeaderContentDisposition, `attachment; filename="`+string(f.Kind)+extensions[f.Type]+`"`)
	if r.c.Get(fiber.HeaderIfNoneMatch) == `"`+id+`"` {
		r.c.Status(fiber.StatusNotModified)
		return nil
	}
	from, length := int64(0), content.Size()
	if asked := r.c.Get(fiber.HeaderRange); asked != "" {
		first, last, err := fasthttp.ParseByteRange([]byte(asked), int(length))
		if err != nil {
			h.Set(fiber.HeaderContentRange, "bytes */"+strconv.FormatInt(length, 10))
			return fiber.ErrRequestedRangeNotSatisfiable
		}
		h.SetContentRange(first, last, int(length))
		r.c.Status(fiber.StatusPartialContent)
		from, length = int64(first), int64(last-first+1)
	}
	if _, err := content.Seek(from, io.SeekStart); err != nil {
		return err
	}
	r.c.Response().SetBodyStream(io.LimitReader(content, length), int(length))
	return nil
}

// showPicture is a picture as the round's pages show it. It is nil where there is none, or none that can be opened, as
// when its owner was erased: a page is worth seeing without it.
func (r *request) showPicture(v store.View, id string) *page.Picture {
	f, words, ok := r.described(v, id, media.Picture)
	if !ok {
		return nil
	}
	return &page.Picture{
		ID: f.ID, Href: r.fileURL(f.ID), Small: r.fileURL(f.ID) + "/small", Words: words,
		Width: f.Width, Height: f.Height, SmallWidth: f.Small.Width, SmallHeight: f.Small.Height,
	}
}

// showVoice is a voice note likewise.
func (r *request) showVoice(v store.View, id string) *page.Voice {
	f, words, ok := r.described(v, id, media.Voice)
	if !ok {
		return nil
	}
	return &page.Voice{ID: f.ID, Href: r.fileURL(f.ID), Lasts: f.Seconds, Words: words}
}

// described is a file of a kind with what it shows or says.
func (r *request) described(v store.View, id string, kind media.Kind) (f media.File, words string, ok bool) {
	f, err := media.ByID(v, id)
	if err != nil || f.Kind != kind {
		return f, "", false
	}
	words, err = r.Media.Words(r.ctx, f)
	return f, words, err == nil
}

func (r *request) fileURL(id string) string { return "/rounds/" + r.round.ID + "/files/" + id }
