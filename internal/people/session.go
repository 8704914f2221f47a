package people

import (
	"context"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

const (
	seenEvery   = 10 * time.Minute // how exactly it is known when a session or token was last used
	maxSessions = 20               // of one person; the one unused longest gives way
)

// SignedIn is a session that has just begun.
type SignedIn struct {
	Token   string // for the cookie; it is not stored
	Session Session
	Seq     int64 // the commit that began it, for a node that follows
}

// drawSession makes a session that begin will start.
func (p *People) drawSession(from From) SignedIn {
	token, id := forSession.draw(p.deps.Rand)
	return SignedIn{Token: token, Session: Session{ID: id, Device: from.Device}}
}

// begin is the changes that start a session in the place of the one that the browser has had so far.
func (p *People) begin(v store.View, s *Session, had string) []store.Change {
	s.Created, s.Seen = v.Time(), v.Time()
	changes := []store.Change{Sessions.Put(*s)}
	if old, ok := Sessions.Get(v, forSession.hash(had)); ok {
		changes = append(changes, Sessions.Delete(old.ID))
	}
	var stalest Session
	n := 0
	for other := range sessionsByPerson.Each(v, s.Person) {
		if n++; n == 1 || other.Seen.Before(stalest.Seen) {
			stalest = other
		}
	}
	if n >= maxSessions {
		changes = append(changes, Sessions.Delete(stalest.ID))
	}
	return changes
}

// live says whether a session has not come to its end by itself.
func (p *People) live(s Session, now time.Time) bool {
	return now.Sub(s.Seen) < p.deps.Idle && now.Sub(s.Created) < p.deps.Absolute
}

// Touch notes that a session or token is in use, every ten minutes at most; the rest of the time it does nothing. Call
// it where pages are looked at, never where a ballot is cast: the note names the person, and would stand beside the
// ballot in the journal.
func (p *People) Touch(ctx context.Context, w Who) error {
	if p.deps.Now().Sub(w.seen) < seenEvery {
		return nil
	}
	_, err := p.deps.Store.Update(ctx, "people.touch", "", func(v store.View) ([]store.Change, error) {
		if s, ok := Sessions.Get(v, w.Session); ok && v.Time().Sub(s.Seen) >= seenEvery {
			s.Seen = v.Time()
			return []store.Change{Sessions.Put(s)}, nil
		}
		if t, ok := Tokens.Get(v, w.Token); ok && v.Time().Sub(t.Used) >= seenEvery {
			t.Used = v.Time()
			return []store.Change{Tokens.Put(t)}, nil
		}
		return nil, nil
	})
	return err
}

// SignOut ends one session of a person. A session that has ended already is no error; one of somebody else is NotFound.
func (p *People) SignOut(ctx context.Context, person, session string) error {
	_, err := p.deps.Store.Update(ctx, "people.sign_out", person, func(v store.View) ([]store.Change, error) {
		s, ok := Sessions.Get(v, session)
		if !ok {
			return nil, nil
		}
		if s.Person != person {
			return nil, fault.New(fault.NotFound, "fault.people.session_not_found")
		}
		return []store.Change{Sessions.Delete(session)}, nil
	})
	return err
}

// SignOutEverywhere ends every session of a person.
func (p *People) SignOutEverywhere(ctx context.Context, person string) error {
	_, err := p.deps.Store.Update(ctx, "people.sign_out_everywhere", person, func(v store.View) ([]store.Change, error) {
		var changes []store.Change
		for s := range sessionsByPerson.Each(v, person) {
			changes = append(changes, Sessions.Delete(s.ID))
		}
		return changes, nil
	})
	return err
}
