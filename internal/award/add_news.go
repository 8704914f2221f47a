package award

import (
	"context"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/media"
	"github.com/parentpower/parentpower/internal/store"
)

// Note is news to be added.
type Note struct {
	Round   string
	Project int32
	Text    string
	Picture string // a media.File of FilesOwner, or empty
}

// AddNews adds a note on how a project goes. It fails with Invalid, NotFound, and Conflict where the award is not
// accepted or is finished.
func (a *Acts) AddNews(ctx context.Context, actor string, in Note) error {
	var c fault.Checks
	c.That(within(in.Text, 3, 2000), "text", "fault.award.text", "max", 2000)
	if err := c.Fault(); err != nil {
		return err
	}
	_, err := a.deps.Store.Update(ctx, "award.add_news", actor, func(v store.View) ([]store.Change, error) {
		w, err := taken(v, in.Round, in.Project)
		if err != nil {
			return nil, err
		}
		var c fault.Checks
		c.That(media.MayRefer(v, FilesOwner(in.Round, in.Project), in.Picture, "", media.Picture), "picture", media.Again)
		w.News++
		n := News{Round: in.Round, Project: in.Project, Number: w.News, At: v.Time(), By: actor, Text: in.Text, Picture: in.Picture}
		return []store.Change{NewsOf.Put(n), Awards.Put(w)}, c.Fault()
	})
	return err
}

// RemoveNews takes a note down with its picture, such as one that shows more of somebody than they like. It fails with NotFound, and
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
