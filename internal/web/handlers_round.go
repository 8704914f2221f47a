package web

import (
	"strconv"
	"strings"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/web/page"
)

// projects are the round's, in the order of the ballot and, where somebody translated them, in the requester's language.
func (r *request) projects() []page.Project {
	v := r.Store.View()
	list := funding.ProjectsOf(v, r.round.ID)
	shown := showProjects(list)
	for i, p := range list {
		shown[i].Picture, shown[i].Voice = r.showPicture(v, p.Picture), r.showVoice(v, p.Voice)
	}
	return r.translated(v, list, shown)
}

// showProjects are projects in words and numbers alone.
func showProjects(list []funding.Project) []page.Project {
	shown := make([]page.Project, len(list))
	for i, p := range list {
		shown[i] = page.Project{
			ID: funding.ProjectID(p.Number), Index: i, Title: p.Title, About: p.About, Lead: p.Lead, Cost: p.Cost,
		}
	}
	return shown
}

// project finds the one that the path names, among those given.
func (r *request) project(list []page.Project) (page.Project, error) {
	id := r.param("project")
	for _, p := range list {
		if p.ID == id {
			return p, nil
		}
	}
	return page.Project{}, fault.New(fault.NotFound, "fault.funding.project_not_found")
}

// number is the number of the project that the path names; zero, which none has, where that is no number.
func (r *request) number() int32 {
	n, err := strconv.ParseInt(r.param("project"), 10, 32)
	if err != nil {
		return 0
	}
	return int32(n)
}

func (r *request) hasVoted() (bool, error) {
	voter := r.ownVote().Voter
	if voter == "" {
		return false, nil
	}
	return r.Funding.HasVoted(r.ctx, r.view, r.round.ID, voter)
}

func (s *Site) roundPage(r *request) error {
	shown, err := s.showRound(r.view, r.round)
	if err != nil {
		return err
	}
	voted, err := r.hasVoted()
	if err != nil {
		return err
	}
	ideas, err := r.roundIdeas()
	if err != nil {
		return err
	}
	return r.show(page.RoundPage{
		Round: shown, Projects: r.projects(), MayVote: r.voterIn(r.round), Voted: voted, Manage: r.staffOf(r.council.ID),
		Calendar: r.calendar(), Guidelines: r.round.Guidelines, Ideas: ideas, Panel: r.onPanel(),
	})
}

func (s *Site) projectPage(r *request) error {
	shown, err := s.showRound(r.view, r.round)
	if err != nil {
		return err
	}
	project, err := r.project(r.projects())
	if err != nil {
		return err
	}
	written, err := funding.ProjectByNumber(r.view, r.round.ID, r.number())
	if err != nil {
		return err
	}
	by, err := r.translation(written)
	if err != nil {
		return err
	}
	return r.show(page.ProjectPage{
		Round: shown, Project: project, MayVote: r.voterIn(r.round), Translated: by, MayTranslate: r.mayTranslate(),
		Story: r.story(written.Number),
	})
}

// screen is the round on the wall. It shows to everybody what everybody may see.
func (s *Site) screen(r *request) error {
	shown, err := s.showRound(r.view, r.round)
	if err != nil {
		return err
	}
	p := page.Screen{
		Round: shown, Projects: r.projects(), Minimum: int(r.round.Minimum), Site: s.site(),
		Address: r.roomAddress(), LotHash: r.round.SeedHash,
	}
	votes, hidden := funding.VotesOf(r.view, r.round, false)
	p.Hidden = string(hidden)
	if votes != nil {
		p.Standings = map[string]int{}
	}
	for i, n := range votes {
		p.Standings[funding.ProjectID(int32(i+1))] = int(n)
	}
	if res, err := funding.ResultOf(r.view, r.round.ID); err == nil {
		p.Winners = map[string]bool{}
		for _, n := range res.Winners {
			p.Winners[funding.ProjectID(n)] = true
		}
	}
	return r.show(p)
}

// poster is the same address on paper.
func (s *Site) poster(r *request) error {
	shown, err := s.showRound(r.view, r.round)
	if err != nil {
		return err
	}
	address := r.roomAddress()
	if address == "" {
		return fault.New(fault.Conflict, "fault.room_closed")
	}
	return r.show(page.Poster{Round: shown, Site: s.site(), Address: address})
}

// roomAddress is what the QR on the wall says; empty while no room is open.
func (r *request) roomAddress() string {
	room, open := people.RoomOf(r.view, funding.Scope(r.round.ID))
	if !open {
		return ""
	}
	return r.Link("/r/" + people.ShowCode(room.Code))
}

// receipt says whether a vote is in the count, to anyone who has its words.
func (s *Site) receipt(r *request) error {
	shown, err := s.showRound(r.view, r.round)
	if err != nil {
		return err
	}
	words := strings.TrimSpace(r.query("words", maxPath))
	p := page.Receipt{Round: shown, Words: words, Found: page.ReceiptMissing}
	switch funding.FindReceipt(r.view, r.round.ID, words) {
	case funding.InTheCount:
		p.Found = page.ReceiptFound
	case funding.InTheBox:
		p.Found = page.ReceiptEarly
	case funding.NoReceipt:
		if !r.round.Phase.Counted() {
			p.Found = page.ReceiptEarly
		}
	}
	return r.show(p)
}
