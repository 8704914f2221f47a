package award

import (
	"context"
	"time"

	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/store"
)

// How long those who lead a project have, unless the round or its staff set other days.
const (
	answerWithin = 14 * 24 * time.Hour
	storyWithin  = 26 * 7 * 24 * time.Hour
)

// makeAwards opens the ledger of each round whose result stands and has none yet, promises the winners their money and
// writes to them, all in one commit. Where too few voted nothing is promised: the council decides, by awards with a
// reason. A commit that finds the ledger opened changes nothing, so it does not matter how often this is tried, or by
// which node.
func (a *Acts) makeAwards(ctx context.Context) error {
	for res := range funding.Results.All(a.deps.Store.View()) {
		v := a.deps.Store.View()
		if hasLedger(v, res.Round) {
			continue
		}
		first, err := offers(v, res)
		if err != nil {
			return err
		}
		var letters []store.Change
		for _, o := range first {
			some, err := a.offerLetters(ctx, v, o.award, o.award.Leads, o.amount)
			if err != nil {
				return err
			}
			letters = append(letters, some...)
		}
		if _, err := a.deps.Store.Update(ctx, "award.make", "", func(v store.View) ([]store.Change, error) {
			if hasLedger(v, res.Round) {
				return nil, nil
			}
			changes, err := opening(v, res)
			return append(changes, letters...), err
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

// offered is an award as it begins, and how much it is.
type offered struct {
	award  Award
	amount int64
}

// offers are the awards that a result makes by itself.
func offers(v store.View, res funding.Result) ([]offered, error) {
	if !res.Quorum {
		return nil, nil
	}
	list := make([]offered, len(res.Winners))
	for i, number := range res.Winners {
		p, err := funding.ProjectByNumber(v, res.Round, number)
		if err != nil {
			return nil, err
		}
		list[i] = offered{offer(v, p), p.Cost}
	}
	return list, nil
}

// opening are the changes that begin a round's ledger with its budget and its winners. The count never spends more than
// the budget, so these need no check against each other.
func opening(v store.View, res funding.Result) ([]store.Change, error) {
	r, err := funding.RoundByID(v, res.Round)
	if err != nil {
		return nil, err
	}
	changes := []store.Change{Ledger.Put(Entry{Round: r.ID, Number: 1, At: v.Time(), Kind: Opening, Amount: r.Budget})}
	list, err := offers(v, res)
	for i, o := range list {
		e := Entry{Round: r.ID, Number: int64(i) + 2, At: v.Time(), Kind: Promise, Project: o.award.Project, Amount: o.amount}
		changes = append(changes, Ledger.Put(e), Awards.Put(o.award))
	}
	return changes, err
}

// offer is a project's award as it begins. Those who put the idea forward lead it; where nobody did so here, staff say
// who does.
func offer(v store.View, p funding.Project) Award {
	at := v.Time()
	w := Award{Round: p.Round, Project: p.Number, State: Offered, Offered: at, AnswerBy: at.Add(answerWithin), StoryBy: at.Add(storyWithin)}
	if r, err := funding.RoundByID(v, p.Round); err == nil && r.Dates.Reports.After(w.AnswerBy) {
		w.StoryBy = r.Dates.Reports
	}
	if idea, err := funding.ApplicationByID(v, p.Round, p.Application); err == nil {
		for _, leader := range idea.Leaders {
			w.Leads = append(w.Leads, leader.Person)
		}
	}
	return w
}
