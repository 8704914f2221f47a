package app

import (
	"context"
	"fmt"
	"time"

	"github.com/parentpower/parentpower/internal/funding"
)

// demoIdea is what one of the demonstration's parents puts forward, and how far it has come.
type demoIdea struct {
	id, author   string
	title, about string
	items        []funding.Item
	state        funding.ApplicationState
}

// demoIdeas are in several states: the first is half done, for the parent whose link the tour gives.
var demoIdeas = []demoIdea{
	{
		id: "holiday-cooking", author: "Amina", title: "Cooking together in the holidays", state: funding.StateDraft,
		about: "Parents and children cook dinner together, two evenings a week over the holidays.",
	},
	{
		id: "dads-saturday-den", author: "Dwayne", title: "Dads' Saturday den", state: funding.StateSubmitted,
		about: "A warm room with games and a cup of tea for dads and their children, every Saturday morning until Easter.",
		items: []funding.Item{{What: "Room at the community centre", Min: 120_00, Wanted: 180_00}, {What: "Games and craft things", Min: 40_00, Wanted: 90_00}},
	},
	{
		id: "winter-coat-swap", author: "Maria", title: "Winter coat swap", state: funding.StateSubmitted,
		about: "Bring a coat that has grown too small and take one that fits. Rails, hangers and a van for a day.",
		items: []funding.Item{{What: "Rails and hangers", Min: 60_00, Wanted: 60_00}, {What: "Van for a day", Min: 75_00, Wanted: 75_00}},
	},
	{
		id: "school-coat-rail", author: "Imran", title: "A coat rail at the school gate", state: funding.StateSubmitted,
		about: "A rail with coats that fit: take one, leave one, all winter.",
		items: []funding.Item{{What: "Rail and a cover", Min: 50_00, Wanted: 80_00}},
	},
	{
		id: "yoga-for-mums", author: "Kasia", title: "Yoga for mums", state: funding.StateSentBack,
		about: "Ten evenings of yoga for the mums of our street.",
		items: []funding.Item{{What: "Teacher", Min: 200_00, Wanted: 300_00}},
	},
	{
		id: "story-walks", author: "Blessing", title: "Story walks in the woods", state: funding.StateAccepted,
		about: "A story at every stop, on four Sunday afternoons. Buggies welcome.",
		items: []funding.Item{{What: "Storyteller, four afternoons", Min: 160_00, Wanted: 200_00}, {What: "Hot chocolate", Min: 20_00, Wanted: 40_00}},
	},
}

// gatherIdeas makes a round in which parents are putting ideas forward.
func (a *App) gatherIdeas(ctx context.Context, actor, councilID string, persons map[string]string) error {
	s := demoSettings("£1,200 for the winter", 1_200_00)
	s.Smallest, s.Largest = 50_00, 400_00
	day := time.Now().Truncate(24 * time.Hour).Add(18 * time.Hour)
	s.Dates = funding.Dates{Review: day.AddDate(0, 0, 12), Pitches: day.AddDate(0, 0, 19), Voting: day.AddDate(0, 0, 26)}
	s.Closes = day.AddDate(0, 0, 29)
	r, err := a.funding.CreateRound(ctx, actor, councilID, s)
	if err != nil {
		return err
	}
	if err := a.funding.MovePhase(ctx, actor, r.ID, funding.Applications, ""); err != nil {
		return err
	}
	for _, idea := range demoIdeas {
		if err := a.putForward(ctx, actor, r.ID, persons[idea.author], idea); err != nil {
			return fmt.Errorf("idea %s: %w", idea.id, err)
		}
	}
	// One asks another to go on together, and two parents put the accepted one into Arabic.
	err = a.funding.ProposeMerge(ctx, persons["Imran"], r.ID, "school-coat-rail", "winter-coat-swap", "winter-coat-swap")
	if err != nil {
		return err
	}
	_, err = a.funding.PutTranslation(ctx, persons["Nadia"], funding.Wording{
		Round: r.ID, Project: 1, Language: "ar", Title: "حكايات في الغابة", Name: "Nadia",
		About: "حكاية في كل محطة، في أربعة أيام أحد بعد الظهر. عربات الأطفال مرحب بها.",
	})
	if err != nil {
		return err
	}
	return a.funding.CheckTranslation(ctx, persons["Yusuf"], r.ID, 1, "ar", "Yusuf")
}

// putForward takes an idea as far as it has come.
func (a *App) putForward(ctx context.Context, actor, round, author string, idea demoIdea) error {
	edit := funding.Edit{Round: round, ID: idea.id, Title: &idea.title, About: &idea.about, Lead: &idea.author, Items: &idea.items}
	if _, err := a.funding.SaveApplication(ctx, author, edit); err != nil || idea.state == funding.StateDraft {
		return err
	}
	if err := a.funding.SubmitApplication(ctx, author, round, idea.id); err != nil {
		return err
	}
	switch idea.state {
	case funding.StateSentBack:
		return a.funding.SendBackApplication(ctx, actor, round, idea.id, []int{2}, "Could you open it to all parents, dads as well?")
	case funding.StateAccepted:
		_, err := a.funding.AcceptApplication(ctx, actor, round, idea.id, 220_00, "We would love to come along.")
		return err
	default:
		return nil
	}
}
