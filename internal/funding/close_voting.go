package funding

import (
	"context"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// CloseVoting ends the taking of ballots, for good. What the journal holds after this commit is not counted. It fails
// with NotFound, and Conflict where voting is not open.
func (f *Funding) CloseVoting(ctx context.Context, actor, id string) error {
	_, err := f.Store.Update(ctx, "funding.close_voting", actor, func(v store.View) ([]store.Change, error) {
		r, err := RoundByID(v, id)
		if err != nil {
			return nil, err
		}
		if r.Phase != Voting {
			return nil, fault.New(fault.Conflict, "fault.funding.not_open")
		}
		return r.close(v, actor), nil
	})
	return err
}

// closeOnTime closes the rounds whose time has come. A round takes no ballot past its time even before that: see
// takesBallots.
func (f *Funding) closeOnTime(ctx context.Context) error {
	_, err := f.Store.Update(ctx, "funding.close_on_time", "", func(v store.View) ([]store.Change, error) {
		var changes []store.Change
		for r := range roundsToDo.Each(v, toClose) {
			if r.pastClose(v.Time()) {
				changes = append(changes, r.close(v, "")...)
			}
		}
		return changes, nil
	})
	return err
}

// close are the changes that close a round. The board goes: what it showed along the way is nobody's business now.
func (r Round) close(v store.View, by string) []store.Change {
	r.Closed, r.ClosedAfter = v.Time(), headOf(v)
	return append(r.move(v, Counting, by, ""), Boards.Delete(r.ID))
}

// pastClose reports whether the round's own closing time has come.
func (r Round) pastClose(now time.Time) bool {
	return !r.Closes.IsZero() && !now.Before(r.Closes)
}

func headOf(v store.View) Head {
	h := v.Head()
	return Head{Seq: h.Seq, Hash: h.Hash.String()}
}
