package web

import (
	"slices"

	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/web/page"
)

// costPage asks for one thing that costs money. An id that is not there yet is that of a new one: its address is made
// where it is offered, so that adding it twice adds it once.
func (s *Site) costPage(r *request) error {
	a, err := r.mendable()
	if err != nil {
		return err
	}
	p, err := r.cost(a)
	if err != nil {
		return err
	}
	if r.query("then", maxPath) == stepCheck {
		p.Then = stepCheck
	}
	return r.show(p)
}

func (r *request) cost(a funding.Application) (page.Cost, error) {
	idea, err := r.showIdea(a)
	if err != nil {
		return page.Cost{}, err
	}
	p := page.Cost{Idea: idea, ID: r.param("item")}
	at := slices.IndexFunc(idea.Costs, func(c page.CostItem) bool { return c.ID == p.ID })
	if at >= 0 {
		c := idea.Costs[at]
		p.Listed, p.Form.Values = true, map[string][]string{"what": {c.What}, "min": {typedMoney(c.Min)}, "wanted": {typedMoney(c.Wanted)}}
	}
	return p, nil
}

// keepCost adds or changes a cost item. Whoever says only what they need wants as much.
func (s *Site) keepCost(r *request) error {
	a, err := r.mendable()
	if err != nil {
		return err
	}
	f, err := r.form()
	if err != nil {
		return err
	}
	item := funding.Item{ID: r.param("item"), What: f.line("what"), Min: f.money("min"), Wanted: f.money("wanted")}
	if f.line("wanted") == "" {
		item.Wanted = item.Min
	}
	then := f.one("then")
	refused := f.Fault()
	if refused == nil {
		refused = s.Funding.PutItem(r.ctx, r.who.Person, a.Round, a.ID, item)
	}
	if refused == nil {
		return r.goTo(r.costsURL(a.ID, then), "")
	}
	p, err := r.cost(a)
	if err != nil {
		return err
	}
	return r.again(refused, func(form page.Form) page.Page {
		p.Form, p.Then = form, then
		return p
	})
}

func (s *Site) removeCost(r *request) error {
	a, err := r.mendable()
	if err != nil {
		return err
	}
	f, err := r.form()
	if err != nil {
		return err
	}
	then := f.one("then")
	if err := f.Fault(); err != nil {
		return err
	}
	if err := s.Funding.RemoveItem(r.ctx, r.who.Person, a.Round, a.ID, r.param("item")); err != nil {
		return err
	}
	return r.goTo(r.costsURL(a.ID, then), "removed")
}

// costsURL is the list of an idea's costs, reached from where it was before.
func (r *request) costsURL(id, then string) string {
	url := r.ideaURL(id) + "/" + stepCosts
	if then == stepCheck {
		url += "?then=" + stepCheck
	}
	return url
}
