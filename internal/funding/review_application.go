package funding

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

// Opinion is what a member of the panel enters about an application.
type Opinion struct {
	Ticks      []Tick // one for each line of the round's checklist, in its order
	Advice     Advice
	Guidelines []int  // that it misses, by number from 1; kept where the advice is to send it back
	Comment    string // the panel and staff read it, the author does not
}

// ReviewApplication keeps what a member of the panel found about an application, in place of what they found before. It
// fails with Invalid, naming the fields, and as MayReview does.
func (f *Funding) ReviewApplication(ctx context.Context, actor, round, id string, o Opinion) error {
	o.Comment = strings.TrimSpace(o.Comment)
	read, err := PanelApplication(f.Store.View(), round, id, actor)
	if err != nil {
		return err
	}
	s := sealing{f: f, ctx: ctx, subject: people.Subject(read.Author())}
	comment := s.seal(commentPurpose, &o.Comment)
	if s.err != nil {
		return s.err
	}
	_, err = f.Store.Update(ctx, "funding.review_application", actor, func(v store.View) ([]store.Change, error) {
		r, err := RoundByID(v, round)
		if err != nil {
			return nil, err
		}
		if err := MayReview(v, r, id, actor); err != nil {
			return nil, err
		}
		a, err := ApplicationByID(v, round, id)
		if err != nil {
			return nil, err
		}
		if !a.Sent.Equal(read.Sent) {
			return nil, fault.New(fault.Conflict, "fault.funding.idea_changed")
		}
		missed, err := o.check(r)
		if err != nil {
			return nil, err
		}
		return []store.Change{reviews.Put(PanelReview{
			Round: round, Application: id, Reviewer: actor, Of: a.Sent, Ticks: slices.Clone(o.Ticks), Advice: o.Advice,
			Guidelines: missed, Comment: comment, At: v.Time(),
		})}, nil
	})
	return err
}

// check names what is wrong with an opinion, or gives the guidelines that it says are missed.
func (o Opinion) check(r Round) (missed []string, err error) {
	var c fault.Checks
	for i := range r.Checklist {
		c.That(i < len(o.Ticks) && slices.Contains(Ticks, o.Ticks[i]), "ticks."+strconv.Itoa(i+1), "fault.choose_one")
	}
	c.That(len(o.Ticks) <= len(r.Checklist), "ticks", "fault.funding.tick_unknown")
	c.That(slices.Contains(Advices, o.Advice), "advice", "fault.choose_one")
	if o.Advice == AdviseSendBack {
		missed = r.missed(&c, o.Guidelines)
		c.That(len(o.Guidelines) > 0 || o.Comment != "", "comment", "fault.funding.say_why")
	}
	c.That(within(o.Comment, 0, maxComment), "comment", "fault.too_long", "max", maxComment)
	return missed, c.Fault()
}

// missed are the guidelines with these numbers, in the words that they have now.
func (s Settings) missed(c *fault.Checks, numbers []int) []string {
	words := make([]string, 0, len(numbers))
	for _, n := range numbers {
		known := n >= 1 && n <= len(s.Guidelines)
		c.That(known, "guidelines", "fault.funding.guideline_unknown")
		if known && !slices.Contains(words, s.Guidelines[n-1]) {
			words = append(words, s.Guidelines[n-1])
		}
	}
	return words
}
