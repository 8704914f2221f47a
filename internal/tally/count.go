package tally

import "context"

// Count finds the winners. It returns an Invalid fault for an election or rules that make no sense, and
// ctx's error if it is cancelled; a count is never half done.
func Count(ctx context.Context, election *Election, rules Rules) (*Outcome, error) {
	b, err := newBox(election, rules)
	if err != nil {
		return nil, err
	}
	o := b.outcome(rules.Method)
	switch {
	case !rules.Pure && b.fundAll(o):
	case rules.Method == EqualShares:
		err = b.equalShares(ctx, o)
		if err == nil && rules.Compare {
			o = b.compare(o)
		}
	case rules.Method == Phragmen:
		err = b.phragmen(ctx, o)
	default:
		b.mostVotes(o, b.eligible)
	}
	if err != nil {
		return nil, err
	}
	o.settleTies()
	return o, nil
}

func (b *box) outcome(method Method) *Outcome {
	return &Outcome{Method: method, MoneyLeft: b.Budget, Votes: b.votes, Scores: b.scores, Lot: b.lot}
}

// fundAll funds everything eligible if it fits together. Equal shares needs this step: a project whose few
// backers cannot carry it alone must not fail when there is money for every project.
func (b *box) fundAll(o *Outcome) bool {
	var cost int64
	for _, p := range b.eligible {
		cost += b.Projects[p].Cost
	}
	if cost > b.Budget {
		return false
	}
	o.FundedAll = true
	all := b.outcome(MostVotes)
	b.mostVotes(all, b.eligible)
	for _, p := range all.Winners {
		b.record(o, Step{Project: p, Stage: StageAll, Funded: true})
	}
	return true
}

// settleTies marks the ties that parted winners from others.
func (o *Outcome) settleTies() {
	for i := range o.Ties {
		won := 0
		for _, p := range o.Ties[i].Among {
			if o.Funded(p) {
				won++
			}
		}
		o.Ties[i].Decisive = won > 0 && won < len(o.Ties[i].Among)
	}
}
