package opinion

import (
	"cmp"
	"math"
	"slices"
)

// Consensus is what most of all who voted say alike.
type Consensus struct {
	Agree, Disagree []Agreed // the clearest first, five at the most
}

// Agreed is a statement on which most take the same side.
type Agreed struct {
	Statement int
	Support
}

func (m *matrix) consensus() Consensus {
	var agree, disagree []Agreed
	for j, s := range m.statements {
		if m.held[j] {
			continue
		}
		var c Count
		for i := range m.persons {
			c.add(m.cells[i][j])
		}
		agree = append(agree, Agreed{s, support(c.Agree, c.Seen)})
		disagree = append(disagree, Agreed{s, support(c.Disagree, c.Seen)})
	}
	return Consensus{clearly(agree), clearly(disagree)}
}

// clearly takes those on which most take the same side, and not by chance.
func clearly(list []Agreed) []Agreed {
	list = slices.DeleteFunc(list, func(a Agreed) bool { return a.Share <= 0.5 || a.Test <= significant })
	slices.SortStableFunc(list, func(a, b Agreed) int { return cmp.Compare(b.Share*b.Test, a.Share*a.Test) })
	return list[:min(len(list), sayMost)]
}

// GroupAware is, for each statement, the product over groups of the share that agrees, (agree + 1) / (seen + 2): high
// only where every group agrees, however small it is.
func GroupAware(groups []Group, statements int) []float64 {
	list := slices.Repeat([]float64{1}, statements)
	for _, g := range groups {
		for j, c := range g.Votes {
			list[j] *= float64(c.Agree+1) / float64(c.Seen+2)
		}
	}
	return list
}

// aboutPriority is the weight of statements about the voter, which are asked early.
const aboutPriority = 7

// priorities are the weights with which the next statement is drawn: those that few pass, many agree with, that divide,
// and above all those that few have seen yet.
func (m *matrix) priorities(groups []Group, a Axes) []float64 {
	list := make([]float64, len(m.statements))
	for j := range list {
		var all Count
		for _, g := range groups {
			all.Agree += g.Votes[j].Agree
			all.Disagree += g.Votes[j].Disagree
			all.Seen += g.Votes[j].Seen
		}
		list[j] = aboutPriority * aboutPriority
		if !m.about[j] {
			list[j] = Priority(all, a.extremity(j))
		}
	}
	return list
}

// Priority is the weight of one statement: how it was voted on in all groups, and how far out agreeing with it alone
// puts somebody.
func Priority(c Count, extremity float64) float64 {
	seen := float64(c.Seen)
	passed := float64(c.Passed()+1) / (seen + 2)
	agreed := float64(c.Agree+1) / (seen + 2)
	fresh := 1 + 8*math.Pow(2, -seen/5)
	weight := (1 - passed) * (extremity + 1) * agreed * fresh
	return weight * weight // which deepens the difference
}
