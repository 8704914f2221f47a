package web

import (
	"slices"
	"time"

	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/web/page"
)

// calendar is the round's course in plain words.
func (r *request) calendar() page.Calendar {
	moves := funding.MovesOf(r.view, r.round.ID)
	p := page.Calendar{Phase: string(r.round.Phase), Steps: r.steps(moves)}
	for _, m := range slices.Backward(moves) {
		p.Moves = append(p.Moves, page.Move{To: string(m.To), Back: m.To.Before(m.From), At: m.At, ByHand: m.By != "", Why: m.Why})
	}
	return p
}

// namedCalendar is the calendar for those who look after the round, with who moved it.
func (r *request) namedCalendar() (page.Calendar, error) {
	p := r.calendar()
	p.Phase = ""
	for i, m := range slices.Backward(funding.MovesOf(r.view, r.round.ID)) {
		if m.By == "" {
			continue
		}
		name, err := r.name(r.view, m.By)
		if err != nil {
			return p, err
		}
		p.Moves[len(p.Moves)-1-i].Who = name
	}
	return p, nil
}

// steps are the parts of the round's course. One that is not on the calendar and never was is not shown, but for the
// vote and its result, which every round has.
func (r *request) steps(moves []funding.Move) []page.Step {
	d, at := r.round.Dates, r.round.Phase
	if at == funding.Counting {
		at = funding.Awarded // the votes become the result
	}
	course := []struct {
		what  string
		phase funding.Phase
		from  time.Time
	}{
		{"ideas", funding.Applications, d.Applications},
		{"review", funding.Review, d.Review},
		{"pitches", funding.Pitches, d.Pitches},
		{"voting", funding.Voting, d.Voting},
		{"result", funding.Awarded, r.round.Closes},
		{"news", funding.Reporting, time.Time{}},
	}
	var steps []page.Step
	until := d.Reports // of the step at hand: when the next one that has a date begins
	for _, c := range slices.Backward(course) {
		s := page.Step{What: c.what, State: page.StepLater, From: r.toCome(c.from), Until: r.toCome(until)}
		switch {
		case c.phase == at:
			s.State = page.StepNow
		case c.phase.Before(at):
			s.State = page.StepDone
		}
		if s.State == page.StepLater && c.what != "voting" && c.what != "news" || c.what == "result" {
			s.Until = time.Time{} // the next step says when it begins
		}
		planned := s.State != page.StepDone && (!c.from.IsZero() || c.phase == funding.Reporting && !until.IsZero())
		been := slices.ContainsFunc(moves, func(m funding.Move) bool { return m.To == c.phase })
		if planned || been || c.phase == at || c.phase == funding.Voting || c.phase == funding.Awarded {
			steps = append(steps, s)
		}
		if !c.from.IsZero() {
			until = c.from
		}
	}
	slices.Reverse(steps)
	return steps
}

// toCome is a date that still moves the round; one that has passed says nothing any more.
func (r *request) toCome(at time.Time) time.Time {
	if at.After(r.now) {
		return at
	}
	return time.Time{}
}
