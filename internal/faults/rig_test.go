package faults

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/media"
	"github.com/parentpower/parentpower/internal/notify"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/seal/sealtest"
	"github.com/parentpower/parentpower/internal/store"
)

// node is the part of the program below the web, in this process, for what cannot be done to a process: a clock that
// jumps, a journal that lies. Its voters are the members of one council.
type node struct {
	*funding.Funding
	t testing.TB
}

const nodeCouncil = "leys"

func newNode(t testing.TB, j journal.Journal, keys *sealtest.Keys, now func() time.Time, follow time.Duration) *node {
	t.Helper()
	tables := slices.Concat(media.Tables(), people.Tables(), council.Tables(), notify.Tables(), funding.Tables())
	s, err := store.Open(t.Context(), store.Options{Journal: j, Tables: tables, Now: now, Follow: follow, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close(context.WithoutCancel(t.Context())) }) // it may have been left for dead
	vault := seal.New(sealtest.Master(t), keys)
	n := &node{t: t}
	n.Funding = funding.New(funding.Deps{
		Store: s, Vault: vault, Rand: rand.Reader, NewID: rand.Text, Now: now, Redactor: redactor{j},
		People: people.New(people.Deps{Store: s, Vault: vault, Rand: rand.Reader, Now: now}),
	})
	return n
}

// open makes a council with so many members and a round, and opens it.
func (n *node) open(voters int, closes time.Time) string {
	n.t.Helper()
	ctx := n.t.Context()
	_, err := n.Store.Update(ctx, "test.council", "", func(store.View) ([]store.Change, error) {
		changes := []store.Change{council.Councils.Put(council.Council{ID: nodeCouncil, Name: "Leys parents"})}
		for i := range voters {
			changes = append(changes, council.Memberships.Put(council.Membership{Council: nodeCouncil, Person: member(i), Role: council.Member}))
		}
		return changes, nil
	})
	n.must(err)
	r, err := n.CreateRound(ctx, member(0), nodeCouncil, funding.Settings{
		Title: "A vote while things go wrong", Budget: 100_00, Voters: funding.Members, Ballot: funding.AnyNumber,
		Rule: funding.MostVotes, Standings: funding.ShowLive, Closes: closes,
	})
	n.must(err)
	for i := range projects {
		_, err := n.PutProject(ctx, member(0), funding.Project{Round: r.ID, Title: fmt.Sprintf("Project %d", i+1), Cost: 30_00})
		n.must(err)
	}
	n.must(n.OpenVoting(ctx, member(0), r.ID))
	return r.ID
}

func member(i int) string { return fmt.Sprintf("person%03d", i) }

func (n *node) must(err error) {
	n.t.Helper()
	if err != nil {
		n.t.Fatal(err)
	}
}

// result is what a round's result says.
func (n *node) result(round string) (p published) {
	n.t.Helper()
	result, err := funding.ResultOf(n.Store.View(), round)
	n.must(err)
	p.Ballots, p.Voted = result.Ballots, map[string]int64{}
	for channel, voted := range result.Voted {
		p.Voted[string(channel)] = voted
	}
	for i, votes := range result.Votes {
		p.Projects = append(p.Projects, outcome{int32(i + 1), votes})
	}
	return p
}

// redactor empties records commit by commit, as the program's does.
type redactor struct{ journal journal.Journal }

func (r redactor) Redact(ctx context.Context, from, to int64, drop func(table, key string) bool) error {
	for seq := from; seq <= to; seq++ {
		if err := r.journal.Redact(ctx, seq, func(_ journal.Entry, c journal.Change) bool { return drop(c.Table, c.Key) }); err != nil {
			return err
		}
	}
	return nil
}
