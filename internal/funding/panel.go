package funding

import (
	"slices"
	"strconv"
	"time"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
)

// PanelReview is what one member of the panel found about an application as it was sent.
type PanelReview struct {
	Round       string      `bson:"round"`
	Application string      `bson:"application"`
	Reviewer    string      `bson:"reviewer"`
	Of          time.Time   `bson:"of"`              // when what was reviewed had been sent: once it is mended it is reviewed again
	Ticks       []Tick      `bson:"ticks,omitempty"` // one for each line of the checklist
	Advice      Advice      `bson:"advice"`
	Guidelines  []string    `bson:"guidelines,omitempty"` // those that it misses, as they were worded then
	Comment     seal.Sealed `bson:"comment,omitempty"`    // about the author's idea, so under the author's key
	At          time.Time   `bson:"at"`
}

// Tick answers one line of the checklist.
type Tick string

// Ticks are all answers.
var Ticks = []Tick{TickYes, TickNo, TickUnsure}

// The answers.
const (
	TickYes    Tick = "yes"
	TickNo     Tick = "no"
	TickUnsure Tick = "unsure"
)

// Advice is what a member of the panel would do with an application.
type Advice string

// Advices are all of them.
var Advices = []Advice{AdviseBallot, AdviseSendBack, AdviseUnsure}

// What may be advised.
const (
	AdviseBallot   Advice = "ballot"
	AdviseSendBack Advice = "send-back"
	AdviseUnsure   Advice = "unsure"
)

// Conflict says that a member of the panel is too close to an application to review it. It stays on record once staff
// have lifted it.
type Conflict struct {
	Round       string      `bson:"round"`
	Application string      `bson:"application"`
	Person      string      `bson:"person"`
	Why         seal.Sealed `bson:"why"` // for staff alone, under the person's key
	At          time.Time   `bson:"at"`
	Lifted      time.Time   `bson:"lifted,omitempty"`
	LiftedBy    string      `bson:"lifted_by,omitempty"`
}

// Waiver lets an application be decided about with fewer reviews than the round asks for.
type Waiver struct {
	Round       string      `bson:"round"`
	Application string      `bson:"application"`
	Of          time.Time   `bson:"of"` // as of a review
	Why         seal.Sealed `bson:"why"`
	By          string      `bson:"by"`
	At          time.Time   `bson:"at"`
}

// Naming is one change of a round's panel, on record for good.
type Naming struct {
	Round  string    `bson:"round"`
	Number int       `bson:"number"` // from 1
	Panel  []string  `bson:"panel"`  // as it was from then on
	Chair  string    `bson:"chair,omitempty"`
	By     string    `bson:"by"`
	At     time.Time `bson:"at"`
}

// Limits of a panel.
const (
	MaxPanel       = 20
	MaxChecklist   = 12
	DefaultReviews = 2 // before a decision
	maxCheckLine   = 120
	maxComment     = 2000
	maxWhyConflict = 300
)

var (
	reviews   = store.NewTable("panel_reviews", func(r PanelReview) string { return aboutKey(r.Round, r.Application, r.Reviewer) })
	conflicts = store.NewTable("panel_conflicts", func(c Conflict) string { return aboutKey(c.Round, c.Application, c.Person) })
	waivers   = store.NewTable("panel_waivers", func(w Waiver) string { return applicationKey(w.Round, w.Application) })
	namings   = store.NewTable("panel_namings", func(n Naming) string { return n.Round + "/" + strconv.Itoa(n.Number) })
)

func aboutKey(round, id, person string) string { return applicationKey(round, id) + "/" + person }

// OnPanel reports whether somebody reviews a round's applications: who was named and is still in the council.
func OnPanel(v store.View, r Round, person string) bool {
	_, member := council.RoleOf(v, r.Council, person)
	return member && slices.Contains(r.Panel, person)
}

// Chairs reports whether somebody decides for the panel of a round.
func Chairs(v store.View, r Round, person string) bool {
	return r.Chair != "" && r.Chair == person && OnPanel(v, r, person)
}

// SetAside reports whether somebody is too close to an application to review it or decide about it: they lead it, or
// they said so.
func (a Application) SetAside(v store.View, person string) bool {
	c, said := conflicts.Get(v, aboutKey(a.Round, a.ID, person))
	return a.LedBy(person) || said && c.Lifted.IsZero()
}

// counts reports whether a review is of the application as it stands, by somebody who may review it now.
func (rv PanelReview) counts(v store.View, r Round, a Application) bool {
	return rv.Of.Equal(a.Sent) && OnPanel(v, r, rv.Reviewer) && !a.SetAside(v, rv.Reviewer)
}

// withPanel reports whether an application has come to the panel: drafts and what was withdrawn are its leaders' own.
func (a Application) withPanel() bool {
	return a.State == StateSubmitted || a.State == StateAccepted || a.State == StateSentBack
}
