package notify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

// spread takes news to all its readers and then forgets it.
func (n *Notify) spread(ctx context.Context, news News) error {
	readers, err := n.readers(ctx, news)
	if err != nil {
		return fmt.Errorf("readers of %s: %w", news.ID, err)
	}
	for ctx.Err() == nil {
		some := readers[:min(atOnce, len(readers))]
		readers = readers[len(some):]
		on, err := n.reach(ctx, news, some, len(readers) == 0)
		if err != nil || !on {
			return err
		}
		news.After = some[len(some)-1].Place
	}
	return nil
}

// readers are those who have not been told yet.
func (n *Notify) readers(ctx context.Context, news News) ([]Reader, error) {
	if news.Item.over(n.deps.Now()) {
		return nil, nil
	}
	var all []Reader
	if len(news.Persons) > 0 {
		for _, p := range slices.Compact(slices.Sorted(slices.Values(news.Persons))) {
			all = append(all, Reader{p, p})
		}
	} else {
		of, _, _ := strings.Cut(news.About, "/")
		audience, ok := n.deps.Audiences[of]
		if !ok {
			return nil, fault.Wrap(fmt.Errorf("nobody knows the readers of %q", of), fault.Internal, "fault.internal")
		}
		var err error
		if all, err = audience.Readers(ctx, n.deps.Store.View(), news); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(all, func(r Reader) bool { return r.Place <= news.After }), nil
}

// told is what one reader is to get: a letter, or where there is none, a line in their digest.
type told struct {
	person string
	letter []store.Change
}

// reach tells some readers, in one commit with the news's own progress. It reports whether there is more to do: not
// after the last readers, and not where another node is at it.
func (n *Notify) reach(ctx context.Context, news News, some []Reader, last bool) (on bool, err error) {
	v := n.deps.Store.View()
	var plan []told
	var unwritten error // the others are written to all the same
	for _, r := range some {
		t, err := n.plan(ctx, v, news, r.Person)
		switch {
		case fault.Is(err, fault.Unavailable):
			return false, err
		case err != nil:
			unwritten = errors.Join(unwritten, err)
		case t.person != "":
			plan = append(plan, t)
		}
	}
	_, err = n.deps.Store.Update(ctx, "notify.tell", "", func(v store.View) ([]store.Change, error) {
		on = false
		now, there := Told.Get(v, news.ID)
		if !there || now.After != news.After {
			return nil, nil // another node was first
		}
		var changes []store.Change
		for _, t := range plan {
			changes = append(changes, n.tell(v, news, t)...)
		}
		if last {
			return append(changes, Told.Delete(news.ID)), nil
		}
		on, now.After = true, some[len(some)-1].Place
		return append(changes, Told.Put(now)), nil
	})
	if err != nil {
		return false, err
	}
	return on, unwritten
}

// plan looks up what a reader wishes and writes their letter. No person comes back where there is nothing to send, or
// no address to send it to.
func (n *Notify) plan(ctx context.Context, v store.View, news News, reader string) (told, error) {
	person, known := people.Get(v, reader)
	wishes := WishesOf(v, reader)
	choice := wishes.Choices[news.Item.Kind]
	switch {
	case !known || person.EmailKey == "" || choice == Never:
		return told{}, nil
	case choice == InDigest && !news.Discreet && n.inTime(news.Item, wishes.Digest):
		return told{person: reader}, nil
	}
	whose := people.Subject(reader)
	if news.Discreet {
		whose = news.About
	}
	letter, err := n.write(ctx, person, Letter{
		Whose: whose, Kind: news.Item.Kind, Items: []Item{news.Item}, Useful: n.useful(news.Item),
	}, string(news.Item.Kind))
	if err != nil || len(letter) == 0 {
		return told{}, err
	}
	return told{reader, letter}, nil
}

// inTime reports whether an item can wait for a digest: what would be over by then comes at once.
func (n *Notify) inTime(i Item, often Often) bool {
	return !i.over(nextDigest(n.deps.Now(), often, n.deps.Zone))
}

// useful is for how long a letter about an item is worth delivering; zero: as long as any letter.
func (n *Notify) useful(i Item) time.Duration {
	if i.Until.IsZero() {
		return 0
	}
	return i.Until.Sub(n.deps.Now())
}

// tell is the changes for one reader, who may have said "never" a moment ago.
func (n *Notify) tell(v store.View, news News, t told) []store.Change {
	wishes := WishesOf(v, t.person)
	switch {
	case wishes.Choices[news.Item.Kind] == Never:
		return nil
	case t.letter != nil:
		return t.letter
	}
	due := nextDigest(v.Time(), wishes.Digest, n.deps.Zone)
	d, begun := Digests.Get(v, digestKey(due, t.person))
	if !begun {
		d = Digest{Due: due, Person: t.person}
	}
	d.Items = append(slices.Clone(d.Items), news.Item)
	return []store.Change{Digests.Put(d)}
}

// write fills in who a letter goes to and queues it; nothing for somebody without an address. What comes back as an
// error names nobody.
func (n *Notify) write(ctx context.Context, to people.Person, l Letter, stops string) ([]store.Change, error) {
	var err error
	if l.To, err = n.deps.People.AddressOf(ctx, to); err != nil || l.To == "" {
		return nil, err
	}
	if l.Name, err = n.deps.People.NameOf(ctx, to); err != nil {
		return nil, err
	}
	if l.Stop, err = n.StopToken(ctx, to.ID, stops); err != nil {
		return nil, err
	}
	if l.StopAll, err = n.StopToken(ctx, to.ID, StopAll); err != nil {
		return nil, err
	}
	l.Language = to.Language
	return n.deps.Letters.News(ctx, l)
}
