package qdpx

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Warnings lists what is odd in a project, each once, in the order of the file. None of it keeps the project from being
// used or written again.
func (f *File) Warnings() []string {
	w := &warnings{
		file: f, guids: map[string]string{}, codes: map[string]bool{}, parents: map[*Element]*Element{},
		lengths: map[*Element]int{}, used: map[string]bool{projectFile: true},
	}
	for c := range f.Codes() {
		w.codes[c.GUID] = true
	}
	for e := range f.tree.All() {
		w.identity(e)
		w.paths(e)
		switch {
		case e.Local() == "CodeRef" && !w.codes[e.Attr("targetGUID")]:
			w.add("a coding names the code %s, which is not in the codebook", e.Attr("targetGUID"))
		case e.Local() == "PlainTextSelection":
			w.position(e)
		}
		for c := range e.Children() {
			w.parents[c] = e
		}
	}
	for _, entry := range f.archive.zip.File {
		if !w.used[entry.Name] && !strings.HasSuffix(entry.Name, "/") {
			w.add("the file %s belongs to no source", entry.Name)
		}
	}
	return w.list
}

type warnings struct {
	file    *File
	list    []string
	guids   map[string]string
	codes   map[string]bool
	parents map[*Element]*Element
	lengths map[*Element]int // of texts, in code points; −1 where there is none
	used    map[string]bool
}

func (w *warnings) add(format string, args ...any) {
	w.list = append(w.list, fmt.Sprintf(format, args...))
}

func (w *warnings) identity(e *Element) {
	id := strings.ToLower(e.Attr("guid"))
	if id == "" {
		return
	}
	if other, twice := w.guids[id]; twice {
		w.add("%s and %s have the same guid, %s", other, e.Local(), id)
	}
	w.guids[id] = e.Local()
}

// paths looks at where an element's files are.
func (w *warnings) paths(e *Element) {
	for _, a := range e.Attrs {
		if a.Name != "plainTextPath" && a.Name != "richTextPath" && a.Name != "path" {
			continue
		}
		name, found := w.file.entry(a.Value)
		switch {
		case found:
			w.used[name] = true
			if !strings.HasPrefix(a.Value, internal) {
				w.add("%s: the path %q does not begin with %s; it was taken for %s", e.Local(), a.Value, internal, name)
			}
		case strings.HasPrefix(a.Value, "relative://"), strings.HasPrefix(a.Value, "absolute://"):
			w.add("%s: the file %q is outside the project", e.Local(), a.Value)
		default:
			w.add("%s: the file %q is not there", e.Local(), a.Value)
		}
	}
}

// position looks whether a selection lies in its text.
func (w *warnings) position(e *Element) {
	start, err1 := strconv.Atoi(e.Attr("startPosition"))
	end, err2 := strconv.Atoi(e.Attr("endPosition"))
	if err1 != nil || err2 != nil {
		w.add("selection %s: its positions %q and %q are not numbers", e.Attr("guid"), e.Attr("startPosition"), e.Attr("endPosition"))
		return
	}
	length := w.length(w.parents[e])
	if start < 0 || end < start || length >= 0 && end > length {
		w.add("selection %s: %d to %d does not lie in its text of %d characters", e.Attr("guid"), start, end, length)
	}
}

func (w *warnings) length(e *Element) int {
	if e == nil {
		return -1
	}
	if n, known := w.lengths[e]; known {
		return n
	}
	n := -1
	text, has, err := w.file.textOf(e)
	switch {
	case err != nil:
		w.add("%s %s: %v", e.Local(), e.Attr("guid"), err)
	case has:
		n = utf8.RuneCountInString(text)
	}
	w.lengths[e] = n
	return n
}
