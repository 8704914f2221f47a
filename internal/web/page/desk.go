package page

import "time"

// Desk is where a helper finds whoever asks for help with voting. POST /rounds/{round}/desk/find: find.
type Desk struct {
	Round    Round
	Searched bool
	Found    []DeskVoter
	MayAdmit bool // somebody who is not on the list may come onto it. POST /rounds/{round}/desk/admit
	Helps    []HelpLine
	Form     Form
}

// DeskVoter is somebody who was found.
type DeskVoter struct {
	ID     string
	Name   string // empty for somebody whom nobody has to name
	Slip   int    // number of their slip, zero without one
	Paper  bool   // it is a ballot paper
	OnRoll bool
}

// HelpLine says that somebody was helped. It says nothing of a vote.
type HelpLine struct {
	Voter         DeskVoter
	Helper        string
	Reason, Words string
	At            time.Time
}

// DeskStart asks why somebody is helped, before they vote. POST /rounds/{round}/desk/voters/{id}: reason, words, lang.
type DeskStart struct {
	Round     Round
	Voter     DeskVoter
	Voted     bool // the vote that they put in now takes the place of the one that is there
	Member    bool // a slip by name can be made for them. POST /rounds/{round}/desk/voters/{id}/slip
	Languages []Option
	Form      Form
}

// Helped gives the voter at the desk their receipt, which shows this once.
type Helped struct {
	Round   Round
	Receipt string // the words, parted by spaces
}

// Words are the receipt's, as they are shown.
func (h Helped) Words() string { return showWords(h.Receipt) }

func (Desk) Template() string      { return "desk" }
func (DeskStart) Template() string { return "desk-start" }
func (Helped) Template() string    { return "helped" }
