package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/parentpower/parentpower/internal/mongodb"
)

const (
	voters     = 256    // at once
	ballotRun  = 30_000 // ballots in the comparison
	insertRun  = 5_000  // inserts beside it: the slower way, so fewer of them
	growTo     = 1_000_000
	window     = 20_000 // ballots over which a rate is taken on the way
	slipsACall = 10_000
)

// benchBallots compares ballots through HTTP, acknowledged when they are durable, with the plainest way of storing a
// ballot: one insert each, with the driver, on the same embedded server.
func benchBallots(ctx context.Context) error {
	r, err := newRig(ctx)
	if err != nil {
		return err
	}
	defer os.RemoveAll(r.dir) //nolint:errcheck // a temporary directory
	round, slips, err := r.openRound(ballotRun)
	if err != nil {
		return err
	}
	ours, err := load(ctx, ballotRun, voters, 0, r.voting(round, slips))
	if err != nil {
		return err
	}
	if err := r.stop(); err != nil {
		return err
	}
	theirs, err := inserts(ctx)
	if err != nil {
		return err
	}
	head(fmt.Sprintf("Ballots, %d voters at once, embedded database", voters), "way", "ballots a second", "p50 ms", "p99 ms", "ratio")
	row("HTTP, durable, one roll", ours.PerSecond, ms(ours.P50), ms(ours.P99), ours.PerSecond/theirs.PerSecond)
	row("one insert a ballot with the driver, no HTTP", theirs.PerSecond, ms(theirs.P50), ms(theirs.P99), 1)
	return nil
}

// inserts stores ballots one document at a time.
func inserts(ctx context.Context) (measured, error) {
	dir, err := os.MkdirTemp("", "ppinserts")
	if err != nil {
		return measured{}, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary directory
	server, err := mongodb.Embedded(ctx, filepath.Join(dir, "db"))
	if err != nil {
		return measured{}, err
	}
	defer server.Close(ctx) //nolint:errcheck // measured by then
	ballots, err := server.Collection(ctx, "ballots")
	if err != nil {
		return measured{}, err
	}
	return load(ctx, insertRun, voters, 0, func(ctx context.Context, i int) error {
		_, err := ballots.InsertOne(ctx, map[string]any{
			"_id": fmt.Sprintf("round/ballot%08d", i), "round": "round", "picks": picksOf(i), "receipt": fmt.Sprintf("maple-otter-oak-%d", i),
		})
		return err
	})
}

// benchGrowth puts a million ballots into one round and takes the rate on the way, then closes the program and starts
// it again.
func benchGrowth(ctx context.Context) error {
	r, err := newRig(ctx)
	if err != nil {
		return err
	}
	defer os.RemoveAll(r.dir) //nolint:errcheck // a temporary directory
	round, slips, err := r.openRound(growTo)
	if err != nil {
		return err
	}
	head("The same round as it fills", "ballots in the box", "ballots a second", "p99 ms", "of the first rate")
	first, cast := 0.0, 0
	for _, level := range []int{1_000, 10_000, 100_000, growTo - window} {
		if _, err := load(ctx, level-cast, voters, 0, r.voting(round, slips[cast:])); err != nil {
			return err
		}
		some := min(window, 8*level) // the rate is that of the ballots that follow
		m, err := load(ctx, some, voters, 0, r.voting(round, slips[level:]))
		if err != nil {
			return err
		}
		cast = level + some
		if first == 0 {
			first = m.PerSecond
		}
		row(level, m.PerSecond, ms(m.P99), m.PerSecond/first)
	}
	if err := r.stop(); err != nil {
		return err
	}
	return boot(ctx, r.dir)
}

// boot starts the program on a directory with a million ballots in it.
func boot(ctx context.Context, dir string) error {
	before := heap()
	start := time.Now()
	r, err := openRig(ctx, dir)
	if err != nil {
		return err
	}
	took := time.Since(start)
	after := heap()
	head("Starting again", "what", "measured")
	row("seconds until it takes requests, from a snapshot", took.Seconds())
	row("bytes of memory a ballot, its slip and its place on the roll included", float64(after-before)/growTo)
	return r.stop()
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// openRound makes a round of twenty projects through the API, with that many slips, and opens it.
func (r *rig) openRound(voters int) (round string, slips []string, err error) {
	api := r.url + "/api/v1"
	var made struct {
		ID string `json:"id"`
	}
	settings := `{"title":"Benchmark","budget":1000000,"voters":"slips","ballot":"any","rule":"equal-shares","standings":"live"}`
	body, err := send(http.MethodPost, api+"/councils/"+r.tour.Council+"/rounds", r.tour.Token, settings, http.StatusCreated)
	if err == nil {
		err = json.Unmarshal(body, &made)
	}
	if err != nil {
		return "", nil, err
	}
	here := api + "/rounds/" + made.ID
	for i := range 20 {
		project := fmt.Sprintf(`{"title":"Project %d","cost":%d}`, i+1, 10_000*(i+1))
		if _, err := send(http.MethodPost, here+"/projects", r.tour.Token, project, http.StatusCreated); err != nil {
			return "", nil, err
		}
	}
	for len(slips) < voters {
		var issued struct {
			Slips []struct {
				Code string `json:"code"`
			} `json:"slips"`
		}
		n := min(slipsACall, voters-len(slips))
		body, err := send(http.MethodPost, here+"/slips", r.tour.Token, fmt.Sprintf(`{"number":%d}`, n), http.StatusCreated)
		if err == nil {
			err = json.Unmarshal(body, &issued)
		}
		if err != nil {
			return "", nil, err
		}
		for _, s := range issued.Slips {
			slips = append(slips, s.Code)
		}
	}
	_, err = send(http.MethodPost, here+"/open", r.tour.Token, "{}", http.StatusOK)
	return made.ID, slips, err
}

// voting casts the ballot of the voter with slip i.
func (r *rig) voting(round string, slips []string) func(context.Context, int) error {
	url := r.url + "/api/v1/rounds/" + round + "/ballot"
	return func(_ context.Context, i int) error {
		picks, err := json.Marshal(picksOf(i))
		if err != nil {
			return err
		}
		_, err = send(http.MethodPut, url, slips[i], fmt.Sprintf(`{"picks":%s,"key":"ballot-of-%d"}`, picks, i), http.StatusOK)
		return err
	}
}

// picksOf are three or four projects of twenty, different from voter to voter.
func picksOf(i int) []int {
	picks := []int{1 + i%5, 6 + i%7, 13 + i%4}
	if i%3 == 0 {
		picks = append(picks, 20)
	}
	return picks
}
