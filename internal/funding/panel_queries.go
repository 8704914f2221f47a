package funding

import (
	"cmp"
	"context"
	"slices"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

// PanelApplication is an application as the panel and those who decide may know it. It is NotFound where there is none,
// where it was not sent, and for whoever is set aside from it.
func PanelApplication(v store.View, round, id, person string) (Application, error) {
	a, err := ApplicationByID(v, round, id)
	if err == nil && (!a.withPanel() || a.SetAside(v, person)) {
		err = fault.New(fault.NotFound, "fault.funding.idea_not_found")
	}
	return a, err
}

// PanelApplications are all that PanelApplication gives somebody, those that were sent first first.
func PanelApplications(v store.View, round, person string) []Application {
	var list []Application
	for a := range ApplicationsOf(v, round) {
		if a.withPanel() && !a.SetAside(v, person) {
			list = append(list, a)
		}
	}
	slices.SortFunc(list, func(a, b Application) int { return cmp.Or(a.Sent.Compare(b.Sent), cmp.Compare(a.ID, b.ID)) })
	return list
}

// CountAside is the number of applications with the panel that somebody is set aside from.
func CountAside(v store.View, round, person string) (n int) {
	for a := range ApplicationsOf(v, round) {
		if a.withPanel() && a.SetAside(v, person) {
			n++
		}
	}
	return n
}

// MayReview is nil while somebody on the panel may review an application. It fails with NotFound where they may not know
// of it, Forbidden for those who are not on the panel, Conflict where it has been decided and Gone where nothing is
// reviewed any more.
func MayReview(v store.View, r Round, id, person string) error {
	a, err := PanelApplication(v, r.ID, id, person)
	switch {
	case err != nil:
		return err
	case !OnPanel(v, r, person):
		return fault.New(fault.Forbidden, "fault.funding.not_on_panel")
	case a.State != StateSubmitted:
		return fault.New(fault.Conflict, "fault.funding.idea_decided")
	case r.Phase != Applications && r.Phase != Review:
		return fault.New(fault.Gone, "fault.funding.ideas_closed")
	}
	return nil
}

// CountAwaited is the number of a round's applications that wait for somebody's review.
func CountAwaited(v store.View, r Round, person string) (n int) {
	for a := range ApplicationsOf(v, r.ID) {
		if _, fresh, _ := OwnReview(v, a, person); !fresh && MayReview(v, r, a.ID, person) == nil {
			n++
		}
	}
	return n
}

// OwnReview is the last review that somebody gave an application; Fresh says whether it is of what was sent last.
func OwnReview(v store.View, a Application, person string) (own PanelReview, fresh, ok bool) {
	own, ok = reviews.Get(v, aboutKey(a.Round, a.ID, person))
	return own, ok && own.Of.Equal(a.Sent), ok
}

// ReviewsOf are the reviews that an application has, the first one first. Whoever is yet to review it is told none of
// them, so that nobody follows the first; once it is decided, all of the panel see them.
func ReviewsOf(v store.View, r Round, a Application, asker string) (list []PanelReview, shown bool) {
	_, fresh, _ := OwnReview(v, a, asker)
	if a.SetAside(v, asker) || a.State == StateSubmitted && !fresh && OnPanel(v, r, asker) {
		return nil, false
	}
	return reviewsOf(v, r, a), true
}

func reviewsOf(v store.View, r Round, a Application) []PanelReview {
	list := slices.DeleteFunc(slices.Collect(reviews.Under(v, applicationKey(a.Round, a.ID)+"/")), func(rv PanelReview) bool {
		return !rv.counts(v, r, a)
	})
	slices.SortFunc(list, func(a, b PanelReview) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Reviewer, b.Reviewer)) })
	return list
}

// Standing says how far the panel is with an application.
type Standing struct {
	Reviewed int      // reviews that count
	Needed   int      // before it is decided; zero where the round has no panel
	Waiting  []string // persons who are yet to review it
	Aside    []string // persons of the panel who are set aside from it
	Waived   bool     // staff said why fewer are enough
}

// Enough reports whether it may be decided about.
func (s Standing) Enough() bool { return s.Reviewed >= s.Needed || s.Waived }

