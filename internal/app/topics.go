package app

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/live"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

// The topics that can be watched. Both are about a round: what everybody may see of it, and what those may who have
// voted, where the round's standings wait for that.
const (
	roundTopic = "round/" // round/<id>
	votedTopic = "voted/" // voted/<id>
)

// topics says what the live topics are now, and tells the hub when they change.
type topics struct {
	store   *store.Store
	funding *funding.Funding

	mu      sync.Mutex
	changed map[string]int64 // by round: the sequence of its topics' last change
	here    map[string]int   // by round: who was there when it was last told
	hub     *live.Hub
}

func newTopics(s *store.Store, f *funding.Funding) *topics {
	return &topics{store: s, funding: f, changed: map[string]int64{}, here: map[string]int{}}
}

// Authorise implements live.Source.
func (t *topics) Authorise(ctx context.Context, s live.Subject, topic string) error {
	v := t.store.View()
	if s.Session != "" {
		if _, ok := people.Sessions.Get(v, s.Session); !ok {
			return fault.New(fault.Unauthenticated, "fault.unauthenticated")
		}
	}
	kind, id := splitTopic(topic)
	r, err := funding.RoundByID(v, id)
	if err != nil {
		return err
	}
	if _, open := people.RoomOf(v, funding.Scope(id)); r.Phase.Unopened() && !open {
		return fault.New(fault.NotFound, "fault.funding.round_not_found") // its lobby is closed: nobody need know of it
	}
	if kind == votedTopic {
		voted, err := t.funding.HasVoted(ctx, v, id, s.Person)
		if err == nil && !voted {
			err = fault.New(fault.Forbidden, "fault.forbidden")
		}
		return err
	}
	return nil
}

// State implements live.Source.
func (t *topics) State(_ context.Context, topic string) (live.State, error) {
	v := t.store.View()
	kind, id := splitTopic(topic)
	r, err := funding.RoundByID(v, id)
	if err != nil {
		return live.State{}, err
	}
	state := funding.StateOf(v, r, kind == votedTopic, t.hub.Present(roundTopic+id)+t.hub.Present(votedTopic+id), time.Now())
	text, err := json.Marshal(state)
	if err != nil {
		return live.State{}, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	seq := t.changed[id]
	if seq == 0 {
		seq = v.Time().UnixMilli()
	}
	return live.State{Seq: seq, JSON: text}, nil
}

// hear marks the topics that a commit changed and closes the sockets of sessions that it ended.
func (t *topics) hear(c store.Commit) {
	rounds := map[string]bool{}
	for _, e := range c.Entries {
		for _, ch := range e.Changes {
			if id, ok := funding.RoundChanged(ch.Table, ch.Key); ok {
				rounds[id] = true
			}
		}
	}
	v := t.store.View()
	for id := range rounds {
		if _, err := funding.RoundByID(v, id); err == nil { // one that was thrown away has nothing more to show
			t.mark(id, c.Time)
		}
	}
	for _, session := range people.Ended(c) {
		t.hub.Revoke(session)
	}
}

// mark gives a round's topics a new sequence number: the time of the change in milliseconds, or one more than the last
// where that is not later, so that it rises on this node and means the same on all of them.
func (t *topics) mark(round string, at time.Time) {
	t.mu.Lock()
	t.changed[round] = max(t.changed[round]+1, at.UnixMilli())
	t.mu.Unlock()
	t.hub.Changed(roundTopic+round, votedTopic+round)
}

// watchPresence tells those in a lobby how many are there, once a second at most.
func (t *topics) watchPresence(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		for room := range people.OpenRooms(t.store.View()) {
			id := strings.TrimPrefix(room.Scope, funding.ScopePrefix)
			n := t.hub.Present(roundTopic+id) + t.hub.Present(votedTopic+id)
			t.mu.Lock()
			same := t.here[id] == n
			t.here[id] = n
			t.mu.Unlock()
			if !same {
				t.mark(id, time.Now())
			}
		}
	}
}

func splitTopic(topic string) (kind, id string) {
	for _, kind := range []string{roundTopic, votedTopic} {
		if id, ok := strings.CutPrefix(topic, kind); ok {
			return kind, id
		}
	}
	return "", ""
}
