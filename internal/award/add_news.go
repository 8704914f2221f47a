package award

import (
	"context"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// AddNews adds a note on how a project goes. It fails with Invalid, NotFound, and Conflict where the award is not
// accepted or is finished.
func (a *Acts) AddNews(ctx context.Context, actor, round string, project int32, text string) error {
	var c fault.Checks
	c.That(within(text, 3, 2000), "text", "fault.award.text", "max", 2000)
	if err := c.Fault(); err != nil {
		return err
	}
	_, err := a.deps.Store.Update(ctx, "award.add_news", actor, func(v store.View) ([]store.Change, error) {
		w, err := taken(v, round, project)
		if err != nil {
			return nil, err
		}
		w.News++
		n := News{Round: round, Project: project, Number: w.News, At: v.Time(), By: actor, Text: text}
		return []store.Change{NewsOf.Put(n), Awards.Put(w)}, nil
	})
	return err
}

// RemoveNews takes a note down, such as one that shows more of somebody than they like. It fails with NotFound, and
// Conflict once the round is closed.
func (a *Acts) RemoveNews(ctx context.Context, actor, round string, project, number int32) error {
	_, err := a.deps.Store.Update(ctx, "award.remove_news", actor, func(v store.View) ([]store.Change, error) {
		if _, err := find(v, round, project); err != nil {
			return nil, err
		}
		if _, ok := NewsOf.Get(v, newsKey(round, project, number)); !ok {
			return nil, fault.New(fault.NotFound, "fault.award.no_news")
		}
		return []store.Change{NewsOf.Delete(newsKey(round, project, number))}, nil
	})
	return err
}
