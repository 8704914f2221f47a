package people

import (
	"net/netip"
	"sync"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
)

// Rate is how often something may be done: Burst times at once, and once more each time Every has passed. In any span
// of time t, that is at most Burst + t/Every times.
type Rate struct {
	Burst int
	Every time.Duration
}

// Limiter holds each of many keys to a rate. It is safe for concurrent use, needs the time told, and its memory is
// bounded: when there are too many keys, those that it does not know share one allowance.
type Limiter struct {
	rate Rate
	keys int

	mu    sync.Mutex
	full  map[string]time.Time // when each key will have its whole burst again
	swept time.Time
}

// NewLimiter returns a limiter that remembers up to so many keys.
func NewLimiter(r Rate, keys int) *Limiter {
	return &Limiter{rate: r, keys: keys, full: make(map[string]time.Time)}
}

// shared is the key of all for whom there is no room.
const shared = "\x00"

// Take uses one of what the key is allowed. It fails with TooMany, which says when to come back.
func (l *Limiter) Take(key string, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	key = l.place(key, now)
	full, err := l.next(key, now)
	if err == nil {
		l.full[key] = full
	}
	return err
}

// Check fails as Take would, and uses nothing.
func (l *Limiter) Check(key string, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, err := l.next(l.place(key, now), now)
	return err
}

// next is when the key will have its whole burst again if one more is used. This is the generic cell rate algorithm: one
// time for each key says all that a bucket would.
func (l *Limiter) next(key string, now time.Time) (time.Time, error) {
	full := l.full[key]
	if full.Before(now) {
		full = now
	}
	full = full.Add(l.rate.Every)
	if wait := full.Sub(now) - time.Duration(l.rate.Burst)*l.rate.Every; wait > 0 {
		f := fault.New(fault.TooMany, "fault.too_many")
		f.RetryAfter = wait
		return full, f
	}
	return full, nil
}

// place makes room for a key, or says which one it shares.
func (l *Limiter) place(key string, now time.Time) string {
	if _, known := l.full[key]; known || len(l.full) < l.keys {
		return key
	}
	if now.Sub(l.swept) >= l.rate.Every || now.Before(l.swept) {
		l.swept = now
		for k, full := range l.full {
			if !full.After(now) {
				delete(l.full, k)
			}
		}
	}
	if len(l.full) < l.keys {
		return key
	}
	return shared
}

// Network is the part of an IP address that one household or school has: all of an IPv4 address, the first 64 bits of
// an IPv6 address. What is no address is one network.
func Network(ip string) string {
	a, err := netip.ParseAddr(ip)
	if err != nil {
		return ""
	}
	a = a.Unmap().WithZone("")
	if a.Is4() {
		return a.String()
	}
	return netip.PrefixFrom(a, 64).Masked().String()
}

// guesses holds those who type codes to so many wrong ones, each network and all together. Right ones are free, since a
// hall full of parents is one network.
type guesses struct {
	mu            sync.Mutex // a try is counted before the next one is looked at, so that many at once gain nothing
	network, site *Limiter
}

func newGuesses() *guesses {
	return &guesses{
		network: NewLimiter(Rate{Burst: 60, Every: time.Minute}, manyKeys),
		site:    NewLimiter(Rate{Burst: 500, Every: time.Hour / 500}, 1), // at most 1,000 in any hour
	}
}

// try reports whether a code is right, or TooMany. The right function must be quick.
func (g *guesses) try(network string, now time.Time, right func() bool) (bool, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if err := g.network.Check(network, now); err != nil {
		return false, err
	}
	if err := g.site.Check("", now); err != nil {
		return false, err
	}
	if right() {
		return true, nil
	}
	if err := g.network.Take(network, now); err != nil {
		return false, err
	}
	return false, g.site.Take("", now)
}

const manyKeys = 50_000

// limiters is what this package limits. The numbers allow for a whole school behind one address.
type limiters struct {
	linkAddress *Limiter // links asked for, by e-mail address
	linkNetwork *Limiter // links asked for, by network
	slips       *guesses
	rooms       *guesses
}

func newLimiters() limiters {
	return limiters{
		linkAddress: NewLimiter(Rate{Burst: 3, Every: 5 * time.Minute}, manyKeys),
		linkNetwork: NewLimiter(Rate{Burst: 60, Every: 10 * time.Second}, manyKeys),
		slips:       newGuesses(),
		rooms:       newGuesses(),
	}
}
