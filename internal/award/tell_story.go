package award

import (
	"context"
	"slices"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/media"
	"github.com/parentpower/parentpower/internal/store"
)

// Telling is a story to be told.
type Telling struct {
	Round    string
	Project  int32
	Text     string
	Pictures []string // media.Files of FilesOwner; nil leaves those that are there
}

// TellStory tells what came of a project, or tells it anew. Those who voted hear of it the first time, as each of them
// wishes. It fails with Invalid, NotFound, and Conflict where the award is not accepted or is finished.
func (a *Acts) TellStory(ctx context.Context, actor string, in Telling) error {
	var c fault.Checks
	c.That(within(in.Text, 20, 10_000), "text", "fault.award.story", "min", 20, "max", 10_000)
	c.That(len(in.Pictures) <= MostPictures, "pictures", "fault.award.pictures", "max", MostPictures)
	if err := c.Fault(); err != nil {
		return err
	}
	_, err := a.deps.Store.Update(ctx, "award.tell_story", actor, func(v store.View) ([]store.Change, error) {
		if _, err := taken(v, in.Round, in.Project); err != nil {
			return nil, err
		}
		s, told := StoryOf(v, in.Round, in.Project)
		if in.Pictures != nil {
			if err := mayShow(v, s, in); err != nil {
				return nil, err
			}
			s.Pictures = in.Pictures
		}
		s.By, s.Text = actor, in.Text
		if told {
			return []store.Change{Stories.Put(s)}, nil
		}
		s.Round, s.Project, s.At = in.Round, in.Project, v.Time()
		news, err := funding.StoryTold(v, in.Round, in.Project)
		return append(news, Stories.Put(s)), err
	})
	return err
}

// mayShow holds the pictures of a story that is told to being the award's own, or those that it had.
func mayShow(v store.View, had Story, in Telling) error {
	var c fault.Checks
	for _, id := range in.Pictures {
		fits := slices.Contains(had.Pictures, id) || id != "" && media.MayRefer(v, FilesOwner(in.Round, in.Project), id, "", media.Picture)
		c.That(fits, "pictures", media.Again)
	}
	return c.Fault()
}
