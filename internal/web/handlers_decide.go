package web

import (
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/web/page"
)

// acceptIdea puts an idea on the ballot.
func (s *Site) acceptIdea(r *request) error {
	return r.decide(func(f *form, a funding.Application) func() error {
		cost, reason := f.money("cost"), f.prose("reason")
		return func() error {
			_, err := s.Funding.AcceptApplication(r.ctx, r.who.Person, a.Round, a.ID, cost, reason)
			return err
		}
	})
}

// sendIdeaBack returns an idea to its author, with why.
func (s *Site) sendIdeaBack(r *request) error {
	return r.decide(func(f *form, a funding.Application) func() error {
		var missed []int
		for _, n := range f.numbers("guidelines") {
			missed = append(missed, int(n))
		}
		why := f.prose("why")
		return func() error {
			return s.Funding.SendBackApplication(r.ctx, r.who.Person, a.Round, a.ID, missed, why)
		}
	})
}

// decide reads a form about an idea and does what it says, or shows the idea again.
func (r *request) decide(read func(*form, funding.Application) func() error) error {
	a, err := r.idea()
	if err != nil {
		return err
	}
	f, err := r.form()
	if err != nil {
		return err
	}
	act := read(f, a)
	refused := f.Fault()
	if refused == nil {
		refused = act()
	}
	if refused == nil {
		return r.goTo("/rounds/"+r.round.ID+"/ideas", "idea-decided")
	}
	p, err := r.otherIdea(a)
	if err != nil {
		return err
	}
	return r.again(refused, func(form page.Form) page.Page {
		p.Form = form
		return p
	})
}
