package tally

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// Criterion is what told tied projects apart.
type Criterion string

// The criteria, in the order in which they are asked.
const (
	ByCost  Criterion = "cost"  // the cheaper project leaves more for others
	ByVotes Criterion = "votes" // more ballots support it
	ByName  Criterion = "name"  // the project's ID comes first, byte by byte
	ByLot   Criterion = "lot"   // drawn before the count
)

// Commitment is the hash to publish when voting opens, so that nobody can pick a seed once the ballots are
// known. The seed itself is shown at close.
func Commitment(seed string) string {
	sum := sha256.Sum256([]byte("parentpower lot\x00" + seed))
	return hex.EncodeToString(sum[:])
}

// Lot draws an order of projects: by HMAC-SHA256 of each ID under the seed. Anybody who has the seed can
// draw it again, and the order does not depend on how the projects were listed.
func Lot(seed string, projects []Project) []int {
	marks := make([]string, len(projects))
	for i, p := range projects {
		mac := hmac.New(sha256.New, []byte(seed))
		mac.Write([]byte(p.ID))
		marks[i] = string(mac.Sum(nil))
	}
	lot := make([]int, len(projects))
	for i := range lot {
		lot[i] = i
	}
	slices.SortFunc(lot, func(a, b int) int { return cmp.Compare(marks[a], marks[b]) })
	return lot
}

// ranking is the whole tie order of an election, fixed before the first project is counted.
type ranking struct {
	place []int // by project: smaller wins a tie
	cost  []int64
	votes []int64
	last  Criterion
}

func newRanking(projects []Project, votes []int64, lot []int) ranking {
	r := ranking{place: make([]int, len(projects)), cost: make([]int64, len(projects)), votes: votes, last: ByName}
	order := make([]int, len(projects))
	for i, p := range projects {
		order[i], r.cost[i] = i, p.Cost
	}
	final := func(a, b int) int { return cmp.Compare(projects[a].ID, projects[b].ID) }
	if lot != nil {
		r.last = ByLot
		drawn := make([]int, len(lot))
		for place, project := range lot {
			drawn[project] = place
		}
		final = func(a, b int) int { return cmp.Compare(drawn[a], drawn[b]) }
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(r.cost[a], r.cost[b]), cmp.Compare(votes[b], votes[a]), final(a, b))
	})
	for place, project := range order {
		r.place[project] = place
	}
	return r
}

// pick puts the tied projects in tie order and returns the first, with a Tie where there was a choice.
func (r ranking) pick(tied []int, stage Stage) (int, *Tie) {
	slices.SortFunc(tied, func(a, b int) int { return cmp.Compare(r.place[a], r.place[b]) })
	if len(tied) == 1 {
		return tied[0], nil
	}
	tie := &Tie{Among: slices.Clone(tied), By: r.last, Stage: stage}
	switch a, b := tied[0], tied[1]; {
	case r.cost[a] != r.cost[b]:
		tie.By = ByCost
	case r.votes[a] != r.votes[b]:
		tie.By = ByVotes
	}
	return tied[0], tie
}
