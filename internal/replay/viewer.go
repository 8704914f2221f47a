package replay

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/live"
)

// viewer is a screen that has the round open.
type viewer struct {
	mu     sync.Mutex
	seen   bool
	voted  int64
	closed bool
	at     time.Time // when voted or closed changed last
	err    error     // why the line broke last
	news   chan struct{}
}

// watch opens the screen, and leaves it open until ctx ends. It fails where nothing is shown.
func (p *play) watch(ctx context.Context) error {
	v := &p.viewer
	v.news = make(chan struct{}, 1)
	go func() {
		for pause := firstPause; ; pause = min(2*pause, mostPause) {
			_ = v.broke(live.Follow(ctx, p.socket(), p.origin, "round/"+p.round, v.show))
			if !wait(ctx, pause) {
				return
			}
		}
	}()
	if !v.await(ctx, func() bool { return v.seen }) {
		return fmt.Errorf("the viewer was shown nothing: %w", v.broke(ctx.Err()))
	}
	return nil
}

// show is told each state of the round.
func (v *viewer) show(s live.State) bool {
	var state funding.State
	if err := json.Unmarshal(s.JSON, &state); err != nil {
		_ = v.broke(fmt.Errorf("a state that is not one: %w", err))
		return false
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	closed := state.Phase != "lobby" && state.Phase != "voting"
	if state.Voted != v.voted || closed != v.closed {
		v.at = time.Now()
	}
	v.seen, v.voted, v.closed = true, state.Voted, closed
	select {
	case v.news <- struct{}{}:
	default:
	}
	return true
}

// broke notes why the line broke, and gives the first reason that is not nil: the one given, or the one noted.
func (v *viewer) broke(err error) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.err == nil {
		v.err = err
	}
	return v.err
}

// sawAll waits until the screen shows so many ballots, or the close, and says how many milliseconds after the last
// acknowledgement that was; nil where it never came.
func (v *viewer) sawAll(ctx context.Context, ballots int64, last time.Time) *float64 {
	if !v.await(ctx, func() bool { return v.voted >= ballots || v.closed }) {
		return nil
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	late := milliseconds(max(0, v.at.Sub(last)))
	return &late
}

// await waits for something to hold of what is shown.
func (v *viewer) await(ctx context.Context, holds func() bool) bool {
	ctx, cancel := context.WithTimeout(ctx, viewerPatience)
	defer cancel()
	for {
		v.mu.Lock()
		ok := holds()
		v.mu.Unlock()
		if ok {
			return true
		}
		select {
		case <-v.news:
		case <-ctx.Done():
			return false
		}
	}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
