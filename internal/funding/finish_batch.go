package funding

import (
	"context"
	"slices"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// FinishBatch says that a clerk has entered all papers of a batch. Once both have, what they typed is compared: where it
// is the same of every paper the batch is agreed; the others both have to enter again, neither knowing what the other
// had. It fails with Invalid where they entered nothing, Forbidden for somebody who is no clerk of it, NotFound, Conflict
// where it is in the box or changed meanwhile, and Gone once voting has closed.
func (f *Funding) FinishBatch(ctx context.Context, actor, round, id string) (b Batch, err error) {
	err = besideTheOther(func() error {
		b, err = f.finishBatch(ctx, actor, round, id)
		return err
	})
	return b, err
}

func (f *Funding) finishBatch(ctx context.Context, actor, round, id string) (Batch, error) {
	v := f.Store.View()
	b, err := openBatch(v, round, id)
	if err != nil {
		return b, err
	}
	if !slices.Contains(b.Clerks, actor) {
		return b, fault.New(fault.Forbidden, "fault.funding.batch_not_clerk")
	}
	next := b
	next.Turn++
	if !slices.Contains(b.Done, actor) {
		next.Done = append(slices.Clone(b.Done), actor)
	}
	var drafts []clerkDraft
	var typed [][]entry
	for _, clerk := range next.Done {
		d := draftOf(v, b, clerk)
		entries, err := f.openDraft(ctx, d)
		if err != nil {
			return b, err
		}
		if drafts, typed = append(drafts, d), append(typed, entries); len(entries) == 0 && clerk == actor {
			return b, fault.New(fault.Conflict, "fault.funding.batch_empty")
		}
	}
	changes := []store.Change{}
	if len(next.Done) == 2 {
		if next, changes, err = f.compared(ctx, next, drafts, typed); err != nil {
			return b, err
		}
	}
	changes = append(changes, Batches.Put(next))
	_, err = f.Store.Update(ctx, "funding.finish_batch", actor, func(v store.View) ([]store.Change, error) {
		return unchanged(v, b, drafts, changes)
	})
	return next, err
}

// compared is a batch after what its two clerks typed was compared, and the changes that take out of both drafts what
// they have to enter again.
func (f *Funding) compared(ctx context.Context, b Batch, drafts []clerkDraft, typed [][]entry) (Batch, []store.Change, error) {
	if b.Again = differ(typed[0], typed[1]); len(b.Again) == 0 {
		b.State, b.Good, b.Spoilt = BatchAgreed, 0, map[SpoiltWhy]int64{}
		for _, e := range typed[0] {
			if e.Spoilt != "" {
				b.Spoilt[e.Spoilt]++
			} else {
				b.Good++
			}
		}
		return b, nil, nil
	}
	b.Done = nil
	var changes []store.Change
	for i, d := range drafts {
		same := slices.DeleteFunc(typed[i], func(e entry) bool { return slices.Contains(b.Again, e.Paper) })
		d, err := f.sealDraft(ctx, d, same)
		if err != nil {
			return b, nil, err
		}
		changes = append(changes, clerkDrafts.Put(d))
	}
	return b, changes, nil
}

// differ are the numbers of the papers of which two clerks say different things, or only one says anything.
func differ(a, b []entry) []int64 {
	says := func(list []entry, e entry) bool {
		return slices.ContainsFunc(list, func(o entry) bool {
			return o.Slip == e.Slip && o.Spoilt == e.Spoilt && o.Choice.String() == e.Choice.String()
		})
	}
	var numbers []int64
	for _, e := range a {
		if !says(b, e) {
			numbers = append(numbers, e.Paper)
		}
	}
	for _, e := range b {
		if !says(a, e) {
			numbers = append(numbers, e.Paper)
		}
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}
