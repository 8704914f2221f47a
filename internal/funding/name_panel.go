package funding

import (
	"context"
	"slices"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// NamePanel sets who reviews a round's applications: members of its council. The chair, who is one of them, may decide
// as staff do; without one (""), staff alone decide. Each change is on record. It fails with NotFound, Invalid, naming
// the field, and Conflict once voting has opened.
func (f *Funding) NamePanel(ctx context.Context, actor, round string, persons []string, chair string) error {
	persons = slices.Clone(persons)
	slices.Sort(persons)
	persons = slices.Compact(persons)
	_, err := f.Store.Update(ctx, "funding.name_panel", actor, func(v store.View) ([]store.Change, error) {
		r, err := unopenedRound(v, round)
		if err != nil {
			return nil, err
		}
		var c fault.Checks
		for _, p := range persons {
			_, member := council.RoleOf(v, r.Council, p)
			c.That(member, "panel", "fault.funding.panel_member")
		}
		c.That(len(persons) <= MaxPanel, "panel", "fault.funding.panel_size", "max", MaxPanel)
		c.That(chair == "" || slices.Contains(persons, chair), "chair", "fault.funding.chair")
		if err := c.Fault(); err != nil {
			return nil, err
		}
		if slices.Equal(persons, r.Panel) && chair == r.Chair {
			return nil, nil
		}
		r.Panel, r.Chair = persons, chair
		n := Naming{Round: round, Number: len(NamingsOf(v, round)) + 1, Panel: persons, Chair: chair, By: actor, At: v.Time()}
		return []store.Change{Rounds.Put(r), namings.Put(n)}, nil
	})
	return err
}
