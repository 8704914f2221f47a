package award

import (
	"context"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/store"
)

// Further is an award that a member of staff makes after the count, from what is returned or left.
type Further struct {
	Round   string
	Project int32
	Amount  int64
	Reason  string // for everybody to read
}

// AwardFurther promises money to a project that has none: one that did not win, or whose award was declined. It fails
// with Invalid, naming the fields, NotFound, and Conflict where the project has an award already, where there is not so
// much money, or once the round is closed.
func (a *Acts) AwardFurther(ctx context.Context, actor string, in Further) error {
	v := a.deps.Store.View()
	p, err := funding.ProjectByNumber(v, in.Round, in.Project)
	if err != nil {
		return err
	}
	old, _ := Awards.Get(v, key(in.Round, in.Project))
	w := again(offer(v, p), old)
	letters, err := a.offerLetters(ctx, v, w, w.Leads, in.Amount)
	if err != nil {
		return err
	}
	_, err = a.deps.Store.Update(ctx, "award.further", actor, func(v store.View) ([]store.Change, error) {
		if _, err := open(v, in.Round); err != nil {
			return nil, err
		}
		p, err := funding.ProjectByNumber(v, in.Round, in.Project)
		if err != nil {
			return nil, err
		}
		old, had := Awards.Get(v, key(in.Round, in.Project))
		if had && old.State != Declined {
			return nil, fault.New(fault.Conflict, "fault.award.has_one")
		}
		least, most := Limits(v, p)
		var c fault.Checks
		c.That(in.Amount > 0 && in.Amount >= least && in.Amount <= most, "amount", "fault.award.amount", "least", least, "most", most)
		c.That(within(in.Reason, 3, 500), "reason", "fault.award.reason", "max", 500)
		if err := c.Fault(); err != nil {
			return nil, err
		}
		entry, _, err := post(v, Entry{
			Round: in.Round, By: actor, Kind: Promise, Project: in.Project, Amount: in.Amount, What: in.Reason,
			Again: min(in.Amount, BalanceOf(v, in.Round).Returned),
		})
		return append(letters, entry, Awards.Put(again(offer(v, p), old))), err
	})
	return err
}

// again is a new award of a project that may have declined one before: who leads it is known, and its news stay.
func again(w, old Award) Award {
	if w.News = old.News; len(old.Leads) > 0 {
		w.Leads = old.Leads
	}
	return w
}

// Limits are the least and the most that a project can be promised: what all that it needs comes to and what all that it
// wants does, where it began as an idea with such a list, or else its cost as it stood on the ballot.
func Limits(v store.View, p funding.Project) (least, most int64) {
	if idea, err := funding.ApplicationByID(v, p.Round, p.Application); err == nil {
		return idea.Least(), idea.Most()
	}
	return p.Cost, p.Cost
}

// Candidates are the projects that could be promised money now, in the order of the ballot.
func Candidates(v store.View, round string) []funding.Project {
	free := BalanceOf(v, round)
	var list []funding.Project
	for _, p := range funding.ProjectsOf(v, round) {
		w, had := Awards.Get(v, key(round, p.Number))
		least, _ := Limits(v, p)
		if (!had || w.State == Declined) && least <= free.Returned+free.Left {
			list = append(list, p)
		}
	}
	return list
}
