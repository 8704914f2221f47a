package faults

import (
	"context"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// readyWithin is how soon a killed server must take people again, on a machine that has nothing else to do. Every day
// other tests share the processors, and it is given patience times as long.
const (
	readyWithin = 5 * time.Second
	patience    = 4
)

func TestNoBallotIsLostOrDoubledWhenTheServerIsKilledAtAnyMoment(t *testing.T) {
	ballots, kills, seed := size(t, ballotsVar, 1_500), size(t, killsVar, 6), uint64(size(t, seedVar, 1)) //nolint:gosec // positive
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	chance := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // nothing secret
	p := newProgram(t, "--log-level", "warn")
	r := openRound(t, p.client, p.tour.Council, p.tour.Token, ballots)
	w := newCrowd(r, seed, p.client)

	voted := make(chan struct{})
	start := time.Now()
	go func() {
		w.voteAll(ctx, 0, ballots, 128)
		close(voted)
	}()
	moments := make([]int, kills)
	for i := range moments {
		moments[i] = 1 + chance.IntN(ballots)
	}
	slices.Sort(moments)
	var boots []time.Duration
	for i, moment := range moments {
		w.await(ctx, t, moment) // others are under way
		p.kill()
		if i%5 == 4 { // and once more at some moment of its boot
			p.begin()
			pause(ctx, time.Duration(chance.IntN(400))*time.Millisecond)
			p.kill()
		}
		boots = append(boots, p.start())
	}
	<-voted
	took := time.Since(start)
	w.settled(t, nobody)
	p.kill()
	e := evidence{round: r.id, told: w.told, before: readStopped(t, p.dir)}
	boots = append(boots, p.start())
	r.token = p.tour.Token // a demonstration's old tokens end when there are many
	e.result = r.close(t, p.client)
	p.verify(r)
	p.kill() // the ballots of the open round may not have been redacted yet
	boots = append(boots, p.start())
	awaitRedaction(t, r.id, p.read)
	p.stop()
	e.after = readStopped(t, p.dir)
	for _, wrong := range e.check() {
		t.Error(wrong)
	}
	slowest, limit := slices.Max(boots), readyWithin
	if os.Getenv(killsVar) == "" {
		limit *= patience
	}
	if slowest > limit {
		t.Errorf("it took %v to be ready again", slowest)
	}
	t.Logf("seed %d: %d voters, %d acknowledgements, %d kills in %v; ready again after %v at the most, %v half of the times",
		seed, ballots, w.acknowledged, len(boots), took.Round(time.Millisecond), slowest.Round(time.Millisecond), median(boots).Round(time.Millisecond))
}

// verify lets the program's own command check the round's audit bundle, as anybody can.
func (p *program) verify(r *round) {
	p.t.Helper()
	a := p.must(p.t, "GET", r.at("audit"), r.token, nil)
	bundle := filepath.Join(p.dir, "audit.json")
	if err := os.WriteFile(bundle, a.body, 0o600); err != nil {
		p.t.Fatal(err)
	}
	path, err := built()
	if err != nil {
		p.t.Fatal(err)
	}
	if out, err := exec.CommandContext(p.t.Context(), path, "verify", bundle).CombinedOutput(); err != nil { //nolint:gosec // the program under test
		p.t.Errorf("verify: %v\n%s", err, out)
	}
}

func median(of []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[len(sorted)/2]
}
