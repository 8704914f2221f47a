package app

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/live"
	"github.com/parentpower/parentpower/internal/people"
)

// start runs a demonstration on a directory until the test ends or stop is called.
func start(t *testing.T, dir string) (d *Demo, stop func()) {
	t.Helper()
	d, err := NewDemo(t.Context(), Config{Listen: "127.0.0.1:0", Origins: []string{"http://localhost:1"}, Data: dir, Zone: "Europe/London", Mirror: "on"}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ready, done := make(chan struct{}), make(chan error, 1)
	go func() { done <- d.Run(ctx, func(net.Addr) { close(ready) }) }()
	<-ready
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := d.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	return d, stop
}

func TestADemonstrationGoesOnWhereItWasAndLeavesNothingRunning(t *testing.T) {
	// fasthttp keeps workers for the process, and a timer that looks around every ten seconds; ours must all end.
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent(),
		goleak.IgnoreAnyFunction("github.com/valyala/fasthttp/stackless.funcWorker"),
		goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.(*workerPool).Start.func2"))
	dir := t.TempDir()
	first, stop := start(t, dir)
	tour, err := first.Tour(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(tour.Slips) != 45 || len(tour.Links) != 3 || tour.RoomCode == "" || tour.Token == "" {
		t.Errorf("the tour is not whole: %+v", tour)
	}
	seq := first.store.View().Seq()
	stop()
	second, stop := start(t, dir)
	defer stop()
	again, err := second.Tour(t.Context())
	if err != nil || again.Round != tour.Round || again.RoomCode != tour.RoomCode || again.Slips[7] != tour.Slips[7] {
		t.Errorf("after a restart: %+v, %v", again, err)
	}
	if got := second.store.View().Seq(); got < seq {
		t.Errorf("commit %d after a restart, %d before it", got, seq)
	}
}

func TestADataDirectoryIsOneProgramsAlone(t *testing.T) {
	dir := t.TempDir()
	start(t, dir)
	_, err := NewDemo(t.Context(), Config{Listen: "127.0.0.1:0", Data: dir, Zone: "Europe/London"}, slog.New(slog.DiscardHandler))
	if err == nil || !strings.Contains(err.Error(), "--data") || !strings.Contains(err.Error(), dir) {
		t.Errorf("a second program on the directory: %v", err)
	}
}

func TestNobodyWatchesADraftWhoseLobbyIsClosed(t *testing.T) {
	d, _ := start(t, t.TempDir())
	round := d.community.Round
	if err := d.topics.Authorise(t.Context(), live.Subject{}, roundTopic+round); err != nil {
		t.Errorf("while the lobby is open: %v", err)
	}
	if err := d.people.CloseRoom(t.Context(), d.community.Advocate, "round/"+round); err != nil {
		t.Fatal(err)
	}
	if err := d.topics.Authorise(t.Context(), live.Subject{}, roundTopic+round); !fault.Is(err, fault.NotFound) {
		t.Errorf("after it closed: %v, want NotFound", err)
	}
	if err := d.topics.Authorise(t.Context(), live.Subject{Person: d.community.Parent}, votedTopic+round); err == nil {
		t.Error("somebody who has not voted may watch what those who have may see")
	}
	if err := d.topics.Authorise(t.Context(), live.Subject{Session: "ended"}, roundTopic+round); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("a session that has ended: %v", err)
	}
}

func TestTheMirrorHoldsWhatTheStoreHolds(t *testing.T) {
	d, _ := start(t, t.TempDir())
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for d.mirror.written.Load() < d.store.View().Seq() {
		select {
		case <-tick.C:
		case <-t.Context().Done():
			t.Fatal("the mirror never caught up")
		}
	}
	rounds, err := d.database.Collection(t.Context(), funding.Rounds.Name())
	if err != nil {
		t.Fatal(err)
	}
	n, err := rounds.CountDocuments(t.Context(), map[string]any{})
	if want := int64(funding.Rounds.Len(d.store.View())); err != nil || n != want {
		t.Errorf("%d rounds in the mirror (%v), %d in the store", n, err, want)
	}
	var stored bytes.Buffer
	persons, err := d.database.Collection(t.Context(), "persons")
	if err != nil {
		t.Fatal(err)
	}
	found, err := persons.Find(t.Context(), map[string]any{})
	if err != nil {
		t.Fatal(err)
	}
	for found.Next(t.Context()) {
		stored.WriteString(found.Current.String())
	}
	if stored.Len() == 0 || strings.Contains(stored.String(), "Amina") {
		t.Error("a name stands in the mirror unsealed, or nobody does")
	}
}

func TestADemonstrationIsFoundUnderItsOwnAddresses(t *testing.T) {
	origins, err := originsOf("0.0.0.0:8080")
	if err != nil || len(origins) < 2 || !strings.HasSuffix(origins[0], ":8080") {
		t.Errorf("origins of all addresses: %v, %v", origins, err)
	}
	if _, err := originsOf("8080"); err == nil {
		t.Error("an address without a port is taken")
	}
}

func TestTheFirstCoordinatorIsMadeKnownOnce(t *testing.T) {
	config := Config{Listen: "127.0.0.1:0", Origins: []string{"http://localhost:1"}, Data: t.TempDir(), Zone: "Europe/London",
		MailFrom: "post@parents.example", Coordinator: "joan@parents.example", Demo: true}
	for range 2 {
		a, err := New(t.Context(), config, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		p, known, err := a.people.ByEmail(t.Context(), a.store.View(), "joan@parents.example")
		if n := people.Persons.Len(a.store.View()); err != nil || !known || !p.Coordinator || n != 1 {
			t.Errorf("known %v, coordinator %v, %d persons, %v", known, p.Coordinator, n, err)
		}
		if err := a.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

func TestANodeThatWasAwayDropsItsOldSnapshots(t *testing.T) {
	dir := t.TempDir()
	_, stop := start(t, dir)
	stop()
	kept, err := filepath.Glob(filepath.Join(dir, "snapshots", "*.snapshot"))
	if err != nil || len(kept) == 0 {
		t.Fatalf("snapshots %v, %v", kept, err)
	}
	old := filepath.Join(dir, "snapshots", strings.Repeat("0", 19)+"1.snapshot")
	text, err := os.ReadFile(kept[0])
	if err == nil {
		err = os.WriteFile(old, text, 0o600) //nolint:gosec // in the test's own directory
	}
	if err != nil {
		t.Fatal(err)
	}
	start(t, dir)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		if _, err := os.Stat(old); errors.Is(err, os.ErrNotExist) {
			return
		}
	}
}
