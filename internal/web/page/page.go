// Package page is what a person sees: one typed struct for each page, and the renderer that turns it into
// HTML in their language.
//
// A page is filled by a handler and drawn by the template that it names. Templates are parsed once, at boot,
// and a page whose template is missing stops the boot. Templates hold no rules: a page is told what it may
// show. Every page works without JavaScript and carries no inline script and no inline style.
package page

import (
	"strings"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
)

// Page is anything that can be rendered.
type Page interface {
	Template() string // the name of a file in frontend/templates, without .html
}

// Chrome is what every page has around it.
type Chrome struct {
	Lang      string // code of the language to speak
	Community string // the name at the top of each page
	Who       *Who   // nil when nobody is signed in
	CSRF      string // token for every form
	Path      string // path of this page, for coming back to it
	Now       time.Time
	Flash     string // key of a message about what was just done, or empty
	Demo      bool   // a demonstration: a link to the mailbox is shown
}

// Who is the person that is signed in, or that came with a slip.
type Who struct {
	Name    string // empty for somebody who came with a slip
	Staff   bool   // may set up councils and rounds somewhere
	Slip    bool   // came with a slip: no name, no address
	Helped  bool   // votes at a helper's desk, on the helper's device: nothing of the helper is shown
	Council string // id of the council to show in the tab bar, or empty
}

// Form is what somebody typed and what was wrong with it. A form that comes back shows both.
type Form struct {
	Values map[string][]string // by field name, as it was typed
	Fault  error               // nil, or why it was not accepted
}

// Get is the first value of a field.
func (f Form) Get(name string) string {
	if v := f.Values[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// Or is the first value of a field, or fallback when it was never filled.
func (f Form) Or(name, fallback string) string {
	if _, ok := f.Values[name]; ok {
		return f.Get(name)
	}
	return fallback
}

// wrong finds what is wrong with a field.
func (f Form) wrong(name string) *fault.Field {
	if f.Fault == nil {
		return nil
	}
	for _, field := range fault.From(f.Fault).Fields {
		if field.Name == name {
			return &field
		}
	}
	return nil
}

// Link is somewhere to go.
type Link struct {
	Href, Text string
}

// Project is one that can be voted for. Index is its place on the ballot from 0; it gives the letter and the
// colour, which stay the same on every page and on the big screen.
type Project struct {
	ID    string
	Index int
	Title string
	About string // what, and for whom; paragraphs are separated by an empty line
	Lead  string // who leads it
	Cost  int64

	Language string   // of title and about; empty where nobody said
	Picture  *Picture // nil where there is none
	Voice    *Voice   // likewise
}

// summaryLength is about two lines on a phone.
const summaryLength = 110

// Summary is the first paragraph of About, cut at a word where it is long.
func (p Project) Summary() string {
	first, _, _ := strings.Cut(strings.TrimSpace(p.About), "\n")
	first = strings.TrimSpace(first)
	letters := []rune(first)
	if len(letters) <= summaryLength {
		return first
	}
	cut := string(letters[:summaryLength])
	if space := strings.LastIndex(cut, " "); space > 0 {
		cut = cut[:space]
	}
	return cut + " …"
}

// Tile is a project's mark.
type Tile struct{ Index int }

// colours is how many tile colours the styles have.
const colours = 10

// Tile gives the project's mark.
func (p Project) Tile() Tile { return Tile{p.Index} }

// Letter is A … Z, then AA, AB …
func (t Tile) Letter() string {
	letters := ""
	for i := t.Index; i >= 0; i = i/26 - 1 {
		letters = string(rune('A'+i%26)) + letters
	}
	return letters
}

// Colour is the number of the tile's colour.
func (t Tile) Colour() int { return t.Index % colours }

// Round is what pages about a funding round show of it.
type Round struct {
	ID, Title, Purpose string
	Council            string // its name
	CouncilID          string
	State              string // one of the states below
	Phase              string // where it stands, finer than its state: for words, not for what can be done
	Budget             int64
	Opens              time.Time // zero when it is opened by hand, or was
	Closes             time.Time // zero when it is closed by hand
	Closed             time.Time // zero until it is
	Room               string    // room code while the room is open, else empty
	Voted, Roll, Here  int
	Kind               string // one of the ballot kinds below
	Max                int    // how many to pick, points to share out or projects to put in order, by kind
	Standings          string // live, after-vote or after-close
	HasVoted           bool   // whoever looks at it: they may see more than others
	Projects           int
	Desk               bool // whoever looks votes at a helper's desk
}

// The states of a round, as pages know them.
const (
	Draft    = "draft"
	Voting   = "voting"
	Counting = "counting"
	Closed   = "closed"
)

// The kinds of ballot.
const (
	ApproveAny   = "approve-any"
	ApproveUpTo  = "approve-up-to"
	WithinBudget = "within-budget"
	SharePoints  = "points"
	InOrder      = "rank"
)

// Scored reports whether ballots give points, by which projects stand instead of by votes.
func (r Round) Scored() bool { return r.Kind == SharePoints || r.Kind == InOrder }

// Votable reports whether ballots are taken.
func (r Round) Votable() bool { return r.State == Voting }

// Href is the round's own page.
func (r Round) Href() string { return "/rounds/" + r.ID }

// At is a page under the round's.
func (r Round) At(part string) string { return r.Href() + "/" + part }

// Ballot is a page of voting: "", "/check" or "/change".
func (r Round) Ballot(part string) string {
	if r.Desk {
		return r.At("desk/vote" + part)
	}
	return r.At("vote" + part)
}

// Live is the topic that whoever looks listens to: after their vote they may be shown numbers that others are not.
func (r Round) Live() string {
	if r.HasVoted {
		return "voted/" + r.ID
	}
	return "round/" + r.ID
}

// Ended reports whether voting has closed.
func (r Round) Ended() bool { return r.State == Counting || r.State == Closed }
