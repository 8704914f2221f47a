package web

import (
	"strconv"

	"github.com/parentpower/parentpower/internal/award"
	"github.com/parentpower/parentpower/internal/web/page"
)

// myAward is an award as those who lead the project see it, or a member of staff in their place.
func (s *Site) myAward(r *request) error {
	w, err := r.award()
	if err != nil {
		return err
	}
	shown, err := s.showRound(r.view, r.round)
	if err != nil {
		return err
	}
	p := page.MyAward{Round: shown, Award: r.showAward(w, r.projects()), Council: r.council.Name, ForThem: !r.leads()}
	p.Thread = r.thread(w, p.At("news"))
	return r.show(p)
}

func (r *request) awardURL() string { return "/rounds/" + r.round.ID + "/award/" + r.param("project") }

// awardPaper is the award letter for somebody without e-mail.
func (s *Site) awardPaper(r *request) error {
	w, err := r.award()
	if err != nil {
		return err
	}
	shown, err := s.showRound(r.view, r.round)
	if err != nil {
		return err
	}
	return r.show(page.AwardPaper{Round: shown, Award: r.showAward(w, r.projects()), Site: s.site()})
}

func (s *Site) acceptAward(r *request) error {
	if err := emptyForm(r); err != nil {
		return err
	}
	if err := s.Award.Answer(r.ctx, r.who.Person, award.Answer{Round: r.round.ID, Project: r.number(), Yes: true}); err != nil {
		return err
	}
	return r.goTo(r.awardURL(), "award-accepted")
}

func (s *Site) declineAward(r *request) error {
	w, err := r.award()
	if err != nil {
		return err
	}
	sure, err := r.confirmed()
	if err != nil {
		return err
	}
	if !sure {
		at := "award/" + r.param("project")
		return r.confirm("decline", r.showAward(w, r.projects()).Project.Title, at+"/decline", at)
	}
	if err := s.Award.Answer(r.ctx, r.who.Person, award.Answer{Round: r.round.ID, Project: w.Project}); err != nil {
		return err
	}
	return r.goTo(r.awardURL(), "award-declined")
}

func (s *Site) receiptPage(r *request) error {
	return r.awardStep("receipt", page.Form{Values: map[string][]string{"on": {r.now.In(r.Zone).Format(dayLayout)}}})
}

func (s *Site) addReceipt(r *request) error {
	return r.doAwardStep("receipt", "award-receipt", func(f *form) func() error {
		in := award.Spending{Round: r.round.ID, Project: r.number(), Amount: f.money("amount"), On: f.day("on"), What: f.line("what")}
		return func() error { return s.Award.AddReceipt(r.ctx, r.who.Person, in) }
	})
}

func (s *Site) newsPage(r *request) error { return r.awardStep("news", page.Form{}) }

func (s *Site) addNews(r *request) error {
	return r.doAwardStep("news", "award-news", func(f *form) func() error {
		text := f.prose("text")
		return func() error { return s.Award.AddNews(r.ctx, r.who.Person, r.round.ID, r.number(), text) }
	})
}

func (s *Site) removeNews(r *request) error {
	sure, err := r.confirmed()
	if err != nil {
		return err
	}
	if !sure {
		at := "award/" + r.param("project")
		return r.confirm("remove-news", "", at+"/news/"+r.param("news")+"/remove", at)
	}
	number, err := strconv.ParseInt(r.param("news"), 10, 32)
	if err := existsIf(err == nil); err != nil {
		return err
	}
	if err := s.Award.RemoveNews(r.ctx, r.who.Person, r.round.ID, r.number(), int32(number)); err != nil {
		return err
	}
	return r.goTo(r.awardURL(), "removed")
}

func (s *Site) storyPage(r *request) error {
	told, _ := award.StoryOf(r.view, r.round.ID, r.number())
	return r.awardStep("story", page.Form{Values: map[string][]string{"text": {told.Text}}})
}

func (s *Site) tellStory(r *request) error {
	return r.doAwardStep("story", "award-story", func(f *form) func() error {
		text := f.prose("text")
		return func() error { return s.Award.TellStory(r.ctx, r.who.Person, r.round.ID, r.number(), text) }
	})
}

func (s *Site) returnPage(r *request) error { return r.awardStep("return", page.Form{}) }

func (s *Site) giveBack(r *request) error {
	return r.doAwardStep("return", "award-return", func(f *form) func() error {
		amount := f.money("amount")
		return func() error { return s.Award.GiveBack(r.ctx, r.who.Person, r.round.ID, r.number(), amount) }
	})
}

// awardStep shows the page of one thing that those who lead a project do.
func (r *request) awardStep(what string, form page.Form) error {
	p, err := r.awardStepPage(what)
	p.Form = form
	if err != nil {
		return err
	}
	return r.show(p)
}

func (r *request) awardStepPage(what string) (page.AwardStep, error) {
	w, err := r.award()
	if err != nil {
		return page.AwardStep{}, err
	}
	shown, err := r.showRound(r.view, r.round)
	return page.AwardStep{Round: shown, Award: r.showAward(w, r.projects()), What: what}, err
}

// doAwardStep reads the form of such a page, does what it asks for, and leads back to the award with a message; or
// shows the page again.
func (r *request) doAwardStep(what, message string, read func(*form) func() error) error {
	refused, err := r.readAndDo(read)
	if err != nil {
		return err
	}
	if refused == nil {
		return r.goTo(r.awardURL(), message)
	}
	p, err := r.awardStepPage(what)
	if err != nil {
		return err
	}
	return r.again(refused, func(form page.Form) page.Page {
		p.Form = form
		return p
	})
}

// readAndDo reads a form and does what it asks for. What was refused, in the form or by the act, is for showing again.
func (r *request) readAndDo(read func(*form) func() error) (refused, err error) {
	f, err := r.form()
	if err != nil {
		return nil, err
	}
	act := read(f)
	if refused = f.Fault(); refused == nil {
		refused = act()
	}
	return refused, nil
}
