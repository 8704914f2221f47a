package opinion

import (
	"cmp"
	"math"
	"slices"
)

// Representative is a statement that a group stands out by.
type Representative struct {
	Statement int
	Agrees    bool    // it stands out by agreeing; else by disagreeing
	First     bool    // of what it agrees on, the clearest: shown first
	Support           // in the group, for the side taken
	Ratio     float64 // of the group's share to that of all others
	RatioTest float64 // two-proportion z, with one added to all four counts
}

// Support is how many of those who saw a statement took a side.
type Support struct {
	Took, Seen int
	Share      float64 // (took + 1) / (seen + 2)
	Test       float64 // one-proportion z against a half, with one added to both counts
}

// significant is the z above which a share is unlikely to be chance, one-sided at 90%.
const significant = 1.2816

const sayMost = 5 // statements that are named for a group, and for each side of a consensus

func support(took, seen int) Support {
	n := float64(seen + 1)
	return Support{
		Took: took, Seen: seen, Share: float64(took+1) / float64(seen+2),
		Test: 2 * math.Sqrt(n) * (float64(took+1)/n - 0.5),
	}
}

// twoShares is the pooled z of two shares, with one added to all four counts.
func twoShares(in, out, seenIn, seenOut int) float64 {
	a, b, n, m := float64(in+1), float64(out+1), float64(seenIn+1), float64(seenOut+1)
	pooled := (a + b) / (n + m)
	if pooled == 1 {
		return 0
	}
	return (a/n - b/m) / math.Sqrt(pooled*(1-pooled)*(1/n+1/m))
}

// sides is a statement as one group sees it beside the others.
type sides struct{ agree, disagree Representative }

func compare(statement int, in, out Count) sides {
	side := func(agrees bool, in, out, seenIn, seenOut int) Representative {
		s := support(in, seenIn)
		return Representative{
			Statement: statement, Agrees: agrees, Support: s,
			Ratio:     s.Share / (float64(out+1) / float64(seenOut+2)),
			RatioTest: twoShares(in, out, seenIn, seenOut),
		}
	}
	return sides{
		side(true, in.Agree, out.Agree, in.Seen, out.Seen),
		side(false, in.Disagree, out.Disagree, in.Seen, out.Seen),
	}
}

// stronger is the side by which the group stands out more.
func (s sides) stronger() Representative {
	if s.agree.RatioTest > s.disagree.RatioTest {
		return s.agree
	}
	return s.disagree
}

func (s sides) passes() bool { return s.agree.passes() || s.disagree.passes() }

func (r Representative) passes() bool { return r.RatioTest > significant && r.Test > significant }

func (r Representative) strength() float64 { return r.Ratio * r.RatioTest * r.Share * r.Test }

// describe says of each group what defines it. A group with nothing that passes both tests has the best there is.
func (m *matrix) describe(groups []Group) {
	all := make([]Count, len(m.statements))
	for _, g := range groups {
		for j, c := range g.Votes {
			all[j].Agree += c.Agree
			all[j].Disagree += c.Disagree
			all[j].Seen += c.Seen
		}
	}
	for k := range groups {
		var list []sides
		for j, s := range m.statements {
			if in := groups[k].Votes[j]; !m.held[j] {
				out := Count{all[j].Agree - in.Agree, all[j].Disagree - in.Disagree, all[j].Seen - in.Seen}
				list = append(list, compare(s, in, out))
			}
		}
		groups[k].Says = choose(list)
	}
}

// choose takes the statements that pass both tests, the strongest first, led by what the group agrees on most clearly;
// five at the most, agreement before disagreement.
func choose(list []sides) []Representative {
	var lead []Representative
	if agreed := clearest(list); agreed != nil {
		r := agreed.stronger()
		r.First = true
		lead = []Representative{r}
	}
	var chosen []Representative
	for _, s := range list {
		if s.passes() && (lead == nil || s.agree.Statement != lead[0].Statement) {
			chosen = append(chosen, s.stronger())
		}
	}
	if chosen == nil && lead == nil {
		return best(list)
	}
	slices.SortStableFunc(chosen, func(a, b Representative) int { return cmp.Compare(b.strength(), a.strength()) })
	chosen = append(lead, chosen...)
	chosen = chosen[:min(len(chosen), sayMost)]
	slices.SortStableFunc(chosen, func(a, b Representative) int { return sideOrder(a) - sideOrder(b) })
	return chosen
}

func sideOrder(r Representative) int {
	if r.Agrees {
		return 0
	}
	return 1
}

// best is the statement by which a group stands out most, where none passes the tests.
func best(list []sides) []Representative {
	var top []Representative
	for _, s := range list {
		if r := s.stronger(); top == nil || r.RatioTest > top[0].RatioTest {
			top = []Representative{r}
		}
	}
	return top
}

// clearest is what a group agrees on most clearly, or nil. The first that is likely enough begins; from then on one
// that this group agrees with more than others do is beaten only by one that stands out more, and any other by one
// that more agree with.
func clearest(list []sides) *sides {
	var top *sides
	for _, s := range list {
		better := false
		switch {
		case s.agree.Took == 0 && s.disagree.Took == 0:
		case top != nil && top.agree.Ratio > 1:
			better = s.agree.strength() > top.agree.strength()
		case top != nil:
			better = s.agree.Share*s.agree.Test > top.agree.Share*top.agree.Test
		default:
			better = s.agree.Test > significant || s.agree.Ratio > 1 && s.agree.Share > 0.5
		}
		if better {
			top = &s
		}
	}
	return top
}
