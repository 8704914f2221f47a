package funding

import (
	"context"
	"strings"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// PutProject adds a project to a draft round, or changes it where p.Number is given. It returns the project with its
// number. It fails with Invalid, naming the fields, NotFound, and Conflict once voting has opened.
func (f *Funding) PutProject(ctx context.Context, actor string, p Project) (Project, error) {
	put := p
	put.Title, put.About, put.Lead = strings.TrimSpace(p.Title), strings.TrimSpace(p.About), strings.TrimSpace(p.Lead)
	_, err := f.Store.Update(ctx, "funding.put_project", actor, func(v store.View) ([]store.Change, error) {
		r, err := unopenedRound(v, p.Round)
		if err != nil {
			return nil, err
		}
		var c fault.Checks
		c.That(within(put.Title, 3, 300), "title", "fault.funding.project_title", "max", 300)
		c.That(within(put.About, 0, 5000), "about", "fault.too_long", "max", 5000)
		c.That(within(put.Lead, 0, 200), "lead", "fault.too_long", "max", 200)
		c.That(p.Cost > 0 && p.Cost <= r.Budget, "cost", "fault.funding.cost_budget", "budget", r.Budget)
		c.That(r.Smallest == 0 || p.Cost >= r.Smallest, "cost", "fault.funding.cost_smallest", "smallest", r.Smallest)
		c.That(r.Largest == 0 || p.Cost <= r.Largest, "cost", "fault.funding.cost_largest", "largest", r.Largest)
		if err := c.Fault(); err != nil {
			return nil, err
		}
		if p.Number != 0 {
			if _, ok := Projects.Get(v, projectKey(p.Round, p.Number)); !ok {
				return nil, fault.New(fault.NotFound, "fault.funding.project_not_found")
			}
			return []store.Change{Projects.Put(put)}, nil
		}
		if int(r.Numbers) >= MaxProjects {
			return nil, fault.New(fault.Conflict, "fault.funding.too_many_projects", "max", MaxProjects)
		}
		r.Numbers++
		put.Number = r.Numbers
		return []store.Change{Projects.Put(put), Rounds.Put(r)}, nil
	})
	return put, err
}

// RemoveProject takes a project off a draft round. It fails with NotFound, and Conflict once voting has opened.
func (f *Funding) RemoveProject(ctx context.Context, actor, round string, number int32) error {
	_, err := f.Store.Update(ctx, "funding.remove_project", actor, func(v store.View) ([]store.Change, error) {
		if _, err := unopenedRound(v, round); err != nil {
			return nil, err
		}
		key := projectKey(round, number)
		if _, ok := Projects.Get(v, key); !ok {
			return nil, fault.New(fault.NotFound, "fault.funding.project_not_found")
		}
		return []store.Change{Projects.Delete(key)}, nil
	})
	return err
}

// fits reports whether a project's cost is one that the settings allow.
func fits(p Project, s Settings) bool {
	return p.Cost <= s.Budget && (s.Smallest == 0 || p.Cost >= s.Smallest) && (s.Largest == 0 || p.Cost <= s.Largest)
}
