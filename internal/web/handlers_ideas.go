package web

import (
	"slices"

	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/web/page"
)

// ideaOrder is the order in which a list shows ideas by state. What is not in it only its leaders see in a list, as
// their own.
var ideaOrder = []funding.ApplicationState{
	funding.StateSubmitted, funding.StateAccepted, funding.StateSentBack, funding.StateMerged, funding.StateWithdrawn,
}

// ideas lists the ideas of a round that the requester may read.
func (s *Site) ideas(r *request) error {
	shown, err := s.showRound(r.view, r.round)
	if err != nil {
		return err
	}
	p := page.Ideas{Round: shown, Open: r.takesIdeas()}
	if p.Mine, err = r.showIdeas(r.myIdeas()); err != nil {
		return err
	}
	others := map[funding.ApplicationState][]funding.Application{}
	for a := range funding.ApplicationsOf(r.view, r.round.ID) {
		if r.mayRead(a) && !a.LedBy(r.who.Person) {
			others[a.State] = append(others[a.State], a)
		}
	}
	for _, state := range ideaOrder {
		if len(others[state]) == 0 {
			continue
		}
		slices.SortFunc(others[state], func(a, b funding.Application) int { return a.Sent.Compare(b.Sent) })
		group := page.IdeaGroup{State: string(state)}
		if group.Ideas, err = r.showIdeas(others[state]); err != nil {
			return err
		}
		p.Groups = append(p.Groups, group)
	}
	return r.show(p)
}

// ideaPage is one idea: for its leaders where it stands, for others what it says.
func (s *Site) ideaPage(r *request) error {
	a, err := r.idea()
	if err != nil {
		return err
	}
	if a.LedBy(r.who.Person) {
		return r.myIdea(a)
	}
	p, err := r.otherIdea(a)
	if err != nil {
		return err
	}
	return r.show(p)
}

func (r *request) myIdea(a funding.Application) error {
	idea, err := r.showIdea(a)
	if err != nil {
		return err
	}
	said, err := r.Funding.ReadIdea(r.ctx, a)
	if err != nil {
		return err
	}
	author := a.Author() == r.who.Person
	p := page.MyIdea{
		Idea: idea, Author: author, Course: course(r.round, a), Guidelines: a.Decision.Guidelines, Reason: said.Reason,
		Withdraw: author && r.round.Phase.Unopened() && a.State != funding.StateWithdrawn && a.State != funding.StateMerged,
	}
	if funding.Mendable(r.round, a.State) == nil {
		p.GoOn = idea.At(firstStep(r.round, a))
	}
	if author {
		if p.Asked, err = r.showIdeas(slices.Collect(funding.MergesAskedOf(r.view, a))); err != nil {
			return err
		}
	}
	for id, into := range map[string]**page.Idea{a.Merge.With: &p.Proposed, a.Into: &p.Into} {
		other, err := funding.ApplicationByID(r.view, r.round.ID, id)
		if err != nil {
			continue
		}
		shown, err := r.showIdea(other)
		if err != nil {
			return err
		}
		*into = &shown
	}
	return r.show(p)
}

// course is an idea's way to the vote, as far as it has come.
func course(round funding.Round, a funding.Application) []page.Leaf {
	begun := page.Leaf{What: "begun", State: page.StepDone, At: a.Created}
	sent := page.Leaf{What: "sent", State: page.StepDone, At: a.Sent}
	answer := page.Leaf{What: "answer", State: page.StepLater, At: round.Dates.Pitches}
	vote := page.Leaf{What: "vote", State: page.StepLater, At: round.Dates.Voting}
	switch a.State {
	case funding.StateDraft:
		sent = page.Leaf{What: "send", State: page.StepNow, At: round.Dates.Review}
	case funding.StateSubmitted:
		answer.State = page.StepNow
	case funding.StateSentBack:
		answer = page.Leaf{What: "sent-back", State: page.StepNow}
	case funding.StateAccepted:
		answer = page.Leaf{What: "accepted", State: page.StepDone, At: a.Decision.At}
	case funding.StateWithdrawn, funding.StateMerged:
		return nil
	}
	return []page.Leaf{begun, sent, answer, vote}
}

func (r *request) otherIdea(a funding.Application) (page.OtherIdea, error) {
	idea, err := r.showIdea(a)
	if err != nil {
		return page.OtherIdea{}, err
	}
	p := page.OtherIdea{Idea: idea, Panel: r.onPanel() || r.decider() && len(r.round.Panel) > 0}
	p.Decide = !p.Panel && r.staffOf(r.council.ID) && r.decidable(a)
	if a.State == funding.StateSentBack { // while it is being mended only its leaders read it
		p.Idea.About, p.Idea.Costs, p.Idea.Picture, p.Idea.Voice = "", nil, nil, nil
	}
	p.Least, p.Most = funding.CostRange(r.round, a)
	for i, text := range r.round.Guidelines {
		p.Guidelines = append(p.Guidelines, page.Option{Value: r.words().Number(i + 1), Text: text})
	}
	for _, mine := range r.myIdeas() {
		if mine.Author() != r.who.Person || !waiting(mine) || a.State != funding.StateSubmitted || !r.decidable(a) {
			continue
		}
		shown, err := r.showIdea(mine)
		if err != nil {
			return p, err
		}
		p.Join = append(p.Join, shown)
	}
	return p, nil
}

// decidable reports whether an application waits for an answer while answers are given.
func (r *request) decidable(a funding.Application) bool {
	return a.State == funding.StateSubmitted && (r.round.Phase == funding.Applications || r.round.Phase == funding.Review)
}

// waiting reports whether an application was sent and is not decided for good.
func waiting(a funding.Application) bool {
	return a.State == funding.StateSubmitted || a.State == funding.StateSentBack
}

func (s *Site) withdrawIdea(r *request) error {
	a, err := r.ownIdea()
	if err != nil {
		return err
	}
	sure, err := r.confirmed()
	if err != nil {
		return err
	}
	if !sure {
		said, err := s.Funding.ReadIdea(r.ctx, a)
		if err != nil {
			return err
		}
		return r.confirm("withdraw-idea", said.Title, "ideas/"+a.ID+"/withdraw", "ideas/"+a.ID)
	}
	if err := s.Funding.WithdrawApplication(r.ctx, r.who.Person, r.round.ID, a.ID); err != nil {
		return err
	}
	return r.goTo(r.ideaURL(a.ID), "idea-withdrawn")
}

func (r *request) ideaURL(id string) string { return "/rounds/" + r.round.ID + "/ideas/" + id }
