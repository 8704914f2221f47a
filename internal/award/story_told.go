package award

import (
	"context"
	"fmt"

	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/store"
)

// tellAtOnce is how many voters are written to in one commit.
const tellAtOnce = 200

// storiesTold writes to those who voted about each story that is new.
func (a *Acts) storiesTold(ctx context.Context) error {
	for s := range storiesToTell.Each(a.deps.Store.View(), "tell") {
		for told := false; !told; {
			var err error
			if told, err = a.StoryTold(ctx, s.Round, s.Project); err != nil {
				return fmt.Errorf("round %s, project %d: %w", s.Round, s.Project, err)
			}
		}
	}
	return nil
}

// StoryTold writes to the next few of those who voted in a round, and have an address, what came of a project, and
// reports whether all have been written to. The roll says who took part, never for what: everybody who did hears of
// every story. How far it has come is noted in the same commit, so nobody is written to twice.
func (a *Acts) StoryTold(ctx context.Context, round string, project int32) (all bool, err error) {
	v := a.deps.Store.View()
	s, ok := StoryOf(v, round, project)
	if !ok || s.Told {
		return true, nil
	}
	w, err := Get(v, round, project)
	if err != nil {
		return false, err
	}
	some, last := votersAfter(v, round, s.ToldTo)
	letters, err := a.write(ctx, v, w, ProjectBalance(v, round, project).Awarded, some, w.StoryBy, a.deps.Letters.StoryTold)
	if err != nil {
		return false, err
	}
	_, err = a.deps.Store.Update(ctx, "award.story_told", "", func(v store.View) ([]store.Change, error) {
		now, ok := StoryOf(v, round, project)
		if !ok || now.Told || now.ToldTo != s.ToldTo {
			return nil, nil
		}
		now.Told, now.ToldTo = last == "", last
		return append(letters, Stories.Put(now)), nil
	})
	return last == "", err
}

// votersAfter are the next few who voted in the order of the roll, and the last of them; empty where there are no more.
func votersAfter(v store.View, round, after string) (some []string, last string) {
	for e := range funding.RollOf(v, round) {
		if !e.Voted || e.Voter <= after {
			continue
		}
		if len(some) == tellAtOnce {
			return some, some[len(some)-1]
		}
		some = append(some, e.Voter)
	}
	return some, ""
}
