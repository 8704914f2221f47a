// Package journaltest holds every journal to one contract, and makes commits for tests of what is built on one.
package journaltest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/parentpower/parentpower/internal/journal"
)

// Run checks a journal against the contract of journal.Journal. Each check opens an empty one.
func Run(t *testing.T, open func(t *testing.T) journal.Journal) {
	for name, check := range map[string]func(*testing.T, journal.Journal){
		"an empty journal reads as nothing":                      empty,
		"commits are read in order from any number":              order,
		"nothing is read past a gap until it is filled":          gap,
		"a taken number is refused and its commit stays":         taken,
		"appending a commit again is nil and changes nothing":    again,
		"of many that race for a number exactly one wins":        race,
		"every kind of value comes back bit for bit":             exact,
		"what comes back is not what the caller still holds":     detached,
		"a redacted record is gone and the chain still verifies": redaction,
		"redactions at the same time are all kept":               redactions,
		"redacting what is not there is unavailable":             redactNothing,
		"a commit just within the limit is kept":                 largest,
		"a commit over the limit is refused and not kept":        tooLarge,
		"an ended context ends append, read and redact":          cancelled,
		"what visit returns comes back and ends the reading":     visitFails,
	} {
		t.Run(name, func(t *testing.T) {
			j := open(t)
			check(t, j)
			if err := j.Close(t.Context()); err != nil {
				t.Errorf("close: %v", err)
			}
		})
	}
}

func empty(t *testing.T, j journal.Journal) {
	if got := Read(t, j, 0); len(got) != 0 {
		t.Fatalf("read %d commits from an empty journal", len(got))
	}
	if got := Read(t, j, 41); len(got) != 0 {
		t.Fatalf("read %d commits after 41 from an empty journal", len(got))
	}
}

func order(t *testing.T, j journal.Journal) {
	want := Commits(25, 2)
	Append(t, j, want...)
	for _, after := range []int64{0, 1, 7, 24, 25, 26} {
		same(t, Read(t, j, after), want[min(after, 25):])
	}
	Verify(t, j, 25)
}

func gap(t *testing.T, j journal.Journal) {
	want := Commits(12, 1)
	Append(t, j, want[11], want[4], want[0], want[2], want[1])
	same(t, Read(t, j, 0), want[:3])
	same(t, Read(t, j, 3), nil)
	Append(t, j, want[3])
	same(t, Read(t, j, 0), want[:5])
}

func taken(t *testing.T, j journal.Journal) {
	ours := Commits(1, 2)[0]
	theirs := ours
	theirs.ID[0]++
	Append(t, j, ours)
	if err := j.Append(t.Context(), theirs); !errors.Is(err, journal.ErrTaken) {
		t.Fatalf("append on a taken number: %v, want ErrTaken", err)
	}
	same(t, Read(t, j, 0), []journal.Commit{ours})
}

func again(t *testing.T, j journal.Journal) {
	want := Commits(2, 2)
	Append(t, j, want...)
	Append(t, j, want[1], want[0], want[1])
	same(t, Read(t, j, 0), want)
}

func race(t *testing.T, j journal.Journal) {
	const nodes, numbers = 8, 20
	var mu sync.Mutex
	won := make(map[int64][]journal.ID)
	var wg sync.WaitGroup
	for node := range nodes {
		wg.Go(func() {
			for seq := int64(1); seq <= numbers; seq++ {
				c := journal.Commit{Seq: seq, ID: journal.ID{byte(node), byte(seq)}, Time: epoch, Entries: Commits(1, 1)[0].Entries} //nolint:gosec // both are small
				switch err := j.Append(t.Context(), c); {
				case err == nil:
					mu.Lock()
					won[seq] = append(won[seq], c.ID)
					mu.Unlock()
				case !errors.Is(err, journal.ErrTaken):
					t.Errorf("node %d number %d: %v", node, seq, err)
				}
			}
		})
	}
	wg.Wait()
	commits := Read(t, j, 0)
	if len(commits) != numbers {
		t.Fatalf("%d commits, want %d", len(commits), numbers)
	}
	for _, c := range commits {
		if w := won[c.Seq]; len(w) != 1 || w[0] != c.ID {
			t.Errorf("number %d: told they won: %v, stored: %v", c.Seq, w, c.ID)
		}
	}
}

