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
	p.Thread, p.Receipts = r.thread(w, p.At("news")), r.receipts(w)
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
