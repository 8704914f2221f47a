// Package qdpx reads and writes coded research projects in REFI-QDA 1.5, the exchange format of tools for qualitative
// analysis (qdasoftware.org): a .qdpx file is a zip of project.qde, the project as XML, and of its sources.
//
// Invariants:
//   - Nothing is lost: what this package does not know is kept as it stands, element by element and file by file, and
//     written again.
//   - Positions in a text are 0-based and count Unicode code points, not bytes; an end is exclusive.
//   - A file from elsewhere can do no harm: sizes, depths and numbers are bounded, no name leads out of the archive, no
//     entity is expanded.
package qdpx

import (
	"errors"
	"fmt"
	"io"
)

// Limits of a file.
const (
	MaxEntries = 20_000
	MaxProject = 256 << 20 // bytes of project.qde, unpacked
	MaxText    = 64 << 20  // bytes of one text, unpacked
	MaxUnpacks = 1_000     // times that an entry of more than maxSlack bytes may grow
	maxSlack   = 16 << 20
	maxDepth   = 200
)

// Namespace is that of project.qde.
const Namespace = "urn:QDA-XML:project:1.0"

const projectFile = "project.qde"

// File is a project that has been read. It stays with the archive that it was read from, which must be open while the
// File is used.
type File struct {
	archive *archive
	tree    *Element // the Project element
	before  []node   // what stands before it: the XML declaration, comments
	after   []node
}

// Read reads a .qdpx file of a given size in bytes. What is odd but can be lived with is a Warning; an error says what
// makes it no project.
func Read(r io.ReaderAt, size int64) (*File, error) {
	a, err := openArchive(r, size)
	if err != nil {
		return nil, err
	}
	entry, ok := a.entries[projectFile]
	if !ok {
		return nil, errors.New("there is no project.qde in it")
	}
	text, err := a.read(entry, MaxProject)
	if err != nil {
		return nil, err
	}
	f := &File{archive: a}
	if f.before, f.tree, f.after, err = parse(text); err != nil {
		return nil, fmt.Errorf("%s: %w", projectFile, err)
	}
	if f.tree.Local() != "Project" {
		return nil, fmt.Errorf("%s: the first element is %s, not Project", projectFile, f.tree.Local())
	}
	if ns := f.tree.namespace(); ns != Namespace {
		return nil, fmt.Errorf("%s: its namespace is %q, not %q", projectFile, ns, Namespace)
	}
	return f, nil
}

// Write writes the project again, with all that it was read with.
func (f *File) Write(w io.Writer) error {
	return f.archive.write(w, func(out io.Writer) error { return render(out, f.before, f.tree, f.after) })
}
