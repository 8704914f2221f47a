package web

import (
	"strconv"

	"github.com/parentpower/parentpower/internal/award"
	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/web/page"
)

// money is a round's money for those who look after it.
func (s *Site) money(r *request) error {
	if !r.round.Phase.Counted() {
		return r.goTo(r.manageURL(), "")
	}
	shown, err := s.showRound(r.view, r.round)
	if err != nil {
		return err
	}
	return r.show(page.Money{
		Round: shown, Funds: showFunds(award.BalanceOf(r.view, r.round.ID)), Awards: r.showAwards(), Open: r.moneyMoves(),
		Further: len(award.Candidates(r.view, r.round.ID)) > 0,
	})
}

// moneyMoves reports whether the round's money may still move.
func (r *request) moneyMoves() bool {
	return r.round.Phase.Counted() && r.round.Phase != funding.Closed
}

// awardDesk is one award for those who look after the round.
func (s *Site) awardDesk(r *request) error {
	w, err := r.award()
	if err != nil {
		return err
	}
	p := page.AwardDesk{Award: r.showAward(w, r.projects()), Open: r.moneyMoves()}
	if p.Round, err = s.showRound(r.view, r.round); err != nil {
		return err
	}
	for _, person := range w.Leads {
		name, err := r.name(r.view, person)
		if err != nil {
			return err
		}
		p.Leads = append(p.Leads, name)
	}
	if w.AnsweredBy != "" {
		if p.AnsweredBy, err = r.name(r.view, w.AnsweredBy); err != nil {
			return err
		}
	}
	if p.SaidBy, err = s.Award.SaidBy(r.ctx, w); err != nil {
		return err
	}
	for _, t := range w.Tranches {
		p.Tranches = append(p.Tranches, page.Tranche{Number: int(t.Number), Amount: t.Amount, Due: t.Due, For: t.For, Paid: t.Paid()})
	}
	for _, want := range award.Missing(r.view, w) {
		p.Missing = append(p.Missing, string(want))
	}
	p.Unplanned = unplanned(r, w)
	return r.show(p)
}

// unplanned is what of an award is neither paid nor planned.
func unplanned(r *request, w award.Award) int64 {
	if w.State == award.Declined {
		return 0
	}
	return award.ProjectBalance(r.view, w.Round, w.Project).Unpaid() - w.Planned()
}

func (r *request) awardDeskURL() string {
	return "/rounds/" + r.round.ID + "/money/" + r.param("project")
}

// moneyStep is the page of one thing that is done about an award.
func (r *request) moneyStep(what string) (page.MoneyStep, award.Award, error) {
	w, err := r.award()
	if err != nil {
		return page.MoneyStep{}, w, err
	}
	shown, err := r.showRound(r.view, r.round)
	return page.MoneyStep{Round: shown, What: what, Name: r.showAward(w, r.projects()).Project.Title, Back: r.awardDeskURL()}, w, err
}

// doMoneyStep reads the form of such a page, does what it asks for, and leads on; or shows the page again.
func (r *request) doMoneyStep(p page.MoneyStep, read func(*form) func() error) error {
	refused, err := r.readAndDo(read)
	if err != nil {
		return err
	}
	if refused == nil {
		return r.goTo(p.Back, "kept")
	}
	return r.again(refused, func(form page.Form) page.Page {
		p.Form = form
		return p
	})
}

func (s *Site) answerPage(r *request) error {
	p, _, err := r.moneyStep("answer")
	if err != nil {
		return err
	}
	return r.show(p)
}

// noteAnswer is for a lead's answer that a member of staff was told.
func (s *Site) noteAnswer(r *request) error {
	p, w, err := r.moneyStep("answer")
	if err != nil {
		return err
	}
	return r.doMoneyStep(p, func(f *form) func() error {
		answer := f.line("answer")
		f.checks.That(answer == "yes" || answer == "no", "answer", "fault.choose_one")
		in := award.Answer{Round: w.Round, Project: w.Project, Yes: answer == "yes", SaidBy: f.line("said_by")}
		return func() error { return s.Award.Answer(r.ctx, r.who.Person, in) }
	})
}

func (s *Site) leadsPage(r *request) error {
	p, w, err := r.leadsStep()
	if err != nil {
		return err
	}
	p.Form = page.Form{Values: map[string][]string{"leads": w.Leads}}
	return r.show(p)
}

