package award

import (
	"context"
	"slices"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/store"
)

// NameLeads says who may act for an award: persons on the round's roll or in its council, with or without an account.
// Those of them who are new, have an address and are still to answer get the award letter. It fails with Invalid where
// somebody is neither, NotFound, and Conflict once the round is closed.
func (a *Acts) NameLeads(ctx context.Context, actor, round string, project int32, leads []string) error {
	before, err := Get(a.deps.Store.View(), round, project)
	if err != nil {
		return err
	}
	var letters []store.Change
	if before.State == Offered {
		fresh := slices.DeleteFunc(slices.Clone(leads), before.Led)
		v := a.deps.Store.View()
		if letters, err = a.offerLetters(ctx, v, before, fresh, ProjectBalance(v, round, project).Awarded); err != nil {
			return err
		}
	}
	_, err = a.deps.Store.Update(ctx, "award.name_leads", actor, func(v store.View) ([]store.Change, error) {
		w, err := find(v, round, project)
		if err != nil {
			return nil, err
		}
		var c fault.Checks
		for _, person := range leads {
			c.That(belongs(v, round, person), "leads", "fault.award.lead_member")
		}
		w.Leads = leads
		return append(letters, Awards.Put(w)), c.Fault()
	})
	return err
}

// belongs reports whether somebody is on a round's roll or in its council.
func belongs(v store.View, round, person string) bool {
	r, err := open(v, round)
	if err != nil {
		return false
	}
	_, member := council.RoleOf(v, r.Council, person)
	return member || funding.OnRoll(v, round, person)
}
