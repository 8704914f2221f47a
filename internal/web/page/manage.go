package page

import "time"

// Manage is where a round is looked after: what is ready, and what to do next.
type Manage struct {
	Round    Round
	Projects []Project
	Ready    bool // the settings are complete
	Slips    int  // slips made
	Members  int  // members who may vote with their account
	Calendar Calendar
	Movable  []MovePage // where it can be moved by hand
	Missed   time.Time  // when voting was to open and something was missing
	Blocks   []Block    // why voting cannot be opened yet
	Waiting  int        // batches of ballot papers that are not in the box, while voting is open
	Chain    string     // head of the ballot box's chain while voting, or empty

	Panel       PanelProgress
	Scrutineers []string // names of those who may see the ballots of a small round
}

// OnlyMoves reports whether moving the round on is what comes next, before anything else that can be done.
func (m Manage) OnlyMoves() bool { return m.Round.Phase == "applications" || m.Round.Phase == "review" }

// Block is one thing that is missing before voting can open: one of the messages below, and where to mend it.
type Block struct {
	Key  string
	Href string
}

// What may be missing before voting can open.
const (
	BlockRules    = "block.rules"
	BlockProjects = "block.projects"
	BlockVoters   = "block.voters"
	BlockCloses   = "block.closes"
)

// Settings are a round's rules. POST /rounds/{round}/settings: title, purpose, budget, smallest, largest,
// voters (members, slips, both), ballot (within-budget, any, up-to), most, rule (most-votes, equal-shares,
// equal-shares-exhaustive, equal-shares-topup, equal-shares-only), quorum, standings (live, after-vote,
// after-close), minimum, publish, guidelines and checklist (one a line), reviews, and the dates applications, review,
// pitches, opens, closes, reports (datetime-local, in the community's time). Once voting is open only standings may be
// tightened.
type Settings struct {
	Round   Round
	Frozen  bool
	Offered bool // the dates are those of the round it was copied from, a year later: nobody has agreed to them yet
	Form    Form
}

// ProjectForm is a project being written. POST /rounds/{round}/projects/new or
// /rounds/{round}/projects/{id}/edit: title, about, cost, lead, picture and voice (MediaField). Remove: POST
// /rounds/{round}/projects/{id}/remove.
type ProjectForm struct {
	Round   Round
	ID      string   // empty for a new one
	Picture *Picture // the one that it has
	Voice   *Voice   // likewise
	Form    Form
}

// Sound lets a voice note be recorded.
func (ProjectForm) Sound() Sound { return Records }

// Action is where the form posts to.
func (p ProjectForm) Action() string {
	if p.ID == "" {
		return p.Round.At("projects/new")
	}
	return p.Round.At("projects/" + p.ID + "/edit")
}

// Slips are the personal codes of a round. Make: POST /rounds/{round}/slips: number. Withdraw and make anew:
// POST /rounds/{round}/slips/{id}/revoke, /rounds/{round}/slips/{id}/reissue.
type Slips struct {
	Round Round
	List  []SlipLine
	Next  int // number of the first slip that is not on this page; zero: all are
	Form  Form
}

// ListedSlip is a slip with whether anything may still be done about it.
type ListedSlip struct {
	SlipLine
	Changeable bool
}

// Lines are the list as it is shown.
func (s Slips) Lines() []ListedSlip {
	lines := make([]ListedSlip, len(s.List))
	for i, l := range s.List {
		lines[i] = ListedSlip{l, !s.Round.Ended() && (l.State == "new" || l.State == "used")}
	}
	return lines
}

// SlipLine is one slip in the list. Its code is not shown: who holds the paper holds the vote.
type SlipLine struct {
	ID      string
	Number  int
	State   string // new, used, revoked or reissued
	Paper   bool   // a ballot paper
	Printed time.Time
}

// SlipSheet is the sheet to print and cut.
type SlipSheet struct {
	Round Round
	Site  string // where to type the code, without https://
	Slips []PrintedSlip
	Next  int // as in Slips
	Voices
}

// Paper is one slip as it lies on the sheet.
type Paper struct {
	PrintedSlip
	Title, Site string
	Voices
}

// Papers are the slips with what all of them say.
func (s SlipSheet) Papers() []Paper {
	papers := make([]Paper, len(s.Slips))
	for i, slip := range s.Slips {
		papers[i] = Paper{slip, s.Round.Title, s.Site, s.Voices}
	}
	return papers
}

// PrintedSlip is one slip on the sheet. Code is in groups as it is typed; Address is what its QR says.
type PrintedSlip struct {
	Number        int
	Code, Address string
}

// Scrutineers is where those are named who may see the ballots of a small round and count them again. POST
// /rounds/{round}/scrutineers: scrutineers (ids of members of the council, any number).
type Scrutineers struct {
	Round   Round
	Publish int // from so many ballots on everybody may see them
	Members []Option
	Form    Form
}

// Confirm asks once more before what cannot be undone. It posts to where it is shown, with confirm=1.
type Confirm struct {
	Round  Round
	What   string // open, close, discard, revoke, remove-project, remove-member
	Name   string // what it is done to, for the last ones
	Action string
	Back   string
	Hidden map[string]string // fields to send again
}

func (Manage) Template() string      { return "manage" }
func (Settings) Template() string    { return "settings" }
func (ProjectForm) Template() string { return "project-form" }
func (Slips) Template() string       { return "slips" }
func (SlipSheet) Template() string   { return "slip-sheet" }
func (Scrutineers) Template() string { return "scrutineers" }
func (Confirm) Template() string     { return "confirm" }
