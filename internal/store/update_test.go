package store_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/journal/memory"
	"github.com/parentpower/parentpower/internal/store"
)

func TestViewsStayAsTheyAreWhileWritesGoOn(t *testing.T) {
	s := open(t, withThings(memory.New()))
	var readers sync.WaitGroup
	for n := range 300 {
		must[int64](t)(put(s, thing{ID: name(n % 40), Colours: []string{"red", name(n % 7)}, Weight: int64(n)}))
		if n%10 == 0 {
			v, before := s.View(), store.Contents(s.View())
			readers.Go(func() {
				for range 20 {
					if store.Contents(v) != before {
						t.Error("a view changed")
					}
				}
			})
		}
	}
	readers.Wait()
}

func TestOneCommitTakesWhateverIsWaitingAndEachDecisionSeesTheOnesBeforeIt(t *testing.T) {
	h := &hooked{Journal: memory.New()}
	s := open(t, withThings(h))
	reached, openGate := h.gate()
	const voters = 256
	var done sync.WaitGroup
	done.Go(func() { must[int64](t)(grow(s, "first")) })
	<-reached // the writer is busy: everybody else has to wait
	for range voters {
		done.Go(func() { must[int64](t)(grow(s, "tree")) })
	}
	eventually(t, func() bool { return s.Stats().Waiting == voters })
	openGate()
	done.Wait()
	if got := weight(s, "tree"); got != voters {
		t.Errorf("%d of %d decisions were made on the state that the one before left", got, voters)
	}
	if got := s.Stats(); got.Commits != 2 || got.Entries != voters+1 {
		t.Errorf("%d commits with %d entries, want 2 with %d", got.Commits, got.Entries, voters+1)
	}
	sameAsReplayed(t, s, withThings(h))
}

func TestAFaultComesBackAsItIsAndChangesNothing(t *testing.T) {
	j := memory.New()
	s := open(t, withThings(j))
	want := fault.New(fault.Gone, "fault.test")
	_, err := s.Update(t.Context(), "test.refuse", "", func(store.View) ([]store.Change, error) {
		return []store.Change{things.Put(thing{ID: "x"})}, want
	})
	if !errors.Is(err, want) || things.Len(s.View()) != 0 || len(chain(t, j)) != 0 {
		t.Fatalf("%v, %d things, %d commits", err, things.Len(s.View()), len(chain(t, j)))
	}
}

func TestADecisionThatPanicsIsAFaultAndTheOthersOfItsBatchAreMade(t *testing.T) {
	h := &hooked{Journal: memory.New()}
	s := open(t, withThings(h))
	reached, openGate := h.gate()
	var done sync.WaitGroup
	done.Go(func() { must[int64](t)(grow(s, "first")) })
	<-reached
	for range 5 {
		done.Go(func() { must[int64](t)(grow(s, "tree")) })
	}
	done.Go(func() {
		_, err := s.Update(context.Background(), "test.panic", "", func(store.View) ([]store.Change, error) { panic("a bug") })
		if !fault.Is(err, fault.Internal) || !strings.Contains(err.Error(), "a bug") {
			t.Errorf("%v, want an internal fault that says what happened", err)
		}
	})
	eventually(t, func() bool { return s.Stats().Waiting == 6 })
	openGate()
	done.Wait()
	if weight(s, "tree") != 5 {
		t.Errorf("%d of 5 others were made", weight(s, "tree"))
	}
}

func TestNothingIsVisibleOrAnsweredBeforeTheJournalAcknowledged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &hooked{Journal: memory.New()}
		s := open(t, withThings(h))
		var answers, seen, heard atomic.Int64
		s.Subscribe(func(store.Commit) { heard.Add(1) })
		reached, openGate := h.gate()
		go func() { must[int64](t)(put(s, thing{ID: "place", Weight: 1})); answers.Add(1) }()
		<-reached
		taken := fault.New(fault.Conflict, "fault.taken")
		// These two see the change in the draft: one is refused for it, the other finds nothing to do.
		go func() {
			_, err := s.Update(context.Background(), "test.take", "", func(store.View) ([]store.Change, error) { seen.Add(1); return nil, taken })
			if !errors.Is(err, taken) {
				t.Error(err)
			}
			answers.Add(1)
		}()
		go func() {
			seq := must[int64](t)(s.Update(context.Background(), "test.look", "", func(store.View) ([]store.Change, error) { seen.Add(1); return nil, nil }))
			if seq != 1 {
				t.Errorf("seen at %d, want 1", seq)
			}
			answers.Add(1)
		}()
		synctest.Wait()
		if things.Len(s.View()) != 0 || answers.Load() != 0 || heard.Load() != 0 {
			t.Fatalf("before the journal answered: %d visible, %d answers, %d heard", things.Len(s.View()), answers.Load(), heard.Load())
		}
		openGate()
		synctest.Wait()
		if things.Len(s.View()) != 1 || answers.Load() != 3 || heard.Load() != 1 || seen.Load() != 2 {
			t.Fatalf("afterwards: %d visible, %d answers, %d heard", things.Len(s.View()), answers.Load(), heard.Load())
		}
	})
}

func TestNobodyIsRefusedForAChangeThatFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &hooked{Journal: memory.New()}
		s := open(t, withThings(h))
		reached, openGate := h.gate()
		go grow(s, "first") //nolint:errcheck // it keeps the writer busy
		<-reached
		h.onAppend(func(context.Context, journal.Commit, func() error) error { return journal.ErrUnavailable })
		full := fault.New(fault.Conflict, "fault.full")
		for range 2 { // there is one place for two
			go func() {
				_, err := s.Update(context.Background(), "test.take", "", func(v store.View) ([]store.Change, error) {
					if things.Len(v) > 1 {
						return nil, full
					}
					return []store.Change{things.Put(thing{ID: "place"})}, nil
				})
				unavailable(t, err)
			}()
		}
		synctest.Wait()
		openGate()
		synctest.Wait()
	})
}

func TestALostAnswerIsAskedForUntilItIsKnownAndTheChangeIsMadeOnce(t *testing.T) {
	for name, there := range map[string]bool{"it had arrived": true, "it had not": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := &hooked{Journal: memory.New()}
				s := open(t, withThings(h))
				tries := 0
				h.onAppend(func(_ context.Context, _ journal.Commit, pass func() error) error {
					switch tries++; {
					case tries == 1 && there:
						must[any](t)(nil, pass())
						return journal.ErrUnknown
					case tries < 4:
						return journal.ErrUnavailable // which does not say what became of the first
					}
					return pass()
				})
				if !there {
					h.onAppend(func(_ context.Context, _ journal.Commit, pass func() error) error {
						if tries++; tries < 4 {
							return journal.ErrUnknown
						}
						return pass()
					})
				}
				must[int64](t)(grow(s, "tree"))
				if weight(s, "tree") != 1 || len(chain(t, h)) != 1 || tries != 4 {
					t.Fatalf("weight %d, %d commits, %d tries", weight(s, "tree"), len(chain(t, h)), tries)
				}
				if s.Stats().Unknown != 3 {
					t.Errorf("%d lost answers counted", s.Stats().Unknown)
				}
			})
		})
	}
}

func TestWithoutAJournalCallersAreToldToComeBackAndItComesBackByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &hooked{Journal: memory.New()}
		s := open(t, withThings(h))
		must[int64](t)(grow(s, "tree"))
		h.cut()
		for range 10 {
			_, err := grow(s, "tree")
			unavailable(t, err)
		}
		if weight(s, "tree") != 1 || len(chain(t, h.Journal)) != 1 {
			t.Fatal("something was half written")
		}
		h.mend()
		must[int64](t)(grow(s, "tree"))
		if weight(s, "tree") != 2 {
			t.Fatal("it did not come back")
		}
	})
}

func TestAStalledJournalAnswersWithinPatienceAndWhoHasGoneIsNotDecided(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &hooked{Journal: memory.New()}
		s := open(t, withThings(h))
		h.onAppend(func(ctx context.Context, _ journal.Commit, _ func() error) error {
			<-ctx.Done()
			return ctx.Err()
		})
		var callers sync.WaitGroup
		start := time.Now()
		for _, id := range []string{"under way", "waiting", "waiting"} {
			callers.Go(func() {
				ran := 0
				_, err := s.Update(t.Context(), "test.grow", "", func(v store.View) ([]store.Change, error) {
					ran++ // no lock: the race detector would tell if it ran after Update returned
					return growth(id)(v)
				})
				unavailable(t, err)
				if ran > 1 {
					t.Errorf("%s was decided %d times", id, ran)
				}
			})
			synctest.Wait()
		}
		callers.Wait()
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("the callers waited %v", took)
		}
		h.mend()
		time.Sleep(10 * time.Second) // of the bubble's clock: the attempt under way runs out and is repeated
		if weight(s, "under way") != 1 || weight(s, "waiting") != 0 {
			t.Errorf("under way: %d, want 1; waiting: %d, want 0", weight(s, "under way"), weight(s, "waiting"))
		}
		must[int64](t)(grow(s, "next"))
		sameAsReplayed(t, s, withThings(h))
	})
}

func TestTooManyWaitingAreToldToComeBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &hooked{Journal: memory.New()}
		s := open(t, withThings(h))
		reached, openGate := h.gate()
		refused, done := 0, 0
		count := make(chan error)
		const callers = 20_050
		for n := range callers {
			go func() { _, err := grow(s, "tree"); count <- err }()
			if n == 0 {
				<-reached
			}
		}
		synctest.Wait()
		openGate()
		for range callers {
			if err := <-count; err != nil {
				unavailable(t, err)
				refused++
			} else {
				done++
			}
		}
		if refused == 0 || int64(done) != weight(s, "tree") {
			t.Errorf("%d refused, %d done, weight %d", refused, done, weight(s, "tree"))
		}
	})
}

func TestAChangeLargerThanACommitIsInvalid(t *testing.T) {
	j := memory.New()
	s := open(t, withThings(j))
	for size, want := range map[int]bool{journal.MaxCommitBytes - 4096: true, journal.MaxCommitBytes - 100: false, 2 * journal.MaxCommitBytes: false} {
		_, err := put(s, thing{ID: strings.Repeat("x", size/2), Colours: []string{strings.Repeat("y", size-size/2*2)}})
		if ok := err == nil; ok != want || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
	must[int64](t)(put(s, thing{ID: "small"}))
}

func TestWhatDoesNotFitIntoOneCommitGoesIntoTheNext(t *testing.T) {
	h := &hooked{Journal: memory.New()}
	s := open(t, withThings(h))
	reached, openGate := h.gate()
	var done sync.WaitGroup
	done.Go(func() { must[int64](t)(grow(s, "first")) })
	<-reached
	const n = 30
	for i := range n {
		done.Go(func() {
			must[int64](t)(put(s, thing{ID: name(i), Colours: []string{strings.Repeat("x", store.MaxBatchBytes/8)}, Weight: 1}))
		})
	}
	eventually(t, func() bool { return s.Stats().Waiting == n })
	openGate()
	done.Wait()
	if weights.Get(s.View(), "all") != n+1 {
		t.Errorf("%d of %d were made", weights.Get(s.View(), "all")-1, n)
	}
	if c := s.Stats().Commits; c < 1+n/8 || c > 1+n/4 {
		t.Errorf("%d commits", c)
	}
	for _, c := range chain(t, h) {
		if c.Size() > store.MaxBatchBytes {
			t.Errorf("commit %d has %d bytes", c.Seq, c.Size())
		}
	}
}

func TestAChangeOfATableThatTheStoreDoesNotHoldIsNotJournaled(t *testing.T) {
	j := memory.New()
	s := open(t, store.Options{Journal: j})
	if _, err := put(s, thing{ID: "x"}); !fault.Is(err, fault.Internal) || len(chain(t, j)) != 0 {
		t.Fatalf("%v, %d commits", err, len(chain(t, j)))
	}
}

func TestCloseAnswersEverybody(t *testing.T) {
	for name, fails := range map[string]error{"the answer comes": nil, "the answer is lost": journal.ErrUnknown} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := &hooked{Journal: memory.New()}
				s := open(t, withThings(h))
				reached, openGate := h.gate()
				answers := make(chan error, 20)
				go func() { _, err := grow(s, "under way"); answers <- err }()
				<-reached
				for range 10 {
					go func() { _, err := grow(s, "waiting"); answers <- err }()
				}
				synctest.Wait()
				go s.Close(context.Background()) //nolint:errcheck // open closes again and looks
				synctest.Wait()
				h.onAppend(func(context.Context, journal.Commit, func() error) error { return fails })
				openGate()
				synctest.Wait()
				told := 0
				for range 11 {
					if err := <-answers; err == nil {
						told++
					} else {
						unavailable(t, err)
					}
				}
				if told != len(chain(t, h.Journal)) {
					t.Errorf("%d told that it was done, %d commits", told, len(chain(t, h.Journal)))
				}
				_, err := grow(s, "late")
				unavailable(t, err)
				unavailable(t, s.Await(context.Background(), 99))
			})
		})
	}
}

func TestACallerWhoHasGoneAlreadyChangesNothing(t *testing.T) {
	s := open(t, withThings(memory.New()))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Update(ctx, "test.grow", "", growth("tree"))
	unavailable(t, err)
	if weight(s, "tree") != 0 {
		t.Error("it was done")
	}
}

// eventually waits for something that other goroutines bring about.
func eventually(tb testing.TB, holds func() bool) {
	tb.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for !holds() {
		if time.Now().After(deadline) {
			tb.Fatal("it never came about")
		}
		time.Sleep(time.Millisecond)
	}
}
