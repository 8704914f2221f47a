package award

import (
	"context"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// Answer is what those who lead a project say to an award. SaidBy is filled where a member of staff notes what they
// were told: who said so, and how.
type Answer struct {
	Round   string
	Project int32
	Yes     bool
	SaidBy  string
}

// purposeSaidBy is what SaidBy is sealed for.
const purposeSaidBy = "award.said_by"

// Answer accepts or declines an award. Declining gives the money back at once. Saying the same again changes nothing.
// It fails with Invalid, NotFound, and Conflict where it was answered otherwise or the round is closed.
func (a *Acts) Answer(ctx context.Context, actor string, in Answer) error {
	w, err := Get(a.deps.Store.View(), in.Round, in.Project)
	if err != nil {
		return err
	}
	var c fault.Checks
	c.That(w.Led(actor) || within(in.SaidBy, 2, 200), "said_by", "fault.award.said_by", "max", 200)
	if err := c.Fault(); err != nil {
		return err
	}
	said, err := a.seal(ctx, in.Round, in.Project, purposeSaidBy, in.SaidBy)
	if err != nil {
		return err
	}
	_, err = a.deps.Store.Update(ctx, "award.answer", actor, func(v store.View) ([]store.Change, error) {
		w, err := find(v, in.Round, in.Project)
		switch {
		case err != nil:
			return nil, err
		case w.Taken() && in.Yes, w.State == Declined && !in.Yes:
			return nil, nil
		case w.State != Offered:
			return nil, fault.New(fault.Conflict, "fault.award.answered")
		}
		w.State, w.Answered, w.AnsweredBy, w.SaidBy = Accepted, v.Time(), actor, said
		if in.Yes {
			return []store.Change{Awards.Put(w)}, nil
		}
		return declined(v, w)
	})
	return err
}

// declined are the changes that put a whole award back into the pot.
func declined(v store.View, w Award) ([]store.Change, error) {
	entry, _, err := post(v, Entry{
		Round: w.Round, By: w.AnsweredBy, Kind: Return, Project: w.Project, Amount: ProjectBalance(v, w.Round, w.Project).Awarded,
	})
	w.State, w.Tranches = Declined, nil
	return []store.Change{entry, Awards.Put(w)}, err
}

// SetDays sets until when an award is to be answered and its story told. A reminder that went out for the old day goes
// out again for the new one. It fails with Invalid, NotFound, and Conflict once the award is finished or the round closed.
func (a *Acts) SetDays(ctx context.Context, actor, round string, project int32, answerBy, storyBy time.Time) error {
	var c fault.Checks
	c.That(!answerBy.IsZero(), "answer_by", "fault.moment")
	c.That(!storyBy.IsZero() && !storyBy.Before(answerBy), "story_by", "fault.award.story_by")
	if err := c.Fault(); err != nil {
		return err
	}
	_, err := a.deps.Store.Update(ctx, "award.set_days", actor, func(v store.View) ([]store.Change, error) {
		w, err := find(v, round, project)
		if err == nil && !w.Open() {
			err = fault.New(fault.Conflict, "fault.award.not_taken")
		}
		if !w.StoryBy.Equal(storyBy) {
			w.Reminded = NotReminded
		}
		w.AnswerBy, w.StoryBy = answerBy, storyBy
		return []store.Change{Awards.Put(w)}, err
	})
	return err
}
