package qdpx

import (
	"fmt"
	"iter"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Code is a code of the codebook.
type Code struct {
	GUID, Name, Description, Colour string
	Codable                         bool
	Depth                           int // 0 for those at the top
}

// Codes yields the codebook in its order, each code before those below it.
func (f *File) Codes() iter.Seq[Code] {
	return func(yield func(Code) bool) {
		book := f.tree.Child("CodeBook")
		if book == nil {
			return
		}
		if codes := book.Child("Codes"); codes != nil {
			codesIn(codes, 0, yield)
		}
	}
}

func codesIn(e *Element, depth int, yield func(Code) bool) bool {
	for c := range e.Children() {
		if c.Local() != "Code" {
			continue
		}
		code := Code{GUID: c.Attr("guid"), Name: c.Attr("name"), Colour: c.Attr("color"), Codable: truth(c.Attr("isCodable")), Depth: depth}
		if d := c.Child("Description"); d != nil {
			code.Description = d.Text()
		}
		if !yield(code) || !codesIn(c, depth+1, yield) {
			return false
		}
	}
	return true
}

func truth(text string) bool { return text == "true" || text == "1" }

// Source is one document, picture or recording.
type Source struct {
	GUID, Name string
	Kind       string // TextSource, PictureSource, PDFSource, AudioSource or VideoSource
}

var sourceKinds = map[string]bool{"TextSource": true, "PictureSource": true, "PDFSource": true, "AudioSource": true, "VideoSource": true}

// Sources yields the project's sources in their order.
func (f *File) Sources() iter.Seq[Source] {
	return func(yield func(Source) bool) {
		list := f.tree.Child("Sources")
		if list == nil {
			return
		}
		for e := range list.Children() {
			if sourceKinds[e.Local()] && !yield(Source{e.Attr("guid"), e.Attr("name"), e.Local()}) {
				return
			}
		}
	}
}

// Selection is a marked part of a source, or of a text that belongs to one: a transcript, a description, a note.
type Selection struct {
	GUID, Name string
	Kind       string // PlainTextSelection, TranscriptSelection, PictureSelection, PDFSelection, AudioSelection, VideoSelection
	Start, End int    // code points for plain text; milliseconds for audio, video and transcripts; else 0
	Codings    []Coding
}

// Coding is a code put on a selection.
type Coding struct{ GUID, Code, User string }

var selectionKinds = map[string][2]string{ // and the attributes that say where they begin and end
	"PlainTextSelection": {"startPosition", "endPosition"}, "TranscriptSelection": {"fromSyncPoint", "toSyncPoint"},
	"AudioSelection": {"begin", "end"}, "VideoSelection": {"begin", "end"}, "PictureSelection": {}, "PDFSelection": {},
}

// Selections yields every selection in the project, in the order of the file.
func (f *File) Selections() iter.Seq[Selection] {
	return func(yield func(Selection) bool) {
		for e := range f.tree.All() {
			at, is := selectionKinds[e.Local()]
			if is && !yield(newSelection(e, at)) {
				return
			}
		}
	}
}

func newSelection(e *Element, at [2]string) Selection {
	s := Selection{GUID: e.Attr("guid"), Name: e.Attr("name"), Kind: e.Local()}
	s.Start, _ = strconv.Atoi(e.Attr(at[0])) // what is no number is named by Warnings
	s.End, _ = strconv.Atoi(e.Attr(at[1]))
	for c := range e.Children() {
		if c.Local() == "Coding" {
			s.Codings = append(s.Codings, newCoding(c))
		}
	}
	return s
}

func newCoding(e *Element) Coding {
	c := Coding{GUID: e.Attr("guid"), User: e.Attr("creatingUser")}
	if ref := e.Child("CodeRef"); ref != nil {
		c.Code = ref.Attr("targetGUID")
	}
	return c
}

// Codings yields every code that was put on something: a selection, a whole source, a case.
func (f *File) Codings() iter.Seq[Coding] {
	return func(yield func(Coding) bool) {
		for e := range f.tree.All() {
			if e.Local() == "Coding" && !yield(newCoding(e)) {
				return
			}
		}
	}
}

// Notes yields the ids of the project's notes.
func (f *File) Notes() iter.Seq[string] {
	return func(yield func(string) bool) {
		list := f.tree.Child("Notes")
		if list == nil {
			return
		}
		for e := range list.Children() {
			if e.Local() == "Note" && !yield(e.Attr("guid")) {
				return
			}
		}
	}
}

// textOf is the plain text of a source, a transcript, a description or a note: in the project or in a file beside it. It
// has none where false comes back.
func (f *File) textOf(e *Element) (string, bool, error) {
	if inside := e.Child("PlainTextContent"); inside != nil {
		return inside.Text(), true, nil
	}
	name, ok := f.entry(e.Attr("plainTextPath"))
	if !ok {
		return "", false, nil
	}
	text, err := f.archive.read(f.archive.entries[name], MaxText)
	if err != nil {
		return "", false, err
	}
	if !utf8.Valid(text) {
		return "", false, fmt.Errorf("%s is not in UTF-8", name)
	}
	return strings.TrimPrefix(string(text), "\ufeff"), true, nil
}

// internal begins the path of a file in the archive's folder of sources.
const internal = "internal://"

// entry is the name in the archive of a path in the project. Some tools leave out what a path begins with, and write
// the folder or not, in capitals or not.
func (f *File) entry(p string) (string, bool) {
	if p == "" || strings.Contains(strings.TrimPrefix(p, internal), "://") {
		return "", false
	}
	base := path.Base(strings.TrimPrefix(p, internal))
	for _, name := range []string{"sources/" + base, "Sources/" + base, strings.TrimPrefix(p, internal)} {
		if _, ok := f.archive.entries[name]; ok {
			return name, true
		}
	}
	return "", false
}
