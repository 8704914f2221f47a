package funding

import (
	"context"
	"strings"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

// WaiveReviews lets an application be decided about although fewer of the panel have reviewed it than the round asks
// for, and puts on record who said so and why, which the panel can read. It holds until the application is sent again.
// It fails with Invalid, naming the field, NotFound, Forbidden for those who lead it, Conflict where it has been decided,
// and Gone where nothing is decided any more.
func (f *Funding) WaiveReviews(ctx context.Context, actor, round, id, why string) error {
	why = strings.TrimSpace(why)
	var c fault.Checks
	c.That(within(why, 3, maxWhy), "early", "fault.funding.why_early", "max", maxWhy)
	if err := c.Fault(); err != nil {
		return err
	}
	_, read, err := undecided(f.Store.View(), round, id, actor)
	if err != nil {
		return err
	}
	s := sealing{f: f, ctx: ctx, subject: people.Subject(read.Author())}
	sealed := s.seal(waiverPurpose, &why)
	if s.err != nil {
		return s.err
	}
	_, err = f.Store.Update(ctx, "funding.waive_reviews", actor, func(v store.View) ([]store.Change, error) {
		_, a, err := undecided(v, round, id, actor)
		if err != nil {
			return nil, err
		}
		return []store.Change{waivers.Put(Waiver{Round: round, Application: id, Of: a.Sent, Why: sealed, By: actor, At: v.Time()})}, nil
	})
	return err
}
