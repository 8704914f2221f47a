// Package notify writes to people about what happened, as much and as often as each of them wishes.
//
// An act that makes news returns what Tell gives along with its own changes: a record of what happened and of whom it
// is for. A duty then brings it to its readers, some at a time: as a letter at once, or as a line in their next digest.
//
// Invariants:
//   - News is told if, and only if, the act that made it was done, and to each reader once: the letter, or the line in
//     the digest, is queued in the commit that says how far the news has got.
//   - No commit holds more than a few dozen letters, however many readers there are.
//   - Nobody is written to about what they said "never" to, nor about what is over by now. Who has nothing to read gets
//     no digest.
//   - No record says who reads discreet news: see News.Discreet.
//   - What stops letters does nothing else, for that person alone, and is no key to anything.
//
// Letters that somebody asked for, or that somebody else wrote to them, are no news: a sign-in link and an invitation
// go at once, whatever was chosen here.
package notify

import (
	"context"
	"time"

	"github.com/parentpower/parentpower/internal/mail"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
)

// Item is something that happened, as it can be told to anybody.
type Item struct {
	Kind  Kind              `bson:"kind"`
	Says  string            `bson:"says"`            // which words tell it, and where they lead: page.NewsLetter knows
	Words map[string]string `bson:"words,omitempty"` // what fills their places; nothing that only some may read
	At    time.Time         `bson:"at"`
	Until time.Time         `bson:"until,omitempty"` // after this it is of no use to anybody; zero: always of use
}

// over reports whether it is too late to tell.
func (i Item) over(now time.Time) bool { return !i.Until.IsZero() && !now.Before(i.Until) }

// News is an item on its way to its readers.
type News struct {
	ID       string   `bson:"_id"`
	About    string   `bson:"about"` // what it is of: "round/<id>"; the part before the slash says who knows its readers
	Item     Item     `bson:"item"`
	Audience string   `bson:"audience,omitempty"` // which readers, as those who know them call it
	Persons  []string `bson:"persons,omitempty"`  // or the readers themselves
	After    string   `bson:"after,omitempty"`    // the place of the last reader who was told

	// Discreet is news whose readers are nobody's business, such as those who have not voted yet. Their letters are
	// sealed for what the news is about and not for the reader, whom no record then names; the places of such readers
	// must tell nothing. It cannot wait for a digest, which would name them.
	Discreet bool `bson:"discreet,omitempty"`
}

// Digest is what somebody is to read at one time in one letter.
type Digest struct {
	Due    time.Time `bson:"due"`
	Person string    `bson:"person"`
	Items  []Item    `bson:"items"`
}

// The tables of this package.
var (
	Told    = store.NewTable("news", func(n News) string { return n.ID })
	Digests = store.NewTable("digests", func(d Digest) string { return digestKey(d.Due, d.Person) })
	Chosen  = store.NewTable("letter_wishes", func(w Wishes) string { return w.Person })
)

// Tables are what a store needs to hold for this package.
func Tables() []store.Registered { return []store.Registered{Told, Digests, Chosen} }

// digestKey begins with the time, so that those due first come first.
func digestKey(due time.Time, person string) string {
	return due.UTC().Format(time.RFC3339) + "/" + person
}

// Notify carries out the acts and the duty of this package. Make it with New.
type Notify struct{ deps Deps }

// Deps is what it needs. Letters and Audiences are for the duty only.
type Deps struct {
	Store     *store.Store
	Vault     *seal.Vault
	People    *people.People
	Letters   Letters
	Audiences map[string]Audience // by the part of News.About before its slash
	Zone      *time.Location      // of the community: digests come in its morning
	Now       func() time.Time
}

// New returns the acts of this package.
func New(d Deps) *Notify { return &Notify{deps: d} }

// Audience knows who the readers of news are.
type Audience interface {
	// Readers are those whom news is for, in the order of their places; none any more once it is no longer true.
	Readers(ctx context.Context, v store.View, n News) ([]Reader, error)
}

// Reader is somebody whom news is for. The place puts readers in an order that does not change while news is told.
type Reader struct{ Person, Place string }

// Letters writes a letter in the reader's language, with links to the configured origin, and returns the changes that
// queue it.
type Letters interface {
	News(ctx context.Context, l Letter) ([]store.Change, error)
}

// Letter is what a letter about news needs to say.
type Letter struct {
	Whose    string // the vault's subject to seal the letter for
	To       mail.Address
	Language string
	Name     string // of the reader
	Kind     Kind   // empty for a digest
	Items    []Item // one, or those of a digest in the order in which they happened
	Useful   time.Duration
	Stop     string // the token that stops letters like this one
	StopAll  string // the token that stops all of them
}
