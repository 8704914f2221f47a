package web

import (
	"slices"
	"strconv"

	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/web/page"
)

// panel lists the ideas of a round for those who review and decide.
func (s *Site) panel(r *request) error {
	shown, err := s.showRound(r.view, r.round)
	if err != nil {
		return err
	}
	p := page.Panel{
		Round: shown, Member: r.onPanel(), Staff: r.staffOf(r.council.ID), Named: len(r.round.Panel) > 0,
		Aside: funding.CountAside(r.view, r.round.ID, r.who.Person),
	}
	if p.Chair, err = r.chairName(); err != nil {
		return err
	}
	groups := map[string][]page.PanelLine{}
	for _, a := range funding.PanelApplications(r.view, r.round.ID, r.who.Person) {
		standing := funding.StandingOf(r.view, r.round, a)
		idea, err := r.showIdea(a)
		if err != nil {
			return err
		}
		what := r.panelGroup(a, standing)
		groups[what] = append(groups[what], page.PanelLine{Idea: idea, Reviewed: standing.Reviewed, Needed: standing.Needed})
	}
	for _, what := range []string{page.PanelMine, page.PanelReady, page.PanelOthers, page.PanelDecided} {
		if len(groups[what]) > 0 {
			p.Groups = append(p.Groups, page.PanelGroup{What: what, Lines: groups[what]})
		}
	}
	return r.show(p)
}

// panelGroup is what is to be said of an application in the list.
func (r *request) panelGroup(a funding.Application, s funding.Standing) string {
	_, fresh, _ := funding.OwnReview(r.view, a, r.who.Person)
	switch {
	case a.State != funding.StateSubmitted:
		return page.PanelDecided
	case !fresh && funding.MayReview(r.view, r.round, a.ID, r.account()) == nil:
		return page.PanelMine
	case s.Enough():
		return page.PanelReady
	}
	return page.PanelOthers
}

// panelIdeaPage is one idea, with what the requester found and, after that, what the others did.
func (s *Site) panelIdeaPage(r *request) error {
	p, err := r.panelIdeaShown()
	if err != nil {
		return err
	}
	return r.show(p)
}

func (r *request) panelIdeaShown() (page.PanelIdea, error) {
	a, err := r.panelIdea()
	if err != nil {
		return page.PanelIdea{}, err
	}
	own, fresh, given := funding.OwnReview(r.view, a, r.who.Person)
	p := page.PanelIdea{
		Guidelines: r.guidelineOptions(), Checklist: r.round.Checklist, Mended: a.State == funding.StateSentBack,
		MayReview: funding.MayReview(r.view, r.round, a.ID, r.account()) == nil, Given: fresh, Again: given && !fresh,
		MayStep: r.onPanel() && r.round.Phase.Unopened(), Decide: r.decidable(a) && r.decider(),
	}
	if p.Idea, err = r.showIdea(a); err != nil {
		return p, err
	}
	if p.Mended {
		p.Idea.About, p.Idea.Costs = "", nil
	} else if p.Alike, err = r.panelAlike(a); err != nil {
		return p, err
	}
	if p.Chair, err = r.chairName(); err != nil {
		return p, err
	}
	if p.Work, err = r.panelWork(a); err != nil {
		return p, err
	}
	if p.Decided, err = r.panelDecision(a); err != nil {
		return p, err
	}
	p.Form.Values, err = r.typedReview(a, own, given)
	return p, err
}

// typedReview is a review as somebody would type it.
func (r *request) typedReview(a funding.Application, own funding.PanelReview, given bool) (map[string][]string, error) {
	values := map[string][]string{}
	if !given {
		return values, nil
	}
	for i, tick := range own.Ticks {
		values[page.TickName(i)] = []string{string(tick)}
	}
	values["advice"] = []string{string(own.Advice)}
	for i, text := range r.round.Guidelines {
		if slices.Contains(own.Guidelines, text) {
			values["guidelines"] = append(values["guidelines"], strconv.Itoa(i+1))
		}
	}
	comment, err := r.Funding.ReadComment(r.ctx, a, own)
	values["comment"] = []string{comment}
	return values, err
}

func (r *request) panelURL(part string) string { return "/rounds/" + r.round.ID + "/panel" + part }
