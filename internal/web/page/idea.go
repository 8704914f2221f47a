package page

import "time"

// Idea is what pages show of somebody's application; parents read "idea".
type Idea struct {
	Round        Round
	ID           string
	Title, About string
	Language     string // of what it says
	State        string // one of the states below
	Costs        []CostItem
	Least, Most  int64 // what its costs come to
	Leads        []string
	Picture      *Picture
	Voice        *Voice
	Project      string // its id on the ballot, once accepted
}

// The states of an idea.
const (
	IdeaDraft     = "draft"
	IdeaSubmitted = "submitted"
	IdeaAccepted  = "accepted"
	IdeaSentBack  = "sent-back"
	IdeaWithdrawn = "withdrawn"
	IdeaMerged    = "merged"
)

// Href is the idea's own page.
func (i Idea) Href() string { return i.Round.At("ideas/" + i.ID) }

// At is a page under the idea's.
func (i Idea) At(part string) string { return i.Href() + "/" + part }

// CostItem is one thing that the money is for.
type CostItem struct {
	ID, What    string
	Min, Wanted int64
}

// Apply is where an idea begins. POST /rounds/{round}/apply: id.
type Apply struct {
	Round       Round
	New         string // the id that the next idea gets, so that pressing twice begins one
	Mine        []Idea
	Open        bool
	Until       time.Time // when ideas stop being taken; zero: by hand
	Least, Most int64     // what one idea may be given
}

// RoundIdeas is what the page of a round says about ideas, to parents of the round.
type RoundIdeas struct {
	Parent bool
	Open   bool // ideas can be put forward
	Sent   int
	Mine   []Idea
}

// Ideas lists the ideas of a round, those of the reader first.
type Ideas struct {
	Round  Round
	Mine   []Idea
	Groups []IdeaGroup
	Open   bool
}

// IdeaGroup is the ideas of others in one state.
type IdeaGroup struct {
	State string
	Ideas []Idea
}

// IdeaStep asks for one thing about an idea: Name says which. POST to the same address: what it asks for; then, where
// it was reached from; stop, to go on another day.
type IdeaStep struct {
	Idea   Idea
	Name   string // title, about or voice, costs, leads, picture, alike, guidelines or check
	Number int    // from 1
	Of     int
	Back   string // the step before, or the idea's page
	Next   string // where a step leads that asks nothing
	Then   string // "check" when it was reached from there
	Form   Form

	New         string       // costs: the id of the next item
	Author      bool         // leads, check: whoever looks began it
	Others      []Leader     // leads: who leads it beside whoever looks, or beside the author
	Invitations []Invitation // leads
	Alike       []Idea
	Guidelines  []string
	Missing     []Missing // check: what has to be filled in first
}

// Missing is what has to be filled in before an idea can be sent: at which step, and the message that says so.
type Missing struct {
	Step, Key string
	Args      map[string]any
}

// Leader is somebody who leads an idea with its author. POST /rounds/{round}/ideas/{idea}/leads/{id}/end.
type Leader struct {
	ID, Name string
	Self     bool
	MayEnd   bool
}

// Invitation is a code that makes somebody a leader.
type Invitation struct {
	Code, Link string
	Until      time.Time
}

// Cost asks for one thing that costs money. POST /rounds/{round}/ideas/{idea}/costs/{item}: what, min, wanted; removed by
// POST …/remove.
type Cost struct {
	Idea   Idea
	ID     string
	Listed bool // is there already, so that it can be taken off
	Then   string
	Form   Form
}

// MyIdea is an idea as its leaders see it: where it stands and what comes next.
type MyIdea struct {
	Idea       Idea
	Author     bool
	GoOn       string // where it is filled in or mended; empty while it cannot be
	Withdraw   bool   // may be taken back
	Course     []Leaf
	Guidelines []string // those that it was told to miss
	Reason     string   // of the last decision
	Asked      []Idea   // whose authors would join with it
	Proposed   *Idea    // which its author would join with
	Into       *Idea    // which carries it on
}

// Leaf is one step of an idea's way to the vote. At is when it was, or will be.
type Leaf struct {
	What  string    // begun, send, sent, answer, accepted, sent-back or vote
	State string    // StepDone, StepNow or StepLater
	At    time.Time // zero where nobody knows
}

// OtherIdea is an idea as others see it; Decide is for those who look after the round. POST …/accept: cost, reason.
// POST …/send-back: guidelines (numbers), reason.
type OtherIdea struct {
	Idea        Idea
	Decide      bool
	Panel       bool  // a panel looks at it, which whoever reads this is on or decides with
	Least, Most int64 // what it can be given
	Guidelines  []Option
	Join        []Idea // of the reader, which could be joined with it
	Form        Form
}

// CoLead asks for the code of an invitation. POST /rounds/{round}/lead: code.
type CoLead struct {
	Round Round
	Form  Form
}

// CoLeadAsked shows the idea that somebody is asked to lead. POST /rounds/{round}/lead/{code}: name.
type CoLeadAsked struct {
	Idea Idea
	Code string
	Form Form
}

// JoinIdeas is where two authors agree to go on with one idea. POST /rounds/{round}/ideas/{mine}/join/{other}: do, which is
// ask, agree, decline or stop; keep, the id of the one that goes on, when asking.
type JoinIdeas struct {
	Mine, Other Idea
	Asked       bool // the other's author asks
	Waiting     bool // the other's author was asked
	Keep        Idea // which is to go on, once asked
	Form        Form
}

// Keeps are the two that one of them may go on as.
func (j JoinIdeas) Keeps() []Option {
	return []Option{{Value: j.Other.ID, Text: j.Other.Title}, {Value: j.Mine.ID, Text: j.Mine.Title}}
}

// Sound lets a step record what is said, and play it where all is read once more.
func (s IdeaStep) Sound() Sound {
	switch s.Name {
	case "voice":
		return Records
	case "check":
		return Plays
	}
	return Silent
}

// Sound lets what was said be played.
func (MyIdea) Sound() Sound { return Plays }

// Sound lets what was said be played.
func (OtherIdea) Sound() Sound { return Plays }

func (Apply) Template() string       { return "apply" }
func (Ideas) Template() string       { return "ideas" }
func (IdeaStep) Template() string    { return "idea-step" }
func (Cost) Template() string        { return "idea-cost" }
func (MyIdea) Template() string      { return "idea-mine" }
func (OtherIdea) Template() string   { return "idea-other" }
func (CoLead) Template() string      { return "co-lead" }
func (CoLeadAsked) Template() string { return "co-lead-asked" }
func (JoinIdeas) Template() string   { return "idea-join" }
