package pb

import "github.com/parentpower/parentpower/internal/tally"

// Election is what the file asks to be counted.
func (f *File) Election() *tally.Election {
	e := &tally.Election{
		Budget: f.Budget, Kind: f.kind(),
		Projects: make([]tally.Project, len(f.Projects)), Ballots: make([]tally.Ballot, len(f.Votes)),
	}
	for i, p := range f.Projects {
		e.Projects[i] = tally.Project{ID: p.ID, Cost: p.Cost}
	}
	for i, v := range f.Votes {
		e.Ballots[i] = tally.Ballot{Projects: v.Projects, Points: v.Points, Count: 1}
	}
	return e
}

// kind is the election's kind of ballot. The format knows knapsack ballots as approval with max_sum_cost.
func (f *File) kind() tally.Kind {
	switch f.Type {
	case ChooseOne:
		return tally.ChooseOne
	case Cumulative, Scoring:
		return tally.Points
	case Ordinal:
		return tally.Ordinal
	}
	if f.Meta.Get("max_sum_cost") != "" {
		return tally.Knapsack
	}
	return tally.Approval
}

// FromElection makes a file of an election in hundredths (pence): about says what the election was, and
// each project gets the columns that describe gives for it (may be nil).
func FromElection(e *tally.Election, about Meta, describe func(project int) map[string]string) *File {
	f := &File{Meta: about, Budget: e.Budget, Unit: 100, Type: Approval}
	switch e.Kind {
	case tally.ChooseOne:
		f.Type = ChooseOne
	case tally.Points:
		f.Type = Scoring
		if about.Get("max_sum_points") != "" {
			f.Type = Cumulative
		}
	case tally.Ordinal:
		f.Type = Ordinal
	case tally.Knapsack:
		if about.Get("max_sum_cost") == "" {
			f.Meta = append(f.Meta[:len(f.Meta):len(f.Meta)], Field{"max_sum_cost", FormatAmount(e.Budget, f.Unit)})
		}
	}
	for i, p := range e.Projects {
		project := Project{ID: p.ID, Cost: p.Cost}
		if describe != nil {
			project.Columns = describe(i)
		}
		f.Projects = append(f.Projects, project)
	}
	for _, b := range e.Ballots {
		for range b.Count {
			f.Votes = append(f.Votes, Vote{Projects: b.Projects, Points: b.Points})
		}
	}
	return f
}
