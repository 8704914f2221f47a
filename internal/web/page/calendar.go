package page

import "time"

// Calendar is the course of a round in plain words: what is over, what happens now, what comes, and where it was moved.
type Calendar struct {
	Phase string // to say it in a sentence; empty where the page says it already
	Steps []Step
	Moves []Move // the latest first
}

// Step is one part of a round's course.
type Step struct {
	What  string    // ideas, review, pitches, voting, result or news
	State string    // done, due (now) or later
	From  time.Time // when it begins by itself; zero: somebody decides
	Until time.Time // when it ends by itself; zero: likewise
}

// The states of a step, as the thread draws them.
const (
	StepDone  = "done"
	StepNow   = "due"
	StepLater = "later"
)

// Note is the key of what is said about when a step is.
func (s Step) Note() string {
	switch {
	case s.State == StepDone:
		return "calendar.done"
	case s.State == StepNow && s.Until.IsZero():
		return "calendar.now"
	case s.State == StepNow:
		return "calendar.now-until"
	case s.What == "result":
		return "calendar.after-voting"
	case s.From.IsZero() && s.Until.IsZero():
		return "calendar.no-date"
	case s.From.IsZero():
		return "calendar.by"
	case s.Until.IsZero():
		return "calendar.from"
	}
	return "calendar.from-until"
}

// Move is one move of a round on record. Parents read that somebody moved it, not who.
type Move struct {
	To     string // a phase
	Back   bool
	At     time.Time
	ByHand bool
	Who    string // for those who look after the round: the name of the person
	Why    string
}

// Said is the key of what happened.
func (m Move) Said() string {
	if m.Back {
		return "moved.back." + m.To
	}
	return "moved." + m.To
}

// How is the key of what moved the round, where that was not a person whom the page may name.
func (m Move) How() string {
	switch {
	case m.ByHand:
		return "moved.how.hand"
	case m.To == "awarded":
		return "moved.how.count"
	}
	return "moved.how.calendar"
}

// MovePage moves a round by hand. POST /rounds/{round}/move: to, why, which a way back needs.
type MovePage struct {
	Round Round
	To    string
	Back  bool
	Form  Form
}

// Said is the beginning of the keys of the question.
func (m MovePage) Said() string {
	if m.Back {
		return "move.back." + m.To
	}
	return "move." + m.To
}

func (MovePage) Template() string { return "move" }
