package mail

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/journal/memory"
	"github.com/parentpower/parentpower/internal/seal/sealtest"
	"github.com/parentpower/parentpower/internal/store"
)

func TestOtherNodeTakesOverFromOneThatDied(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j, keys := memory.New(), &sealtest.Keys{}
		var s script
		dead := open(t, j, keys, 100*time.Millisecond, &s)
		dead.stop()
		id := dead.queue(0, letter())
		if l, err := dead.claim(t.Context()); err != nil || l.ID != id {
			t.Fatal(l, err)
		}
		o := open(t, j, keys, 100*time.Millisecond, &s)
		if l := o.after(claimFor-2*time.Second, id); l.State != Sending || s.count() != 0 {
			t.Fatalf("taken over too early: %+v", l)
		}
		if l := o.after(5*time.Second, id); l.State != Sent || l.Attempts != 2 || s.count() != 1 {
			t.Fatalf("%+v after %d", l, s.count())
		}
	})
}

func TestSeveralNodesDeliverEveryLetterExactlyOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j, keys := memory.New(), &sealtest.Keys{}
		var mu sync.Mutex
		tries, delivered := map[string]int{}, map[string]int{}
		flaky := deliverer(func(_ context.Context, r Rendered) (Outcome, error) {
			time.Sleep(200 * time.Millisecond)
			mu.Lock()
			defer mu.Unlock()
			if tries[r.ID]++; tries[r.ID]%3 != 0 {
				return Temporary, errors.New("busy")
			}
			delivered[r.ID]++
			return Delivered, nil
		})
		nodes := []*office{open(t, j, keys, 50*time.Millisecond, flaky), open(t, j, keys, 50*time.Millisecond, flaky), open(t, j, keys, 50*time.Millisecond, flaky)}
		const letters = 120
		for i := range letters {
			nodes[i%len(nodes)].queue(0, letter())
		}
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		for _, n := range nodes {
			if got := ByState.Get(n.store.View(), string(Sent)); got != letters {
				t.Errorf("a node sees %d sent", got)
			}
		}
		if len(delivered) != letters {
			t.Errorf("%d delivered", len(delivered))
		}
		for id, n := range delivered {
			if n != 1 {
				t.Errorf("%s was delivered %d times", id, n)
			}
		}
	})
}

func TestLateOutcomeOfALapsedClaimChangesNothingUnlessItIsDelivery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s script
		o := one(t, &s)
		o.stop()
		id := o.queue(0, letter())
		first, err := o.claim(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(claimFor)
		second, err := o.claim(t.Context())
		if err != nil || second.ID != id {
			t.Fatal(second, err)
		}
		for _, outcome := range []Outcome{Temporary, Unknown, Permanent} {
			if err := o.settle(t.Context(), first, outcome, errors.New("late")); err != nil {
				t.Fatal(err)
			}
			if l := o.after(0, id); l.State != Sending || l.Claim != second.Claim {
				t.Fatalf("after a late %s: %+v", outcome, l)
			}
		}
		if err := o.settle(t.Context(), first, Delivered, nil); err != nil {
			t.Fatal(err)
		}
		if err := o.settle(t.Context(), second, Temporary, errors.New("busy")); err != nil {
			t.Fatal(err)
		}
		if l := o.after(0, id); l.State != Sent {
			t.Fatalf("%+v", l)
		}
	})
}

// failing is a journal that refuses while down is set.
type failing struct {
	*memory.Journal
	down atomic.Bool
}

func (f *failing) Append(ctx context.Context, c journal.Commit) error {
	if f.down.Load() {
		return journal.ErrUnavailable
	}
	return f.Journal.Append(ctx, c)
}

func TestDeliveredLetterIsNotDeliveredAgainWhenTheJournalFailsMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &failing{Journal: memory.New()}
		calls := 0
		o := open(t, j, &sealtest.Keys{}, 0, deliverer(func(context.Context, Rendered) (Outcome, error) {
			calls++
			j.down.Store(true)
			return Delivered, nil
		}))
		id := o.queue(0, letter())
		if l := o.after(time.Minute, id); l.State != Sending {
			t.Fatalf("%+v", l)
		}
		j.down.Store(false)
		if l := o.after(time.Hour, id); l.State != Sent || calls != 1 {
			t.Fatalf("%+v after %d", l, calls)
		}
	})
}

func TestNothingIsDeliveredWithoutADurableClaim(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &failing{Journal: memory.New()}
		var s script
		o := open(t, j, &sealtest.Keys{}, 0, &s)
		id := o.queue(0, letter())
		o.after(time.Second, id)
		r, err := o.Prepare(t.Context(), "person/1", "test.letter", 0, letter())
		if err != nil {
			t.Fatal(err)
		}
		r.letter.Next = time.Now().Add(time.Minute)
		if _, err := o.store.Update(t.Context(), "test.act", "", func(store.View) ([]store.Change, error) { return r.Queue(), nil }); err != nil {
			t.Fatal(err)
		}
		j.down.Store(true)
		if o.after(time.Hour, id); s.count() != 1 {
			t.Fatal("delivered without a claim")
		}
		j.down.Store(false)
		if l := o.after(time.Minute, r.letter.ID); l.State != Sent || s.count() != 2 {
			t.Fatalf("%+v", l)
		}
	})
}
