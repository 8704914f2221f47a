package funding

import (
	"context"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// OpenBatch begins a batch of ballot papers. It fails with Invalid on "name", NotFound, Conflict before voting and Gone
// after it.
func (f *Funding) OpenBatch(ctx context.Context, actor, round, name string) (Batch, error) {
	var c fault.Checks
	c.That(within(name, 1, 60), "name", "fault.funding.batch_name", "max", 60)
	if err := c.Fault(); err != nil {
		return Batch{}, err
	}
	b := Batch{Round: round, ID: f.NewID(), Name: name, State: BatchOpen}
	_, err := f.Store.Update(ctx, "funding.open_batch", actor, func(v store.View) ([]store.Change, error) {
		if _, err := openRound(v, round); err != nil {
			return nil, err
		}
		b.Opened = v.Time()
		return []store.Change{Batches.Put(b)}, nil
	})
	if err != nil {
		return Batch{}, err
	}
	return b, nil
}

// DropBatch does away with a batch that is not in the box, and with what was typed of it: the papers can be entered in
// another. It fails with NotFound, Conflict where it is in the box, and Gone once voting has closed.
func (f *Funding) DropBatch(ctx context.Context, actor, round, id string) error {
	_, err := f.Store.Update(ctx, "funding.drop_batch", actor, func(v store.View) ([]store.Change, error) {
		if _, err := openBatch(v, round, id); err != nil {
			return nil, err
		}
		return append(draftsGone(v, round+"/"+id+"/"), Batches.Delete(round+"/"+id)), nil
	})
	return err
}
