package page

import (
	"strconv"
	"time"
)

// Panel is where those who look at the ideas of a round begin: what waits for them, and how far the others are.
type Panel struct {
	Round  Round
	Member bool   // reviews: on the panel
	Staff  bool   // looks after the round
	Named  bool   // there is a panel
	Chair  string // name of the one who decides beside those who look after the round, or empty
	Groups []PanelGroup
	Aside  int // ideas that whoever looks is set aside from
}

// PanelGroup is the ideas of which the same is to be said.
type PanelGroup struct {
	What  string // one of those below
	Lines []PanelLine
}

// The groups, in their order.
const (
	PanelMine    = "mine"    // wait for whoever looks
	PanelOthers  = "others"  // wait for others
	PanelReady   = "ready"   // wait for a decision
	PanelDecided = "decided" // decided
)

// PanelLine is one idea in the list.
type PanelLine struct {
	Idea             Idea
	Reviewed, Needed int
}

// PanelIdea is one idea for the panel. POST /rounds/{round}/panel/ideas/{idea}: ticks.1 … (yes, no, unsure), advice (ballot,
// send-back, unsure), guidelines (numbers), comment.
type PanelIdea struct {
	Idea       Idea
	Mended     bool // its parents are changing it: what it says is theirs until they send it
	Alike      []Idea
	Guidelines []Option
	Checklist  []string
	MayReview  bool
	Given      bool // whoever looks has reviewed it
	Again      bool // likewise, but it was sent again since
	MayStep    bool // may say that they are too close
	Form       Form
	Work       PanelWork
	Chair      string // as on the list
	Decide     bool   // may decide
	Decided    *PanelDecision
}

// PanelWork is how far the panel is with an idea.
type PanelWork struct {
	Reviewed, Needed int
	Waiting, Aside   []string // names
	Shown            bool     // what others found is shown
	Lines            []PanelCount
	Found            []PanelFound
	Early            string // why fewer reviews are enough
}

// PanelCount is how often each answer was given to a line of the checklist.
type PanelCount struct {
	Line            string
	Yes, No, Unsure int
}

// PanelFound is what one of the panel found.
type PanelFound struct {
	Who        string
	Advice     string
	Guidelines []string
	Comment    string
}

// PanelDecision is what was decided, and why.
type PanelDecision struct {
	Who        string
	At         time.Time
	Accepted   bool
	Guidelines []string
	Reason     string
}

// PanelAside asks why somebody is too close to an idea. POST /rounds/{round}/panel/ideas/{idea}/aside: why.
type PanelAside struct {
	Idea Idea
	Form Form
}

// PanelDecide is where an idea is decided. POST /rounds/{round}/panel/ideas/{idea}/decide: decision (accept, send-back),
// cost, guidelines (numbers), reason, and early, where too few have reviewed it.
type PanelDecide struct {
	Idea        Idea
	Work        PanelWork
	Early       bool // too few have reviewed it: why it cannot wait
	Least, Most int64
	Guidelines  []Option
	Form        Form
}

// PanelMembers is where the panel is named. POST /rounds/{round}/panel/members: panel (ids), chair (id). A conflict is taken
// back by POST /rounds/{round}/panel/ideas/{idea}/aside/{person}/lift.
type PanelMembers struct {
	Round     Round
	Frozen    bool
	Members   []Option
	Chairs    []Option
	Conflicts []PanelConflict
	Namings   []PanelNaming
	Form      Form
}

// PanelConflict says who is too close to which idea, and why.
type PanelConflict struct {
	Idea        Idea
	Person, Who string
	Why         string
	At          time.Time
	Own         bool   // of whoever looks
	LiftedBy    string // a name, once it was taken back
}

// PanelProgress is how far the panel is with the ideas of a round.
type PanelProgress struct {
	Named                              bool
	Sent, Reviewed, Decided, Conflicts int
}

// PanelNaming is one change of the panel.
type PanelNaming struct {
	Names      []string
	Chair, Who string
	At         time.Time
}

// Panel is a page of the panel about the idea.
func (i Idea) Panel(part string) string { return i.Round.At("panel/ideas/" + i.ID + part) }

// TickName is the name of the field that answers a line of the checklist, the first of which is 0.
func TickName(i int) string { return "ticks." + strconv.Itoa(i+1) }

// TickName is the same for a template.
func (PanelIdea) TickName(i int) string { return TickName(i) }

func (Panel) Template() string        { return "panel" }
func (PanelIdea) Template() string    { return "panel-idea" }
func (PanelAside) Template() string   { return "panel-aside" }
func (PanelDecide) Template() string  { return "panel-decide" }
func (PanelMembers) Template() string { return "panel-members" }
