package page

import (
	"fmt"

	"github.com/parentpower/parentpower/internal/media"
)

// Picture is one as pages show it. Its sizes are known, so that nothing moves when it arrives.
type Picture struct {
	ID                      string
	Href, Small             string // of the picture and of its smaller copy
	Width, Height           int32
	SmallWidth, SmallHeight int32
	Words                   string // what it shows; empty where nobody said
}

// Voice is a voice note as pages show it.
type Voice struct {
	ID, Href string
	Lasts    int32  // seconds
	Words    string // what is said; empty where nobody wrote it down
}

// Sound is what a page does with voices: the browser lets it do nothing else.
type Sound int

// What a page may do.
const (
	Silent  Sound = iota
	Plays         // what others said
	Records       // what somebody says, and plays it back to them
)

// Sounding is a page that does something with voices.
type Sounding interface{ Sound() Sound }

// Minutes is how many whole minutes it lasts.
func (v Voice) Minutes() int32 { return v.Lasts / 60 }

// Seconds are those behind the minutes, as a clock shows them.
func (v Voice) Seconds() string { return fmt.Sprintf("%02d", v.Lasts%60) }

// MediaField is a picture or a voice note in a form. A form that has it as "picture" is sent as multipart, with picture
// (the file), picture-kept (the id of the one that is there already), picture-remove and picture-words.
type MediaField struct {
	Field
	Most    int      // megabytes
	Longest int      // seconds, of a voice note
	Picture *Picture // the one that is there, if it is a picture
	Voice   *Voice   // likewise
	Paper   string   // the id of the paper that is there, which has no words
	Words   Field    // what it shows or says
}

// Kept is the id of the file that is there.
func (m MediaField) Kept() string {
	switch {
	case m.Picture != nil:
		return m.Picture.ID
	case m.Voice != nil:
		return m.Voice.ID
	}
	return m.Paper
}

// PictureField makes a field for a picture; there is one already where was is not nil. More is said as for Field.
func (v View) PictureField(form Form, name string, was *Picture, more ...any) (MediaField, error) {
	m := MediaField{Most: media.PictureMost >> 20, Picture: was}
	words := ""
	if was != nil {
		words = was.Words
	}
	err := v.fill(&m, form, name, words, v.T("picture.words"), v.T("picture.words.hint"), more)
	return m, err
}

// VoiceField makes a field for a voice note, as PictureField does for a picture. Its page is one that Records.
func (v View) VoiceField(form Form, name string, was *Voice, more ...any) (MediaField, error) {
	m := MediaField{Most: media.VoiceMost >> 20, Longest: media.VoiceSeconds, Voice: was}
	words := ""
	if was != nil {
		words = was.Words
	}
	err := v.fill(&m, form, name, words, v.T("voice.words"), v.T("voice.words.hint"), more)
	return m, err
}

// PaperField makes a field for a photo of a paper, or the paper as a PDF; was is the id of one that is there, or empty.
func (v View) PaperField(form Form, name, was string, more ...any) (m MediaField, err error) {
	m.Most, m.Paper = media.DocumentMost>>20, was
	m.Field, err = v.Field(form, name, more...)
	return m, err
}

func (v View) fill(m *MediaField, form Form, name, words, label, hint string, more []any) (err error) {
	if m.Field, err = v.Field(form, name, more...); err != nil {
		return err
	}
	m.Words, err = v.Field(form, name+"-words", "type", "textarea", "rows", 3, "value", words,
		"label", label, "hint", hint, "max", media.WordsMost)
	return err
}
