package mail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/journal/memory"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/seal/sealtest"
	"github.com/parentpower/parentpower/internal/store"
)

// The tests run in a bubble of testing/synctest: time passes at once when everybody waits, so that days of trying again
// take no time and nothing depends on the speed of the machine.

// office is one node: a store over a journal that others may share, and an outbox on it.
type office struct {
	*Outbox
	t    *testing.T
	stop func() // ends the outbox and waits for it
	log  *bytes.Buffer
}

// open starts a node whose letters are delivered by d.
func open(t *testing.T, j journal.Journal, keys seal.Keys, follow time.Duration, d Deliverer) *office {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Journal: j, Tables: []store.Registered{Letters, AllContents}, Follow: follow, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	c := composer()
	c.Now = time.Now
	o := &office{Outbox: NewOutbox(s, seal.New(sealtest.Master(t), keys), c, d, slog.New(slog.NewTextHandler(&log, nil))), t: t, log: &log}
	o.start()
	t.Cleanup(func() {
		o.stop()
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return o
}

func (o *office) start() {
	ctx, cancel := context.WithCancel(o.t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { o.Run(ctx) })
	o.stop = func() { cancel(); wg.Wait() }
}

// one is an office with a journal and keys of its own.
func one(t *testing.T, d Deliverer) *office {
	t.Helper()
	return open(t, memory.New(), &sealtest.Keys{}, 0, d)
}

// queue puts a letter into the outbox and returns its ID.
func (o *office) queue(useful time.Duration, m Message) string {
	o.t.Helper()
	r, err := o.Prepare(o.t.Context(), "person/1", "test.letter", useful, m)
	if err != nil {
		o.t.Fatal(err)
	}
	if _, err := o.store.Update(o.t.Context(), "test.act", "", func(store.View) ([]store.Change, error) { return r.Queue(), nil }); err != nil {
		o.t.Fatal(err)
	}
	return r.letter.ID
}

// after lets time pass and returns the letter as it then stands.
func (o *office) after(d time.Duration, id string) Letter {
	time.Sleep(d)
	synctest.Wait()
	l, _ := Letters.Get(o.store.View(), id)
	return l
}

// script is a deliverer that gives one outcome after the other, and Delivered when there are no more.
type script struct {
	mu       sync.Mutex
	outcomes []Outcome
	got      []Rendered
	at       []time.Time
}

func (s *script) Deliver(_ context.Context, r Rendered) (Outcome, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got, s.at = append(s.got, r), append(s.at, time.Now())
	if len(s.got) > len(s.outcomes) {
		return Delivered, nil
	}
	outcome := s.outcomes[len(s.got)-1]
	return outcome, fmt.Errorf("scripted %s", outcome)
}

// received is what was delivered, and when.
func (s *script) received() ([]Rendered, []time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.got), slices.Clone(s.at)
}

func (s *script) count() int {
	got, _ := s.received()
	return len(got)
}

type deliverer func(context.Context, Rendered) (Outcome, error)

func (d deliverer) Deliver(ctx context.Context, r Rendered) (Outcome, error) { return d(ctx, r) }

func TestLetterIsDeliveredAndItsContentsGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s script
		j := memory.New()
		o := open(t, j, &sealtest.Keys{}, 0, &s)
		id := o.queue(0, letter())
		if l := o.after(time.Second, id); l.State != Sent || l.Attempts != 1 || AllContents.Len(o.store.View()) != 0 {
			t.Fatalf("%+v", l)
		}
		if got, _ := s.received(); len(got) != 1 || got[0].To != letter().To || !bytes.Contains(got[0].Bytes, []byte("Subject: Voting is open")) {
			t.Fatalf("%q", got)
		}
		if err := j.Read(t.Context(), 0, func(c journal.Commit) error {
			for _, e := range c.Entries {
				for _, ch := range e.Changes {
					if bytes.Contains(ch.Record, []byte("amina")) || bytes.Contains(ch.Record, []byte("Voting is open")) {
						t.Errorf("journaled in clear: %q", ch.Record)
					}
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if text := o.log.String(); strings.Contains(text, "amina") || !strings.Contains(text, "kind=test.letter") {
			t.Errorf("logged %q", text)
		}
		o.stop()
		time.Sleep(rememberFor)
		o.start()
		if l := o.after(time.Second, id); l.ID != "" {
			t.Errorf("still remembered: %+v", l)
		}
	})
}

func TestActThatFailsQueuesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s script
		o := one(t, &s)
		r, err := o.Prepare(t.Context(), "person/1", "test.letter", 0, letter())
		if err != nil {
			t.Fatal(err)
		}
		no := errors.New("no")
		if _, err := o.store.Update(t.Context(), "test.act", "", func(store.View) ([]store.Change, error) { return r.Queue(), no }); !errors.Is(err, no) {
			t.Fatal(err)
		}
		if l := o.after(time.Hour, r.letter.ID); l.ID != "" || s.count() != 0 {
			t.Fatalf("%+v %d", l, s.count())
		}
	})
}

