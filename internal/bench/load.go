package main

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// measured is what a run of many requests came to.
type measured struct {
	PerSecond     float64
	P50, P99, Max time.Duration
}

// load calls do for 0 … n−1 from that many workers at once, at most rate a second (as fast as it goes when zero), and
// times each call.
func load(ctx context.Context, n, workers int, rate float64, do func(ctx context.Context, i int) error) (measured, error) {
	took := make([]time.Duration, n)
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var all sync.WaitGroup
	start := time.Now()
	for range workers {
		all.Go(func() {
			for failed.Load() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				begin := time.Now()
				if rate > 0 { // timed from when it was due, so that a stall shows in all that it delayed
					begin = start.Add(time.Duration(float64(i) / rate * float64(time.Second)))
					time.Sleep(time.Until(begin))
				}
				if err := do(ctx, i); err != nil {
					failed.Store(&err)
					return
				}
				took[i] = time.Since(begin)
			}
		})
	}
	all.Wait()
	spent := time.Since(start)
	if err := failed.Load(); err != nil {
		return measured{}, *err
	}
	slices.Sort(took)
	return measured{PerSecond: float64(n) / spent.Seconds(), P50: took[n/2], P99: took[n*99/100], Max: took[n-1]}, nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
