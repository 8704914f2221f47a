package web

import (
	"strconv"

	"github.com/parentpower/parentpower/internal/award"
	"github.com/parentpower/parentpower/internal/web/page"
)

// tranche is the payment that the path names; none where it is to be a new one.
func (r *request) tranche(w award.Award) (award.Tranche, error) {
	text := r.param("tranche")
	if text == "" {
		return award.Tranche{Amount: unplanned(r, w), Due: r.now}, nil
	}
	for _, t := range w.Tranches {
		if strconv.Itoa(int(t.Number)) == text {
			return t, nil
		}
	}
	return award.Tranche{}, existsIf(false)
}

// trancheStep is moneyStep for what is done about the payment that the path names.
func (r *request) trancheStep(what string) (page.MoneyStep, award.Award, award.Tranche, error) {
	p, w, err := r.moneyStep(what)
	if err != nil {
		return p, w, award.Tranche{}, err
	}
	t, err := r.tranche(w)
	return p, w, t, err
}

// planPage plans a payment, or changes a planned one.
func (s *Site) planPage(r *request) error {
	p, w, t, err := r.trancheStep("plan")
	if err != nil {
		return err
	}
	p.Amount = unplanned(r, w)
	p.Form = page.Form{Values: map[string][]string{
		"amount": {typedMoney(t.Amount)}, "due": {t.Due.In(r.Zone).Format(dayLayout)}, "for": {t.For},
	}}
	return r.show(p)
}

func (s *Site) planTranche(r *request) error {
	p, w, t, err := r.trancheStep("plan")
	if err != nil {
		return err
	}
	p.Amount = unplanned(r, w)
	return r.doMoneyStep(p, func(f *form) func() error {
		in := award.Tranche{Number: t.Number, Amount: f.money("amount"), Due: f.day("due"), For: f.line("for")}
		return func() error { return s.Award.PlanTranche(r.ctx, r.who.Person, w.Round, w.Project, in) }
	})
}

func (s *Site) dropTranche(r *request) error {
	w, err := r.award()
	if err != nil {
		return err
	}
	t, err := r.tranche(w)
	if err != nil {
		return err
	}
	if err := emptyForm(r); err != nil {
		return err
	}
	if err := s.Award.DropTranche(r.ctx, r.who.Person, w.Round, w.Project, t.Number); err != nil {
		return err
	}
	return r.goTo(r.awardDeskURL(), "removed")
}

func (s *Site) paidPage(r *request) error {
	p, _, t, err := r.trancheStep("paid")
	if err != nil {
		return err
	}
	p.Amount = t.Amount
	p.Form = page.Form{Values: map[string][]string{"on": {r.now.In(r.Zone).Format(dayLayout)}}}
	return r.show(p)
}

// payTranche records that a payment was made.
func (s *Site) payTranche(r *request) error {
	p, w, t, err := r.trancheStep("paid")
	if err != nil {
		return err
	}
	p.Amount = t.Amount
	return r.doMoneyStep(p, func(f *form) func() error {
		in := award.Paid{Round: w.Round, Project: w.Project, Tranche: t.Number, On: f.day("on"), Reference: f.line("reference")}
		return func() error { return s.Award.PayTranche(r.ctx, r.who.Person, in) }
	})
}

func (s *Site) cameBackPage(r *request) error {
	p, w, err := r.moneyStep("came-back")
	if err != nil {
		return err
	}
	p.Amount = award.ProjectBalance(r.view, w.Round, w.Project).Paid
	if w.Returning > 0 {
		p.Form = page.Form{Values: map[string][]string{"amount": {typedMoney(w.Returning)}}}
	}
	return r.show(p)
}

func (s *Site) cameBack(r *request) error {
	p, w, err := r.moneyStep("came-back")
	if err != nil {
		return err
	}
	p.Amount = award.ProjectBalance(r.view, w.Round, w.Project).Paid
	return r.doMoneyStep(p, func(f *form) func() error {
		in := award.Arrival{Round: w.Round, Project: w.Project, Amount: f.money("amount"), Reference: f.line("reference")}
		return func() error { return s.Award.CameBack(r.ctx, r.who.Person, in) }
	})
}
