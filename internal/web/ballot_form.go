package web

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/web/page"
)

// chosen is what a form of the ballot says. The key comes from the page on which the vote is put in, so that putting
// it in twice is one vote.
type chosen struct {
	funding.Choice
	none bool
	key  string
}

// chosen reads what was chosen. Nothing chosen must be meant: that is what "none of these" says.
func (r *request) chosen() (chosen, error) {
	f, err := r.form()
	if err != nil {
		return chosen{}, err
	}
	in := chosen{none: f.ticked("none"), key: f.line("key")}
	field, empty := "pick", "fault.pick_none"
	switch r.round.Ballot {
	case funding.SharePoints:
		field, empty = "points", "fault.points_none"
		in.Choice = f.points(funding.ProjectsOf(r.view, r.round.ID))
	case funding.InOrder:
		empty = "fault.order_none"
		in.Choice = f.order(funding.ProjectsOf(r.view, r.round.ID))
	default:
		in.Picks = f.numbers("pick")
		slices.Sort(in.Picks)
	}
	readable := f.checks.Fault() == nil // or something was typed, only not as a number
	f.checks.That(len(in.Picks) > 0 || in.none || !readable, field, empty)
	f.checks.That(len(in.Picks) == 0 || !in.none, field, "fault.pick_both")
	return in, f.Fault()
}

// points are what was given to each project; nothing, or 0, is none.
func (f *form) points(projects []funding.Project) funding.Choice {
	var c funding.Choice
	for _, p := range projects {
		name := "points-" + funding.ProjectID(p.Number)
		n := f.number(name)
		f.checks.That(n >= 0, name, "fault.not_negative")
		if n > 0 {
			c.Picks, c.Points = append(c.Picks, p.Number), append(c.Points, n)
		}
	}
	return c
}

// order are the projects that have a place, the best first. A place that nobody took is closed up; one that two
// projects have is a mistake.
func (f *form) order(projects []funding.Project) funding.Choice {
	places := map[int32]int64{}
	taken := map[int64]bool{}
	var c funding.Choice
	for _, p := range projects {
		name := "place-" + funding.ProjectID(p.Number)
		n := f.number(name)
		f.checks.That(n >= 0, name, "fault.not_negative")
		f.checks.That(n <= 0 || !taken[n], name, "fault.place_twice", "place", n)
		if n > 0 {
			taken[n], places[p.Number] = true, n
			c.Picks = append(c.Picks, p.Number)
		}
	}
	slices.SortStableFunc(c.Picks, func(a, b int32) int { return cmp.Compare(places[a], places[b]) })
	return c
}

// marked are the projects of a choice as pages show them: in the order of the ballot, or in the voter's where that is
// the vote. What is not on the ballot is left out.
func marked(kind funding.BallotKind, projects []page.Project, c funding.Choice) []page.Marked {
	byID := make(map[string]page.Project, len(projects))
	for _, p := range projects {
		byID[p.ID] = p
	}
	var list []page.Marked
	for i, n := range c.Picks {
		p, there := byID[strconv.Itoa(int(n))]
		if !there {
			continue
		}
		m := page.Marked{Project: p}
		switch kind {
		case funding.SharePoints:
			m.Points = int(c.Points[i])
		case funding.InOrder:
			m.Place, m.Points = i+1, len(c.Picks)-i
		}
		list = append(list, m)
	}
	return list
}
