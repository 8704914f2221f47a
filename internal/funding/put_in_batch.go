package funding

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

// PutInBatch puts the ballots of an agreed batch in the box, all in one commit, each in place of the one that its voter
// has there. Breaking off and doing it again puts each in once. It fails with NotFound, Gone once voting has closed, and
// Conflict where the batch is not agreed or in the box already, or a paper, which is named, was taken back meanwhile.
func (f *Funding) PutInBatch(ctx context.Context, actor, round, id string) (Batch, error) {
	v := f.Store.View()
	b, err := openBatch(v, round, id)
	if err != nil {
		return b, err
	}
	if b.State != BatchAgreed {
		return b, fault.New(fault.Conflict, "fault.funding.batch_not_agreed")
	}
	drafts := []clerkDraft{draftOf(v, b, b.Clerks[0]), draftOf(v, b, b.Clerks[1])}
	entries, err := f.openDraft(ctx, drafts[0])
	if err != nil {
		return b, err
	}
	papers, err := f.paperBallots(ctx, v, b, entries)
	if err != nil {
		return b, err
	}
	// No actor, and nothing of the batch: who entered a ballot stands beside none.
	_, err = f.Store.Update(ctx, "funding.put_in_papers", "", func(v store.View) ([]store.Change, error) {
		return unchangedPapers(v, b, drafts, papers)
	})
	if err != nil {
		return b, err
	}
	_, err = f.Store.Update(ctx, "funding.put_in_batch", actor, func(v store.View) ([]store.Change, error) {
		b, err = BatchByID(v, round, id)
		b.State, b.PutIn, b.PutBy, b.Turn = BatchIn, v.Time(), actor, b.Turn+1
		return []store.Change{Batches.Put(b)}, err
	})
	return b, err
}

// paperBallot is a paper on its way into the box.
type paperBallot struct {
	draftBallot
	entry entry
	try   Try
}

// paperBallots are the ballots of a batch, in the order of their ids, so that the order of the papers says nothing.
func (f *Funding) paperBallots(ctx context.Context, v store.View, b Batch, entries []entry) ([]paperBallot, error) {
	var papers []paperBallot
	drawn := map[string]bool{}
	for _, e := range entries {
		if e.Spoilt != "" {
			continue
		}
		slip, _ := people.Slips.Get(v, e.Slip)
		id, err := f.ballotID(ctx, b.Round, slip.Person)
		if err != nil {
			return nil, err
		}
		p := paperBallot{entry: e}
		for { // no receipt may be drawn twice: the view that the decision looks at has none of them
			if p.draftBallot, err = f.freshBallot(ctx, b.Round, id, OnPaper); err != nil {
				return nil, err
			}
			if !slices.ContainsFunc(p.receipts, func(words string) bool { return drawn[words] }) {
				break
			}
		}
		for _, words := range p.receipts {
			drawn[words] = true
		}
		body, err := json.Marshal(e)
		if err != nil {
			return nil, fmt.Errorf("a paper: %w", err)
		}
		p.try = Try{Key: digest(append([]byte("paper/"+b.ID+"/"), body...)), Body: digest(body)}
		papers = append(papers, p)
	}
	slices.SortFunc(papers, func(a, b paperBallot) int { return cmp.Compare(a.ID, b.ID) })
	return papers, nil
}

// unchangedPapers are the changes that put papers in the box, if the batch is what they were made from.
func unchangedPapers(v store.View, b Batch, drafts []clerkDraft, papers []paperBallot) ([]store.Change, error) {
	if _, err := unchanged(v, b, drafts, nil); err != nil {
		return nil, err
	}
	r, err := openRound(v, b.Round)
	if err != nil {
		return nil, err
	}
	var changes []store.Change
	for _, p := range papers {
		if people.Holds(v, p.entry.Slip) != nil {
			return nil, fault.New(fault.Conflict, "fault.funding.paper_revoked", "paper", people.ShowPaper(p.entry.Paper))
		}
		_, placed, err := p.place(v, r, p.entry.Choice, p.try)
		if err != nil {
			return nil, fault.Wrap(err, fault.Conflict, "fault.funding.paper_refused", "paper", people.ShowPaper(p.entry.Paper))
		}
		changes = append(changes, placed...)
	}
	if len(changes) == 0 {
		return nil, nil
	}
	return append(changes, nextBoard(v, b.Round)...), nil
}

// Replacing is how many ballots in the box the papers of an agreed batch would take the place of.
func (f *Funding) Replacing(ctx context.Context, v store.View, b Batch) (int, error) {
	if b.State != BatchAgreed {
		return 0, nil
	}
	entries, err := f.openDraft(ctx, draftOf(v, b, b.Clerks[0]))
	if err != nil {
		return 0, err
	}
	n := 0
	for _, e := range entries {
		slip, _ := people.Slips.Get(v, e.Slip)
		if _, has, err := f.OwnBallot(ctx, v, b.Round, slip.Person); err != nil {
			return 0, err
		} else if has && e.Spoilt == "" {
			n++
		}
	}
	return n, nil
}
