package funding

import (
	"context"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
)

// SubmitApplication sends an application, or sends one again that was sent back. Sending one that is with the panel
// already changes nothing. It fails with Invalid, naming what is still missing, NotFound, Forbidden for those who only
// lead it with its author, Conflict where it was decided and Gone where the round takes none any more.
func (f *Funding) SubmitApplication(ctx context.Context, actor, round, id string) error {
	_, err := f.Store.Update(ctx, "funding.submit_application", actor, func(v store.View) ([]store.Change, error) {
		r, err := RoundByID(v, round)
		if err != nil {
			return nil, err
		}
		a, err := owning(v, round, id, actor)
		if err != nil || a.State == StateSubmitted {
			return nil, err
		}
		if err := Mendable(r, a.State); err != nil {
			return nil, err
		}
		if err := Missing(r, a); err != nil {
			return nil, err
		}
		a.State, a.Sent = StateSubmitted, v.Time()
		return append(a.tell(v, ideaArrived, ""), applications.Put(a)), nil
	})
	return err
}

// Missing is Invalid, naming each field that has to be filled in or mended before an application can be sent, or nil.
func Missing(r Round, a Application) error {
	var c fault.Checks
	c.That(len(a.Title) >= seal.Overhead+minTitle, "title", "fault.funding.project_title", "max", maxTitle)
	c.That(len(a.About) > 0 || a.Voice != "", "about", "fault.funding.idea_about")
	c.That(len(a.Costs) > 0, "items", "fault.funding.no_items")
	if len(a.Costs) > 0 {
		least, most := r.Grants()
		c.That(a.Least() <= most, "items", "fault.funding.items_most", "most", most)
		c.That(a.Most() >= least, "items", "fault.funding.items_least", "least", least)
	}
	c.That(len(a.Leaders[0].Name) > 0, "lead", "fault.funding.name", "max", maxName)
	return c.Fault()
}

// Grants are the least and the most that one project of the round may cost, in pence.
func (s Settings) Grants() (least, most int64) {
	most = s.Budget
	if s.Largest > 0 {
		most = s.Largest
	}
	return max(s.Smallest, 1), most
}
