package web

import (
	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/web/page"
)

// manage is where a round is looked after.
func (s *Site) manage(r *request) error {
	shown, err := s.showRound(r.view, r.round)
	if err != nil {
		return err
	}
	slips, revoked := people.SlipCount(r.view, funding.Scope(r.round.ID))
	p := page.Manage{Round: shown, Projects: r.projects(), Slips: int(slips - revoked)}
	if r.round.Voters != funding.SlipHolders {
		p.Members = council.Count(r.view, r.council.ID)
	}
	for _, person := range r.round.Scrutineers {
		name, err := r.name(r.view, person)
		if err != nil {
			return err
		}
		p.Scrutineers = append(p.Scrutineers, name)
	}
	p.Panel = r.panelProgress()
	if p.Calendar, err = r.namedCalendar(); err != nil {
		return err
	}
	p.Movable = r.movable()
	if r.round.Phase.Unopened() {
		p.Blocks = r.blocks()
	}
	if r.round.MissedOpening() {
		p.Missed = r.round.Dates.Voting
	}
	if r.round.Phase == funding.Voting {
		p.Waiting = funding.BatchesWaiting(r.view, r.round.ID)
		p.Chain = r.view.Head().Hash.String()
	}
	p.Ready = len(p.Blocks) == 0
	return r.show(p)
}

// blocks are what opening would be refused for, each with where to mend it.
func (r *request) blocks() []page.Block {
	lacking := funding.Lacking(r.view, r.round, r.now)
	if lacking == nil {
		return nil
	}
	var list []page.Block
	mend := map[string]string{"projects": "projects/new", "voters": "slips", "closes": "settings"}
	for _, field := range fault.From(lacking).Fields {
		list = append(list, page.Block{Key: "block." + field.Name, Href: "/rounds/" + r.round.ID + "/" + mend[field.Name]})
	}
	return list
}

func (r *request) manageURL() string { return "/rounds/" + r.round.ID + "/manage" }

func (s *Site) openRoom(r *request) error {
	if err := emptyForm(r); err != nil {
		return err
	}
	if _, err := s.People.OpenRoom(r.ctx, r.who.Person, funding.Scope(r.round.ID)); err != nil {
		return err
	}
	return r.goTo(r.manageURL(), "room-open")
}

func (s *Site) closeRoom(r *request) error {
	if err := emptyForm(r); err != nil {
		return err
	}
	if err := s.People.CloseRoom(r.ctx, r.who.Person, funding.Scope(r.round.ID)); err != nil {
		return err
	}
	return r.goTo(r.manageURL(), "room-closed")
}

// openVoting, closeVoting and discardRound cannot be undone, so they ask once more.
func (s *Site) openVoting(r *request) error {
	sure, err := r.confirmed()
	if err != nil {
		return err
	}
	if !sure {
		return r.confirm("open", "", "open", "manage")
	}
	if err := s.Funding.OpenVoting(r.ctx, r.who.Person, r.round.ID); err != nil {
		return err
	}
	return r.goTo(r.manageURL(), "opened")
}

func (s *Site) closeVoting(r *request) error {
	sure, err := r.confirmed()
	if err != nil {
		return err
	}
	if !sure {
		return r.confirm("close", "", "close", "manage")
	}
	if err := s.Funding.CloseVoting(r.ctx, r.who.Person, r.round.ID); err != nil {
		return err
	}
	return r.goTo(r.manageURL(), "closed")
}

// discardRound throws a draft away. What it was looked after on is gone with it, so it leads to the council.
func (s *Site) discardRound(r *request) error {
	sure, err := r.confirmed()
	if err != nil {
		return err
	}
	if !sure {
		return r.confirm("discard", "", "discard", "manage")
	}
	if err := s.Funding.DiscardRound(r.ctx, r.who.Person, r.round.ID); err != nil {
		return err
	}
	return r.goTo("/councils/"+r.council.ID, "discarded")
}

// confirm asks whether somebody is sure about something that is done to the round, or to a part of it by name.
func (r *request) confirm(what, name, action, back string) error {
	shown, err := r.showRound(r.view, r.round)
	if err != nil {
		return err
	}
	return r.show(page.Confirm{Round: shown, What: what, Name: name, Action: shown.At(action), Back: shown.At(back)})
}
