package award

import (
	"context"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// GiveBack gives up what a project does not need. What was not paid yet is back in the pot at once; what was paid is
// noted as on its way, and counts once it has arrived: see CameBack. It fails with Invalid where there is not so much
// that no receipt accounts for, NotFound, and Conflict where the award is not accepted or is finished.
func (a *Acts) GiveBack(ctx context.Context, actor, round string, project int32, amount int64) error {
	_, err := a.deps.Store.Update(ctx, "award.give_back", actor, func(v store.View) ([]store.Change, error) {
		w, err := taken(v, round, project)
		if err != nil {
			return nil, err
		}
		b := ProjectBalance(v, round, project)
		most := w.Spare(b)
		var c fault.Checks
		c.That(amount > 0 && amount <= most, "amount", "fault.award.give_back", "most", most)
		if err := c.Fault(); err != nil {
			return nil, err
		}
		now := min(amount, b.Unpaid())
		w.Returning += amount - now
		if now == 0 {
			return []store.Change{Awards.Put(w)}, nil
		}
		entry, _, err := post(v, Entry{Round: round, By: actor, Kind: Return, Project: project, Amount: now})
		w.Tranches = shortened(w.Tranches, b.Unpaid()-now)
		return []store.Change{entry, Awards.Put(w)}, err
	})
	return err
}

// Spare is what may be given back of an award with a balance: what no receipt accounts for and is not on its way back.
func (w Award) Spare(b Balance) int64 { return max(0, b.Unspent()-w.Returning) }

// Arrival is money that had been paid to a project and came back.
type Arrival struct {
	Round     string
	Project   int32
	Amount    int64
	Reference string // for staff
}

// CameBack records that paid money is in the pot again. It fails with Invalid, naming the fields, NotFound, and Conflict
// where the award is not accepted or is finished.
func (a *Acts) CameBack(ctx context.Context, actor string, in Arrival) error {
	var c fault.Checks
	reference, err := a.reference(ctx, &c, in.Round, in.Project, in.Reference)
	if err != nil {
		return err
	}
	_, err = a.deps.Store.Update(ctx, "award.came_back", actor, func(v store.View) ([]store.Change, error) {
		w, err := taken(v, in.Round, in.Project)
		if err != nil {
			return nil, err
		}
		paid := ProjectBalance(v, in.Round, in.Project).Paid
		var c fault.Checks
		c.That(in.Amount > 0 && in.Amount <= paid, "amount", "fault.award.came_back", "most", paid)
		if err := c.Fault(); err != nil {
			return nil, err
		}
		entry, _, err := post(v, Entry{
			Round: in.Round, By: actor, Kind: Return, Project: in.Project, Amount: in.Amount, Back: in.Amount, Reference: reference,
		})
		w.Returning = max(0, w.Returning-in.Amount)
		return []store.Change{entry, Awards.Put(w)}, err
	})
	return err
}
