package award

import (
	"context"
	"slices"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
)

// Paid is a payment that was made, outside of this program, and is put on record.
type Paid struct {
	Round     string
	Project   int32
	Tranche   int32
	On        time.Time // day
	Reference string    // by which the payment can be found again, for staff
}

// purposeReference is what a reference is sealed for.
const purposeReference = "award.reference"

// PayTranche records that a planned payment was made. It fails with Invalid, naming the fields, NotFound, and Conflict
// where it was recorded already or the award is not accepted.
func (a *Acts) PayTranche(ctx context.Context, actor string, in Paid) error {
	var c fault.Checks
	c.That(happened(in.On, a.deps.Now()), "on", "fault.award.day_past")
	reference, err := a.reference(ctx, &c, in.Round, in.Project, in.Reference)
	if err != nil {
		return err
	}
	_, err = a.deps.Store.Update(ctx, "award.pay_tranche", actor, func(v store.View) ([]store.Change, error) {
		w, err := taken(v, in.Round, in.Project)
		if err != nil {
			return nil, err
		}
		i, err := w.planned(in.Tranche)
		if err != nil {
			return nil, err
		}
		entry, number, err := post(v, Entry{
			Round: in.Round, By: actor, Kind: Payment, Project: in.Project, Amount: w.Tranches[i].Amount,
			On: in.On, What: w.Tranches[i].For, Reference: reference,
		})
		w.State, w.Tranches = Running, slices.Clone(w.Tranches)
		w.Tranches[i].Entry = number
		return []store.Change{entry, Awards.Put(w)}, err
	})
	return err
}

// reference checks and seals the words by which staff find a payment again. It fails with all that the checks found, its
// own included.
func (a *Acts) reference(ctx context.Context, c *fault.Checks, round string, project int32, words string) (seal.Sealed, error) {
	c.That(within(words, 0, 200), "reference", "fault.too_long", "max", 200)
	if err := c.Fault(); err != nil {
		return nil, err
	}
	return a.seal(ctx, round, project, purposeReference, words)
}

// happened reports whether a day is given and has begun.
func happened(day, now time.Time) bool { return !day.IsZero() && day.Before(now.Add(12*time.Hour)) }
