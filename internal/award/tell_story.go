package award

import (
	"context"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// TellStory tells what came of a project, or tells it anew. Those who voted with an account are written to once, after
// the first telling. It fails with Invalid, NotFound, and Conflict where the award is not accepted or is finished.
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
		s, told := StoryOf(v, round, project)
		if !told {
			s = Story{Round: round, Project: project, At: v.Time()}
		}
		s.By, s.Text = actor, text
		return []store.Change{Stories.Put(s)}, nil
	})
	return err
}

func toTell(s Story) []string {
	if s.Told {
		return nil
	}
	return []string{"tell"}
}