// leadsStep offers the members of the council, and whoever leads the project already.
func (r *request) leadsStep() (page.MoneyStep, award.Award, error) {
	p, w, err := r.moneyStep("leads")
	if err != nil {
		return p, w, err
	}
	known := map[string]bool{}
	offer := func(person string) error {
		if known[person] {
			return nil
		}
		known[person] = true
		name, err := r.name(r.view, person)
		p.Options = append(p.Options, page.Option{Value: person, Text: name})
		return err
	}
	for _, person := range w.Leads {
		if err := offer(person); err != nil {
			return p, w, err
		}
	}
	for m := range council.Members(r.view, r.council.ID) {
		if err := offer(m.Person); err != nil {
			return p, w, err
		}
	}
	return p, w, nil
}

func (s *Site) nameLeads(r *request) error {
	p, w, err := r.leadsStep()
	if err != nil {
		return err
	}
	return r.doMoneyStep(p, func(f *form) func() error {
		leads := f.all("leads")
		return func() error { return s.Award.NameLeads(r.ctx, r.who.Person, w.Round, w.Project, leads) }
	})
}

func (s *Site) awardDaysPage(r *request) error {
	p, w, err := r.moneyStep("days")
	if err != nil {
		return err
	}
	p.Form = page.Form{Values: map[string][]string{
		"answer_by": {w.AnswerBy.In(r.Zone).Format(dayLayout)}, "story_by": {w.StoryBy.In(r.Zone).Format(dayLayout)},
	}}
	return r.show(p)
}

func (s *Site) setAwardDays(r *request) error {
	p, w, err := r.moneyStep("days")
	if err != nil {
		return err
	}
	return r.doMoneyStep(p, func(f *form) func() error {
		answer, story := f.day("answer_by"), f.day("story_by")
		return func() error { return s.Award.SetDays(r.ctx, r.who.Person, w.Round, w.Project, answer, story) }
	})
}

func (s *Site) finishPage(r *request) error {
	p, err := r.finishStep()
	if err != nil {
		return err
	}
	return r.show(p)
}

func (r *request) finishStep() (page.MoneyStep, error) {
	p, w, err := r.moneyStep("finish")
	p.Amount = award.ProjectBalance(r.view, w.Round, w.Project).Unspent()
	return p, err
}

func (s *Site) finishAward(r *request) error {
	p, err := r.finishStep()
	if err != nil {
		return err
	}
	return r.doMoneyStep(p, func(f *form) func() error {
		short := f.prose("short")
		return func() error { return s.Award.Finish(r.ctx, r.who.Person, r.round.ID, r.number(), short) }
	})
}

func (s *Site) furtherPage(r *request) error {
	p, err := r.furtherStep()
	if err != nil {
		return err
	}
	return r.show(p)
}

// furtherStep offers the projects that could be promised money.
func (r *request) furtherStep() (page.MoneyStep, error) {
	shown, err := r.showRound(r.view, r.round)
	if err != nil {
		return page.MoneyStep{}, err
	}
	b := award.BalanceOf(r.view, r.round.ID)
	p := page.MoneyStep{
		Round: shown, What: "further", Name: r.words().T("funds.title"), Amount: b.Returned + b.Left, Back: "/rounds/" + r.round.ID + "/money",
	}
	for _, c := range award.Candidates(r.view, r.round.ID) {
		least, most := award.Limits(r.view, c)
		p.Options = append(p.Options, page.Option{
			Value: funding.ProjectID(c.Number), Text: c.Title, Hint: r.words().T("money-step.further.limits", "least", least, "most", most),
		})
	}
	if len(p.Options) == 0 {
		return p, fault.New(fault.Conflict, "fault.award.none_fits")
	}
	return p, nil
}

func (s *Site) awardFurther(r *request) error {
	p, err := r.furtherStep()
	if err != nil {
		return err
	}
	return r.doMoneyStep(p, func(f *form) func() error {
		number, err := strconv.ParseInt(f.one("project"), 10, 32)
		f.checks.That(err == nil, "project", "fault.choose_one")
		in := award.Further{Round: r.round.ID, Project: int32(number), Amount: f.money("amount"), Reason: f.prose("reason")}
		return func() error { return s.Award.AwardFurther(r.ctx, r.who.Person, in) }
	})
}
