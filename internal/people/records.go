package people

import (
	"strings"
	"time"

	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
)

// Person is somebody known to the community. One without an e-mail address has no account. Somebody who only holds a
// slip may have an id and no record here.
type Person struct {
	ID          string      `bson:"_id"`
	Name        seal.Sealed `bson:"name"`
	Email       seal.Sealed `bson:"email,omitempty"`
	EmailKey    string      `bson:"email_key,omitempty"` // finds the person by address; empty without one
	Language    string      `bson:"language"`            // BCP 47
	Coordinator bool        `bson:"coordinator,omitempty"`
	Added       time.Time   `bson:"added"`
}

// Link is one wish to sign in. It is stored before anybody looks whose address it is for.
type Link struct {
	ID        string    `bson:"_id"` // hash of the asking browser's secret; random for an operator's link
	EmailKey  string    `bson:"email_key,omitempty"`
	Language  string    `bson:"language,omitempty"`
	TokenHash string    `bson:"token_hash,omitempty"` // empty until the letter is queued
	Person    string    `bson:"person,omitempty"`     // likewise
	Operator  bool      `bson:"operator,omitempty"`   // made at the command line: bound to no browser
	Tries     int       `bson:"tries,omitempty"`      // wrong codes so far
	Until     time.Time `bson:"until"`
}

// Session is one place where somebody is signed in.
type Session struct {
	ID      string    `bson:"_id"`             // hash of the token
	Person  string    `bson:"person"`          // an account, or the voter that a slip stands for
	Slip    string    `bson:"slip,omitempty"`  // the slip that it came by
	Scope   string    `bson:"scope,omitempty"` // what it is limited to ("round/<id>"); empty: the whole account
	Device  string    `bson:"device,omitempty"`
	Created time.Time `bson:"created"` // when the person last proved who they are
	Seen    time.Time `bson:"seen"`    // give or take seenEvery
}

// Slip is a printed code that stands for one voter in one scope. The code is not stored.
type Slip struct {
	ID         string    `bson:"_id"`             // the scope and a random part: "round/<id>/<random>"
	Person     string    `bson:"person"`          // the voter
	Code       []byte    `bson:"code"`            // MAC of the code
	Number     int64     `bson:"number"`          // from 1 in each scope, in the order of printing
	Paper      bool      `bson:"paper,omitempty"` // a ballot paper: its code is printed nowhere, clerks enter it by its number
	Revoked    bool      `bson:"revoked,omitempty"`
	ReplacedBy string    `bson:"replaced_by,omitempty"`
	Issued     time.Time `bson:"issued"`
}

// Scope is what the slip is good for.
func (s Slip) Scope() string { return s.ID[:max(0, strings.LastIndexByte(s.ID, '/'))] }

// Room is a lobby that can be entered by its code while it is open.
type Room struct {
	Code   string    `bson:"_id"`
	Scope  string    `bson:"scope"`
	Opened time.Time `bson:"opened"`
	Closed time.Time `bson:"closed,omitempty"` // zero while it is open
}

// Token is a key that a member of staff gave to a program. It acts as that person, until it ends.
type Token struct {
	ID      string    `bson:"_id"` // hash of the token
	Person  string    `bson:"person"`
	Label   string    `bson:"label"`
	Created time.Time `bson:"created"`
	Used    time.Time `bson:"used,omitempty"` // give or take seenEvery; zero when never
	Until   time.Time `bson:"until"`
}

// The tables of this package.
var (
	Persons  = store.NewTable("persons", func(p Person) string { return p.ID })
	Links    = store.NewTable("links", func(l Link) string { return l.ID })
	Sessions = store.NewTable("sessions", func(s Session) string { return s.ID })
	Slips    = store.NewTable("slips", func(s Slip) string { return s.ID })
	Rooms    = store.NewTable("rooms", func(r Room) string { return r.Code })
	Tokens   = store.NewTable("tokens", func(t Token) string { return t.ID })

	personsByEmail   = store.NewIndex(Persons, func(p Person) []string { return filled(p.EmailKey) })
	linksByToken     = store.NewIndex(Links, func(l Link) []string { return filled(l.TokenHash) })
	linksUnsent      = store.NewIndex(Links, unsent)
	sessionsByPerson = store.NewIndex(Sessions, func(s Session) []string { return []string{s.Person} })
	slipsByCode      = store.NewIndex(Slips, func(s Slip) []string { return []string{string(s.Code)} })
	roomsByScope     = store.NewIndex(Rooms, func(r Room) []string { return []string{r.Scope} })
	roomsOpen        = store.NewIndex(Rooms, openRoom)
	tokensByPerson   = store.NewIndex(Tokens, func(t Token) []string { return []string{t.Person} })
	slipTotals       = store.NewTotals(Slips, slipSums)
)

// Tables are what a store needs to hold for this package.
func Tables() []store.Registered {
	return []store.Registered{Persons, Links, Sessions, Slips, Rooms, Tokens}
}

func filled(value string) []string {
	if value == "" {
		return nil
	}
	return []string{value}
}

func unsent(l Link) []string {
	if l.TokenHash != "" {
		return nil
	}
	return []string{"unsent"}
}

func openRoom(r Room) []string {
	if !r.Closed.IsZero() {
		return nil
	}
	return []string{"open"}
}

// slipSums counts a scope's slips: in all, and those that were revoked or replaced.
func slipSums(s Slip, add func(string, int64)) {
	add(s.Scope(), 1)
	if s.Revoked {
		add(s.Scope()+"/revoked", 1)
	}
}
