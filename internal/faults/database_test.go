package faults

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// answeredWithin is how soon somebody hears that the database is away: the store's patience and the way there and back.
const answeredWithin = 2500 * time.Millisecond

// probes are the voters kept apart to ask with while something is broken.
const probes = 4

func TestNothingIsAcknowledgedThatIsNotDurableWhateverTheDatabaseDoes(t *testing.T) {
	d := newDatabase(t, "faults")
	l := newLine(t, d.address)
	p := newProgram(t, "--log-level", "warn", "--mongodb-uri", l.uri(d.name), "--master-key", newMasterKey())
	d.index()
	poison := func(toxic string) func() { return func() { l.poison(toxic) } }
	mishaps := []mishap{
		{"answers that never come", poison(`{"type": "timeout", "stream": "downstream", "attributes": {"timeout": 0}}`), l.heal},
		{"commands that never arrive", poison(`{"type": "timeout", "stream": "upstream", "attributes": {"timeout": 0}}`), l.heal},
		{"a line that closes after a while", poison(`{"type": "timeout", "stream": "downstream", "attributes": {"timeout": 300}}`), l.heal},
		{"connections that are reset", poison(`{"type": "reset_peer", "stream": "downstream", "attributes": {"timeout": 0}}`), l.heal},
		{"answers cut in the middle", poison(`{"type": "limit_data", "stream": "downstream", "attributes": {"bytes": 40}}`), l.heal},
		{"a line that is down", l.cut, l.mend},
		{"a database that is killed", d.kill, d.start},
		{"a full disk", func() { d.disk(diskFull) }, func() { d.disk(diskSpace) }},
	}
	outlive(t, p, mishaps, d.read)
}

func TestAFullDiskUnderTheEmbeddedDatabaseLosesNothing(t *testing.T) {
	dir, err := os.MkdirTemp("", "pp")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Remove(dir) }) // after it is unmounted
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=32m"); err != nil {
		t.Skipf("a small disk can only be made as root: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	p := newProgramIn(t, dir, "--log-level", "warn")
	ballast := filepath.Join(dir, "ballast")
	full := mishap{"a full disk", func() { fill(t, ballast) }, func() { remove(t, ballast) }}
	outlive(t, p, []mishap{full}, p.read)
}

// mishap is a way in which a database fails, and is well again.
type mishap struct {
	name        string
	bring, mend func()
}

// outlive brings one mishap after another about while a crowd votes, and checks the round at the end.
func outlive(t *testing.T, p *program, mishaps []mishap, read func() reading) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	const each = 40 // voters for each mishap
	voters := each * len(mishaps)
	r := openRound(t, p.client, p.tour.Council, p.tour.Token, voters+probes)
	w := newCrowd(r, 1, p.client)
	for i, m := range mishaps {
		before, during := make(chan struct{}), make(chan struct{})
		go func() { // some are voting when it comes
			w.voteAll(ctx, i*each, i*each+each/2, 8)
			close(before)
		}()
		<-w.heard
		m.bring()
		go func() { // some come while it lasts
			w.voteAll(ctx, i*each+each/2, (i+1)*each, 8)
			close(during)
		}()
		refused, slowest := w.refusedWhile(t, m.name)
		at := time.Now()
		m.mend()
		<-before
		<-during
		t.Logf("%s: %d refusals, each within %v; everybody had voted %v after it was mended", m.name, refused,
			slowest.Round(time.Millisecond), time.Since(at).Round(time.Millisecond))
	}
	w.voteAll(ctx, voters, voters+probes, probes)
	w.settled(t, nobody)
	e := evidence{round: r.id, told: w.told, before: read()}
	e.result = r.close(t, p.client)
	e.after = awaitRedaction(t, r.id, read)
	for _, wrong := range e.check() {
		t.Error(wrong)
	}
}

// refusedWhile asks as the probes while the database is away, and returns how many were refused, as they must be, and
// how long that took at the most. They ask for the same again later, so it may be in or not.
func (w *crowd) refusedWhile(t *testing.T, name string) (refused int, slowest time.Duration) {
	t.Helper()
	answers := make(chan answer, probes)
	for probe := range probes {
		go func() {
			v := vote{Picks: []int32{1}, Key: "asked while there was " + name}
			_, a, err := w.cast(w.nodes[0], len(w.slips)-1-probe, v)
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			answers <- a
		}()
	}
	for range probes {
		a := <-answers
		slowest = max(slowest, a.took)
		switch {
		case a.status == http.StatusOK: // it reached the database before the mishap did
		case a.status != http.StatusServiceUnavailable || a.retry < 0 || a.retry > 2:
			t.Errorf("%s: %d, to come back in %d s: %s", name, a.status, a.retry, a.body)
		case a.took > answeredWithin:
			t.Errorf("%s: it took %v to say so", name, a.took)
		default:
			refused++
		}
	}
	if refused == 0 {
		t.Errorf("%s: nothing was refused", name)
	}
	return refused, slowest
}

// fill takes all the space that there is.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path) //nolint:gosec // in a directory of the test
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // it ends with an error
	for _, size := range []int{1 << 20, 4 << 10, 1} {
		for block := make([]byte, size); err == nil; {
			_, err = f.Write(block)
		}
		err = nil
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}
