// Package people knows who is there: persons with and without an account, how they sign in, the paper slips and room
// codes that let somebody in who has no e-mail, and what a request may say about who sent it.
//
// Invariants:
//   - No secret is stored. Tokens are random (192 bits) and stored as a hash; slip codes are stored as a MAC. A copy of
//     the database lets nobody in.
//   - A secret works for its own purpose only: the purpose is part of what is hashed.
//   - A sign-in link works once, for ten minutes at most, and only in the browser that asked for it or with the code that
//     this browser shows. Looking at it changes nothing.
//   - Asking for a link does the same work, and gives the same answer, whether or not anybody is known by the address:
//     who it belongs to is looked up afterwards, by a duty.
//   - A session that came by a slip is good for the slip's scope only and carries no role. It dies with its slip.
//   - A room code leads to a lobby and authorises nothing.
//   - Names and addresses are sealed under "person/<id>"; an address is found by a MAC of it.
//
// Who may call which act is the policy table's business, in web.
package people

import (
	"context"
	"encoding/base32"
	"fmt"
	"io"
	"time"

	"github.com/parentpower/parentpower/internal/mail"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
)

// People carries out the acts of this package. Make it with New; it is safe for concurrent use.
type People struct {
	deps     Deps
	limiters limiters
	swept    sweptAt
}

// Deps is what the acts need.
type Deps struct {
	Store   *store.Store
	Vault   *seal.Vault
	Letters Letters
	Rand    io.Reader // tokens, ids and room codes: crypto/rand
	Now     func() time.Time

	Idle     time.Duration // a session that was not used for so long has ended; DefaultIdle when zero
	Absolute time.Duration // no session lasts longer; DefaultAbsolute when zero
}

// How long sessions last unless it is set otherwise.
const (
	DefaultIdle     = 14 * 24 * time.Hour
	DefaultAbsolute = 90 * 24 * time.Hour
)

// Letters writes the letter that carries a sign-in link, in the reader's language and with a link to the configured
// origin, and returns the changes that queue it.
type Letters interface {
	SignIn(ctx context.Context, l SignInLetter) ([]store.Change, error)
}

// SignInLetter is what the letter needs to say. The code is not in it: it shows only where the link was asked for.
type SignInLetter struct {
	Whose    string // the vault's subject to seal the letter for, so that erasing the person takes it along
	To       mail.Address
	Language string
	Token    string // goes into the link
	Until    time.Time
}

// New returns the acts of this package.
func New(d Deps) *People {
	if d.Idle == 0 {
		d.Idle = DefaultIdle
	}
	if d.Absolute == 0 {
		d.Absolute = DefaultAbsolute
	}
	return &People{deps: d, limiters: newLimiters()}
}

// idEncoding writes ids in letters and digits that are safe in a URL, a key path and a file name.
var idEncoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// NewID returns a random id of 80 bits. It carries neither time nor order, so it says nothing about when or after whom.
func (p *People) NewID() string {
	var b [10]byte
	fill(p.deps.Rand, b[:])
	return idEncoding.EncodeToString(b[:])
}

// fill draws random bytes. Nothing here may go on without randomness, and crypto/rand ends the program by itself where
// there is none.
func fill(rand io.Reader, b []byte) {
	if _, err := io.ReadFull(rand, b); err != nil {
		panic(fmt.Errorf("people: no randomness: %w", err))
	}
}
