package funding

import (
	"context"
	"slices"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// SendBackApplication returns an application to its author to mend and send again, saying which of the round's
// guidelines it misses, by their numbers from 1, or why else, or both. It fails with Invalid, naming the field, NotFound,
// Forbidden for those who lead it, Conflict where it has been decided or too few of the panel have reviewed it, and Gone
// where nothing is decided any more.
func (f *Funding) SendBackApplication(ctx context.Context, actor, round, id string, guidelines []int, reason string) error {
	_, read, err := deciding(f.Store.View(), round, id, actor)
	if err != nil {
		return err
	}
	sealed, err := f.sealReason(ctx, read, reason)
	if err != nil {
		return err
	}
	guidelines = slices.Clone(guidelines)
	slices.Sort(guidelines)
	guidelines = slices.Compact(guidelines)
	_, err = f.Store.Update(ctx, "funding.send_back_application", actor, func(v store.View) ([]store.Change, error) {
		r, a, err := deciding(v, round, id, actor)
		if err != nil {
			return nil, err
		}
		var c fault.Checks
		missed := r.missed(&c, guidelines)
		c.That(len(guidelines) > 0 || len(sealed) > 0, "reason", "fault.funding.say_why")
		if err := c.Fault(); err != nil {
			return nil, err
		}
		a.State = StateSentBack
		a.Decision = Decision{By: actor, At: v.Time(), Guidelines: missed, Reason: sealed}
		says := ideaSentBack
		if len(missed) > 0 {
			says = ideaMisses
		}
		return append(a.tell(v, says, actor), applications.Put(a)), nil
	})
	return err
}
