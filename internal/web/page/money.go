package page

import "time"

// Money is a round's money for those who look after it.
type Money struct {
	Round   Round
	Funds   Funds
	Awards  []Award
	Further bool // there is a project that could be promised some
	Open    bool // the round is not closed
}

// Late counts the awards of which something is overdue.
func (m Money) Late() int {
	n := 0
	for _, a := range m.Awards {
		if a.Late != "" {
			n++
		}
	}
	return n
}

// AwardDesk is one award for those who look after the round: who leads it, what is planned and paid, what is missing.
type AwardDesk struct {
	Round      Round
	Award      Award
	Leads      []string // names
	AnsweredBy string   // name of who answered, or empty
	SaidBy     string   // who told them, where a member of staff noted the answer
	Tranches   []Tranche
	Unplanned  int64
	Missing    []string // story, payment, return
	Open       bool
}

// At is a page under the award's desk.
func (d AwardDesk) At(part string) string {
	return d.Round.At("money/" + d.Award.Project.ID + "/" + part)
}

// Tranche is one payment, planned or paid.
type Tranche struct {
	Number int
	Amount int64
	Due    time.Time
	For    string
	Paid   bool
}

// MoneyStep is one thing that is done about a round's money. POST to the same address: answer: answer (yes, no), said_by;
// leads: leads (ids, any number); days: answer_by, story_by; plan: amount, due, for; paid: on, reference; came-back:
// amount, reference; finish: short; further: project, amount, reason; correct: reason.
type MoneyStep struct {
	Round   Round
	What    string
	Name    string // of the project, or what is to be corrected
	Amount  int64  // the most, or what it is about
	Options []Option
	Back    string
	Form    Form
}

// Ledger is every entry of a round's ledger. As files: GET /rounds/{round}/ledger.csv, ledger.xlsx.
type Ledger struct {
	Round Round
	Funds Funds
	Lines []LedgerLine
}

// LedgerLine is one entry.
type LedgerLine struct {
	Number      int
	At          time.Time
	By          string
	Kind        string // opening, award, return, payment or receipt
	Project     *Project
	Amount      int64
	What        string
	Reference   string
	Corrects    int    // the entry that it takes back, or zero
	Correctable bool   // may be taken back
	Paper       string // the address of a receipt's photo or PDF, or empty
}

func (Money) Template() string     { return "money" }
func (AwardDesk) Template() string { return "award-desk" }
func (MoneyStep) Template() string { return "money-step" }
func (Ledger) Template() string    { return "ledger" }
