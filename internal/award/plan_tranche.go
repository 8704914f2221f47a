package award

import (
	"context"
	"slices"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// maxTranches is how many payments one award can have.
const maxTranches = 24

// PlanTranche plans a payment, or changes a planned one where t.Number is given. It fails with Invalid, naming the
// fields, NotFound, and Conflict where it is paid already or the award was declined or is finished.
func (a *Acts) PlanTranche(ctx context.Context, actor, round string, project int32, t Tranche) error {
	_, err := a.deps.Store.Update(ctx, "award.plan_tranche", actor, func(v store.View) ([]store.Change, error) {
		w, err := plannable(v, round, project)
		if err != nil {
			return nil, err
		}
		w.Tranches = slices.Clone(w.Tranches)
		if t.Number == 0 {
			if len(w.Tranches) == maxTranches {
				return nil, fault.New(fault.Conflict, "fault.award.tranches", "max", maxTranches)
			}
			w.Tranches = append(w.Tranches, Tranche{Number: nextNumber(w.Tranches)})
			t.Number = w.Tranches[len(w.Tranches)-1].Number
		}
		i, err := w.planned(t.Number)
		if err != nil {
			return nil, err
		}
		w.Tranches[i] = Tranche{Number: t.Number, Amount: t.Amount, Due: t.Due, For: t.For}
		room := ProjectBalance(v, round, project).Unpaid() - w.Planned() + t.Amount
		var c fault.Checks
		c.That(t.Amount > 0 && t.Amount <= room, "amount", "fault.award.tranche", "most", max(room, 0))
		c.That(!t.Due.IsZero(), "due", "fault.award.day")
		c.That(within(t.For, 0, 200), "for", "fault.too_long", "max", 200)
		return []store.Change{Awards.Put(w)}, c.Fault()
	})
	return err
}

// DropTranche takes a planned payment off an award's plan. It fails as PlanTranche does.
func (a *Acts) DropTranche(ctx context.Context, actor, round string, project, number int32) error {
	_, err := a.deps.Store.Update(ctx, "award.drop_tranche", actor, func(v store.View) ([]store.Change, error) {
		w, err := plannable(v, round, project)
		if err != nil {
			return nil, err
		}
		i, err := w.planned(number)
		if err != nil {
			return nil, err
		}
		w.Tranches = slices.Delete(slices.Clone(w.Tranches), i, i+1)
		return []store.Change{Awards.Put(w)}, nil
	})
	return err
}

// plannable is an award whose payments may be planned.
func plannable(v store.View, round string, project int32) (Award, error) {
	w, err := find(v, round, project)
	if err == nil && !w.Open() {
		err = fault.New(fault.Conflict, "fault.award.not_taken")
	}
	return w, err
}

// planned finds a tranche that is not paid.
func (w Award) planned(number int32) (int, error) {
	i, err := w.tranche(number)
	if err == nil && w.Tranches[i].Paid() {
		err = fault.New(fault.Conflict, "fault.award.paid")
	}
	return i, err
}

func nextNumber(list []Tranche) int32 {
	var last int32
	for _, t := range list {
		last = max(last, t.Number)
	}
	return last + 1
}

// shortened is a plan cut from its end until no more than so much is planned.
func shortened(list []Tranche, most int64) []Tranche {
	list = slices.Clone(list)
	over := Award{Tranches: list}.Planned() - most
	for i := len(list) - 1; i >= 0 && over > 0; i-- {
		if list[i].Paid() {
			continue
		}
		cut := min(over, list[i].Amount)
		list[i].Amount -= cut
		over -= cut
	}
	return slices.DeleteFunc(list, func(t Tranche) bool { return t.Amount == 0 })
}
