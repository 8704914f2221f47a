package mail

import (
	"context"
	"fmt"
	"time"

	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
)

// Letter is a mail's place in the outbox. It is small, because every attempt journals it again; what is to be sent is in
// Contents.
type Letter struct {
	ID       string    `bson:"_id"`
	Kind     string    `bson:"kind"`           // what it is about, such as "people.sign_in", for the log and for metrics
	Bulk     bool      `bson:"bulk,omitempty"` // waits behind letters that somebody is waiting for
	State    State     `bson:"state"`
	Attempts int       `bson:"attempts"`
	Next     time.Time `bson:"next"`            // when to look at it again; what for depends on the state
	Until    time.Time `bson:"until"`           // after this it is of no use and is not sent
	Claim    string    `bson:"claim,omitempty"` // names the attempt that is under way
	Why      string    `bson:"why,omitempty"`   // what went wrong last; names no address
}

// State is how far a letter has got.
type State string

// The states, and what Next means in each.
const (
	Queued   State = "queued"  // to be sent at Next
	Sending  State = "sending" // a node is at it; if it is not heard of by Next, nobody knows how that ended
	Doubtful State = "unknown" // may have been delivered: to be sent again at Next, under the same Message-ID
	Sent     State = "sent"    // to be forgotten at Next
	Failed   State = "failed"  // to be forgotten at Next
)

func (s State) done() bool { return s == Sent || s == Failed }

// Contents is what a letter says and to whom, sealed. It goes when the letter is sent or has failed.
type Contents struct {
	ID    string      `bson:"_id"`
	Whose string      `bson:"whose"` // the subject that it is sealed for
	From  Address     `bson:"from"`
	To    seal.Sealed `bson:"to"`
	Bytes seal.Sealed `bson:"bytes"`
}

// The tables of the outbox.
var (
	Letters     = store.NewTable("outbox", func(l Letter) string { return l.ID })
	AllContents = store.NewTable("outbox_contents", func(c Contents) string { return c.ID })

	// ByState counts letters: ByState.Get(view, string(mail.Queued)).
	ByState = store.NewTotals(Letters, func(l Letter, add func(string, int64)) { add(string(l.State), 1) })

	lines = store.NewIndex(Letters, func(l Letter) []string { return []string{lineOf(l)} })
)

// The lines that letters stand in, each in the order in which they were written.
const (
	lineFirst = "first"
	lineBulk  = "bulk"
	lineDone  = "done"
)

func lineOf(l Letter) string {
	switch {
	case l.State.done():
		return lineDone
	case l.Bulk:
		return lineBulk
	default:
		return lineFirst
	}
}

const (
	usefulFor   = 72 * time.Hour     // a letter whose writer says nothing else
	rememberFor = 7 * 24 * time.Hour // a letter that is sent or has failed
)

const (
	sealedTo    = "mail.to"
	sealedBytes = "mail.bytes"
)

// Ready is a letter that has been composed and sealed and waits to be queued.
type Ready struct {
	letter   Letter
	contents Contents
}

// Prepare composes a letter and seals it for a subject: the person it goes to, or somebody whose erasure should take it
// along. Kind says what it is about; useful is for how long it is worth delivering, three days when zero. It fails as
// Composer.Compose and seal.Vault.Seal do. Nothing is sent until what Queue returns is committed.
func (o *Outbox) Prepare(ctx context.Context, whose, kind string, useful time.Duration, m Message) (Ready, error) {
	r, err := o.composer.Compose(m)
	if err != nil {
		return Ready{}, fmt.Errorf("mail %s: %w", kind, err)
	}
	to, err := o.vault.Seal(ctx, whose, sealedTo, string(r.To))
	if err != nil {
		return Ready{}, err
	}
	bytes, err := o.vault.Seal(ctx, whose, sealedBytes, string(r.Bytes))
	if err != nil {
		return Ready{}, err
	}
	if useful == 0 {
		useful = usefulFor
	}
	now := o.composer.Now().UTC()
	return Ready{
		letter:   Letter{ID: r.ID, Kind: kind, Bulk: m.Unsubscribe != "", State: Queued, Next: now, Until: now.Add(useful)},
		contents: Contents{ID: r.ID, Whose: whose, From: r.From, To: to, Bytes: bytes},
	}, nil
}

// Queue is the changes that put the letter into the outbox: an act returns them along with its own, so that the letter
// goes if, and only if, the act is done.
func (r Ready) Queue() []store.Change {
	return []store.Change{Letters.Put(r.letter), AllContents.Put(r.contents)}
}

// open is what is to be delivered, unsealed.
func (o *Outbox) open(ctx context.Context, id string) (Rendered, error) {
	c, ok := AllContents.Get(o.store.View(), id)
	if !ok {
		return Rendered{}, seal.ErrErased
	}
	to, err := o.vault.Open(ctx, c.Whose, sealedTo, c.To)
	if err != nil {
		return Rendered{}, err
	}
	bytes, err := o.vault.Open(ctx, c.Whose, sealedBytes, c.Bytes)
	if err != nil {
		return Rendered{}, err
	}
	return Rendered{ID: id, From: c.From, To: Address(to), Bytes: []byte(bytes)}, nil
}
