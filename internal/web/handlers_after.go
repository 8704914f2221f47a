package web

import (
	"github.com/parentpower/parentpower/internal/award"
	"github.com/parentpower/parentpower/internal/web/page"
)

// after is what came of a round's money, for everybody.
func (s *Site) after(r *request) error {
	if !r.round.Phase.Counted() {
		return r.goTo("/rounds/"+r.round.ID, "")
	}
	shown, err := s.showRound(r.view, r.round)
	if err != nil {
		return err
	}
	return r.show(page.After{
		Round: shown, Funds: showFunds(award.BalanceOf(r.view, r.round.ID)), Awards: r.showAwards(), MayManage: r.staffOf(r.council.ID),
	})
}

// afterProject is what came of one project.
func (s *Site) afterProject(r *request) error {
	w, err := r.award()
	if err != nil {
		return err
	}
	shown, err := s.showRound(r.view, r.round)
	if err != nil {
		return err
	}
	p := page.AfterProject{Round: shown, Award: r.showAward(w, r.projects()), Thread: r.thread(w, ""), Receipts: r.receipts(w), Leads: r.leads()}
	return r.show(p)
}
