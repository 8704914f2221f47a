package people_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
)

func TestLimiterNeverAllowsMoreThanItsRateAndSaysWhenToComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := people.Rate{Burst: rapid.IntRange(1, 10).Draw(t, "burst"), Every: time.Duration(rapid.IntRange(1, 100).Draw(t, "every")) * time.Second}
		l := people.NewLimiter(rate, 10)
		now := time.Unix(1_700_000_000, 0)
		var allowed []time.Time
		for range 60 {
			now = now.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "pause")) * time.Second)
			if err := l.Take("a", now); err != nil {
				wait := fault.From(err).RetryAfter
				if wait <= 0 || l.Check("a", now.Add(wait-1)) == nil || l.Check("a", now.Add(wait)) != nil {
					t.Fatalf("told to wait for %v", wait)
				}
				continue
			}
			allowed = append(allowed, now)
		}
		for i := range allowed {
			for j := i; j < len(allowed); j++ {
				if most := rate.Burst + int(allowed[j].Sub(allowed[i])/rate.Every); j-i+1 > most {
					t.Fatalf("%d in %v, most %d", j-i+1, allowed[j].Sub(allowed[i]), most)
				}
			}
		}
	})
}

func TestLimiterHoldsWhenManyComeAtOnce(t *testing.T) {
	l := people.NewLimiter(people.Rate{Burst: 50, Every: time.Hour}, 10)
	var n atomic.Int32
	var wg sync.WaitGroup
	for range 200 {
		wg.Go(func() {
			if l.Take("a", time.Unix(0, 0)) == nil {
				n.Add(1)
			}
		})
	}
	wg.Wait()
	if n.Load() != 50 {
		t.Fatalf("%d were allowed", n.Load())
	}
}

func TestLimiterForgetsNobodyWhoIsHeldBackWhenItIsFull(t *testing.T) {
	l := people.NewLimiter(people.Rate{Burst: 1, Every: time.Minute}, 100)
	now := time.Unix(1_700_000_000, 0)
	if err := l.Take("held back", now); err != nil {
		t.Fatal(err)
	}
	allowed := 0
	for i := range 10_000 {
		if l.Take(fmt.Sprint("flood ", i), now) == nil {
			allowed++
		}
	}
	if l.Take("held back", now) == nil {
		t.Error("a flood of others freed one who was held back")
	}
	if allowed != 100 { // 99 of their own, and the one that all the others share
		t.Errorf("%d of a flood were allowed", allowed)
	}
	if err := l.Take("newcomer", now.Add(time.Minute)); err != nil {
		t.Errorf("no room again after the flood: %v", err)
	}
}

func TestNetworkIsWhatOneHouseholdHas(t *testing.T) {
	for ip, want := range map[string]string{
		"192.0.2.1":              "192.0.2.1",
		"::ffff:192.0.2.1":       "192.0.2.1",
		"2001:db8:1:2:3:4:5:6":   "2001:db8:1:2::/64",
		"2001:db8:1:2::1%eth0":   "2001:db8:1:2::/64",
		"somewhere":              "",
		"192.0.2.1, 203.0.113.9": "",
	} {
		if got := people.Network(ip); got != want {
			t.Errorf("%s: %q, want %q", ip, got, want)
		}
	}
}
