package award

import (
	"context"
	"time"

	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/store"
)

// How long those who lead a project have, unless staff set other days.
const (
	answerWithin = 14 * 24 * time.Hour
	storyWithin  = 26 * 7 * 24 * time.Hour
)

// makeAwards opens the ledger of each round whose result stands and has none yet, and promises the winners their money,
// all in one commit. Where too few voted, nothing is promised: the council decides, by awards with a reason. A commit
// that finds the ledger opened changes nothing, so it does not matter how often this is tried, or by which node.
func (a *Acts) makeAwards(ctx context.Context) error {
	for res := range funding.Results.All(a.deps.Store.View()) {
		if hasLedger(a.deps.Store.View(), res.Round) {
			continue
		}
		if _, err := a.deps.Store.Update(ctx, "award.make", "", func(v store.View) ([]store.Change, error) {
			if hasLedger(v, res.Round) {
				return nil, nil
			}
			return opening(v, res)
		}); err != nil {
			return err
		}
	}
	return nil
}

// ledgerMissing reports whether some round has a result and no ledger.
func ledgerMissing(v store.View) bool {
	return int64(funding.Results.Len(v)) != balances.Get(v, opened)
}

func hasLedger(v store.View, round string) bool {
	_, ok := Ledger.Get(v, entryKey(round, 1))
	return ok
}

// opening are the changes that begin a round's ledger with its budget and its winners.
func opening(v store.View, res funding.Result) ([]store.Change, error) {
	r, err := funding.RoundByID(v, res.Round)
	if err != nil {
		return nil, err
	}
	changes := []store.Change{Ledger.Put(Entry{Round: r.ID, Number: 1, At: v.Time(), Kind: Opening, Amount: r.Budget})}
	for i, number := range promised(res) {
		p, err := funding.ProjectByNumber(v, r.ID, number)
		if err != nil {
			return nil, err
		}
		// The count never spends more than the budget, so these need no check against each other.
		e := Entry{Round: r.ID, Number: int64(i) + 2, At: v.Time(), Kind: Promise, Project: number, Amount: p.Cost}
		changes = append(changes, Ledger.Put(e), Awards.Put(offer(v, p)))
	}
	return changes, nil
}

// promised are the projects that a result gives money to by itself.
func promised(res funding.Result) []int32 {
	if !res.Quorum {
		return nil
	}
	return res.Winners
}

// offer is a project's award as it begins.
func offer(v store.View, p funding.Project) Award {
	at := v.Time()
	return Award{
		Round: p.Round, Project: p.Number, State: Offered, Offered: at,
		AnswerBy: at.Add(answerWithin), StoryBy: at.Add(storyWithin),
	}
}
