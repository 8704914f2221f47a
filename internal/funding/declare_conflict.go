package funding

import (
	"context"
	"strings"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

// DeclareConflict is how a member of the panel says that they are too close to an application to review it. From then on
// they do not see it as the panel does, and a review that they gave is taken out. Why is for staff alone. Saying it
// again changes nothing. It fails with Invalid, naming the field, NotFound, Forbidden for those who are not on the
// panel, and Conflict once voting has opened.
func (f *Funding) DeclareConflict(ctx context.Context, person, round, id, why string) error {
	why = strings.TrimSpace(why)
	var c fault.Checks
	c.That(within(why, 3, maxWhyConflict), "why", "fault.funding.why_conflict", "max", maxWhyConflict)
	if err := c.Fault(); err != nil {
		return err
	}
	s := sealing{f: f, ctx: ctx, subject: people.Subject(person)}
	sealed := s.seal(conflictPurpose, &why)
	if s.err != nil {
		return s.err
	}
	_, err := f.Store.Update(ctx, "funding.declare_conflict", person, func(v store.View) ([]store.Change, error) {
		r, err := unopenedRound(v, round)
		if err != nil {
			return nil, err
		}
		if said, ok := conflicts.Get(v, aboutKey(round, id, person)); ok && said.Lifted.IsZero() {
			return nil, nil
		}
		if _, err := PanelApplication(v, round, id, person); err != nil {
			return nil, err
		}
		if !OnPanel(v, r, person) {
			return nil, fault.New(fault.Forbidden, "fault.funding.not_on_panel")
		}
		changes := []store.Change{conflicts.Put(Conflict{Round: round, Application: id, Person: person, Why: sealed, At: v.Time()})}
		if _, given := reviews.Get(v, aboutKey(round, id, person)); given {
			changes = append(changes, reviews.Delete(aboutKey(round, id, person)))
		}
		return changes, nil
	})
	return err
}

// LiftConflict takes a conflict back that somebody declared, as staff do when it was said by mistake; that it was there
// stays on record. It fails with NotFound, also for those who are set aside themselves, Forbidden for one's own, and
// Conflict once voting has opened.
func (f *Funding) LiftConflict(ctx context.Context, actor, round, id, person string) error {
	_, err := f.Store.Update(ctx, "funding.lift_conflict", actor, func(v store.View) ([]store.Change, error) {
		if _, err := unopenedRound(v, round); err != nil {
			return nil, err
		}
		if actor == person {
			return nil, fault.New(fault.Forbidden, "fault.funding.own_conflict")
		}
		if _, err := PanelApplication(v, round, id, actor); err != nil {
			return nil, err
		}
		c, ok := conflicts.Get(v, aboutKey(round, id, person))
		if !ok || !c.Lifted.IsZero() {
			return nil, fault.New(fault.NotFound, "fault.funding.conflict_not_found")
		}
		c.Lifted, c.LiftedBy = v.Time(), actor
		return []store.Change{conflicts.Put(c)}, nil
	})
	return err
}
