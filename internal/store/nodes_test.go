package store_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/journal/memory"
	"github.com/parentpower/parentpower/internal/store"
)

// follower opens a node that looks for the commits of others at least twice a second.
func follower(t *testing.T, j journal.Journal) *store.Store {
	opts := withThings(j)
	opts.Follow = 500 * time.Millisecond
	return open(t, opts)
}

func TestWhereAnotherNodeWasFirstItIsDecidedAgainOnTheNewerState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := memory.New()
		a, b := follower(t, j), follower(t, j)
		must[int64](t)(grow(b, "tree"))
		var saw []int64
		seq := must[int64](t)(a.Update(t.Context(), "test.grow", "", func(v store.View) ([]store.Change, error) {
			tree, _ := things.Get(v, "tree")
			saw = append(saw, tree.Weight)
			return growth("tree")(v)
		}))
		if seq != 2 || weight(a, "tree") != 2 || len(saw) != 2 || saw[1] != 1 {
			t.Fatalf("commit %d, weight %d, saw %v", seq, weight(a, "tree"), saw)
		}
		if a.Stats().Conflicts != 1 {
			t.Errorf("%d conflicts", a.Stats().Conflicts)
		}
		sameAsReplayed(t, a, withThings(j))
	})
}

func TestANodeThatIsBehindNeitherRefusesNorLeavesAloneOnWhatItRemembers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := memory.New()
		a, b := follower(t, j), follower(t, j)
		must[int64](t)(put(b, thing{ID: "open"})) // a has not heard of it
		closed := fault.New(fault.Gone, "fault.closed")
		_, err := a.Update(t.Context(), "test.cast", "", func(v store.View) ([]store.Change, error) {
			if _, ok := things.Get(v, "open"); !ok {
				return nil, closed
			}
			return nil, nil
		})
		if err != nil {
			t.Fatalf("%v, though another node had opened it before the call", err)
		}
	})
}

func TestANodeThatIsCutOffRefusesAndCatchesUpByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &hooked{Journal: memory.New()}
		a, b := follower(t, h), follower(t, h.Journal)
		must[int64](t)(grow(a, "tree"))
		h.cut()
		must[int64](t)(grow(b, "tree"))
		_, err := grow(a, "tree")
		unavailable(t, err)
		_, err = a.Update(t.Context(), "test.look", "", func(store.View) ([]store.Change, error) { return nil, nil })
		unavailable(t, err)
		_, err = a.Update(t.Context(), "test.refuse", "", func(store.View) ([]store.Change, error) { return nil, errors.New("by what it remembers") })
		unavailable(t, err)
		h.mend()
		time.Sleep(time.Second) // of the bubble's clock
		if weight(a, "tree") != 2 {
			t.Fatalf("weight %d after a second, want 2", weight(a, "tree"))
		}
	})
}

func TestANodeWhoseJournalHangsRefusesAndCatchesUpByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &hooked{Journal: memory.New()}
		a, b := follower(t, h), follower(t, h.Journal)
		hang := func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
		h.onRead(hang)
		h.onAppend(func(ctx context.Context, _ journal.Commit, _ func() error) error { return hang(ctx) })
		must[int64](t)(grow(b, "tree"))
		time.Sleep(time.Minute)
		start := time.Now()
		_, err := grow(a, "tree")
		unavailable(t, err)
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("told after %v", took)
		}
		h.mend()
		time.Sleep(6 * time.Second)
		must[int64](t)(grow(a, "tree"))
		if weight(a, "tree") < 2 {
			t.Fatalf("weight %d", weight(a, "tree"))
		}
	})
}

