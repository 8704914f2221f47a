package page

import (
	"strings"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
)

// Styleguide shows every component in every state, in development.
type Styleguide struct{}

// Examples are what it shows.
type Examples struct {
	Rounds        []Round
	Tiles         []Tile
	Full, Over    Vote
	Filled, Wrong Form
	Thread        []ThreadStep
	Outcomes      []Outcome
}

// ThreadStep is one leaf of a thread: State is done or due.
type ThreadStep struct{ State, Title, Note string }

func (Styleguide) Template() string { return "styleguide" }

// Examples makes them for a moment, among them the longest and the smallest.
func (Styleguide) Examples(now time.Time) Examples {
	projects := []Project{
		{ID: "a", Index: 0, Title: "Saturday breakfast club", About: "12 Saturdays of breakfast and play at the community centre", Cost: 48000},
		{ID: "b", Index: 1, Title: strings.TrimSpace(strings.Repeat("Driving theory group for mums ", 8)), About: "Books, test fees and childcare for ten mums", Cost: 62000},
		{ID: "c", Index: 2, Title: "Sensory den", Cost: 2_000_000},
		{ID: "d", Index: 3, Title: "Tea", About: "A pot", Cost: 100},
	}
	round := func(state string, voted, roll int) Round {
		return Round{State: state, Voted: voted, Roll: roll, Closes: now.Add(2 * time.Hour), Closed: now.Add(-time.Hour), Budget: 200000, Kind: WithinBudget}
	}
	tiles := make([]Tile, 28)
	for i := range tiles {
		tiles[i] = Tile{i}
	}
	values := map[string][]string{
		"g-title": {"£2,000 for our own projects"}, "g-email": {"amina@example.org"}, "g-budget": {"2,000"}, "g-code": {"K7M 4QX"},
		"g-about": {"A quiet corner that families can book."}, "g-ballot": {"within-budget"}, "g-role": {"advocate"},
	}
	var wrong fault.Checks
	for _, field := range []string{"title", "budget", "ballot", "about"} {
		wrong.That(false, field, "fault.invalid")
	}
	return Examples{
		Rounds: []Round{round(Draft, 0, 0), round(Voting, 42, 61), round(Counting, 200, 200), round(Closed, 1200, 4532)},
		Tiles:  tiles,
		Full:   Vote{Round: round(Voting, 1, 2), Projects: projects, Chosen: picks(projects[0], projects[1], projects[3])},
		Over:   Vote{Round: round(Voting, 1, 2), Projects: projects, Chosen: picks(projects[0], projects[2])},
		Filled: Form{Values: values},
		Wrong:  Form{Values: map[string][]string{"budget": {"lots"}}, Fault: wrong.Fault()},
		Thread: []ThreadStep{
			{"done", "You said it", "12 March"}, {"done", "14 other parents said it too", "in the Early Help consultation"},
			{"done", "The council answered: we will", "Priya, Family Help team, 2 May"}, {"due", "The new form asks it once", "Promised by 30 June · 9 days left"},
		},
		Outcomes: []Outcome{
			{Project: projects[0], Funded: true, Votes: 29, Reason: Reason{Key: "reason.paid_by_shares", N: 29, Args: map[string]any{"spare": int64(160)}}},
			{Project: projects[2], Votes: 12, Reason: Reason{Key: "reason.shares_short", N: 12, Args: map[string]any{"shares": int64(21200), "cost": int64(2_000_000)}}},
		},
	}
}

func picks(projects ...Project) []Marked {
	list := make([]Marked, len(projects))
	for i, p := range projects {
		list[i] = Marked{Project: p}
	}
	return list
}
