package award

import (
	"context"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// Finish says that an award's story is told and its money accounted for. Where the receipts come to less than was
// awarded, a reason is needed, for everybody to read. It fails with Invalid, NotFound, and Conflict while something is
// missing: the story, a payment, or money that is on its way back.
func (a *Acts) Finish(ctx context.Context, actor, round string, project int32, short string) error {
	_, err := a.deps.Store.Update(ctx, "award.finish", actor, func(v store.View) ([]store.Change, error) {
		w, err := taken(v, round, project)
		if err != nil {
			return nil, err
		}
		if len(Missing(v, w)) > 0 {
			return nil, fault.New(fault.Conflict, "fault.award.not_whole")
		}
		var c fault.Checks
		if ProjectBalance(v, round, project).Unspent() > 0 {
			c.That(within(short, 3, 500), "short", "fault.award.reason", "max", 500)
			w.Short = short
		}
		w.State, w.Finished = Finished, v.Time()
		return []store.Change{Awards.Put(w)}, c.Fault()
	})
	return err
}

// Want is something that has to happen before an award is finished.
type Want string

// What an award may want.
const (
	WantStory   Want = "story"
	WantPayment Want = "payment"
	WantReturn  Want = "return"
)

// Missing says what an award wants before it is finished.
func Missing(v store.View, w Award) []Want {
	var list []Want
	if _, told := StoryOf(v, w.Round, w.Project); !told {
		list = append(list, WantStory)
	}
	if ProjectBalance(v, w.Round, w.Project).Unpaid() > 0 {
		list = append(list, WantPayment)
	}
	if w.Returning > 0 {
		list = append(list, WantReturn)
	}
	return list
}
