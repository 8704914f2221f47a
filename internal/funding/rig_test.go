package funding

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/journal/memory"
	"github.com/parentpower/parentpower/internal/media"
	"github.com/parentpower/parentpower/internal/notify"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/seal/sealtest"
	"github.com/parentpower/parentpower/internal/store"
)

// rig is a community with one council, on a journal in memory, with a clock that the test moves.
type rig struct {
	*Funding
	t       testing.TB
	journal *memory.Journal
	vault   *seal.Vault
	council string
	members []string // persons: the first is the advocate

	mu  sync.Mutex
	now time.Time
}

func newRig(t testing.TB, members int) *rig {
	t.Helper()
	g := &rig{t: t, journal: memory.New(), vault: sealtest.Vault(t), council: "leys", now: time.Date(2026, 11, 21, 18, 0, 0, 0, time.UTC)}
	tables := slices.Concat(media.Tables(), people.Tables(), council.Tables(), notify.Tables(), Tables())
	s, err := store.Open(t.Context(), store.Options{Journal: g.journal, Tables: tables, Now: g.clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	newID := func() string { return strings.ToLower(rand.Text()[:12]) }
	known := people.New(people.Deps{Store: s, Vault: g.vault, Rand: rand.Reader, Now: g.clock})
	g.Funding = New(Deps{Store: s, Vault: g.vault, People: known, Rand: rand.Reader, NewID: newID, Now: g.clock, Redactor: redactor{g.journal}})
	g.update(func(v store.View) ([]store.Change, error) {
		changes := []store.Change{council.Councils.Put(council.Council{ID: g.council, Name: "Leys parents"})}
		for i := range members {
			g.members = append(g.members, fmt.Sprintf("person%03d", i))
			role := council.Member
			if i == 0 {
				role = council.Advocate
			}
			changes = append(changes, council.Memberships.Put(council.Membership{Council: g.council, Person: g.members[i], Role: role}))
		}
		return changes, nil
	})
	return g
}

func (g *rig) clock() time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.now
}

func (g *rig) wait(d time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.now = g.now.Add(d)
}

func (g *rig) update(decide func(store.View) ([]store.Change, error)) {
	g.t.Helper()
	if _, err := g.Store.Update(g.t.Context(), "test", "", decide); err != nil {
		g.t.Fatal(err)
	}
}

// redactor redacts a journal in memory commit by commit.
type redactor struct{ journal *memory.Journal }

func (r redactor) Redact(ctx context.Context, from, to int64, drop func(table, key string) bool) error {
	for seq := from; seq <= to; seq++ {
		if err := r.journal.Redact(ctx, seq, func(_ journal.Entry, c journal.Change) bool { return drop(c.Table, c.Key) }); err != nil {
			return err
		}
	}
	return nil
}

func plainSettings() Settings {
	return Settings{
		Title: "£2,000 for our own projects", Budget: 2_000_00, Voters: MembersOrSlip, Ballot: WithinBudget,
		Rule: EqualShares, Standings: ShowLive,
	}
}

// openRound makes a round with projects of these costs in pounds and opens it.
func (g *rig) openRound(s Settings, pounds ...int64) Round {
	g.t.Helper()
	r := g.unopenedRound(s, pounds...)
	g.must(g.OpenVoting(g.t.Context(), g.members[0], r.ID))
	r, err := RoundByID(g.Store.View(), r.ID)
	g.must(err)
	return r
}

func (g *rig) unopenedRound(s Settings, pounds ...int64) Round {
	g.t.Helper()
	r, err := g.CreateRound(g.t.Context(), g.members[0], g.council, s)
	g.must(err)
	for i, cost := range pounds {
		_, err := g.PutProject(g.t.Context(), g.members[0], Project{Round: r.ID, Title: fmt.Sprintf("Project %d", i+1), Cost: cost * 100})
		g.must(err)
	}
	return r
}

func (g *rig) must(err error) {
	g.t.Helper()
	if err != nil {
		g.t.Fatal(err)
	}
}

// vote casts a ballot with a key of its own.
func (g *rig) vote(round, voter string, picks ...int32) (Cast, error) {
	return g.CastBallot(g.t.Context(), Vote{Round: round, Voter: voter, Choice: Choice{Picks: picks}, Key: rand.Text()})
}

func (g *rig) mustVote(round, voter string, picks ...int32) Cast {
	g.t.Helper()
	c, err := g.vote(round, voter, picks...)
	g.must(err)
	return c
}

func (g *rig) mustVoteBySlip(round string, s people.Slip, picks ...int32) {
	g.t.Helper()
	_, err := g.CastBallot(g.t.Context(), Vote{Round: round, Voter: s.Person, Slip: s.ID, Choice: Choice{Picks: picks}, Key: rand.Text()})
	g.must(err)
}

// closeAndCount takes a round to its result and through all that follows.
func (g *rig) closeAndCount(round string) Result {
	g.t.Helper()
	g.must(g.CloseVoting(g.t.Context(), g.members[0], round))
	g.work()
	res, err := ResultOf(g.Store.View(), round)
	g.must(err)
	return res
}

func (g *rig) work() {
	g.t.Helper()
	for d := g.Duty(); d.Due(g.Store.View(), g.clock()); {
		g.must(d.Work(g.t.Context()))
	}
}
