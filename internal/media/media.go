// Package media takes in what people send that is no text, a picture, a voice note or a paper, and keeps it safe to
// show.
//
// Invariants:
//   - What something is, its bytes say. Neither a name nor a type that came with it is believed, or kept.
//   - A picture is drawn anew: what is kept has neither place nor time, nor anything else that came along with it.
//   - A picture is looked at before it is opened, and refused where that would take more memory than openedMost.
//   - Of a voice note only what plays is kept: whatever else its container can carry is emptied.
//   - Whatever cannot be read to its end is refused with what to do about it.
//   - What nothing refers to is removed a day after it was sent, and never anything that a record mentions: a record may
//     only come to refer to what was sent less than freshFor ago, so the two cannot meet.
package media

import (
	"context"
	"io"
	"sync/atomic"
	"time"

	"github.com/parentpower/parentpower/internal/blob"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
)

// Kind is what people call it.
type Kind string

// The kinds.
const (
	Picture  Kind = "picture"  // JPEG, PNG, WebP, GIF (its first frame); kept as JPEG
	Voice    Kind = "voice"    // Opus in WebM or Ogg, AAC or Opus in MP4, as browsers and phones record it
	Document Kind = "document" // PDF
)

// How much of each is taken, in bytes.
const (
	PictureMost  = 12 << 20
	VoiceMost    = 4 << 20
	DocumentMost = 10 << 20
)

// VoiceSeconds is how long a voice note may be.
const VoiceSeconds = 180

// File is something that was sent. Records of other capabilities refer to it by its id, as MayRefer lets them.
type File struct {
	ID      string      `bson:"_id"`
	Owner   string      `bson:"owner"` // the vault's subject that it is sealed under
	Kind    Kind        `bson:"kind"`
	Type    string      `bson:"type"` // of content, such as "image/jpeg"
	Size    int64       `bson:"size"` // bytes
	Width   int32       `bson:"width,omitempty"`
	Height  int32       `bson:"height,omitempty"`
	Seconds int32       `bson:"seconds,omitempty"`
	Small   Small       `bson:"small,omitempty"` // of a picture
	Words   seal.Sealed `bson:"words,omitempty"` // what a picture shows, or what a voice says
	Added   time.Time   `bson:"added"`           // when it was last sent
}

// Small is a picture's smaller copy, for lists.
type Small struct {
	ID     string `bson:"id"`
	Width  int32  `bson:"width"`
	Height int32  `bson:"height"`
}

// All is the table of files.
var All = store.NewTable("media", func(f File) string { return f.ID })

// Tables are what a store needs to hold for this package.
func Tables() []store.Registered { return []store.Registered{All} }

// Files is where they are kept: a blob.Store.
type Files interface {
	Put(ctx context.Context, owner string, content io.Reader, most int64) (blob.File, error)
	Open(ctx context.Context, owner, id string) (blob.Content, error)
	Sweep(ctx context.Context, referred func() map[string]bool) error
}

// Library takes files in and gives them back. It is safe for concurrent use; make it with New.
type Library struct {
	Deps
	turns chan struct{} // for opening pictures: so many at once, so that memory has a bound
	swept atomic.Int64  // when this node last swept, in Unix nanoseconds
}

// Deps is what the acts need.
type Deps struct {
	Store *store.Store
	Vault *seal.Vault
	Files Files
	Now   func() time.Time
}

// picturesAtOnce may be opened: each takes openedMost, and two keep two processors busy.
const picturesAtOnce = 2

// New returns a library.
func New(d Deps) *Library { return &Library{Deps: d, turns: make(chan struct{}, picturesAtOnce)} }
