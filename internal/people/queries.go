package people

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/parentpower/parentpower/internal/mail"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
)

// Nameless is the message that stands in for a name that was erased or never known.
const Nameless = "people.nameless"

// Get finds a person by id.
func Get(v store.View, id string) (Person, bool) { return Persons.Get(v, id) }

// HasEmail finds the person with the key of an address.
func HasEmail(v store.View, key string) (Person, bool) {
	if key == "" {
		return Person{}, false
	}
	return personsByEmail.First(v, key)
}

// ByEmail finds a person by address.
func (p *People) ByEmail(ctx context.Context, v store.View, email string) (Person, bool, error) {
	key, err := p.emailKey(ctx, email)
	if err != nil {
		return Person{}, false, err
	}
	person, ok := HasEmail(v, key)
	return person, ok, nil
}

// Name is what a person is called; empty where that was erased or was never known, to be shown as Nameless. It fails
// with Unavailable when the person's key cannot be had just now.
func (p *People) Name(ctx context.Context, v store.View, id string) (string, error) {
	person, _ := Persons.Get(v, id)
	return p.NameOf(ctx, person)
}

// NameOf is Name for a person whose record is at hand.
func (p *People) NameOf(ctx context.Context, person Person) (string, error) {
	return p.open(ctx, person.ID, namePurpose, person.Name)
}

// AddressOf is a person's e-mail address; empty for one without, or erased. It fails as Name does.
func (p *People) AddressOf(ctx context.Context, person Person) (mail.Address, error) {
	plain, err := p.open(ctx, person.ID, emailPurpose, person.Email)
	return mail.Address(plain), err
}

func (p *People) open(ctx context.Context, id, purpose string, sealed seal.Sealed) (string, error) {
	plain, err := p.deps.Vault.Open(ctx, Subject(id), purpose, sealed)
	if errors.Is(err, seal.ErrErased) {
		return "", nil
	}
	return plain, err
}

// SessionsOf are a person's live sessions.
func (p *People) SessionsOf(v store.View, person string) []Session {
	var list []Session
	for s := range sessionsByPerson.Each(v, person) {
		if p.live(s, p.deps.Now()) {
			list = append(list, s)
		}
	}
	return list
}

// TokensOf are the tokens that a person gave to programs.
func TokensOf(v store.View, person string) []Token {
	var list []Token
	for t := range tokensByPerson.Each(v, person) {
		list = append(list, t)
	}
	return list
}

// SlipsOf yields the slips of a scope, revoked ones too, in no telling order.
func SlipsOf(v store.View, scope string) iter.Seq[Slip] { return Slips.Under(v, scope+"/") }

// Holds is nil while the slip with an id is good, and where there is no id: for acts that were asked for by a slip, to
// be told at the moment of the decision. It fails with NotFound, and Gone once it was revoked.
func Holds(v store.View, slip string) error {
	if slip == "" {
		return nil
	}
	s, ok := Slips.Get(v, slip)
	switch {
	case !ok:
		return slipNotFound()
	case s.Revoked:
		return slipRevoked()
	}
	return nil
}

// SlipCount is how many slips of a scope were issued so far, and how many of these have been revoked or replaced.
func SlipCount(v store.View, scope string) (issued, revoked int64) {
	return slipTotals.Get(v, scope), slipTotals.Get(v, scope+"/revoked")
}

// RoomOf is the open room of a scope.
func RoomOf(v store.View, scope string) (Room, bool) {
	for r := range roomsByScope.Each(v, scope) {
		if r.Closed.IsZero() {
			return r, true
		}
	}
	return Room{}, false
}

// OpenRooms yields the rooms that can be entered now.
func OpenRooms(v store.View) iter.Seq[Room] { return roomsOpen.Each(v, "open") }

// Ended lists the sessions that ended with a commit, so that their open connections are closed at once.
func Ended(c store.Commit) []string {
	var ids []string
	for _, e := range c.Entries {
		for _, ch := range e.Changes {
			if ch.Table == "sessions" && ch.Gone() {
				ids = append(ids, ch.Key)
			}
		}
	}
	return ids
}

// Who is what is known of whoever sent a request.
type Who struct {
	Person      string    // the account, or the voter that a slip stands for
	Session     string    // the session's id; empty with a token
	Token       string    // the token's id; empty with a session
	Slip        string    // the slip that they came by, if any
	Scope       string    // all that they may do is within this; empty: no limit
	Coordinator bool      // of the community; never by a slip
	SignedIn    time.Time // when they last proved who they are; zero with a token
	seen        time.Time
}

// BySession is who has the session with this token. It reads the view and nothing else. It is false for a session that
// has ended in whatever way.
func (p *People) BySession(v store.View, token string, now time.Time) (Who, bool) {
	s, ok := Sessions.Get(v, forSession.hash(token))
	if !ok || !p.live(s, now) {
		return Who{}, false
	}
	w := Who{Person: s.Person, Session: s.ID, Slip: s.Slip, Scope: s.Scope, SignedIn: s.Created, seen: s.Seen}
	if s.Slip != "" {
		return w, true
	}
	person, ok := Persons.Get(v, s.Person)
	w.Coordinator = person.Coordinator
	return w, ok
}

// ByToken is who gave a program this token. It reads the view and nothing else.
func ByToken(v store.View, token string, now time.Time) (Who, bool) {
	t, ok := Tokens.Get(v, forProgram.hash(token))
	if !ok || !now.Before(t.Until) {
		return Who{}, false
	}
	person, ok := Persons.Get(v, t.Person)
	return Who{Person: t.Person, Token: t.ID, Coordinator: person.Coordinator, seen: t.Used}, ok
}
