package web

import (
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/web/page"
)

// joinIdeasPage is where two authors agree to go on with one idea.
func (s *Site) joinIdeasPage(r *request) error {
	p, err := r.joinIdeas()
	if err != nil {
		return err
	}
	return r.show(p)
}

// joinIdeas are the requester's idea and the other one. NotFound where they may not read the other and were not asked.
func (r *request) joinIdeas() (page.JoinIdeas, error) {
	mine, err := r.ownIdea()
	if err != nil {
		return page.JoinIdeas{}, err
	}
	other, err := funding.ApplicationByID(r.view, r.round.ID, r.param("other"))
	if err != nil {
		return page.JoinIdeas{}, err
	}
	p := page.JoinIdeas{Asked: other.Merge.With == mine.ID, Waiting: mine.Merge.With == other.ID}
	if !p.Asked && !p.Waiting && !r.mayRead(other) {
		return p, ideaNotFound()
	}
	if p.Mine, err = r.showIdea(mine); err != nil {
		return p, err
	}
	if p.Other, err = r.showIdea(other); err != nil {
		return p, err
	}
	p.Keep = p.Other
	if p.Asked && other.Merge.Keep == mine.ID || p.Waiting && mine.Merge.Keep == mine.ID {
		p.Keep = p.Mine
	}
	return p, nil
}

// joinIdeasNow asks the other author, or answers them.
func (s *Site) joinIdeasNow(r *request) error {
	p, err := r.joinIdeas()
	if err != nil {
		return err
	}
	f, err := r.form()
	if err != nil {
		return err
	}
	do, keep := f.one("do"), f.one("keep")
	refused := f.Fault()
	if refused == nil {
		refused = r.doJoin(do, p.Mine.ID, p.Other.ID, keep)
	}
	if refused != nil {
		return r.again(refused, func(form page.Form) page.Page {
			p.Form = form
			return p
		})
	}
	return r.goTo(p.Mine.Href(), "join-"+do)
}

func (r *request) doJoin(do, mine, other, keep string) error {
	me, round := r.who.Person, r.round.ID
	switch do {
	case "ask":
		return r.Funding.ProposeMerge(r.ctx, me, round, mine, other, keep)
	case "stop":
		return r.Funding.ProposeMerge(r.ctx, me, round, mine, "", "")
	case "agree":
		return r.Funding.AgreeMerge(r.ctx, me, round, mine, other)
	case "decline":
		return r.Funding.DeclineMerge(r.ctx, me, round, mine, other)
	}
	var c fault.Checks
	c.That(false, "do", "fault.choose_one")
	return c.Fault()
}
