package web

import (
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/web/page"
)

// reviewIdea keeps what one of the panel found.
func (s *Site) reviewIdea(r *request) error {
	p, err := r.panelIdeaShown()
	if err != nil {
		return err
	}
	f, err := r.form()
	if err != nil {
		return err
	}
	o := funding.Opinion{Advice: choice[funding.Advice](f, "advice"), Comment: f.prose("comment")}
	for i := range r.round.Checklist {
		o.Ticks = append(o.Ticks, choice[funding.Tick](f, page.TickName(i)))
	}
	for _, n := range f.numbers("guidelines") {
		o.Guidelines = append(o.Guidelines, int(n))
	}
	refused := f.Fault()
	if refused == nil {
		refused = s.Funding.ReviewApplication(r.ctx, r.who.Person, r.round.ID, p.Idea.ID, o)
	}
	if refused == nil {
		return r.goTo(p.Idea.Panel(""), "kept")
	}
	return r.again(refused, func(form page.Form) page.Page {
		p.Form = form
		return p
	})
}

// stepAsidePage asks why somebody is too close to an idea.
func (s *Site) stepAsidePage(r *request) error {
	p, err := r.stepAsideShown()
	if err != nil {
		return err
	}
	return r.show(p)
}

func (r *request) stepAsideShown() (page.PanelAside, error) {
	a, err := r.panelIdea()
	if err != nil {
		return page.PanelAside{}, err
	}
	idea, err := r.showIdea(a)
	return page.PanelAside{Idea: idea}, err
}

// stepAside is how one of the panel says so. The idea is gone for them then, so it leads to the others.
func (s *Site) stepAside(r *request) error {
	p, err := r.stepAsideShown()
	if err != nil {
		return err
	}
	f, err := r.form()
	if err != nil {
		return err
	}
	why := f.prose("why")
	refused := f.Fault()
	if refused == nil {
		refused = s.Funding.DeclareConflict(r.ctx, r.who.Person, r.round.ID, p.Idea.ID, why)
	}
	if refused == nil {
		return r.goTo(r.panelURL(""), "set-aside")
	}
	return r.again(refused, func(form page.Form) page.Page {
		p.Form = form
		return p
	})
}

// liftAside takes back what somebody said by mistake.
func (s *Site) liftAside(r *request) error {
	if err := emptyForm(r); err != nil {
		return err
	}
	if err := s.Funding.LiftConflict(r.ctx, r.who.Person, r.round.ID, r.param("idea"), r.param("person")); err != nil {
		return err
	}
	return r.goTo(r.panelURL("/members"), "kept")
}
