package store_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"testing"
	"testing/synctest"

	"github.com/anishathalye/porcupine"

	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/journal/memory"
	"github.com/parentpower/parentpower/internal/store"
)

// seeds is how many simulations are run: PARENTPOWER_SEEDS, or few enough for every day.
func seeds(tb testing.TB, everyDay uint64) uint64 {
	tb.Helper()
	text, set := os.LookupEnv("PARENTPOWER_SEEDS")
	if !set {
		return everyDay
	}
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		tb.Fatalf("PARENTPOWER_SEEDS: %v", err)
	}
	return n
}

// simulate runs one seed and returns the world as it was at the end and what is wrong with it.
func simulate(t *testing.T, seed uint64, j journal.Journal, dir string) (w *world, err error) {
	synctest.Test(t, func(*testing.T) {
		w = newWorld(seed, j, dir)
		if err = w.run(); err == nil {
			err = w.oneHistory()
		}
	})
	return w, err
}

// oneHistory is nil when the journal is one unbroken chain, every act that was acknowledged is in it once and none that
// was refused, none comes after the round was shut, and every node holds what a reading of the whole journal gives.
func (w *world) oneHistory() error {
	var head journal.Head
	times, shut := map[string]int{}, false
	err := w.journal.Read(context.Background(), 0, func(c journal.Commit) (err error) {
		for _, e := range c.Entries {
			if shut {
				return fmt.Errorf("%s is in the journal after the round was shut", e.Action)
			}
			times[e.Action]++
			shut = e.Changes[0].Table == toyRounds.Name()
		}
		head, err = head.Follow(c)
		return err
	})
	if err != nil {
		return err
	}
	for _, c := range w.clients {
		for _, e := range c.history {
			want := 0
			if e.told == "done" {
				want = 1
			}
			if times[e.Key] != want {
				return fmt.Errorf("%+v was told %q and is in the journal %d times", e.act, e.told, times[e.Key])
			}
		}
	}
	fresh, err := store.Open(context.Background(), store.Options{Journal: w.journal, Tables: []store.Registered{toyBallots, toyRounds}, Log: quiet})
	if err != nil {
		return err
	}
	defer fresh.Close(context.Background()) //nolint:errcheck // it has nothing to write
	for i, v := range w.last {
		if got, want := store.Contents(v), store.Contents(fresh.View()); got != want {
			return fmt.Errorf("node %d holds %s\nwant %s", i, got, want)
		}
	}
	return nil
}

// linearizable reports whether the answers are those of one node that does one act after the other.
func (w *world) linearizable() bool {
	var ops []porcupine.Operation
	for i, c := range w.clients {
		for _, e := range c.history {
			ops = append(ops, porcupine.Operation{ClientId: i, Input: e.act, Output: e.told, Call: int64(2 * e.asked), Return: int64(2*e.answered + 1)})
		}
	}
	return porcupine.CheckOperations(toyModel, ops)
}

func TestWhateverHappensThereIsOneHistoryAndAllNodesHoldIt(t *testing.T) {
	runs, commits, happened := seeds(t, 400), int64(0), map[mishap]int{}
	for seed := range runs {
		dir := ""
		if seed%16 == 0 {
			dir = t.TempDir() // with snapshots
		}
		w, err := simulate(t, seed, memory.New(), dir)
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, w.trace.String())
		}
		commits += w.last[0].Seq()
		for f, n := range w.happened {
			happened[f] += n
		}
	}
	t.Logf("%d seeds, %d commits, %v", runs, commits, happened)
	for _, f := range []mishap{refused, torn, unheard, delayed, readCut, conflict, killed} {
		if happened[f] < int(runs)/2 { //nolint:gosec // a small number
			t.Errorf("%s happened only %d times", f, happened[f])
		}
	}
}

func TestEveryHistoryOfVotesChangesRevocationsAndTheCloseIsLinearizable(t *testing.T) {
	for seed := range seeds(t, 300) {
		w, err := simulate(t, 1<<32+seed, memory.New(), "")
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, w.trace.String())
		}
		if !w.linearizable() {
			t.Fatalf("seed %d is not linearizable\n%s", seed, w.trace.String())
		}
	}
}

func TestTheSameSeedGivesTheSameTrace(t *testing.T) {
	for seed := range seeds(t, 400) / 4 {
		first, err := simulate(t, seed, memory.New(), "")
		if err != nil {
			t.Fatal(err)
		}
		second, err := simulate(t, seed, memory.New(), "")
		if err != nil {
			t.Fatal(err)
		}
		if first.trace.String() != second.trace.String() {
			t.Fatalf("seed %d: %s\nthen %s", seed, first.trace.String(), second.trace.String())
		}
	}
}

// TestAHistoryWithOneWrongAnswerIsNotLinearizable is the negative control of the test above.
func TestAHistoryWithOneWrongAnswerIsNotLinearizable(t *testing.T) {
	wrong := 0
	for seed := range uint64(40) {
		w, err := simulate(t, seed, memory.New(), "")
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range w.clients {
			for i, e := range c.history {
				if e.Kind != "look" {
					continue
				}
				c.history[i].told += "0" // more votes than there are
				if w.linearizable() {
					t.Fatalf("seed %d: %+v told %q passes", seed, e.act, c.history[i].told)
				}
				c.history[i].told = e.told
				wrong++
			}
		}
	}
	if wrong < 40 {
		t.Errorf("only %d answers to get wrong", wrong)
	}
}

// hasty acknowledges before the append, and now and then the append never comes.
type hasty struct {
	journal.Journal
	appends int
}

func (j *hasty) Append(ctx context.Context, c journal.Commit) error {
	if j.appends++; j.appends%5 == 0 {
		return nil
	}
	return j.Journal.Append(ctx, c)
}

// twofold lets a number be taken twice: the last to come has it, and everybody is told that they do.
type twofold struct {
	*memory.Journal
	commits map[int64]journal.Commit
}

func (j *twofold) Append(_ context.Context, c journal.Commit) error {
	j.commits[c.Seq] = c
	return nil
}

func (j *twofold) Read(_ context.Context, after int64, visit func(journal.Commit) error) error {
	for c, ok := j.commits[after+1]; ok; c, ok = j.commits[c.Seq+1] {
		if err := visit(c); err != nil {
			return err
		}
	}
	return nil
}

// TestTheChecksFailOnAJournalThatBreaksItsPromises is the negative control: checks that find nothing prove nothing.
func TestTheChecksFailOnAJournalThatBreaksItsPromises(t *testing.T) {
	for name, broken := range map[string]func() journal.Journal{
		"it acknowledges before the append": func() journal.Journal { return &hasty{Journal: memory.New()} },
		"it lets a number be taken twice":   func() journal.Journal { return &twofold{memory.New(), map[int64]journal.Commit{}} },
	} {
		t.Run(name, func(t *testing.T) {
			const runs = 40
			found := 0
			for seed := range uint64(runs) {
				if _, err := simulate(t, seed, broken(), ""); err != nil {
					found++
				}
			}
			t.Logf("found in %d of %d runs", found, runs)
			if found < runs/4 {
				t.Error("the checks hardly notice")
			}
		})
	}
}