func exact(t *testing.T, j journal.Journal) {
	var head journal.Head
	var want []journal.Commit
	for _, r := range Awkward() {
		var c journal.Commit
		c, head = head.Next(id(head.Seq+1), epoch, []journal.Entry{{Action: "test.put \x00 \u2028 <é>", Actor: "π", Changes: []journal.Change{
			{Table: "täbles", Key: "a.b/$c\x00\"", Record: r}, {Table: "things", Key: "removed"},
		}}, {Action: "test.nothing"}})
		want = append(want, c)
	}
	Append(t, j, want...)
	same(t, Read(t, j, 0), want)
	Verify(t, j, head.Seq)
}

func detached(t *testing.T, j journal.Journal) {
	want, given := Commits(1, 1), Commits(1, 1)
	Append(t, j, given...)
	given[0].Entries[0].Action = "scribbled"
	given[0].Entries[0].Changes[0].Key = "scribbled"
	given[0].Entries[0].Changes[0].Record[5]++
	same(t, Read(t, j, 0), want)
}

func largest(t *testing.T, j journal.Journal) {
	want := []journal.Commit{sized(journal.MaxCommitBytes)}
	Append(t, j, want...)
	same(t, Read(t, j, 0), want)
}

func tooLarge(t *testing.T, j journal.Journal) {
	if err := j.Append(t.Context(), sized(journal.MaxCommitBytes+1)); !errors.Is(err, journal.ErrTooLarge) {
		t.Fatalf("append: %v, want ErrTooLarge", err)
	}
	same(t, Read(t, j, 0), nil)
}

func cancelled(t *testing.T, j journal.Journal) {
	commits := Commits(2, 1)
	Append(t, j, commits[0])
	over, cancel := context.WithCancel(t.Context())
	cancel()
	late, cancelLate := context.WithDeadline(t.Context(), epoch)
	defer cancelLate()
	for _, ctx := range []context.Context{over, late} {
		for what, err := range map[string]error{
			"append": j.Append(ctx, commits[1]),
			"read":   j.Read(ctx, 0, func(journal.Commit) error { return nil }),
			"redact": j.Redact(ctx, 1, func(journal.Entry, journal.Change) bool { return true }),
		} {
			if !errors.Is(err, ctx.Err()) {
				t.Errorf("%s: %v, want %v", what, err, ctx.Err())
			}
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	Append(t, j, commits[1])
	err := j.Read(ctx, 0, func(journal.Commit) error { stop(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("read cancelled half-way: %v", err)
	}
}

func visitFails(t *testing.T, j journal.Journal) {
	Append(t, j, Commits(9, 1)...)
	enough := errors.New("enough")
	visited := 0
	err := j.Read(t.Context(), 0, func(journal.Commit) error {
		if visited++; visited == 4 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || visited != 4 {
		t.Fatalf("read: %v after %d visits", err, visited)
	}
}

// Append appends commits that must be accepted.
func Append(t testing.TB, j journal.Journal, commits ...journal.Commit) {
	t.Helper()
	for _, c := range commits {
		if err := j.Append(patient(t), c); err != nil {
			t.Fatalf("append %d: %v", c.Seq, err)
		}
	}
}

// patient is a context that waits for a server on a machine that is busy with other things: twelve megabytes take a
// while under the race detector.
func patient(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// Read returns all commits after a number.
func Read(t testing.TB, j journal.Journal, after int64) (commits []journal.Commit) {
	t.Helper()
	err := j.Read(patient(t), after, func(c journal.Commit) error {
		commits = append(commits, c)
		return nil
	})
	if err != nil {
		t.Fatalf("read after %d: %v", after, err)
	}
	return commits
}

// Verify follows the chain from the start to the number at which it must end.
func Verify(t testing.TB, j journal.Journal, end int64) journal.Head {
	t.Helper()
	var head journal.Head
	for _, c := range Read(t, j, 0) {
		next, err := head.Follow(c)
		if err != nil {
			t.Fatal(err)
		}
		head = next
	}
	if head.Seq != end {
		t.Fatalf("the chain ends at %d, want %d", head.Seq, end)
	}
	return head
}

func same(t *testing.T, got, want []journal.Commit) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), bytewise); diff != "" {
		t.Fatalf("%d commits, want %d: %s", len(got), len(want), diff[:min(len(diff), 2000)])
	}
}

// bytewise spares cmp from going through millions of bytes one by one. Empty ones are for EquateEmpty.
var bytewise = cmp.FilterValues(func(a, b journal.Record) bool { return len(a)+len(b) > 0 },
	cmp.Comparer(func(a, b journal.Record) bool { return bytes.Equal(a, b) }))

var epoch = time.Date(2026, 3, 29, 1, 30, 0, int(123*time.Millisecond), time.UTC)

func id(n int64) (id journal.ID) {
	copy(id[:], fmt.Sprintf("%016d", n))
	return id
}
