package app

import (
	"context"
	"fmt"

	"github.com/parentpower/parentpower/internal/funding"
)

// reviewedIdea is an idea that one of the demonstration's parents has sent. The panel's reviews are one advice for each of
// them, in its order; one who is too close to it says so instead.
type reviewedIdea struct {
	id, author, title, about string
	items                    []funding.Item
	advice                   []funding.Advice
	tooClose, why            string
}

// The round in review of the demonstration: Amina, who has an account, is on its panel and in the chair.
var (
	demoPanel     = []string{"Amina", "Nadia", "Ben"}
	reviewedIdeas = []reviewedIdea{
		{
			id: "idea-toy-library", author: "Grace", title: "Toy library", about: "Toys to borrow for two weeks, so that nobody has to buy them. For families with children under five.",
			items:  []funding.Item{{What: "Shelves and boxes", Min: 120_00, Wanted: 180_00}, {What: "Toys", Min: 100_00, Wanted: 150_00}},
			advice: []funding.Advice{"", funding.AdviseBallot, funding.AdviseUnsure},
		},
		{
			id: "idea-walking-bus", author: "Yusuf", title: "Walking bus to school", about: "Two parents walk with the children of our streets every morning. For everybody at St John's.",
			items:    []funding.Item{{What: "Vests and flags", Min: 60_00, Wanted: 90_00}},
			advice:   []funding.Advice{funding.AdviseBallot, "", funding.AdviseBallot},
			tooClose: "Nadia", why: "Yusuf is my brother.",
		},
		{
			id: "idea-toy-swap", author: "Kasia", title: "Toy swap days", about: "Bring toys that you do not need and take others home. For families, four times a year.",
			items:  []funding.Item{{What: "Hire of the hall, four times", Min: 80_00, Wanted: 80_00}},
			advice: []funding.Advice{"", "", funding.AdviseSendBack},
		},
	}
)

// reviewSpring takes a round to where a panel looks at parents' ideas.
func (a *App) reviewSpring(ctx context.Context, actor, councilID string, parents map[string]string) error {
	r, err := a.funding.CreateRound(ctx, actor, councilID, funding.Settings{
		Title: "£600 for next spring", Purpose: "The council's micro-grants: parents put in projects, and parents decide.",
		Budget: 600_00, Voters: funding.MembersOrSlip, Ballot: funding.WithinBudget, Rule: funding.EqualShares, Standings: funding.ShowAfterClose,
		Guidelines: []string{"Parents lead it.", "It is open to every family of Blackbird Leys.", "It can be done by the summer."},
		Checklist:  []string{"It helps families here.", "The costs make sense.", "It can be done in time.", "It is safe for children."},
	})
	if err != nil {
		return err
	}
	panel := make([]string, len(demoPanel))
	for i, name := range demoPanel {
		panel[i] = parents[name]
	}
	if err := a.funding.NamePanel(ctx, actor, r.ID, panel, panel[0]); err != nil {
		return err
	}
	if err := a.funding.MovePhase(ctx, actor, r.ID, funding.Applications, ""); err != nil {
		return err
	}
	for _, idea := range reviewedIdeas {
		if err := a.sendReviewed(ctx, r.ID, idea, parents); err != nil {
			return fmt.Errorf("idea %s: %w", idea.title, err)
		}
	}
	if err := a.funding.MovePhase(ctx, actor, r.ID, funding.Review, ""); err != nil {
		return err
	}
	for _, idea := range reviewedIdeas {
		if err := a.reviewAsDemo(ctx, r.ID, idea, parents); err != nil {
			return fmt.Errorf("reviews of %s: %w", idea.title, err)
		}
	}
	return nil
}

func (a *App) sendReviewed(ctx context.Context, round string, idea reviewedIdea, parents map[string]string) error {
	_, err := a.funding.SaveApplication(ctx, parents[idea.author], funding.Edit{
		Round: round, ID: idea.id, Title: &idea.title, About: &idea.about, Lead: &idea.author, Items: &idea.items,
	})
	if err != nil {
		return err
	}
	return a.funding.SubmitApplication(ctx, parents[idea.author], round, idea.id)
}

func (a *App) reviewAsDemo(ctx context.Context, round string, idea reviewedIdea, parents map[string]string) error {
	if idea.tooClose != "" {
		if err := a.funding.DeclareConflict(ctx, parents[idea.tooClose], round, idea.id, idea.why); err != nil {
			return err
		}
	}
	for i, advice := range idea.advice {
		if advice == "" {
			continue
		}
		o := funding.Opinion{
			Ticks:  []funding.Tick{funding.TickYes, funding.TickUnsure, funding.TickYes, funding.TickYes},
			Advice: advice, Guidelines: []int{2}, Comment: "I asked around: people want this. Who looks after it afterwards?",
		}
		if err := a.funding.ReviewApplication(ctx, parents[demoPanel[i]], round, idea.id, o); err != nil {
			return err
		}
	}
	return nil
}
