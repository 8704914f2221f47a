package notify

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

// digestHour is when digests come, by the community's own clock.
const digestHour = 8

// nextDigest is the first hour for a digest after a moment. Days are counted by the calendar, so that one of 23 or 25
// hours has its digest at the same time on the clock as any other.
func nextDigest(after time.Time, often Often, zone *time.Location) time.Time {
	local := after.In(zone)
	for day := 0; ; day++ {
		at := time.Date(local.Year(), local.Month(), local.Day()+day, digestHour, 0, 0, 0, zone)
		if at.After(after) && (often == Daily || at.Weekday() == time.Monday) {
			return at.UTC()
		}
	}
}

// dueDigests are the first digests whose hour has come, so many at most.
func dueDigests(v store.View, now time.Time, most int) []Digest {
	var due []Digest
	for d := range Digests.All(v) {
		if d.Due.After(now) || len(due) == most {
			break
		}
		due = append(due, d)
	}
	return due
}

// sendDigests writes some digests and queues them, in one commit with forgetting what was in them. One that cannot be
// written is forgotten too, and told in the error: it could not be written the next time either.
func (n *Notify) sendDigests(ctx context.Context, due []Digest) error {
	v := n.deps.Store.View()
	letters := make([][]store.Change, len(due))
	var unwritten error
	for i, d := range due {
		var err error
		if letters[i], err = n.digestLetter(ctx, v, d); fault.Is(err, fault.Unavailable) {
			return err
		}
		unwritten = errors.Join(unwritten, err)
	}
	_, err := n.deps.Store.Update(ctx, "notify.digest", "", func(v store.View) ([]store.Change, error) {
		var changes []store.Change
		for i, d := range due {
			// It is gone where another node was first, and longer where one whose clock is late added to it: next time.
			if now, there := Digests.Get(v, digestKey(d.Due, d.Person)); there && len(now.Items) == len(d.Items) {
				changes = append(append(changes, letters[i]...), Digests.Delete(digestKey(d.Due, d.Person)))
			}
		}
		return changes, nil
	})
	return errors.Join(err, unwritten)
}

// digestLetter is the changes that queue a digest: none where nothing in it is still wanted or of use.
func (n *Notify) digestLetter(ctx context.Context, v store.View, d Digest) ([]store.Change, error) {
	wishes := WishesOf(v, d.Person)
	items := slices.DeleteFunc(slices.Clone(d.Items), func(i Item) bool {
		return wishes.Choices[i.Kind] == Never || i.over(n.deps.Now())
	})
	person, known := people.Get(v, d.Person)
	if !known || len(items) == 0 {
		return nil, nil
	}
	return n.write(ctx, person, Letter{Whose: people.Subject(d.Person), Items: items}, StopDigest)
}
