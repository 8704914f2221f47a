// Package award follows a round's money from when the result stands until the story is told: what is promised to which
// project, what of it is paid, spent and given back, and what came of it.
//
// A round's ledger is a list of entries that only grows, and all balances derive from it. Of a round's budget,
//
//   - awarded is what is promised to projects and was not given back,
//   - returned is what was promised once, was given back, and is not promised again,
//   - left is what was never promised.
//
// Money that is promised anew is taken from what was returned, and only then from what is left.
//
// Invariants:
//   - awarded + returned + left = budget, and none of them is below zero: no more can be promised than there is, however
//     many promise at once.
//   - For each project 0 ≤ paid ≤ awarded, and what is planned and paid together is at most awarded.
//   - No entry is changed or taken out. A mistake is put right by one more entry that takes the wrong one back, once, and
//     says why.
//   - Payments are recorded, not made: no money moves through this program.
//   - Nothing is written once a round is closed.
//   - What those who lead a project write is for everybody to read and kept as it is. What names somebody and is not
//     published, such as a payment's reference, is sealed under a key of the award's own, and so is every file.
//   - The picture of news or of a story is for all who may read it. The paper of a receipt is for those who lead the
//     project and for staff. A file goes with what refers to it: news that is taken down, a receipt that is corrected.
//
// It is a package of its own beside funding because none of the vote's rules depend on it and it depends on few of
// theirs: a round's budget, projects and result, and who took part.
//
// Money is in pence. Times are UTC; a day is noon of it where the community is, and over twelve hours later.
package award

import (
	"fmt"
	"time"

	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
)

// State is how far an award has got.
type State string

// The states of an award.
const (
	Offered  State = "offered"  // promised; those who lead the project have not answered
	Accepted State = "accepted" // they said yes; nothing is paid
	Declined State = "declined" // they said no; the money went back
	Running  State = "running"  // some of it is paid
	Finished State = "finished" // the story is told and the money accounted for
)

// Award is a round's promise to a project. How much is in the ledger.
type Award struct {
	Round    string    `bson:"round"`
	Project  int32     `bson:"project"`
	State    State     `bson:"state"`
	Leads    []string  `bson:"leads,omitempty"` // persons who may act for it, with or without an account
	Offered  time.Time `bson:"offered"`
	AnswerBy time.Time `bson:"answer_by"`
	StoryBy  time.Time `bson:"story_by"`

	Answered   time.Time   `bson:"answered,omitempty"`
	AnsweredBy string      `bson:"answered_by,omitempty"` // one of the leads, or a member of staff
	SaidBy     seal.Sealed `bson:"said_by,omitempty"`     // who told the member of staff, and how

	Tranches  []Tranche `bson:"tranches,omitempty"`  // by number
	Returning int64     `bson:"returning,omitempty"` // pence that they say they hand back, and that have not arrived
	News      int32     `bson:"news,omitempty"`      // numbers given out so far
	Reminded  Reminder  `bson:"reminded,omitempty"`
	Finished  time.Time `bson:"finished,omitempty"`
	Short     string    `bson:"short,omitempty"` // why there are receipts for less than was awarded, for everybody to read
}

// Tranche is one payment of an award, planned or paid.
type Tranche struct {
	Number int32     `bson:"number"` // from 1
	Amount int64     `bson:"amount"`
	Due    time.Time `bson:"due"`
	For    string    `bson:"for,omitempty"`   // for everybody to read
	Entry  int64     `bson:"entry,omitempty"` // of the ledger: it is paid
}

// Paid reports whether the tranche has been paid.
func (t Tranche) Paid() bool { return t.Entry != 0 }

// News is a note on how a project goes, for everybody to read.
type News struct {
	Round   string    `bson:"round"`
	Project int32     `bson:"project"`
	Number  int32     `bson:"number"`
	At      time.Time `bson:"at"`
	By      string    `bson:"by"`
	Text    string    `bson:"text"`
	Picture string    `bson:"picture,omitempty"` // a media.File of FilesOwner
}

// Story is what came of a project, in the words of those who led it.
type Story struct {
	Round   string    `bson:"round"`
	Project int32     `bson:"project"`
	At      time.Time `bson:"at"` // first told
	By      string    `bson:"by"` // who wrote it last
	Text    string    `bson:"text"`

	Pictures []string `bson:"pictures,omitempty"` // media.Files of FilesOwner, at most MostPictures
}

// The tables of this package.
var (
	Ledger  = store.NewTable("ledger", func(e Entry) string { return entryKey(e.Round, e.Number) })
	Awards  = store.NewTable("awards", func(w Award) string { return key(w.Round, w.Project) })
	NewsOf  = store.NewTable("award_news", func(n News) string { return newsKey(n.Round, n.Project, n.Number) })
	Stories = store.NewTable("stories", func(s Story) string { return key(s.Round, s.Project) })
	Papers  = store.NewTable("award_papers", func(p Paper) string { return entryKey(p.Round, p.Entry) })

	balances      = store.NewTotals(Ledger, sums)
	corrections   = store.NewIndex(Ledger, corrected)
	awardsByLead  = store.NewIndex(Awards, func(w Award) []string { return w.Leads })
	awardsToWatch = store.NewIndex(Awards, toWatch)
)

// Tables are what a store needs to hold for this package.
func Tables() []store.Registered { return []store.Registered{Ledger, Awards, NewsOf, Stories, Papers} }

// Keys are padded with zeros, so that their order is the order of numbers.
func key(round string, project int32) string { return fmt.Sprintf("%s/%03d", round, project) }

func entryKey(round string, number int64) string { return fmt.Sprintf("%s/%06d", round, number) }

func newsKey(round string, project, number int32) string {
	return fmt.Sprintf("%s/%05d", key(round, project), number)
}

// subject names the key that an award's unpublished texts are sealed under.
func subject(round string, project int32) string { return "award/" + key(round, project) }

// Acts carries out the acts of this package. Make it with New.
type Acts struct{ deps Deps }

// Deps is what the acts need.
type Deps struct {
	Store   *store.Store
	Vault   *seal.Vault
	People  *people.People
	Letters Letters
	Now     func() time.Time
}

// New returns the acts of this package.
func New(d Deps) *Acts { return &Acts{deps: d} }
