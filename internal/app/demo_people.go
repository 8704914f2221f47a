package app

import (
	"context"
	"fmt"
	"strings"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/people"
)

// The people of the demonstration, all invented. The first parent is the one whose link the tour gives.
var demoParents = []string{
	"Amina", "Tom", "Grace", "Yusuf", "Maria", "Dwayne", "Farah", "Kasia", "João", "Nadia", "Ben", "Blessing", "Siobhán", "Imran", "Lucy",
}

// demoProjects are what this year's and last year's money could pay for, in pounds.
var (
	demoProjects = []funding.Project{
		{Title: "Saturday breakfast club", About: "12 Saturdays of breakfast and play at the community centre", Lead: "Grace and Kasia", Cost: 480_00},
		{Title: "Driving theory group for mums", About: "Books, test fees and childcare for ten mums", Lead: "Farah", Cost: 620_00},
		{Title: "Sensory den at the library", About: "A quiet corner that SEND families can book", Lead: "Siobhán", Cost: 350_00},
		{Title: "Dads and lads bike repair", About: "Tools, and a mechanic for six evenings", Lead: "Dwayne and Tom", Cost: 300_00},
		{Title: "Swahili story time", About: "Books and a storyteller, once a month for a year", Lead: "Blessing", Cost: 400_00},
		{Title: "Summer trip to the seaside", About: "A coach for 48, and lunch for those who need it", Lead: "Lucy and João", Cost: 900_00},
	}
	lastYearsProjects = []funding.Project{
		{Title: "After-school football", About: "Kit and pitch hire for two terms", Lead: "Ben", Cost: 450_00},
		{Title: "English at the kitchen table", About: "A teacher and a crèche, ten mornings", Lead: "Maria", Cost: 520_00},
		{Title: "Repair the play tower", About: "Wood, bolts and a carpenter for the nursery garden", Lead: "Imran", Cost: 380_00},
		{Title: "New parents' walk", About: "Buggy walks on Tuesdays, with tea after", Lead: "Nadia", Cost: 160_00},
		{Title: "Film nights", About: "A projector and eight licences", Lead: "Lucy", Cost: 600_00},
	}
)

// populate fills an empty store with the demonstration.
func (a *App) populate(ctx context.Context) error {
	coordinator, err := a.people.Add(ctx, "", people.Particulars{Name: "Joan", Email: "joan@parentpower.example", Coordinator: true})
	if err != nil {
		return fmt.Errorf("coordinator: %w", err)
	}
	c, err := a.council.Create(ctx, coordinator.ID, council.Particulars{
		Name: "Leys parent council", Purpose: "Parents of Blackbird Leys deciding together what would help.", Area: "Blackbird Leys",
		Languages: []string{"en", "ar", "sw"},
	})
	if err != nil {
		return fmt.Errorf("council: %w", err)
	}
	advocate, err := a.council.AddMember(ctx, coordinator.ID, c.ID, council.Joiner{
		Role: council.Advocate, Particulars: people.Particulars{Name: "Sara", Email: "sara@parentpower.example"},
	})
	if err != nil {
		return fmt.Errorf("advocate: %w", err)
	}
	persons := map[string]string{}
	for i, name := range demoParents {
		in := people.Particulars{Name: name}
		if i == 0 {
			in.Email = strings.ToLower(name) + "@parentpower.example" // one has an account; the others vote by slip
		}
		m, err := a.council.AddMember(ctx, advocate.Person, c.ID, council.Joiner{Particulars: in})
		if err != nil {
			return fmt.Errorf("parent %s: %w", name, err)
		}
		persons[name] = m.Person
	}
	if err := a.playLastYear(ctx, advocate.Person, c.ID); err != nil {
		return fmt.Errorf("last year's round: %w", err)
	}
	if err := a.gatherIdeas(ctx, advocate.Person, c.ID, persons); err != nil {
		return fmt.Errorf("the round that takes ideas: %w", err)
	}
	if err := a.reviewSpring(ctx, advocate.Person, c.ID, persons); err != nil {
		return fmt.Errorf("the round in review: %w", err)
	}
	return a.prepareThisYear(ctx, advocate.Person, c.ID) // the last, so that the tour shows it
}

// prepareThisYear makes the round that is ready to open.
func (a *App) prepareThisYear(ctx context.Context, actor, councilID string) error {
	r, err := a.demoRound(ctx, actor, councilID, "£2,000 for our own projects", 2_000_00, demoProjects)
	if err != nil {
		return err
	}
	if _, err := a.funding.IssueSlips(ctx, actor, r.ID, nil, 45); err != nil {
		return err
	}
	_, err = a.people.OpenRoom(ctx, actor, funding.Scope(r.ID))
	return err
}

// playLastYear holds a vote from opening to result, so that there is one to look at.
func (a *App) playLastYear(ctx context.Context, actor, councilID string) error {
	r, err := a.demoRound(ctx, actor, councilID, "£1,500 for last summer", 1_500_00, lastYearsProjects)
	if err != nil {
		return err
	}
	slips, err := a.funding.IssueSlips(ctx, actor, r.ID, nil, 48)
	if err != nil {
		return err
	}
	if err := a.funding.OpenVoting(ctx, actor, r.ID); err != nil {
		return err
	}
	// What each of five kinds of voter picked, and how many of them there are in every twelve.
	kinds := [][]int32{{1, 2, 3}, {1, 2, 3}, {1, 2, 3}, {1, 2, 4}, {1, 2, 4}, {2, 3, 4}, {1, 4}, {1, 4}, {5, 4}, {5}, {2, 4}, {}}
	for i, s := range slips[:44] {
		vote := funding.Vote{
			Round: r.ID, Voter: s.Person, Slip: s.ID, Choice: funding.Choice{Picks: kinds[i%len(kinds)]}, Key: a.people.NewID(),
		}
		if _, err := a.funding.CastBallot(ctx, vote); err != nil {
			return err
		}
	}
	if err := a.funding.CloseVoting(ctx, actor, r.ID); err != nil {
		return err
	}
	if err := a.funding.Duty().Work(ctx); err != nil {
		return err
	}
	return a.spendLastYear(ctx, actor, councilID, r.ID)
}

func (a *App) demoRound(ctx context.Context, actor, councilID, title string, budget int64, projects []funding.Project) (funding.Round, error) {
	r, err := a.funding.CreateRound(ctx, actor, councilID, demoSettings(title, budget))
	if err != nil {
		return r, err
	}
	for _, p := range projects {
		p.Round = r.ID
		if _, err := a.funding.PutProject(ctx, actor, p); err != nil {
			return r, fmt.Errorf("project %s: %w", p.Title, err)
		}
	}
	return r, nil
}

func demoSettings(title string, budget int64) funding.Settings {
	return funding.Settings{
		Title: title, Purpose: "The council's micro-grants: parents put in projects, and parents decide.",
		Budget: budget, Voters: funding.MembersOrSlip, Ballot: funding.WithinBudget, Rule: funding.EqualShares,
		Standings: funding.ShowLive, Minimum: 5, Quorum: 10,
		Guidelines: []string{
			"It is for parents and children of Blackbird Leys.", "Anybody may come along.", "Parents run it themselves.",
		},
	}
}
