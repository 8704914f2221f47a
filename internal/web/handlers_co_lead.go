package web

import (
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/web/page"
)

// inviteCoLeader makes one more code, which the author gives to somebody, and writes to whoever has the address.
func (s *Site) inviteCoLeader(r *request) error {
	a, err := r.mendable()
	if err != nil {
		return err
	}
	f, err := r.form()
	if err != nil {
		return err
	}
	email := f.line("email")
	refused := f.Fault()
	if refused == nil {
		_, refused = s.Funding.InviteCoLeader(r.ctx, r.who.Person, a.Round, a.ID, email)
	}
	if refused != nil {
		return r.stepAgain(refused, stepLeads, "")
	}
	return r.goTo(r.ideaURL(a.ID)+"/"+stepLeads, "co-lead-code")
}

// endCoLead takes a leader off an idea: themselves, or its author does.
func (s *Site) endCoLead(r *request) error {
	a, err := r.mendable()
	if err != nil {
		return err
	}
	if err := emptyForm(r); err != nil {
		return err
	}
	leader := r.param("leader")
	if err := s.Funding.LeaveCoLead(r.ctx, r.who.Person, a.Round, a.ID, leader); err != nil {
		return err
	}
	if leader == r.who.Person {
		return r.goTo("/rounds/"+a.Round+"/ideas", "co-lead-over")
	}
	return r.goTo(r.ideaURL(a.ID)+"/"+stepLeads, "co-lead-over")
}

// coLeadPage asks for the code that somebody was given.
func (s *Site) coLeadPage(r *request) error {
	p, err := r.coLead()
	if err != nil {
		return err
	}
	return r.show(p)
}

func (r *request) coLead() (page.CoLead, error) {
	shown, err := r.showRound(r.view, r.round)
	return page.CoLead{Round: shown}, err
}

// coLeadCode leads from the code to the idea.
func (s *Site) coLeadCode(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	code := f.line("code")
	refused := f.Fault()
	if refused == nil {
		_, refused = s.Funding.ByCoLeadCode(r.ctx, r.round.ID, code)
	}
	if refused != nil {
		return r.coLeadAgain(refused)
	}
	return r.goTo("/rounds/"+r.round.ID+"/lead/"+people.ShowCode(people.ReadCode(code)), "")
}

func (r *request) coLeadAgain(refused error) error {
	p, err := r.coLead()
	if err != nil {
		return err
	}
	return r.again(refused, func(form page.Form) page.Page {
		p.Form = form
		return p
	})
}

// coLeadAsked shows the idea that somebody is asked to lead too.
func (s *Site) coLeadAsked(r *request) error {
	p, err := r.asked()
	if fault.Is(err, fault.Invalid) {
		return r.coLeadAgain(err)
	}
	if err != nil {
		return err
	}
	return r.show(p)
}

func (r *request) asked() (page.CoLeadAsked, error) {
	code := r.param("code")
	a, err := r.Funding.ByCoLeadCode(r.ctx, r.round.ID, code)
	if err != nil {
		return page.CoLeadAsked{}, err
	}
	idea, err := r.showIdea(a)
	if err != nil {
		return page.CoLeadAsked{}, err
	}
	name, err := r.People.Name(r.ctx, r.view, r.account())
	p := page.CoLeadAsked{Idea: idea, Code: code, Form: page.Form{Values: map[string][]string{"name": {name}}}}
	return p, err
}

func (s *Site) acceptCoLead(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	name := f.line("name")
	refused := f.Fault()
	if refused == nil {
		a, err := s.Funding.AcceptCoLead(r.ctx, r.who.Person, r.round.ID, r.param("code"), name)
		if err == nil {
			return r.goTo(r.ideaURL(a.ID), "co-lead")
		}
		refused = err
	}
	p, err := r.asked()
	if fault.Is(err, fault.Invalid) {
		return r.coLeadAgain(err)
	}
	if err != nil {
		return err
	}
	return r.again(refused, func(form page.Form) page.Page {
		p.Form = form
		return p
	})
}
