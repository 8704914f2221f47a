package funding

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/notify"
	"github.com/parentpower/parentpower/internal/store"
)

// The audiences of news about a round.
const (
	mayVote  = "may-vote"  // everybody on the roll, while voting is open
	notVoted = "not-voted" // those of them who have not voted yet
	onRoll   = "on-roll"   // everybody on the roll
	tookPart = "took-part" // those of them who voted, once the roll is marked
)

// tellOpened is the changes that tell those on the roll that they can vote.
func (r Round) tellOpened(v store.View) []store.Change {
	item := r.item(v, notify.Opening, "opened")
	item.Until = r.Closes
	return notify.Tell(v, notify.News{About: Scope(r.ID), Item: item, Audience: mayVote})
}

// tellCounted is the changes that tell those on the roll that there is a result.
func (r Round) tellCounted(v store.View) []store.Change {
	return notify.Tell(v, notify.News{About: Scope(r.ID), Item: r.item(v, notify.Outcome, "counted"), Audience: onRoll})
}

// StoryTold is the changes that tell those who voted in a round what came of a project. It fails with NotFound.
func StoryTold(v store.View, round string, project int32) ([]store.Change, error) {
	r, err := RoundByID(v, round)
	if err != nil {
		return nil, err
	}
	p, err := ProjectByNumber(v, round, project)
	if err != nil {
		return nil, err
	}
	item := r.item(v, notify.Story, "story")
	item.Words["project"], item.Words["name"] = ProjectID(project), p.Title
	return notify.Tell(v, notify.News{About: Scope(round), Item: item, Audience: tookPart}), nil
}

// item is something that happened in a round, with the words that all news of rounds has.
func (r Round) item(v store.View, kind notify.Kind, says string) notify.Item {
	c, _ := council.Councils.Get(v, r.Council)
	return notify.Item{Kind: kind, Says: says, Words: map[string]string{"round": r.ID, "title": r.Title, "council": c.Name}}
}

// Readers implements notify.Audience for news about rounds.
func (f *Funding) Readers(ctx context.Context, v store.View, n notify.News) ([]notify.Reader, error) {
	r, there := Rounds.Get(v, strings.TrimPrefix(n.About, ScopePrefix))
	open := r.Phase == Voting && !r.pastClose(f.Now())
	switch {
	case !there, !open && (n.Audience == mayVote || n.Audience == notVoted):
		return nil, nil
	case n.Audience == notVoted:
		return f.notVotedYet(ctx, v, r.ID)
	}
	var readers []notify.Reader
	for e := range RollOf(v, r.ID) {
		if n.Audience != tookPart || e.Voted {
			readers = append(readers, notify.Reader{Person: e.Voter, Place: e.Voter})
		}
	}
	return readers, nil
}

// notVotedYet are those on a roll who have no ballot in the open box. Their places are MACs under the round's key, so
// that the progress of news that reaches them says nothing about who they are.
func (f *Funding) notVotedYet(ctx context.Context, v store.View, round string) ([]notify.Reader, error) {
	var readers []notify.Reader
	for e := range RollOf(v, round) {
		voted, err := f.HasVoted(ctx, v, round, e.Voter)
		if err == nil && voted {
			continue
		}
		var place []byte
		if err == nil {
			place, err = f.Vault.MAC(ctx, Scope(round), "news", []byte(e.Voter))
		}
		switch {
		case fault.Is(err, fault.Gone):
			return nil, nil // counted meanwhile
		case err != nil:
			return nil, err
		}
		readers = append(readers, notify.Reader{Person: e.Voter, Place: base64.RawURLEncoding.EncodeToString(place[:idBytes])})
	}
	slices.SortFunc(readers, func(a, b notify.Reader) int { return strings.Compare(a.Place, b.Place) })
	return readers, nil
}
