package page

import "time"

// Funds is where money stands, a round's or a project's: promised, given back, never promised; and of what is promised,
// paid out, and spent by the receipts.
type Funds struct{ Awarded, Returned, Left, Paid, Spent int64 }

// Budget is what all of it comes to.
func (f Funds) Budget() int64 { return f.Awarded + f.Returned + f.Left }

// Free is what can be promised.
func (f Funds) Free() int64 { return f.Returned + f.Left }

// Bar draws what is paid out, then what is promised and not paid; the rest is free.
func (f Funds) Bar() Bar {
	return Bar{Width: max(f.Budget(), 1), Kind: "projects", Segments: []Segment{{0, f.Paid, 5}, {f.Paid, f.Awarded - f.Paid, 0}}}
}

// SpentBar draws what is spent of what is promised.
func (f Funds) SpentBar() Bar {
	return Bar{Width: max(f.Awarded, 1), Kind: "projects", Segments: []Segment{{0, min(f.Spent, f.Awarded), 5}}}
}

// Award is what pages show of the money promised to a project.
type Award struct {
	Project           Project
	State             string // offered, accepted, declined, running or finished
	Late              string // answer or story, or empty
	Funds             Funds
	AnswerBy, StoryBy time.Time
	Told              bool     // the story is
	Returning         int64    // said to be on its way back
	Spare             int64    // may be given back
	Short             string   // why receipts fall short
	Picture           *Picture // the first of the story, or nil
}

// Taken reports whether the project said yes and is not done.
func (a Award) Taken() bool { return a.State == "accepted" || a.State == "running" }

// ThreadLeaf is one step of a project's thread: something that happened, or a promise that is open.
type ThreadLeaf struct {
	Key      string // under "thread."
	Due      bool   // still to come
	At       time.Time
	N        int       // who voted, for "voted"
	Amount   int64     // pence
	What     string    // a few words: what a payment is for, why money was promised
	Text     string    // somebody's own words: news, or the story
	Pictures []Picture // beside them
	Remove   string    // where to take it down, or empty
}

// MyAward is what those who lead a project see of their award: what is next, and what can be done. Yes: POST
// /rounds/{round}/award/{project}/accept. No: POST .../decline, which asks once more.
type MyAward struct {
	Round    Round
	Award    Award
	Council  string
	Thread   []ThreadLeaf
	Receipts []ReceiptLine
	ForThem  bool // a member of staff looks at it for those who lead
}

// At is a page under the award's.
func (a MyAward) At(part string) string {
	return a.Round.At("award/" + a.Award.Project.ID + "/" + part)
}

// AwardStep is one thing that those who lead a project do. POST to the same address: receipt: amount, on, what, paper;
// news: text and a picture; story: text and pictures; return: amount. All but return are sent as multipart.
type AwardStep struct {
	Round    Round
	Award    Award
	What     string // receipt, news, story or return
	Pictures []PictureAsked
	Paper    string // the id of one that came already, or empty
	Form     Form
}

// PictureAsked is a field for a picture, and the one that is there.
type PictureAsked struct {
	Field string
	Was   *Picture
}

// Back is the award's own page.
func (s AwardStep) Back() string { return s.Round.At("award/" + s.Award.Project.ID) }

// AwardPaper is the award letter on paper, for those without e-mail.
type AwardPaper struct {
	Round Round
	Award Award
	Site  string
}

// After is what came of a round, for everybody.
type After struct {
	Round     Round
	Funds     Funds
	Awards    []Award
	MayManage bool
}

// AfterProject is what came of a project, for everybody.
type AfterProject struct {
	Round    Round
	Award    Award
	Thread   []ThreadLeaf
	Receipts []ReceiptLine
	Leads    bool // whoever looks may act for it
}

// ReceiptLine is one thing that a project's money bought.
type ReceiptLine struct {
	What   string
	On     time.Time
	Amount int64
	Paper  string // the address of its photo or PDF, where there is one and whoever looks may see it
}

func (MyAward) Template() string      { return "my-award" }
func (AwardStep) Template() string    { return "award-step" }
func (AwardPaper) Template() string   { return "award-paper" }
func (After) Template() string        { return "after" }
func (AfterProject) Template() string { return "after-project" }
