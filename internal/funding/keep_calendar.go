package funding

import (
	"context"

	"github.com/parentpower/parentpower/internal/store"
)

// keepCalendar moves the rounds whose date has come, voting included.
func (f *Funding) keepCalendar(ctx context.Context) error {
	for r := range roundsToDo.Each(f.Store.View(), toMove) {
		if _, due := r.due(f.Now(), Counting); !due {
			continue
		}
		if err := f.moveOnDate(ctx, r.ID); err != nil {
			return err
		}
	}
	return nil
}

// moveOnDate takes a round to the last phase whose date has come. Where that is voting and something is missing, the
// date is spent: the round goes as far as it can, and somebody opens voting by hand, not whatever mends what was missing.
func (f *Funding) moveOnDate(ctx context.Context, id string) error {
	l, err := f.drawLot(ctx, id)
	if err != nil {
		return err
	}
	_, err = f.Store.Update(ctx, "funding.move_on_date", "", func(v store.View) ([]store.Change, error) {
		r, ok := Rounds.Get(v, id)
		if !ok {
			return nil, nil // thrown away meanwhile
		}
		to, due := r.due(v.Time(), Counting)
		if due && to == Voting {
			if Lacking(v, r, v.Time()) == nil {
				return r.open(v, l, ""), nil
			}
			if to, due = r.due(v.Time(), Voting); !due {
				r.Heeded = v.Time()
				return []store.Change{Rounds.Put(r)}, nil
			}
		}
		if !due {
			return nil, nil // another node was first
		}
		return r.move(v, to, "", ""), nil
	})
	return err
}