func TestTwoAndThreeNodesShowTheSameWithinASecond(t *testing.T) {
	for _, count := range []int{2, 3} {
		synctest.Test(t, func(t *testing.T) {
			j := memory.New()
			nodes := make([]*store.Store, count)
			for i := range nodes {
				nodes[i] = follower(t, j)
			}
			const each = 30
			for i, node := range nodes {
				go func() {
					for range each {
						must[int64](t)(grow(node, "tree"))
						time.Sleep(time.Duration(7+i) * 10 * time.Millisecond)
					}
				}()
			}
			time.Sleep(each * 100 * time.Millisecond)
			must[int64](t)(grow(nodes[0], "tree"))
			time.Sleep(time.Second)
			for i, node := range nodes {
				if weight(node, "tree") != int64(count*each+1) || store.Contents(node.View()) != store.Contents(nodes[0].View()) {
					t.Errorf("node %d of %d shows %d, want %d", i, count, weight(node, "tree"), count*each+1)
				}
			}
			sameAsReplayed(t, nodes[0], withThings(j))
		})
	}
}

func TestAwaitShowsANodeWhatWasWrittenOnAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := memory.New()
		opts := withThings(j)
		opts.Follow = time.Hour // it looks because it is asked
		a, b := open(t, opts), open(t, opts)
		for n := range 5 {
			seq := must[int64](t)(grow(b, "tree"))
			start := time.Now()
			must[any](t)(nil, a.Await(t.Context(), seq))
			if weight(a, "tree") != int64(n+1) || time.Since(start) > 0 {
				t.Fatalf("weight %d after %v", weight(a, "tree"), time.Since(start))
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		unavailable(t, a.Await(ctx, 1000))
	})
}

func TestADutyIsDoneByOneNodeAndTakenOverWhenThatIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &hooked{Journal: memory.New()}
		var working, worked [3]atomic.Int64
		var nodes [3]*store.Store
		for i := range nodes {
			var j journal.Journal = h.Journal
			if i == 0 {
				j = h
			}
			nodes[i] = follower(t, j)
		}
		duty := func(i int) store.Duty {
			return store.Duty{Name: "mail", Pause: 100 * time.Millisecond,
				Due: func(store.View, time.Time) bool { return true },
				Work: func(ctx context.Context) error {
					working[i].Store(1)
					defer working[i].Store(0)
					if n := working[0].Load() + working[1].Load() + working[2].Load(); n > 1 {
						t.Errorf("%d at once", n)
					}
					worked[i].Add(1)
					select {
					case <-time.After(25 * time.Second): // much longer than a lease
					case <-ctx.Done():
					}
					return ctx.Err()
				}}
		}
		ctx, stop := context.WithCancel(t.Context())
		go nodes[0].Do(ctx, duty(0))
		synctest.Wait()
		go nodes[1].Do(ctx, duty(1))
		go nodes[2].Do(ctx, duty(2))
		time.Sleep(2 * time.Minute)
		if worked[0].Load() < 3 || worked[1].Load()+worked[2].Load() != 0 {
			t.Fatalf("worked: %d %d %d, want only the first", worked[0].Load(), worked[1].Load(), worked[2].Load())
		}
		h.cut()
		time.Sleep(15 * time.Second)
		if working[0].Load() != 0 || working[1].Load()+working[2].Load() != 1 {
			t.Errorf("working: %d %d %d, want one of the others", working[0].Load(), working[1].Load(), working[2].Load())
		}
		stop()
		synctest.Wait()
	})
}

func TestADutyThatHasNothingToDoTakesNoLeaseAndOneThatFailsIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := memory.New()
		s := follower(t, j)
		ctx, stop := context.WithCancel(t.Context())
		var tries atomic.Int64
		go s.Do(ctx, store.Duty{Name: "mail", Pause: time.Minute,
			Due:  func(v store.View, _ time.Time) bool { return things.Len(v) > 0 },
			Work: func(context.Context) error { tries.Add(1); return errors.New("no network") },
		})
		time.Sleep(10 * time.Minute)
		if tries.Load() != 0 || len(chain(t, j)) != 0 {
			t.Fatalf("%d tries, %d commits", tries.Load(), len(chain(t, j)))
		}
		must[int64](t)(put(s, thing{ID: "letter"}))
		synctest.Wait()
		if tries.Load() == 0 {
			t.Fatal("a commit did not wake it")
		}
		time.Sleep(5 * time.Minute)
		if tries.Load() < 3 {
			t.Errorf("%d tries", tries.Load())
		}
		stop()
		synctest.Wait()
	})
}
