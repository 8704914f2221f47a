package funding

import (
	"context"
	"slices"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

// Paper is a ballot paper as a clerk reads it: what is printed on it, and what the voter marked, or why it is no ballot.
type Paper struct {
	Mark   string // its number and letters, as typed
	Spoilt SpoiltWhy
	Choice
}

// EnterPaper notes in a clerk's draft of a batch what one paper says. The first two people who enter papers of a batch
// are its clerks. It fails with Invalid, naming the field and the paper, where there is no such paper, it was taken back, is
// entered already, here or in another batch, or is marked as the round does not allow; Forbidden for a third person;
// Conflict where the batch is in the box or changed meanwhile; Gone once voting has closed; NotFound.
func (f *Funding) EnterPaper(ctx context.Context, actor, round, id string, p Paper) error {
	return besideTheOther(func() error { return f.enterPaper(ctx, actor, round, id, p) })
}

func (f *Funding) enterPaper(ctx context.Context, actor, round, id string, p Paper) error {
	v := f.Store.View()
	b, err := openBatch(v, round, id)
	if err != nil {
		return err
	}
	clerked, err := b.begun(actor)
	if err != nil {
		return err
	}
	read, err := f.readPaper(ctx, v, b, p)
	if err != nil {
		return err
	}
	draft := draftOf(v, b, actor)
	entries, err := f.openDraft(ctx, draft)
	if err != nil {
		return err
	}
	if err := f.notEntered(ctx, v, b, entries, read.Paper); err != nil {
		return err
	}
	return f.keepDraft(ctx, "funding.enter_paper", actor, b, clerked, draft, append(entries, read))
}

// TakePaperOut takes a paper out of a clerk's draft of a batch. One that was agreed has to be agreed again. It fails
// with NotFound where the clerk has not entered the paper, Forbidden for a third person, Conflict and Gone as EnterPaper.
func (f *Funding) TakePaperOut(ctx context.Context, actor, round, id string, paper int64) error {
	v := f.Store.View()
	b, err := openBatch(v, round, id)
	if err != nil {
		return err
	}
	clerked, err := b.begun(actor)
	if err != nil {
		return err
	}
	draft := draftOf(v, b, actor)
	entries, err := f.openDraft(ctx, draft)
	if err != nil {
		return err
	}
	rest := slices.DeleteFunc(slices.Clone(entries), func(e entry) bool { return e.Paper == paper })
	if len(rest) == len(entries) {
		return fault.New(fault.NotFound, "fault.funding.paper_not_entered", "paper", people.ShowPaper(paper))
	}
	return f.keepDraft(ctx, "funding.take_paper_out", actor, b, clerked, draft, rest)
}

// begun is the batch with somebody at it: as one of its two clerks, who has not entered all of it, whatever was agreed.
func (b Batch) begun(clerk string) (Batch, error) {
	if !slices.Contains(b.Clerks, clerk) {
		if len(b.Clerks) == 2 {
			return b, fault.New(fault.Forbidden, "fault.funding.batch_two_clerks")
		}
		b.Clerks = append(slices.Clone(b.Clerks), clerk)
	}
	b.Done = slices.DeleteFunc(slices.Clone(b.Done), func(one string) bool { return one == clerk || b.State == BatchAgreed })
	b.State, b.Good, b.Spoilt = BatchOpen, 0, nil
	return b, nil
}

// readPaper finds the paper and checks what is marked on it.
func (f *Funding) readPaper(ctx context.Context, v store.View, b Batch, p Paper) (entry, error) {
	slip, known, err := f.People.PaperByMark(ctx, v, Scope(b.Round), p.Mark)
	if err != nil {
		return entry{}, err
	}
	var c fault.Checks
	c.That(known, "paper", "fault.funding.paper_unknown", "paper", p.Mark)
	c.That(!known || !slip.Revoked, "paper", "fault.funding.paper_revoked", "paper", people.ShowPaper(slip.Number))
	c.That(p.Spoilt == "" || slices.Contains(SpoiltWhys, p.Spoilt), "spoilt", "fault.choose_one")
	c.That(p.Spoilt == "" || len(p.Picks) == 0, "spoilt", "fault.funding.spoilt_marked")
	if err := c.Fault(); err != nil {
		return entry{}, err
	}
	if err := p.whole(); err != nil {
		return entry{}, err
	}
	r, err := openRound(v, b.Round)
	if err != nil {
		return entry{}, err
	}
	e := entry{Paper: slip.Number, Slip: slip.ID, Spoilt: p.Spoilt}
	if p.Spoilt == "" {
		e.Choice = r.Ballot.tidy(p.Choice)
		err = allowed(v, r, e.Choice)
	}
	return e, err
}

// notEntered is nil where the clerk has not entered the paper, no other batch has it, and there is room for it.
func (f *Funding) notEntered(ctx context.Context, v store.View, b Batch, entries []entry, paper int64) error {
	is := func(e entry) bool { return e.Paper == paper }
	var c fault.Checks
	c.That(!slices.ContainsFunc(entries, is), "paper", "fault.funding.paper_twice", "paper", people.ShowPaper(paper))
	c.That(len(entries) < MaxBatch, "paper", "fault.funding.batch_full", "max", MaxBatch)
	for d := range clerkDrafts.Under(v, b.Round+"/") {
		if d.Batch == b.ID {
			continue
		}
		others, err := f.openDraft(ctx, d)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(others, is) {
			other, _ := BatchByID(v, b.Round, d.Batch)
			c.That(false, "paper", "fault.funding.paper_elsewhere", "paper", people.ShowPaper(paper), "batch", other.Name)
			break
		}
	}
	return c.Fault()
}

// keepDraft keeps what a clerk has typed, and the batch where this changed it.
func (f *Funding) keepDraft(ctx context.Context, action, actor string, b, clerked Batch, draft clerkDraft, entries []entry) error {
	typed, err := f.sealDraft(ctx, draft, entries)
	if err != nil {
		return err
	}
	changes := []store.Change{clerkDrafts.Put(typed)}
	if len(clerked.Clerks) != len(b.Clerks) || len(clerked.Done) != len(b.Done) || clerked.State != b.State {
		clerked.Turn++
		changes = append(changes, Batches.Put(clerked))
	}
	_, err = f.Store.Update(ctx, action, actor, func(v store.View) ([]store.Change, error) {
		return unchanged(v, b, []clerkDraft{draft}, changes)
	})
	return err
}
