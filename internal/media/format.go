package media

import (
	"bytes"
	"slices"

	"github.com/parentpower/parentpower/internal/fault"
)

// headSize is how much of an upload says what it is.
const headSize = 32

// format is something that is taken in.
type format struct {
	kind  Kind
	media string
	most  int64
}

// formatOf says what something is from how it begins, if it is one of the kinds wanted.
func formatOf(head []byte, wanted []Kind) (format, error) {
	f, known := recognise(head)
	switch {
	case known && slices.Contains(wanted, f.kind):
		return f, nil
	case slices.Contains(wanted, Picture) && newPicture(head):
		return format{}, fault.New(fault.Invalid, "fault.media.heic")
	case len(head) == 0:
		return format{}, fault.New(fault.Invalid, "fault.media.empty")
	case slices.Contains(wanted, Document):
		return format{}, fault.New(fault.Invalid, "fault.media.not_document")
	case slices.Contains(wanted, Voice):
		return format{}, fault.New(fault.Invalid, "fault.media.not_voice")
	}
	return format{}, fault.New(fault.Invalid, "fault.media.not_picture")
}

func recognise(head []byte) (format, bool) {
	begins := func(at int, with string) bool {
		return len(head) >= at && bytes.HasPrefix(head[at:], []byte(with))
	}
	picture := func(media string) (format, bool) { return format{Picture, media, PictureMost}, true }
	sound := func(media string) (format, bool) { return format{Voice, media, VoiceMost}, true }
	switch {
	case begins(0, "\xff\xd8\xff"):
		return picture("image/jpeg")
	case begins(0, "\x89PNG\r\n\x1a\n"):
		return picture("image/png")
	case begins(0, "GIF87a"), begins(0, "GIF89a"):
		return picture("image/gif")
	case begins(0, "RIFF") && begins(8, "WEBP"):
		return picture("image/webp")
	case begins(0, "\x1aE\xdf\xa3"):
		return sound("audio/webm")
	case begins(0, "OggS"):
		return sound("audio/ogg")
	case begins(4, "ftyp") && !newPicture(head):
		return sound("audio/mp4")
	case begins(0, "%PDF-"):
		return format{Document, "application/pdf", DocumentMost}, true
	}
	return format{}, false
}

// newPicture reports whether it is one of the kinds of picture that phones make for themselves and that we cannot open.
func newPicture(head []byte) bool {
	if len(head) < 12 || string(head[4:8]) != "ftyp" {
		return false
	}
	return slices.Contains([]string{"heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1", "avif", "avis"}, string(head[8:12]))
}

// checkPDF holds a paper to beginning and ending as one: what is put behind it could be another kind of file.
func checkPDF(data []byte) error {
	if !bytes.HasSuffix(bytes.TrimRight(data, "\r\n \t\x00"), []byte("%%EOF")) {
		return errBroken(nil)
	}
	return nil
}
