package replay_test

import (
	"context"
	"log/slog"
	"net"
	"os"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/parentpower/parentpower/internal/app"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/realdata"
	"github.com/parentpower/parentpower/internal/replay"
	"github.com/parentpower/parentpower/internal/tally/pb"
)

// serve runs the real program, as a demonstration on the embedded database, until the test ends.
func serve(t *testing.T) (url string) {
	t.Helper()
	address := freeAddress(t)
	demo, err := app.NewDemo(t.Context(), app.Config{Listen: address, Data: t.TempDir(), Zone: "Europe/London", Community: "Test"}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ready, ended := make(chan net.Addr, 1), make(chan error, 1)
	go func() { ended <- demo.Run(ctx, func(at net.Addr) { ready <- at }) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := demo.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	select {
	case at := <-ready:
		return "http://" + at.String()
	case err := <-ended:
		ended <- nil
		t.Fatal(err)
		return ""
	}
}

// freeAddress is one that nobody listens on: a demonstration has to know its address before it does.
func freeAddress(t *testing.T) string {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := ln.Close(); err != nil {
		t.Fatal(err)
	}
	return ln.Addr().String()
}

// election reads a real election from the data beside the repository.
func election(t *testing.T, name string) *pb.File {
	t.Helper()
	f, err := os.Open(realdata.Path(t, "pb", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read
	file, err := pb.Read(f, pb.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestReplayOnTheRealProgram(t *testing.T) {
	url := serve(t)
	t.Run("ends with the official winners", func(t *testing.T) { playRealElections(t, url) })
	t.Run("shares out points and puts projects in order", func(t *testing.T) { playPointsAndOrders(t, url) })
	t.Run("keeps to its rate", func(t *testing.T) { playAtARate(t, url) })
	t.Run("reports winners that are not the official ones", func(t *testing.T) { playWithOtherWinners(t, url) })
}

func playRealElections(t *testing.T, url string) {
	for _, e := range []struct {
		name      string
		standings funding.Standings
		winners   int
	}{
		{"Netherlands_Assen_2024.pb", funding.ShowLive, 9},
		{"Poland_Swiecie_2023.pb", funding.ShowAfterClose, 17},
	} {
		t.Run(e.name, func(t *testing.T) {
			file := election(t, e.name)
			if raced && len(file.Votes) > 1000 {
				t.Skip("the race detector makes a large election take longer than it is worth; without it, it is played")
			}
			var progress atomic.Int64
			report, err := replay.Run(t.Context(), replay.Config{
				File: file, URL: url, Standings: e.standings, Progress: func(done, _ int) { progress.Store(max(progress.Load(), int64(done))) },
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := report.Check(); err != nil {
				t.Error(err)
			}
			n := len(file.Votes)
			if report.Cast != n || report.Acknowledged != n || report.Counted != n || report.Lost != 0 || progress.Load() != int64(n) {
				t.Errorf("%d ballots, and the report is %+v after progress %d", n, report, progress.Load())
			}
			if len(report.Official) != e.winners || !slices.Equal(report.Winners, report.Official) {
				t.Errorf("winners %v, official %v", report.Winners, report.Official)
			}
			if report.P50 <= 0 || report.P99 < report.P50 || report.LastViewer == nil || *report.LastViewer > 5000 {
				t.Errorf("times of the report: %+v", report)
			}
		})
	}
}

func playPointsAndOrders(t *testing.T, url string) {
	points, order := small(pb.Cumulative, 31), small(pb.Ordinal, 31)
	points.Meta = append(points.Meta, pb.Field{Key: "max_sum_points", Value: "10"})
	for i := range points.Votes {
		points.Votes[i] = pb.Vote{Projects: []int{1, 0}, Points: []int64{int64(i % 3), 4}}
		order.Votes[i] = pb.Vote{Projects: []int{1, 0}[i%2:]}
	}
	for _, c := range []struct {
		file   *pb.File
		winner string
	}{{points, "x"}, {order, "y"}} {
		report, err := replay.Run(t.Context(), replay.Config{File: c.file, URL: url})
		if err != nil {
			t.Fatal(err)
		}
		if report.Counted != 31 || report.Lost != 0 || !slices.Equal(report.Winners, []string{c.winner}) {
			t.Errorf("%s: the report is %+v", c.file.Type, report)
		}
	}
}

func playAtARate(t *testing.T, url string) {
	file := small(pb.Approval, 12)
	report, err := replay.Run(t.Context(), replay.Config{File: file, URL: url, Rate: 40})
	if err != nil {
		t.Fatal(err)
	}
	if least := 11.0 / 40; report.Seconds < least {
		t.Errorf("12 ballots at 40 a second took %.3f s, want %.3f s at least", report.Seconds, least)
	}
	if report.Counted != 12 || report.Lost != 0 {
		t.Errorf("the report is %+v", report)
	}
}

func playWithOtherWinners(t *testing.T, url string) {
	file := small(pb.Approval, 5)
	file.Projects[1].Columns["selected"] = "1" // nobody voted for it
	report, err := replay.Run(t.Context(), replay.Config{File: file, URL: url})
	if err != nil {
		t.Fatal(err)
	}
	if report.Check() == nil {
		t.Error("other winners than the official ones passed")
	}
}

func TestReplayRefusesWhatItCannotPlayBeforeAnythingIsMade(t *testing.T) {
	for _, c := range []struct {
		name   string
		config replay.Config
	}{
		{"points without an end", replay.Config{File: small(pb.Scoring, 3), URL: "http://127.0.0.1:1"}},
		{"no ballots", replay.Config{File: small(pb.Approval, 0), URL: "http://127.0.0.1:1"}},
		{"no address", replay.Config{File: small(pb.Approval, 3), URL: "localhost"}},
		{"nobody there", replay.Config{File: small(pb.Approval, 3), URL: "http://127.0.0.1:1"}},
	} {
		if report, err := replay.Run(t.Context(), c.config); err == nil || report.Round != "" {
			t.Errorf("%s: round %q, error %v", c.name, report.Round, err)
		}
	}
}

// small is an election of two projects, of which everybody picks the first and there is money for one.
func small(kind pb.VoteType, ballots int) *pb.File {
	f := &pb.File{Type: kind, Budget: 1000_00, Unit: 100, Meta: pb.Meta{{Key: "description", Value: "A small election"}}}
	for _, id := range []string{"x", "y"} {
		f.Projects = append(f.Projects, pb.Project{ID: id, Cost: 600_00, Columns: map[string]string{}})
	}
	for range ballots {
		f.Votes = append(f.Votes, pb.Vote{Projects: []int{0}})
	}
	return f
}
