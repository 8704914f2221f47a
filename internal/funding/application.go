package funding

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
)

// Application is a parent's idea on its way to the ballot. What it says is sealed under its author's key, and what each
// leader wishes to be named under theirs: only the Project that comes of it is public.
//
// It stands still once it was sent, so that what is decided about is what was read.
type Application struct {
	ID       string           `bson:"id"` // made by the phone, so that a resend is the same application
	Round    string           `bson:"round"`
	State    ApplicationState `bson:"state"`
	Leaders  []Signature      `bson:"leaders"`  // the first is the author
	Language string           `bson:"language"` // BCP 47, of what it says
	Title    seal.Sealed      `bson:"title,omitempty"`
	About    seal.Sealed      `bson:"about,omitempty"`
	Costs    []Cost           `bson:"costs,omitempty"`
	Picture  string           `bson:"picture,omitempty"` // a media.File of its author's
	Voice    string           `bson:"voice,omitempty"`   // likewise: said instead of written

	Created time.Time `bson:"created"`
	Changed time.Time `bson:"changed"` // when somebody last changed what it says
	Sent    time.Time `bson:"sent,omitempty"`

	Decision    Decision     `bson:"decision,omitempty"`    // the last
	Project     int32        `bson:"project,omitempty"`     // its number on the ballot, once accepted
	Merge       Merge        `bson:"merge,omitempty"`       // as its author proposed, until it is settled
	Into        string       `bson:"into,omitempty"`        // the one that carries it on, once merged
	Invitations []Invitation `bson:"invitations,omitempty"` // to lead it too: not used yet
	Invited     int          `bson:"invited,omitempty"`     // how often somebody was, ever
}

// ApplicationState is where an application stands.
type ApplicationState string

// The states of an application.
const (
	StateDraft     ApplicationState = "draft"     // its leaders alone know of it
	StateSubmitted ApplicationState = "submitted" // sent, and waiting for a decision
	StateAccepted  ApplicationState = "accepted"  // on the ballot
	StateSentBack  ApplicationState = "sent-back" // to be mended and sent again
	StateWithdrawn ApplicationState = "withdrawn"
	StateMerged    ApplicationState = "merged" // another carries it on
)

// Signature is somebody and how they wish to be named in public, sealed under their own key.
type Signature struct {
	Person string      `bson:"person"`
	Name   seal.Sealed `bson:"name,omitempty"`
	At     time.Time   `bson:"at"`
}

// Cost is one thing that the money is for: it can be done from Min pence on, and Wanted is what would be best.
type Cost struct {
	ID     string      `bson:"id"`
	What   seal.Sealed `bson:"what"`
	Min    int64       `bson:"min"`
	Wanted int64       `bson:"wanted"`
}

// Decision is what the panel or staff decided about an application, and why.
type Decision struct {
	By         string      `bson:"by"`
	At         time.Time   `bson:"at"`
	Guidelines []string    `bson:"guidelines,omitempty"` // those that it misses, as they were worded then
	Reason     seal.Sealed `bson:"reason,omitempty"`
}

// Merge says with which application an author would go on together, and which of the two is to carry both.
type Merge struct {
	With string    `bson:"with"`
	Keep string    `bson:"keep"`
	At   time.Time `bson:"at"`
}

// Invitation lets one person become a leader by its code, which is not stored.
type Invitation struct {
	ID    string    `bson:"id"`
	Code  string    `bson:"code"` // MAC of the code
	Until time.Time `bson:"until"`
}

// Limits of an application.
const (
	MaxItems        = 20
	MaxApplications = 20 // of one author in a round
	MaxLeaders      = 6
	maxInvited      = 20
	maxWhat         = 120 // characters of what a cost item is
	maxName         = 60
	maxReason       = 2000
)

var (
	applications = store.NewTable("applications", func(a Application) string { return applicationKey(a.Round, a.ID) })

	applicationsByLeader = store.NewIndex(applications, func(a Application) []string { return a.leaders() })
	applicationByCode    = store.NewIndex(applications, Application.codes)
	mergesAskedOf        = store.NewIndex(applications, Application.mergeAskedOf)
)

func applicationKey(round, id string) string { return round + "/" + id }

// Author is who began it: under their key it is sealed, and they alone may send, withdraw or merge it.
func (a Application) Author() string { return a.Leaders[0].Person }

// LedBy reports whether somebody is its author or leads it with them.
func (a Application) LedBy(person string) bool { return slices.Contains(a.leaders(), person) }

// Least is what all that is needed comes to, in pence.
func (a Application) Least() int64 { return sum(a.Costs, func(c Cost) int64 { return c.Min }) }

// Most is what all that is wanted comes to, in pence.
func (a Application) Most() int64 { return sum(a.Costs, func(c Cost) int64 { return c.Wanted }) }

func sum(costs []Cost, of func(Cost) int64) (total int64) {
	for _, c := range costs {
		total += of(c)
	}
	return total
}

func (a Application) leaders() []string {
	persons := make([]string, len(a.Leaders))
	for i, l := range a.Leaders {
		persons[i] = l.Person
	}
	return persons
}

func (a Application) codes() []string {
	codes := make([]string, len(a.Invitations))
	for i, in := range a.Invitations {
		codes[i] = in.Code
	}
	return codes
}

func (a Application) mergeAskedOf() []string {
	if a.Merge.With == "" {
		return nil
	}
	return []string{applicationKey(a.Round, a.Merge.With)}
}

// Idea is what an application says, opened for somebody who may read it. What was erased is empty.
type Idea struct {
	Title, About string
	Items        []Item
	Leads        []string // the leaders, as they wish to be named
	Reason       string   // of the last decision
}

// Item is one cost item in the clear.
type Item struct {
	ID          string // made by the phone or, where empty, here
	What        string
	Min, Wanted int64 // pence
}

// What a sealed field of an application is bound to, beside whose it is.
const (
	titlePurpose  = "funding.title"
	aboutPurpose  = "funding.about"
	itemPurpose   = "funding.item"
	namePurpose   = "funding.name"
	reasonPurpose = "funding.reason"
)

// ReadIdea opens what an application says. It fails with Unavailable where a key cannot be had just now.
func (f *Funding) ReadIdea(ctx context.Context, a Application) (Idea, error) {
	o := opening{f: f, ctx: ctx, subject: people.Subject(a.Author())}
	idea := Idea{Title: o.open(titlePurpose, a.Title), About: o.open(aboutPurpose, a.About), Reason: o.open(reasonPurpose, a.Decision.Reason)}
	for _, c := range a.Costs {
		idea.Items = append(idea.Items, Item{ID: c.ID, What: o.open(itemPurpose, c.What), Min: c.Min, Wanted: c.Wanted})
	}
	for _, l := range a.Leaders {
		idea.Leads = append(idea.Leads, o.name(l))
	}
	return idea, o.err
}

// opening opens sealed fields one after the other and keeps the first trouble.
type opening struct {
	f       *Funding
	ctx     context.Context //nolint:containedctx // lives as long as one call
	subject string
	err     error
}

func (o *opening) name(s Signature) string {
	o.subject = people.Subject(s.Person)
	return o.open(namePurpose, s.Name)
}

func (o *opening) open(purpose string, sealed seal.Sealed) string {
	plain, err := o.f.Vault.Open(o.ctx, o.subject, purpose, sealed)
	if err != nil && !errors.Is(err, seal.ErrErased) && o.err == nil {
		o.err = err
	}
	return plain
}
