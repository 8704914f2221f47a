package faults

import (
	"fmt"
	"slices"
)

// claim is what a voter was told: the receipt of their ballot, and what is on it.
type claim struct {
	voter   int
	receipt string
	picks   []int32
}

// published is a result as the program tells everybody.
type published struct {
	Ballots  int64
	Voted    map[string]int64
	Projects []outcome
}

type outcome struct {
	Project int32
	Votes   int64
}

// evidence is all that is known of one round: what voters were told, what the journal held before the round was
// closed and after it was counted, and what was published.
type evidence struct {
	round         string
	told          []claim // of every voter who voted
	before, after reading // there is none of before where the close came against a flood
	result        published
}

// check returns everything that is wrong with a round. It believes nothing but the documents of the journal.
func (e evidence) check() (wrong []string) {
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	counted := e.after.counted[e.round]
	byReceipt := map[string][]ballot{}
	for _, b := range counted {
		byReceipt[b.receipt] = append(byReceipt[b.receipt], b)
	}
	for _, c := range e.told {
		found := byReceipt[c.receipt]
		switch {
		case len(found) == 0:
			say("voter %d was told %s, which is not counted", c.voter, c.receipt)
		case len(found) > 1:
			say("receipt %s is counted %d times", c.receipt, len(found))
		case !slices.Equal(found[0].picks, c.picks):
			say("voter %d put in %v, and %v is counted", c.voter, c.picks, found[0].picks)
		}
		delete(byReceipt, c.receipt)
	}
	for receipt := range byReceipt {
		say("%s is counted, and no voter was told it", receipt)
	}
	if got := len(e.after.keys[e.round]); got != len(e.told) {
		say("%d voters voted under %d ballot ids", len(e.told), got)
	}
	wrong = append(wrong, e.recount(counted)...)
	if got := e.after.voted[e.round]; got != len(counted) {
		say("the roll says that %d voted, %d ballots are counted", got, len(counted))
	}
	if n := e.after.legible[e.round]; n > 0 {
		say("%d ballots of the open round can still be read in the journal", n)
	}
	if e.before.seq == 0 {
		return wrong
	}
	if hash, ok := e.after.hashes[e.before.seq]; !ok || hash != e.before.hashes[e.before.seq] {
		say("the journal up to %d is not what it was", e.before.seq)
	}
	return append(wrong, sameBallots(e.before.open[e.round], counted)...)
}

// sameBallots holds what was in the box when voting ended against what was counted, by receipt.
func sameBallots(open, counted map[string]ballot) (wrong []string) {
	list := func(of map[string]ballot) []string {
		lines := make([]string, 0, len(of))
		for _, b := range of {
			lines = append(lines, fmt.Sprint(b.receipt, b.picks))
		}
		slices.Sort(lines)
		return lines
	}
	if was, is := list(open), list(counted); !slices.Equal(was, is) {
		return []string{fmt.Sprintf("%d ballots were in the box, and %d others or as many with other picks are counted", len(was), len(is))}
	}
	return nil
}

// recount counts the votes again and holds them against the result.
func (e evidence) recount(counted map[string]ballot) (wrong []string) {
	votes := map[int32]int64{}
	for _, b := range counted {
		for _, p := range b.picks {
			votes[p]++
		}
	}
	if len(e.result.Projects) != projects {
		wrong = append(wrong, fmt.Sprintf("the result is about %d projects", len(e.result.Projects)))
	}
	for _, p := range e.result.Projects {
		if p.Votes != votes[p.Project] {
			wrong = append(wrong, fmt.Sprintf("project %d has %d votes, the result says %d", p.Project, votes[p.Project], p.Votes))
		}
	}
	voted := int64(0)
	for _, n := range e.result.Voted {
		voted += n
	}
	if n := int64(len(counted)); e.result.Ballots != n || voted != n {
		wrong = append(wrong, fmt.Sprintf("%d ballots are counted, the result says %d, of %d voters", n, e.result.Ballots, voted))
	}
	return wrong
}
