// Package blob keeps files: pictures, voices, papers, whatever is too large or too rarely read for the state in memory.
// Records refer to a file by its id.
//
// # How a file lies there
//
//	blobs.names   {_id: id of the content, file, head}       found by id; head is sealed and says which file, how long
//	blobs.files   {_id: file, length, chunkSize, uploadDate} ┐ an ordinary GridFS bucket, with text ids,
//	blobs.chunks  {_id: file/n, files_id, n, data}           ┘ whose every chunk is sealed by itself
//
// Chunks are looked up by _id, one after another, because that is all the embedded server finds fast: the driver's own
// GridFS asks for files_id, for which it would read every file there is.
//
// Invariants:
//   - Nothing that a file holds is stored in the clear. Each chunk opens only for its owner, its file and its place in
//     it, and only the last one as the last: none can be moved, left out or put into another file.
//   - An id is a MAC of the owner and the content. The same content of one owner is stored once, however often it is
//     sent; without the owner's key nobody can tell whether a known picture is there.
//   - Erasing the owner in the vault makes all of their files unreadable, in every copy.
//   - A file is there whole or not at all: its name comes after its last chunk. What an interrupted upload left has no
//     name, is never found, and goes with the next Sweep.
//   - Neither writing nor reading holds more than two chunks in memory, however long the file.
//
// An owner is a subject of the vault, such as "person/<id>". It must live as long as the file: a round's own key is
// destroyed by the count.
package blob

import (
	"fmt"
	"io"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/seal"
)

// Bucket is the name of the GridFS bucket.
const Bucket = "blobs"

// chunkSize is that of a sealed chunk: GridFS's own.
const chunkSize = 255 << 10

// pieceSize is how much of a file goes into a chunk.
const pieceSize = chunkSize - seal.Overhead

// orphanAge is how long a file may lie there before something refers to it.
const orphanAge = 24 * time.Hour

// File is a file that is kept.
type File struct {
	ID   string
	Size int64 // bytes
}

// Content is what is in a file. It is for one reader at a time.
type Content interface {
	io.ReadSeeker
	Size() int64
}

var errNotFound = fault.New(fault.NotFound, "fault.blob.not_found")

// tooLarge is for a file of more than most bytes.
func tooLarge(most int64) error {
	return fault.New(fault.Invalid, "fault.blob.too_large", "most", max(1, most>>20))
}

func unavailable(doing string, err error) error {
	f := fault.Wrap(fmt.Errorf("%s: %w", doing, err), fault.Unavailable, "fault.blob.unavailable")
	f.RetryAfter = 2 * time.Second
	return f
}