// StandingOf says how far the panel is with an application.
func StandingOf(v store.View, r Round, a Application) Standing {
	given := reviewsOf(v, r, a)
	s := Standing{Reviewed: len(given)}
	if len(r.Panel) > 0 {
		s.Needed = r.Reviews
	}
	for _, person := range r.Panel {
		switch {
		case !OnPanel(v, r, person):
		case a.SetAside(v, person):
			s.Aside = append(s.Aside, person)
		case !slices.ContainsFunc(given, func(rv PanelReview) bool { return rv.Reviewer == person }):
			s.Waiting = append(s.Waiting, person)
		}
	}
	w, ok := waivers.Get(v, applicationKey(a.Round, a.ID))
	s.Waived = ok && w.Of.Equal(a.Sent)
	return s
}

// Progress says how far the panel is with a round.
type Progress struct {
	Sent      int // applications with the panel
	Reviewed  int // those of them that have their reviews, or were decided
	Decided   int
	Conflicts int // how often somebody of the panel is set aside
}

// ProgressOf says how far the panel is with a round.
func ProgressOf(v store.View, r Round) (p Progress) {
	for a := range ApplicationsOf(v, r.ID) {
		if !a.withPanel() {
			continue
		}
		s := StandingOf(v, r, a)
		p.Sent++
		p.Conflicts += len(s.Aside)
		if a.State != StateSubmitted {
			p.Decided++
		}
		if a.State != StateSubmitted || s.Enough() {
			p.Reviewed++
		}
	}
	return p
}

// TickCount is how often each answer was given to a line of the checklist.
type TickCount struct{ Yes, No, Unsure int }

// CountTicks counts the answers of reviews, line by line.
func CountTicks(checklist []string, given []PanelReview) []TickCount {
	counts := make([]TickCount, len(checklist))
	for _, rv := range given {
		for i, t := range rv.Ticks[:min(len(rv.Ticks), len(counts))] {
			switch t {
			case TickYes:
				counts[i].Yes++
			case TickNo:
				counts[i].No++
			case TickUnsure:
				counts[i].Unsure++
			}
		}
	}
	return counts
}

// ConflictsOf are the conflicts that were declared in a round, lifted ones too, for staff; those about an application
// from which the asker is set aside are left out.
func ConflictsOf(v store.View, round, asker string) []Conflict {
	var list []Conflict
	for c := range conflicts.Under(v, round+"/") {
		if _, err := PanelApplication(v, round, c.Application, asker); err == nil {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b Conflict) int { return b.At.Compare(a.At) })
	return list
}

// NamingsOf are the changes of a round's panel, the last one first.
func NamingsOf(v store.View, round string) []Naming {
	list := slices.Collect(namings.Under(v, round+"/"))
	slices.SortFunc(list, func(a, b Naming) int { return b.Number - a.Number })
	return list
}

// WaiverOf is why an application, as it was sent last, may be decided about with fewer reviews.
func WaiverOf(v store.View, a Application) (Waiver, bool) {
	w, ok := waivers.Get(v, applicationKey(a.Round, a.ID))
	return w, ok && w.Of.Equal(a.Sent)
}

// What a sealed word of the panel is bound to, beside whose it is.
const (
	commentPurpose  = "funding.comment"
	conflictPurpose = "funding.conflict"
	waiverPurpose   = "funding.waiver"
)

// ReadComment opens what a review says in words; empty where it says nothing, or was erased with the author.
func (f *Funding) ReadComment(ctx context.Context, a Application, rv PanelReview) (string, error) {
	o := opening{f: f, ctx: ctx, subject: people.Subject(a.Author())}
	return o.open(commentPurpose, rv.Comment), o.err
}

// ReadConflict opens why somebody is set aside, for staff; empty where it was erased with them.
func (f *Funding) ReadConflict(ctx context.Context, c Conflict) (string, error) {
	o := opening{f: f, ctx: ctx, subject: people.Subject(c.Person)}
	return o.open(conflictPurpose, c.Why), o.err
}

// ReadWaiver opens why fewer reviews were enough; empty where it was erased with the author.
func (f *Funding) ReadWaiver(ctx context.Context, a Application, w Waiver) (string, error) {
	o := opening{f: f, ctx: ctx, subject: people.Subject(a.Author())}
	return o.open(waiverPurpose, w.Why), o.err
}
