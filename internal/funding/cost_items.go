package funding

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

// PutItem adds a cost item to an application, or changes the one with its id, whatever others change beside it. Putting
// the same again changes nothing. It fails as SaveApplication does.
func (f *Funding) PutItem(ctx context.Context, actor, round, id string, item Item) error {
	var c fault.Checks
	c.That(applicationID.MatchString(item.ID), "id", "fault.funding.idea_id")
	checkItem(&c, "", &item)
	if err := c.Fault(); err != nil {
		return err
	}
	a, err := leading(f.Store.View(), round, id, actor)
	if err != nil {
		return err
	}
	s := sealing{f: f, ctx: ctx, subject: people.Subject(a.Author())}
	cost := s.cost(item)
	if s.err != nil {
		return s.err
	}
	return f.changeCosts(ctx, "funding.put_item", actor, round, id, func(costs []Cost) ([]Cost, error) {
		if at := costAt(costs, item.ID); at >= 0 {
			costs[at] = cost
			return costs, nil
		}
		if len(costs) >= MaxItems {
			return nil, fault.New(fault.Conflict, "fault.funding.too_many_items", "max", MaxItems)
		}
		return append(costs, cost), nil
	})
}

// RemoveItem takes a cost item off an application; one that is not there is no trouble. It fails as SaveApplication
// does.
func (f *Funding) RemoveItem(ctx context.Context, actor, round, id, item string) error {
	return f.changeCosts(ctx, "funding.remove_item", actor, round, id, func(costs []Cost) ([]Cost, error) {
		return slices.DeleteFunc(costs, func(c Cost) bool { return c.ID == item }), nil
	})
}

// changeCosts changes a copy of an application's cost items.
func (f *Funding) changeCosts(ctx context.Context, action, actor, round, id string, change func([]Cost) ([]Cost, error)) error {
	_, err := f.Store.Update(ctx, action, actor, func(v store.View) ([]store.Change, error) {
		r, err := RoundByID(v, round)
		if err != nil {
			return nil, err
		}
		a, err := leading(v, round, id, actor)
		if err != nil {
			return nil, err
		}
		if err := Mendable(r, a.State); err != nil {
			return nil, err
		}
		if a.Costs, err = change(slices.Clone(a.Costs)); err != nil {
			return nil, err
		}
		a.Changed = v.Time()
		return []store.Change{applications.Put(a)}, nil
	})
	return err
}

func costAt(costs []Cost, id string) int {
	return slices.IndexFunc(costs, func(c Cost) bool { return c.ID == id })
}

// checkItem tidies an item and names what is wrong with it. Fields of a list begin with "items.<position>.".
func checkItem(c *fault.Checks, field string, item *Item) {
	item.What = strings.TrimSpace(item.What)
	c.That(item.ID == "" || applicationID.MatchString(item.ID), field+"id", "fault.funding.idea_id")
	c.That(within(item.What, 2, maxWhat), field+"what", "fault.funding.item_what", "max", maxWhat)
	c.That(item.Min > 0 && item.Min <= MaxBudget, field+"min", "fault.funding.item_min")
	c.That(item.Wanted >= item.Min && item.Wanted <= MaxBudget, field+"wanted", "fault.funding.item_wanted")
}

// itemField begins the names of the fields of an item of a list, the first of which is 1.
func itemField(i int) string { return "items." + strconv.Itoa(i+1) + "." }
