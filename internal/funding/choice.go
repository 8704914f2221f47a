package funding

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/parentpower/parentpower/internal/fault"
)

// Choice is what a ballot says. Picks are project numbers: ascending, or best first where the round's ballots are an
// order; none means "none of these". Points go with them, one for one, where the ballots give points: as the voter
// shared them out, or by place in the order, 1 for the last and one more for each before it.
type Choice struct {
	Picks  []int32 `bson:"picks" json:"picks"`
	Points []int64 `bson:"points,omitempty" json:"points,omitempty"`
}

// String is the form in which a choice is hashed: "1,3", or "1=7,3=3" where there are points.
func (c Choice) String() string {
	parts := make([]string, len(c.Picks))
	for i, n := range c.Picks {
		parts[i] = strconv.Itoa(int(n))
		if i < len(c.Points) {
			parts[i] += "=" + strconv.FormatInt(c.Points[i], 10)
		}
	}
	return strings.Join(parts, ",")
}

// worth is what the pick at a place adds to its project: its points, or one vote.
func (c Choice) worth(at int) int64 {
	if at < len(c.Points) {
		return c.Points[at]
	}
	return 1
}

// whole checks what holds of a choice of any kind: no project twice, and points for all picks or for none.
func (c Choice) whole() error {
	var wrong fault.Checks
	wrong.That(len(c.Picks) <= MaxProjects && len(slices.Compact(slices.Sorted(slices.Values(c.Picks)))) == len(c.Picks),
		"pick", "fault.funding.pick_twice")
	wrong.That(len(c.Points) == 0 || len(c.Points) == len(c.Picks), "points", "fault.funding.points_each")
	return wrong.Fault()
}

// tidy brings a choice that is whole into the form in which it is kept: the same for all who mean the same.
func (k BallotKind) tidy(c Choice) Choice {
	order := make([]int, len(c.Picks))
	for i := range order {
		order[i] = i
	}
	if k != InOrder {
		slices.SortFunc(order, func(a, b int) int { return cmp.Compare(c.Picks[a], c.Picks[b]) })
	}
	tidy := Choice{Picks: make([]int32, len(order))}
	for i, at := range order {
		tidy.Picks[i] = c.Picks[at]
		switch {
		case k == InOrder && len(c.Points) == 0:
			tidy.Points = append(tidy.Points, int64(len(order)-i))
		case len(c.Points) > 0:
			tidy.Points = append(tidy.Points, c.Points[at])
		}
	}
	return tidy
}

// allows checks a tidy choice against the rules; cost knows what the round's projects cost.
func (s Settings) allows(c Choice, cost func(number int32) (pence int64, known bool)) error {
	var wrong fault.Checks
	sum := int64(0)
	for _, n := range c.Picks {
		pence, known := cost(n)
		wrong.That(known, "pick", "fault.funding.pick_unknown")
		sum += pence
	}
	capped := s.Ballot == UpToMost || s.Ballot == InOrder
	wrong.That(!capped || len(c.Picks) <= s.Most, "pick", "fault.funding.pick_most", "most", s.Most)
	wrong.That(s.Ballot != WithinBudget || sum <= s.Budget, "pick", "fault.funding.pick_budget", "over", sum-s.Budget)
	s.allowsPoints(c, &wrong)
	return wrong.Fault()
}

func (s Settings) allowsPoints(c Choice, wrong *fault.Checks) {
	switch s.Ballot {
	case SharePoints:
		wrong.That(len(c.Points) == len(c.Picks), "points", "fault.funding.points_each")
		given := int64(0)
		for _, n := range c.Points {
			wrong.That(n >= 1 && n <= MaxPoints, "points", "fault.funding.points_number", "max", s.Points)
			given += min(max(n, 0), MaxPoints)
		}
		wrong.That(given <= int64(s.Points), "points", "fault.funding.points_over", "over", given-int64(s.Points), "max", s.Points)
	case InOrder:
		byPlace := s.Ballot.tidy(Choice{Picks: c.Picks})
		wrong.That(slices.Equal(c.Points, byPlace.Points), "points", "fault.funding.points_not_here")
	default:
		wrong.That(len(c.Points) == 0, "points", "fault.funding.points_not_here")
	}
}
