package award

import (
	"context"
	"slices"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// CorrectEntry takes back a payment, a receipt or a return that was written in error, by an entry that says why. A
// payment that is taken back is planned again, and a receipt's paper goes. An award is not taken back so: it is declined, or given back. It fails
// with Invalid, NotFound, and Conflict where it was corrected already, where balances would say what cannot be, or once
// the round is closed.
func (a *Acts) CorrectEntry(ctx context.Context, actor, round string, number int64, reason string) error {
	var c fault.Checks
	c.That(within(reason, 3, 500), "reason", "fault.award.reason", "max", 500)
	if err := c.Fault(); err != nil {
		return err
	}
	_, err := a.deps.Store.Update(ctx, "award.correct_entry", actor, func(v store.View) ([]store.Change, error) {
		if _, err := open(v, round); err != nil {
			return nil, err
		}
		wrong, err := EntryByNumber(v, round, number)
		if err != nil {
			return nil, err
		}
		w, correctable := Correctable(v, wrong)
		if !correctable {
			return nil, fault.New(fault.Conflict, "fault.award.not_correctable")
		}
		correction := Entry{
			Round: round, By: actor, Kind: wrong.Kind, Project: wrong.Project, Amount: -wrong.Amount, Back: -wrong.Back,
			On: wrong.On, What: reason, Corrects: number,
		}
		entry, _, err := post(v, correction)
		after := ProjectBalance(v, round, wrong.Project).plus(correction)
		changes := []store.Change{entry, Awards.Put(w.without(wrong, after))}
		if PaperOf(v, wrong) != "" {
			changes = append(changes, Papers.Delete(entryKey(round, number)))
		}
		return changes, err
	})
	return err
}

// Correctable reports whether an entry may be taken back, and for which award.
func Correctable(v store.View, e Entry) (Award, bool) {
	w, ok := Awards.Get(v, key(e.Round, e.Project))
	known := e.Kind == Payment || e.Kind == Receipt || e.Kind == Return
	return w, ok && known && Stands(v, e) && (w.Taken() || w.State == Finished)
}

// without is an award as if an entry had not been written, with the balance that it has then: a payment is planned
// again, money that came back is on its way again, and what was finished is not.
func (w Award) without(e Entry, b Balance) Award {
	w.Tranches = slices.Clone(w.Tranches)
	for i, t := range w.Tranches {
		if t.Entry == e.Number {
			w.Tranches[i].Entry = 0
		}
	}
	w.Returning += e.Back
	w.Finished, w.Short = time.Time{}, ""
	if w.State = Running; b.Paid == 0 {
		w.State = Accepted
	}
	return w
}
