package faults

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/live"
)

// screen is a viewer who has a round open.
type screen struct {
	mu    sync.Mutex
	voted int64
	phase string
	seen  chan struct{} // something new was shown
}

// watch opens a screen until ctx ends.
func watch(ctx context.Context, t testing.TB, c *client, round string) *screen {
	t.Helper()
	s := &screen{seen: make(chan struct{}, 1)}
	go func() {
		for {
			_ = live.Follow(ctx, "ws"+strings.TrimPrefix(c.url, "http")+"/live", c.url, "round/"+round, s.show)
			if !pause(ctx, 50*time.Millisecond) {
				return
			}
		}
	}()
	s.await(t, 0)
	return s
}

func (s *screen) show(state live.State) bool {
	var shown struct {
		Phase string
		Voted int64
	}
	if json.Unmarshal(state.JSON, &shown) != nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.voted, s.phase = shown.Voted, shown.Phase
	select {
	case s.seen <- struct{}{}:
	default:
	}
	return true
}

// await waits until so many ballots show.
func (s *screen) await(t testing.TB, voted int64) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for {
		s.mu.Lock()
		shows := s.phase != "" && s.voted >= voted
		s.mu.Unlock()
		if shows {
			return
		}
		select {
		case <-s.seen:
		case <-ctx.Done():
			t.Fatalf("the screen shows %d of %d ballots", s.voted, voted)
		}
	}
}

// lateness casts a ballot for each of these voters, at one node after the other, and returns how long after the
// acknowledgement it showed on the last of the screens.
func (r *round) lateness(t testing.TB, nodes []*client, screens []*screen, already int64, voters []int) (late []time.Duration) {
	t.Helper()
	for i, voter := range voters {
		receipt, a, err := r.cast(nodes[i%len(nodes)], voter, vote{Picks: []int32{1}, Key: "a key of one's own"})
		if receipt == "" {
			t.Fatalf("%+v, %v", a, err)
		}
		told := time.Now()
		for _, s := range screens {
			s.await(t, already+int64(i)+1)
		}
		late = append(late, time.Since(told))
	}
	return late
}
