package funding

import (
	"time"

	"github.com/parentpower/parentpower/internal/fault"
)

// Dates are when a round moves on by itself, besides Settings.Closes. A zero one is moved by hand.
type Dates struct {
	Applications time.Time `bson:"applications,omitempty"` // parents may put ideas forward from then on
	Review       time.Time `bson:"review,omitempty"`       // no more ideas: the panel looks at them
	Pitches      time.Time `bson:"pitches,omitempty"`      // all can read about the projects
	Voting       time.Time `bson:"voting,omitempty"`       // voting opens, where everything is ready
	Reports      time.Time `bson:"reports,omitempty"`      // by when the projects tell what came of the money; moves nothing
}

// date is one date of a round: the field it is typed in, and the phase that it begins.
type date struct {
	field string
	phase Phase
	at    time.Time
}

// dates are those of a round in their order, zero ones included.
func (s Settings) dates() []date {
	return []date{
		{"applications", Applications, s.Dates.Applications},
		{"review", Review, s.Dates.Review},
		{"pitches", Pitches, s.Dates.Pitches},
		{"opens", Voting, s.Dates.Voting},
		{"closes", Counting, s.Closes},
		{"reports", Reporting, s.Dates.Reports},
	}
}

// checkDates wants each date to come and after the one before it. Those of phases that the round has reached are spent
// and may stay as they are.
func (s Settings) checkDates(c *fault.Checks, now time.Time, reached Phase) {
	var before time.Time
	for _, d := range s.dates() {
		if d.at.IsZero() || !reached.Before(d.phase) {
			continue
		}
		if d.at.After(now) {
			c.That(d.at.After(before), d.field, "fault.funding.date_order")
		} else {
			c.That(false, d.field, "fault.funding.date_past")
		}
		before = d.at
	}
}

// inUTC are the dates as they are kept.
func (d Dates) inUTC() Dates {
	return d.each(func(t time.Time) time.Time { return t.UTC().Truncate(time.Second) })
}

func (d Dates) each(change func(time.Time) time.Time) Dates {
	for _, t := range []*time.Time{&d.Applications, &d.Review, &d.Pitches, &d.Voting, &d.Reports} {
		if !t.IsZero() {
			*t = change(*t)
		}
	}
	return d
}

// yearOfWeeks keeps the day of the week.
const yearOfWeeks = 52 * 7

// YearLater offers the dates of an earlier round for a new one: 52 weeks later, as often as it takes until all of them
// are still to come, on the same day of the week and at the same time by the clock on the wall. Nobody has agreed to
// them yet.
func (s Settings) YearLater(now time.Time, zone *time.Location) (Dates, time.Time) {
	for _, first := range s.dates() {
		if first.at.IsZero() {
			continue
		}
		days := yearOfWeeks
		for !first.at.In(zone).AddDate(0, 0, days).After(now) {
			days += yearOfWeeks
		}
		later := func(t time.Time) time.Time { return t.In(zone).AddDate(0, 0, days).UTC() }
		closes := s.Closes
		if !closes.IsZero() {
			closes = later(closes)
		}
		return s.Dates.each(later), closes
	}
	return Dates{}, time.Time{}
}

// due is the last phase before another whose date has come since the round was last moved. A date that was overtaken,
// because somebody moved the round back or forth after it, moves nothing.
func (r Round) due(now time.Time, before Phase) (to Phase, due bool) {
	for _, d := range r.dates() {
		if d.phase.Before(before) && r.Phase.Before(d.phase) && d.at.After(r.Heeded) && !now.Before(d.at) {
			to, due = d.phase, true
		}
	}
	return to, due
}

// Opens is when voting opens by itself; zero where that is left to somebody's hand, or has been.
func (r Round) Opens() time.Time {
	if !r.Phase.Unopened() || r.MissedOpening() {
		return time.Time{}
	}
	return r.Dates.Voting
}

// MissedOpening reports whether voting was to open by the calendar and did not, because something was missing: it is
// opened by hand then, or on another date.
func (r Round) MissedOpening() bool {
	return r.Phase.Unopened() && !r.Dates.Voting.IsZero() && !r.Dates.Voting.After(r.Heeded)
}
