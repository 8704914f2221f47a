package web

import (
	"slices"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/web/page"
)

// idea is the application that the path names; NotFound for those who may not read it.
func (r *request) idea() (funding.Application, error) {
	a, err := funding.ApplicationByID(r.view, r.round.ID, r.param("idea"))
	if err == nil && !r.mayRead(a) {
		err = ideaNotFound()
	}
	return a, err
}

// ownIdea is the application that the path names, of somebody who leads it.
func (r *request) ownIdea() (funding.Application, error) {
	a, err := r.idea()
	if err == nil && !a.LedBy(r.who.Person) {
		err = ideaNotFound()
	}
	return a, err
}

func ideaNotFound() error { return fault.New(fault.NotFound, "fault.funding.idea_not_found") }

// mayRead: all parents of the round read what was sent and what is on the ballot; what came back or was withdrawn, its
// leaders and those who look after the round; a draft, its leaders alone. Who is too close to it for the panel reads it
// nowhere.
func (r *request) mayRead(a funding.Application) bool {
	if a.SetAside(r.view, r.who.Person) && !a.LedBy(r.who.Person) {
		return false
	}
	switch a.State {
	case funding.StateSubmitted, funding.StateAccepted:
		return true
	case funding.StateDraft:
		return a.LedBy(r.who.Person)
	case funding.StateSentBack, funding.StateWithdrawn, funding.StateMerged:
	}
	return a.LedBy(r.who.Person) || r.staffOf(r.council.ID)
}

// showIdea opens an application for a page of the round that the request is about.
func (r *request) showIdea(a funding.Application) (page.Idea, error) {
	shown, err := r.showRound(r.view, r.round)
	if err != nil {
		return page.Idea{}, err
	}
	said, err := r.Funding.ReadIdea(r.ctx, a)
	if err != nil {
		return page.Idea{}, err
	}
	idea := page.Idea{
		Round: shown, ID: a.ID, Title: said.Title, About: said.About, Language: a.Language, State: string(a.State),
		Least: a.Least(), Most: a.Most(), Leads: said.Leads,
	}
	idea.Picture, idea.Voice = r.showPicture(r.view, a.Picture), r.showVoice(r.view, a.Voice)
	if a.Project != 0 {
		idea.Project = funding.ProjectID(a.Project)
	}
	for _, item := range said.Items {
		idea.Costs = append(idea.Costs, page.CostItem(item))
	}
	return idea, nil
}

func (r *request) showIdeas(list []funding.Application) ([]page.Idea, error) {
	ideas := make([]page.Idea, 0, len(list))
	for _, a := range list {
		idea, err := r.showIdea(a)
		if err != nil {
			return nil, err
		}
		ideas = append(ideas, idea)
	}
	return ideas, nil
}

// myIdeas are the requester's in the round, the latest first.
func (r *request) myIdeas() []funding.Application {
	var mine []funding.Application
	for a := range funding.ApplicationsLedBy(r.view, r.who.Person) {
		if a.Round == r.round.ID {
			mine = append(mine, a)
		}
	}
	slices.SortFunc(mine, func(a, b funding.Application) int { return b.Created.Compare(a.Created) })
	return mine
}

// roundIdeas is what the page of the round says about ideas.
func (r *request) roundIdeas() (page.RoundIdeas, error) {
	p := page.RoundIdeas{Parent: r.parentIn(r.round) && r.round.Phase != funding.Draft && r.round.Phase.Unopened(), Open: r.takesIdeas()}
	if !p.Parent {
		return p, nil
	}
	for a := range funding.ApplicationsOf(r.view, r.round.ID) {
		if a.State == funding.StateSubmitted || a.State == funding.StateAccepted {
			p.Sent++
		}
	}
	var err error
	p.Mine, err = r.showIdeas(r.myIdeas())
	return p, err
}

// takesIdeas reports whether the requester may begin an idea in the round now.
func (r *request) takesIdeas() bool {
	return r.round.Phase == funding.Applications && r.parentIn(r.round)
}
