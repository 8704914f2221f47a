package app

import (
	"context"

	"github.com/parentpower/parentpower/internal/award"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/store"
	"github.com/parentpower/parentpower/internal/web/page"
)

// Award implements award.Letters.
func (l *letters) Award(ctx context.Context, in award.Letter) ([]store.Change, error) {
	return l.aboutAward(ctx, "award", in)
}

// StoryDue implements award.Letters.
func (l *letters) StoryDue(ctx context.Context, in award.Letter) ([]store.Change, error) {
	return l.aboutAward(ctx, "story-due", in)
}

// StoryLate implements award.Letters.
func (l *letters) StoryLate(ctx context.Context, in award.Letter) ([]store.Change, error) {
	return l.aboutAward(ctx, "story-late", in)
}

// aboutAward queues a letter of a kind, with a link to the award.
func (l *letters) aboutAward(ctx context.Context, kind string, in award.Letter) ([]store.Change, error) {
	written, err := l.pages.AwardLetter(l.chrome(in.Language), page.AwardLetter{
		Kind: kind, Name: in.Name, Project: in.Project, Amount: in.Amount, By: in.By,
		Link: l.origin + "/rounds/" + in.Round + "/award/" + funding.ProjectID(in.Number),
	})
	if err != nil {
		return nil, err
	}
	return l.queue(ctx, in.Whose, kind, 0, in.To, written, "")
}
