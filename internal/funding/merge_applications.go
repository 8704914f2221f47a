package funding

import (
	"context"
	"slices"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// ProposeMerge asks the author of another sent application to go on together: keep is the id of the one of the two that
// is to carry both. A second proposal takes the place of the first; with none ("") it is taken back. It fails with
// Invalid, naming the field, NotFound, Forbidden for those who only lead it with its author, Conflict where one of them
// is not waiting for a decision, and Gone where nothing is decided any more.
func (f *Funding) ProposeMerge(ctx context.Context, actor, round, id, with, keep string) error {
	_, err := f.Store.Update(ctx, "funding.propose_merge", actor, func(v store.View) ([]store.Change, error) {
		a, err := owning(v, round, id, actor)
		if err != nil {
			return nil, err
		}
		if with == "" {
			a.Merge = Merge{}
			return []store.Change{applications.Put(a)}, nil
		}
		other, err := ApplicationByID(v, round, with)
		if err != nil || other.State == StateDraft {
			return nil, fault.New(fault.NotFound, "fault.funding.idea_not_found")
		}
		var c fault.Checks
		c.That(other.Author() != actor, "with", "fault.funding.merge_own")
		c.That(keep == id || keep == with, "keep", "fault.choose_one")
		if err := c.Fault(); err != nil {
			return nil, err
		}
		if err := mergeable(v, a, other); err != nil {
			return nil, err
		}
		var changes []store.Change
		if a.Merge.With != with {
			changes = other.tell(v, ideaAskedJoin, actor)
		}
		a.Merge = Merge{With: with, Keep: keep, At: v.Time()}
		return append(changes, applications.Put(a)), nil
	})
	return err
}

// AgreeMerge is the other author's consent to what the author of from proposed. The one that goes on is led by all
// leaders of both, its own author first; the other is merged and leads to it. It fails with NotFound, Forbidden for
// those who only lead it with its author, Conflict where it is not proposed any more or one of them is not waiting for
// a decision, and Gone where nothing is decided any more.
func (f *Funding) AgreeMerge(ctx context.Context, actor, round, id, from string) error {
	_, err := f.Store.Update(ctx, "funding.agree_merge", actor, func(v store.View) ([]store.Change, error) {
		mine, theirs, err := asked(v, actor, round, id, from)
		if err != nil {
			return nil, err
		}
		if err := mergeable(v, mine, theirs); err != nil {
			return nil, err
		}
		kept, gone := mine, theirs
		if theirs.Merge.Keep == theirs.ID {
			kept, gone = theirs, mine
		}
		kept.Leaders = slices.Clone(kept.Leaders)
		for _, l := range gone.Leaders {
			if !kept.LedBy(l.Person) {
				kept.Leaders = append(kept.Leaders, l)
			}
		}
		kept.Merge, kept.Changed = Merge{}, v.Time()
		gone.State, gone.Into, gone.Merge, gone.Invitations = StateMerged, kept.ID, Merge{}, nil
		return append(kept.tell(v, ideaJoined, actor), applications.Put(kept), applications.Put(gone)), nil
	})
	return err
}

// DeclineMerge is the other author's no. It fails as AgreeMerge does.
func (f *Funding) DeclineMerge(ctx context.Context, actor, round, id, from string) error {
	_, err := f.Store.Update(ctx, "funding.decline_merge", actor, func(v store.View) ([]store.Change, error) {
		_, theirs, err := asked(v, actor, round, id, from)
		if err != nil {
			return nil, err
		}
		theirs.Merge = Merge{}
		return []store.Change{applications.Put(theirs)}, nil
	})
	return err
}

// asked are the author's own application and the one whose author proposed to them.
func asked(v store.View, actor, round, id, from string) (mine, theirs Application, err error) {
	if mine, err = owning(v, round, id, actor); err != nil {
		return mine, theirs, err
	}
	theirs, err = ApplicationByID(v, round, from)
	if err == nil && theirs.Merge.With != id {
		err = fault.New(fault.Conflict, "fault.funding.merge_over")
	}
	return mine, theirs, err
}

// mergeable is nil while two applications may become one: both sent, and neither decided for good.
func mergeable(v store.View, a, b Application) error {
	r, err := RoundByID(v, a.Round)
	if err != nil {
		return err
	}
	if r.Phase != Applications && r.Phase != Review {
		return fault.New(fault.Gone, "fault.funding.ideas_closed")
	}
	for _, s := range []ApplicationState{a.State, b.State} {
		if s != StateSubmitted && s != StateSentBack {
			return fault.New(fault.Conflict, "fault.funding.merge_state")
		}
	}
	return nil
}
