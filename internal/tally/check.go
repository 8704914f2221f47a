package tally

import (
	"fmt"

	"github.com/parentpower/parentpower/internal/fault"
)

// check refuses, as one Invalid fault naming each field, an election that cannot be counted: beyond the
// limits, or with ballots that do not say what their kind says. Whether a knapsack ballot keeps within the
// budget is for whoever takes the ballot to see; it is counted as it stands.
func check(e *Election, r *Rules) error {
	var c fault.Checks
	c.That(e.Budget > 0 && e.Budget <= MaxAmount, "budget", "fault.tally.amount", "max", int64(MaxAmount))
	c.That(len(e.Projects) <= MaxProjects, "projects", "fault.tally.too_many_projects", "max", MaxProjects)
	ids := make(map[string]bool, len(e.Projects))
	for i, p := range e.Projects {
		field := fmt.Sprintf("projects[%d]", i)
		c.That(p.Cost >= 0 && p.Cost <= MaxAmount, field+".cost", "fault.tally.amount", "max", int64(MaxAmount))
		c.That(p.ID != "" && !ids[p.ID], field+".id", "fault.tally.id")
		ids[p.ID] = true
	}
	checkBallots(&c, e)
	checkRules(&c, e, r)
	return c.Fault()
}

func checkBallots(c *fault.Checks, e *Election) {
	seen := make([]int, len(e.Projects)) // the last ballot, from 1, that named the project
	var total int64
	for i, b := range e.Ballots {
		ok := b.Count > 0 && b.Count <= MaxBallots
		ok = ok && (e.Kind != ChooseOne || len(b.Projects) <= 1)
		ok = ok && (e.Kind == Points) == (b.Points != nil || len(b.Projects) == 0 && e.Kind == Points)
		ok = ok && (b.Points == nil || len(b.Points) == len(b.Projects))
		for j, p := range b.Projects {
			ok = ok && p >= 0 && p < len(e.Projects) && seen[p] != i+1
			if !ok {
				break
			}
			seen[p] = i + 1
			ok = b.Points == nil || b.Points[j] >= -MaxPoints && b.Points[j] <= MaxPoints
		}
		if !ok {
			c.That(false, fmt.Sprintf("ballots[%d]", i), "fault.tally.ballot")
			return // one is enough to know that the box is damaged
		}
		total += b.Count
		if total > MaxBallots {
			c.That(false, "ballots", "fault.tally.too_many_ballots", "max", MaxBallots)
			return
		}
	}
}

func checkRules(c *fault.Checks, e *Election, r *Rules) {
	known := func(i int, n names) bool { return i >= 0 && i < len(n) }
	c.That(known(int(e.Kind), kindNames), "kind", "fault.tally.unknown")
	c.That(known(int(r.Method), methodNames), "rule", "fault.tally.unknown")
	c.That(known(int(r.Utility), utilityNames), "utility", "fault.tally.unknown")
	c.That(known(int(r.Completion), completionNames), "completion", "fault.tally.unknown")
	c.That(known(int(r.Ties), tieNames), "ties", "fault.tally.unknown")
	c.That(r.Utility != UtilityPoints || e.Kind == Points || e.Kind == Ordinal, "utility", "fault.tally.no_points")
	c.That(r.Step >= 0 && r.Step <= MaxAmount, "step", "fault.tally.amount", "max", int64(MaxAmount))
	c.That(r.Cap >= 0, "cap", "fault.tally.negative")
	c.That(r.MinScore >= 0, "min_score", "fault.tally.negative")
	c.That(r.Ties != CostVotesLot || r.Seed != "", "seed", "fault.tally.seed")
}
