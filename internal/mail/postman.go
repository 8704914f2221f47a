package mail

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	mathrand "math/rand/v2"
	"sync"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
)

// Outbox keeps letters and sees them delivered. Several nodes may each run one over the same journal.
type Outbox struct {
	store    *store.Store
	vault    *seal.Vault
	composer Composer
	deliver  Deliverer
	log      *slog.Logger
}

// NewOutbox returns an outbox over a store that has Letters and AllContents among its tables.
func NewOutbox(s *store.Store, v *seal.Vault, c Composer, d Deliverer, log *slog.Logger) *Outbox {
	return &Outbox{store: s, vault: v, composer: c, deliver: d, log: log}
}

const (
	connections = 4                // deliveries at a time
	round       = 20               // letters a connection takes before the lease is looked at again
	attemptFor  = 90 * time.Second // the longest a delivery may take, whatever the deliverer thinks
	claimFor    = 2 * time.Minute  // longer than an attempt, so that no two nodes are at one letter
	grace       = 5 * time.Second  // for deliveries under way when the program is asked to end
	firstPause  = 5 * time.Second  // before the second attempt; doubled for each after
	longestWait = time.Hour
)

// Run delivers what is in the outbox until ctx ends. Deliveries under way then have a few seconds to finish.
//
// Before a delivery the attempt is claimed in a commit and after it the outcome is put in another. A node that dies in
// between leaves a claim that lapses: what became of that attempt is unknown, and the letter goes again.
func (o *Outbox) Run(ctx context.Context) {
	o.store.Do(ctx, store.Duty{Name: "mail", Pause: time.Second, Due: due, Work: o.work})
}

func due(v store.View, now time.Time) bool {
	_, waiting := next(v, now)
	return waiting || len(forgettable(v, now)) > 0
}

// next is the letter to send now: those that somebody waits for before bulk, the oldest first.
func next(v store.View, now time.Time) (Letter, bool) {
	for _, line := range []string{lineFirst, lineBulk} {
		for l := range lines.Each(v, line) {
			if !l.Next.After(now) {
				return l, true
			}
		}
	}
	return Letter{}, false
}

// forgettable is the oldest of the letters that were done with long enough ago.
func forgettable(v store.View, now time.Time) []store.Change {
	var gone []store.Change
	for l := range lines.Each(v, lineDone) {
		if l.Next.After(now) || len(gone) == 500 {
			break
		}
		gone = append(gone, Letters.Delete(l.ID))
	}
	return gone
}

func (o *Outbox) work(ctx context.Context) error {
	errs := make([]error, connections)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { errs[i] = o.sendRound(ctx) })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	_, err := o.store.Update(ctx, "mail.forget", "", func(v store.View) ([]store.Change, error) {
		return forgettable(v, v.Time()), nil
	})
	return err
}

func (o *Outbox) sendRound(ctx context.Context) error {
	for range round {
		if ctx.Err() != nil {
			return nil
		}
		l, err := o.claim(ctx)
		if err != nil || l.ID == "" {
			return err
		}
		if l.State == Sending {
			outcome, why := o.attempt(ctx, l)
			o.tell(ctx, l, outcome, why)
			if err := o.settle(ctx, l, outcome, why); err != nil {
				return err
			}
		}
	}
	return nil
}

// claim makes the next letter ours for a while. What comes back has no ID when there is none, and has failed when it has
// waited for too long.
func (o *Outbox) claim(ctx context.Context) (Letter, error) {
	name := rand.Text()
	var l Letter
	_, err := o.store.Update(ctx, "mail.claim", "", func(v store.View) ([]store.Change, error) {
		var ok bool
		if l, ok = next(v, v.Time()); !ok {
			return nil, nil
		}
		if !l.Until.After(v.Time()) {
			return l.finish(Failed, "no longer of use", v.Time()), nil
		}
		l.State, l.Claim, l.Attempts, l.Next = Sending, name, l.Attempts+1, v.Time().Add(claimFor)
		return []store.Change{Letters.Put(l)}, nil
	})
	if err != nil {
		return Letter{}, err // and if the claim was made after all, it lapses
	}
	return l, nil
}

// attempt delivers one letter.
func (o *Outbox) attempt(ctx context.Context, l Letter) (Outcome, error) {
	asked := ctx
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), attemptFor)
	defer cancel()
	defer context.AfterFunc(asked, func() { time.AfterFunc(grace, cancel) })()
	r, err := o.open(ctx, l.ID)
	switch {
	case err == nil:
		return o.deliver.Deliver(ctx, r)
	case fault.Is(err, fault.Unavailable):
		return Temporary, err
	default:
		return Permanent, err
	}
}

// settle puts the outcome on record. It does not give up while the program runs: a delivery that is forgotten is
// delivered again.
func (o *Outbox) settle(ctx context.Context, l Letter, outcome Outcome, why error) error {
	pause := backoff(l.Attempts)
	decide := func(v store.View) ([]store.Change, error) {
		now, ok := Letters.Get(v, l.ID)
		switch {
		case !ok || now.State.done():
			return nil, nil
		case outcome == Delivered:
			return now.finish(Sent, "", v.Time()), nil
		case now.Claim != l.Claim:
			return nil, nil // our claim has lapsed and another attempt is under way
		case outcome == Permanent:
			return now.finish(Failed, why.Error(), v.Time()), nil
		}
		now.State, now.Claim, now.Why, now.Next = Queued, "", why.Error(), earlier(v.Time().Add(pause), now.Until)
		if outcome == Unknown {
			now.State = Doubtful
		}
		return []store.Change{Letters.Put(now)}, nil
	}
	for {
		_, err := o.store.Update(context.WithoutCancel(ctx), "mail."+outcome.String(), "", decide)
		if err == nil || ctx.Err() != nil {
			return err
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
		}
	}
}

// finish is the changes that end a letter's time in the outbox.
func (l *Letter) finish(s State, why string, now time.Time) []store.Change {
	l.State, l.Claim, l.Why, l.Next = s, "", why, now.Add(rememberFor)
	return []store.Change{Letters.Put(*l), AllContents.Delete(l.ID)}
}

func (o *Outbox) tell(ctx context.Context, l Letter, outcome Outcome, why error) {
	level := slog.LevelInfo
	if outcome != Delivered {
		level = slog.LevelWarn
	}
	o.log.Log(ctx, level, "mail", "id", l.ID, "kind", l.Kind, "attempt", l.Attempts, "outcome", outcome.String(), "error", why)
}

// backoff is how long to wait after an attempt: doubled each time, and up to half less, so that letters that failed
// together are not all tried again together.
func backoff(attempts int) time.Duration {
	wait := longestWait
	if attempts < 12 {
		wait = min(firstPause<<(attempts-1), longestWait)
	}
	return wait - time.Duration(mathrand.Int64N(int64(wait/2))) //nolint:gosec // spreads load, guards nothing
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
