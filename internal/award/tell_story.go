package award

import (
	"context"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/store"
)

// TellStory tells what came of a project, or tells it anew. Those who voted hear of it the first time, as each of them
// wishes. It fails with Invalid, NotFound, and Conflict where the award is not accepted or is finished.
func (a *Acts) TellStory(ctx context.Context, actor, round string, project int32, text string) error {
	var c fault.Checks
	c.That(within(text, 20, 10_000), "text", "fault.award.story", "min", 20, "max", 10_000)
	if err := c.Fault(); err != nil {
		return err
	}
	_, err := a.deps.Store.Update(ctx, "award.tell_story", actor, func(v store.View) ([]store.Change, error) {
		if _, err := taken(v, round, project); err != nil {
			return nil, err
		}
		if s, told := StoryOf(v, round, project); told {
			s.By, s.Text = actor, text
			return []store.Change{Stories.Put(s)}, nil
		}
		news, err := funding.StoryTold(v, round, project)
		s := Story{Round: round, Project: project, At: v.Time(), By: actor, Text: text}
		return append(news, Stories.Put(s)), err
	})
	return err
}
