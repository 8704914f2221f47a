package faults

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/funding"
)

// projects is how many there are in every round of these tests.
const projects = 6

// round is a vote on a running program.
type round struct {
	id, token string
	slips     []slip
}

type slip struct{ ID, Code string }

// openRound makes a round in which any number may be picked, with so many slips, and opens it.
func openRound(t testing.TB, c *client, council, token string, voters int) *round {
	t.Helper()
	return openRoundOf(t, c, council, token, voters, funding.AnyNumber)
}

// openRoundOf is openRound with ballots of a kind.
func openRoundOf(t testing.TB, c *client, council, token string, voters int, kind funding.BallotKind) *round {
	t.Helper()
	r := &round{token: token}
	var made struct{ ID string }
	c.must(t, "POST", "/councils/"+council+"/rounds", token, map[string]any{
		"title": "A vote while things go wrong", "budget": 100_00, "voters": "slips", "ballot": kind,
		"rule": "most-votes", "standings": "live",
	}).to(t, &made)
	r.id = made.ID
	for i := range projects {
		c.must(t, "POST", r.at("projects"), token, map[string]any{"title": fmt.Sprintf("Project %d", i+1), "cost": 30_00})
	}
	var issued struct{ Slips []slip }
	c.must(t, "POST", r.at("slips"), token, map[string]int{"number": voters}).to(t, &issued)
	r.slips = issued.Slips
	c.must(t, "POST", r.at("open"), token, nil)
	return r
}

func (r *round) at(what string) string { return "/rounds/" + r.id + "/" + what }

// vote is one request to put a ballot in, however often it is sent.
type vote struct {
	Picks  []int32 `json:"picks"`
	Points []int64 `json:"points,omitempty"`
	Key    string  `json:"key"`
}

func newVote(chance *rand.Rand, voter, n int) vote {
	picks := []int32{}
	for p := range int32(projects) {
		if chance.IntN(3) == 0 {
			picks = append(picks, p+1)
		}
	}
	return vote{Picks: picks, Key: fmt.Sprintf("voter-%d-vote-%d", voter, n)}
}

// cast sends a vote once. The receipt is empty where it was not acknowledged.
func (r *round) cast(c *client, voter int, v vote) (receipt string, a answer, err error) {
	a, err = c.api("PUT", r.at("ballot"), r.slips[voter].Code, v)
	if err != nil || a.status != http.StatusOK {
		return "", a, err
	}
	var told struct{ Receipt string }
	err = json.Unmarshal(a.body, &told)
	return told.Receipt, a, err
}

// crowd is voters who go on trying until they are told that their ballot is in.
type crowd struct {
	*round
	nodes  []*client
	chance *rand.Rand

	mu           sync.Mutex
	told         []claim
	late         int // came when voting had closed
	failures     []error
	acknowledged int
	heard        chan struct{} // there was an acknowledgement
}

func newCrowd(r *round, seed uint64, nodes ...*client) *crowd {
	return &crowd{
		round: r, nodes: nodes, heard: make(chan struct{}, 1),
		chance: rand.New(rand.NewPCG(seed, 1)), //nolint:gosec // nothing secret
	}
}

// voteAll lets every voter from one to another vote, so many at a time, and returns when all have been told. One in
// five changes their mind, and one in five sends the first vote again after that, as a phone does that was offline.
func (w *crowd) voteAll(ctx context.Context, from, to, atOnce int) {
	next := make(chan int)
	var at sync.WaitGroup
	for range atOnce {
		at.Go(func() {
			for voter := range next {
				w.vote(ctx, voter)
			}
		})
	}
	for voter := from; voter < to; voter++ {
		next <- voter
	}
	close(next)
	at.Wait()
}

func (w *crowd) vote(ctx context.Context, voter int) {
	w.mu.Lock()
	first, second, kind := newVote(w.chance, voter, 1), newVote(w.chance, voter, 2), w.chance.IntN(5)
	w.mu.Unlock()
	votes := []vote{first}
	if kind < 2 {
		votes = append(votes, second)
	}
	if kind == 0 {
		votes = append(votes, first) // late: changes nothing
	}
	var c *claim
	for i, v := range votes {
		receipt, err := w.insist(ctx, voter, v)
		switch {
		case errors.Is(err, errClosed):
			w.note(c, nil)
			return
		case err != nil:
			w.note(nil, fmt.Errorf("voter %d: %w", voter, err))
			return
		case c == nil:
			c = &claim{voter: voter, receipt: receipt}
		case c.receipt != receipt:
			w.note(nil, fmt.Errorf("voter %d was told %s, then %s", voter, c.receipt, receipt))
			return
		}
		if i < 2 {
			c.picks = v.Picks
		}
	}
	w.note(c, nil)
}

// errClosed: a ballot came too late.
var errClosed = errors.New("voting has closed")

// insist sends a vote until it is acknowledged, to whichever node, or refused for good.
func (w *crowd) insist(ctx context.Context, voter int, v vote) (string, error) {
	for {
		w.mu.Lock()
		node := w.nodes[w.chance.IntN(len(w.nodes))]
		w.mu.Unlock()
		receipt, a, err := w.cast(node, voter, v)
		if receipt != "" {
			w.hear()
			return receipt, nil
		}
		if err == nil && a.status == http.StatusGone {
			return "", errClosed
		}
		if err == nil && a.status != http.StatusServiceUnavailable {
			return "", fmt.Errorf("%d %s", a.status, a.body)
		}
		if !pause(ctx, 20*time.Millisecond) {
			return "", errors.Join(ctx.Err(), err)
		}
	}
}

func (w *crowd) hear() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.acknowledged++
	select {
	case w.heard <- struct{}{}:
	default:
	}
}

func (w *crowd) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.acknowledged
}

// await waits until there were so many acknowledgements, while voters go on.
func (w *crowd) await(ctx context.Context, t testing.TB, acknowledgements int) {
	t.Helper()
	for w.count() < acknowledgements {
		select {
		case <-w.heard:
		case <-ctx.Done():
			t.Fatalf("after %d acknowledgements: %v", w.count(), errors.Join(append(w.failures, ctx.Err())...))
		}
	}
}

// note takes down what became of a voter: what they were told, nil when they came too late, or what went wrong.
func (w *crowd) note(c *claim, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case err != nil:
		w.failures = append(w.failures, err)
	case c == nil:
		w.late++
	default:
		w.told = append(w.told, *c)
	}
}

// settled fails the test unless everybody was told something, and so many came too late.
func (w *crowd) settled(t testing.TB, late func(int) bool) {
	t.Helper()
	for _, err := range w.failures {
		t.Error(err)
	}
	if len(w.told)+w.late != len(w.slips) || !late(w.late) {
		t.Errorf("%d voters were told that they voted and %d that they came too late, of %d", len(w.told), w.late, len(w.slips))
	}
}

func nobody(late int) bool   { return late == 0 }
func somebody(late int) bool { return late > 0 }

// close closes the round, waits for its result and returns it as published.
func (r *round) close(t testing.TB, c *client) published {
	t.Helper()
	c.must(t, "POST", r.at("close"), r.token, nil)
	return r.result(t, c)
}

// result waits for what was counted.
func (r *round) result(t testing.TB, c *client) (p published) {
	t.Helper()
	var a answer
	eventually(t, "there is a result", func() bool {
		var err error
		a, err = c.api("GET", r.at("result"), "", nil)
		return err == nil && a.status == http.StatusOK
	})
	a.to(t, &p)
	return p
}
