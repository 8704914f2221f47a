package tally

import (
	"cmp"
	"math/big"
	"slices"
)

// ReasonKind names the sentence that tells why a project was funded or not.
type ReasonKind string

// Why a project was funded.
const (
	EverythingFits ReasonKind = "everything_fits" // there was money for all
	PaidByShares   ReasonKind = "paid_by_shares"  // its backers' shares paid for it; SpareEach
	FairShare      ReasonKind = "fair_share"      // the same, though most votes would have passed it over, and few of its backers had anything else paid for; Served
	HadMostVotes   ReasonKind = "most_votes"      // it fitted when its turn came
	FromLeftOver   ReasonKind = "from_left_over"  // most votes, of the money that equal shares left
	LeastLoad      ReasonKind = "least_load"      // sequential Phragmén
)

// Why a project was not funded.
const (
	NoBackers   ReasonKind = "no_backers"
	BelowScore  ReasonKind = "below_score"  // it scored less than the rules ask for
	OverBudget  ReasonKind = "over_budget"  // it costs more than there is in all
	SharesShort ReasonKind = "shares_short" // its backers' shares came to Shares, and Cost was needed
	DidNotFit   ReasonKind = "did_not_fit"  // MoneyLeft was left when its turn came, and Cost was needed
	NotReached  ReasonKind = "not_reached"  // the count ended before its turn
)

// Reason is why one project was funded or not, as numbers for a sentence in anybody's language. Money is in
// minor units, rounded down.
type Reason struct {
	Project    int
	Kind       ReasonKind
	Funded     bool
	Cost       int64
	Backers    int64
	Score      int64
	Shares     int64 // equal shares: what its backers had left together when it was decided
	SpareEach  int64 // equal shares, funded: what that leaves each backer with, on average
	MoneyLeft  int64 // of the budget, when its turn came; if funded, afterwards
	Served     int64 // backers who have another of their projects funded
	OutvotedBy []int // funded projects with a higher score, if this one was not funded
	ByVotes    bool  // most votes first would have funded it
	Tie        *Tie  // the tie that decided, if one did
}

// Reasons explains an outcome of Count for the same election and rules: winners in the order in which they
// won, then the others by score.
func Reasons(election *Election, rules Rules, o *Outcome) ([]Reason, error) {
	b, err := newBox(election, rules)
	if err != nil {
		return nil, err
	}
	votes := b.outcome(MostVotes)
	b.mostVotes(votes, b.eligible)
	served := b.served(o)
	reasons := make([]Reason, 0, len(b.Projects))
	for _, p := range b.inOrder(o) {
		r := b.reason(o, p)
		r.ByVotes = votes.Funded(p)
		r.Served = b.servedOtherwise(p, r.Funded, served)
		if r.Kind == PaidByShares && !r.ByVotes && 2*r.Served < r.Backers {
			r.Kind = FairShare
		}
		reasons = append(reasons, r)
	}
	return reasons, nil
}

// inOrder lists all projects: winners first, then by score.
func (b *box) inOrder(o *Outcome) []int {
	order := slices.Clone(o.Winners)
	for p := range b.Projects {
		if !o.Funded(p) {
			order = append(order, p)
		}
	}
	slices.SortFunc(order[len(o.Winners):], func(x, y int) int {
		return cmp.Or(cmp.Compare(b.scores[y], b.scores[x]), cmp.Compare(b.ranking.place[x], b.ranking.place[y]))
	})
	return order
}

func (b *box) reason(o *Outcome, p int) Reason {
	r := Reason{
		Project: p, Kind: b.exclusion(p), Funded: o.Funded(p),
		Cost: b.Projects[p].Cost, Backers: b.votes[p], Score: b.scores[p],
	}
	for _, step := range o.Trace {
		if step.Project == p {
			r.take(step)
		}
	}
	if !r.Funded {
		for _, w := range o.Winners {
			if b.scores[w] > b.scores[p] {
				r.OutvotedBy = append(r.OutvotedBy, w)
			}
		}
	}
	for i := range o.Ties {
		if tie := &o.Ties[i]; tie.Decisive && slices.Contains(tie.Among, p) {
			r.Tie = tie
		}
	}
	return r
}

// exclusion is why a project has no turn at all, if it has none.
func (b *box) exclusion(p int) ReasonKind {
	switch {
	case b.votes[p] == 0:
		return NoBackers
	case b.Projects[p].Cost > b.Budget:
		return OverBudget
	case b.scores[p] <= 0 || b.scores[p] < b.rules.MinScore:
		return BelowScore
	}
	return NotReached
}

// take adds what a step says. A project that equal shares left out may have had a second turn by votes: if
// that failed too, its shares remain the reason.
func (r *Reason) take(s Step) {
	r.MoneyLeft = s.MoneyLeft
	if s.Shares != nil {
		r.Shares = floor(s.Shares)
	}
	switch {
	case s.Stage == StageAll:
		r.Kind = EverythingFits
	case s.Stage == StageShares && s.Funded:
		r.Kind = PaidByShares
		spare := new(big.Rat).Sub(s.Shares, new(big.Rat).SetInt64(r.Cost))
		r.SpareEach = floor(spare.Quo(spare, new(big.Rat).SetInt64(r.Backers)))
	case s.Stage == StageShares:
		r.Kind = SharesShort
	case s.Stage == StageVotes && s.Funded && r.Kind == SharesShort:
		r.Kind = FromLeftOver
	case s.Stage == StageVotes && s.Funded:
		r.Kind = HadMostVotes
	case s.Stage == StageLoads && s.Funded:
		r.Kind = LeastLoad
	case r.Kind != SharesShort:
		r.Kind = DidNotFit
	}
}

// servedOtherwise counts the backers of p who have a funded project other than p.
func (b *box) servedOtherwise(p int, funded bool, served []int) int64 {
	itself := 0
	if funded {
		itself = 1
	}
	var n int64
	for _, backer := range b.backers[p] {
		if served[backer.group] > itself {
			n += backer.weight
		}
	}
	return n
}

func floor(r *big.Rat) int64 { return new(big.Int).Quo(r.Num(), r.Denom()).Int64() }