func TestLetterIsTriedAgainUnchangedAndLessAndLessOften(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := script{outcomes: []Outcome{Temporary, Unknown, Temporary, Temporary, Unknown}}
		o := one(t, &s)
		id := o.queue(0, letter())
		if l := o.after(time.Second, id); l.State != Queued || l.Why != "scripted temporary" {
			t.Fatalf("%+v", l)
		}
		if l := o.after(5*time.Second, id); l.State != Doubtful {
			t.Fatalf("%+v", l)
		}
		if l := o.after(10*time.Minute, id); l.State != Sent || l.Attempts != 6 || s.count() != 6 {
			t.Fatalf("%+v after %d", l, s.count())
		}
		got, at := s.received()
		for i, r := range got[1:] {
			if r.ID != id || !bytes.Equal(r.Bytes, got[0].Bytes) {
				t.Errorf("attempt %d differs", i+2)
			}
			wait, least := at[i+1].Sub(at[i]), firstPause<<i/2
			if wait < least || wait > 2*least+2*time.Second {
				t.Errorf("attempt %d came %v after the one before", i+2, wait)
			}
		}
	})
}

func TestRefusedLetterFailsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := script{outcomes: []Outcome{Permanent}}
		o := one(t, &s)
		id := o.queue(0, letter())
		if l := o.after(time.Hour, id); l.State != Failed || s.count() != 1 || AllContents.Len(o.store.View()) != 0 || ByState.Get(o.store.View(), string(Failed)) != 1 {
			t.Fatalf("%+v after %d", l, s.count())
		}
	})
}

func TestLetterOfNoMoreUseIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := script{outcomes: make([]Outcome, 100)} // all temporary
		o := one(t, &s)
		id := o.queue(10*time.Minute, letter())
		if l := o.after(10*time.Minute+time.Second, id); l.State != Failed || l.Why != "no longer of use" || AllContents.Len(o.store.View()) != 0 {
			t.Fatalf("%+v", l)
		}
		_, sent := s.received()
		for _, at := range sent {
			if at.Sub(sent[0]) > 10*time.Minute {
				t.Error("sent when it was of no more use")
			}
		}
	})
}

func TestErasedPersonGetsNoLetter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := script{outcomes: []Outcome{Temporary}}
		o := one(t, &s)
		id := o.queue(0, letter())
		o.after(0, id)
		if err := o.vault.Erase(t.Context(), "person/1"); err != nil {
			t.Fatal(err)
		}
		if l := o.after(time.Hour, id); l.State != Failed || s.count() != 1 {
			t.Fatalf("%+v after %d", l, s.count())
		}
	})
}

func TestLetterThatSomebodyWaitsForGoesBeforeBulk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := script{outcomes: make([]Outcome, 40)}
		o := one(t, &s)
		single := letter()
		single.Unsubscribe = ""
		for range 40 {
			o.queue(0, letter())
		}
		urgent := o.queue(0, single)
		now := time.Now().Add(time.Hour)
		if l, ok := next(o.store.View(), now); !ok || l.ID != urgent {
			t.Fatalf("next is %+v", l)
		}
	})
}

func TestDeliveryUnderWayMayFinishAtShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var o *office
		slow := deliverer(func(ctx context.Context, _ Rendered) (Outcome, error) {
			select {
			case <-time.After(3 * time.Second):
				return Delivered, nil
			case <-ctx.Done():
				return Unknown, ctx.Err()
			}
		})
		o = one(t, slow)
		id := o.queue(0, letter())
		o.after(time.Second, id)
		o.stop()
		if l := o.after(0, id); l.State != Sent {
			t.Fatalf("%+v", l)
		}
	})
}

func TestHangingDelivererIsCutOffBeforeTheClaimLapses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Duration
		start := time.Now()
		o := one(t, deliverer(func(ctx context.Context, _ Rendered) (Outcome, error) {
			<-ctx.Done()
			at = append(at, time.Since(start))
			return Unknown, ctx.Err()
		}))
		id := o.queue(0, letter())
		l := o.after(claimFor-time.Second, id)
		o.stop()
		if l.Attempts < 1 || len(at) == 0 || at[0] != attemptFor {
			t.Fatalf("%+v %v", l, at)
		}
	})
}
