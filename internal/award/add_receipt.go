package award

import (
	"context"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/media"
	"github.com/parentpower/parentpower/internal/store"
)

// Spending is what a project spent, as a receipt says.
type Spending struct {
	Round   string
	Project int32
	Amount  int64
	On      time.Time // day
	What    string    // for everybody to read
	Paper   string    // of the receipt itself, for those who lead and for staff: a media.File of FilesOwner, or empty
}

// AddReceipt notes what a project spent. It may come to more than was awarded: the rest was their own. It fails with
// Invalid, naming the fields, NotFound, and Conflict where the award is not accepted or is finished.
func (a *Acts) AddReceipt(ctx context.Context, actor string, in Spending) error {
	var c fault.Checks
	c.That(in.Amount > 0 && in.Amount <= maxReceipt, "amount", "fault.award.receipt_amount")
	c.That(happened(in.On, a.deps.Now()), "on", "fault.award.day_past")
	c.That(within(in.What, 2, 200), "what", "fault.award.what", "max", 200)
	if err := c.Fault(); err != nil {
		return err
	}
	_, err := a.deps.Store.Update(ctx, "award.add_receipt", actor, func(v store.View) ([]store.Change, error) {
		if _, err := taken(v, in.Round, in.Project); err != nil {
			return nil, err
		}
		var c fault.Checks
		c.That(media.MayRefer(v, FilesOwner(in.Round, in.Project), in.Paper, "", media.Picture, media.Document), "paper", media.Again)
		if err := c.Fault(); err != nil {
			return nil, err
		}
		entry, number, err := post(v, Entry{
			Round: in.Round, By: actor, Kind: Receipt, Project: in.Project, Amount: in.Amount, On: in.On, What: in.What,
		})
		if err != nil || in.Paper == "" {
			return []store.Change{entry}, err
		}
		return []store.Change{entry, Papers.Put(Paper{in.Round, in.Project, number, in.Paper})}, nil
	})
	return err
}

// maxReceipt keeps sums far from the end of what an int64 holds.
const maxReceipt = 100_000_000_00
