package funding

import (
	"context"
	"strings"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// maxWhy is how long the reason of a move may be.
const maxWhy = 300

// MovePhase moves a round by hand. Before voting it goes between applications, review and pitches, forth and back; back
// needs a reason, which everybody can read, and never leads to the draft, because parents have been shown the round.
// After the count it goes on to reporting and then to closed. Voting, counting and the award have acts of their own. It
// fails with NotFound, Invalid where a reason is missing or too long, and Conflict where the round cannot go there.
func (f *Funding) MovePhase(ctx context.Context, actor, id string, to Phase, why string) error {
	why = strings.TrimSpace(why)
	_, err := f.Store.Update(ctx, "funding.move_phase", actor, func(v store.View) ([]store.Change, error) {
		r, err := RoundByID(v, id)
		if err != nil {
			return nil, err
		}
		if !r.MayMove(to) {
			return nil, fault.New(fault.Conflict, "fault.funding.no_such_move")
		}
		var c fault.Checks
		c.That(why != "" || r.Phase.Before(to), "why", "fault.funding.why_back")
		c.That(within(why, 0, maxWhy), "why", "fault.too_long", "max", maxWhy)
		if err := c.Fault(); err != nil {
			return nil, err
		}
		return r.move(v, to, actor, why), nil
	})
	return err
}

// MayMove reports whether a round can be moved to a phase by hand.
func (r Round) MayMove(to Phase) bool {
	switch to {
	case Applications, Review, Pitches:
		return r.Phase.Unopened() && r.Phase != to
	case Reporting:
		return r.Phase == Awarded
	case Closed:
		return r.Phase == Reporting
	}
	return false
}
