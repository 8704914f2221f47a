package journal_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/parentpower/parentpower/internal/journal"
)

func change(t *rapid.T) journal.Change {
	c := journal.Change{Table: rapid.String().Draw(t, "table"), Key: rapid.String().Draw(t, "key")}
	if rapid.Bool().Draw(t, "puts") {
		c.Record = rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(t, "record")
	}
	return c
}

func entry(t *rapid.T) journal.Entry {
	return journal.Entry{
		Action: rapid.String().Draw(t, "action"), Actor: rapid.String().Draw(t, "actor"),
		Changes: rapid.SliceOfN(rapid.Custom(change), 1, 4).Draw(t, "changes"),
	}
}

// drawn returns a chain of commits, each with an entry at least, and the head after it.
func drawn(t *rapid.T) ([]journal.Commit, journal.Head) {
	var head journal.Head
	commits := make([]journal.Commit, rapid.IntRange(1, 4).Draw(t, "commits"))
	for i := range commits {
		at := time.UnixMilli(rapid.Int64Range(0, 1<<42).Draw(t, "time"))
		commits[i], head = head.Next(journal.ID{byte(i)}, at, rapid.SliceOfN(rapid.Custom(entry), 1, 4).Draw(t, "entries"))
	}
	return commits, head
}

func follow(commits []journal.Commit) (head journal.Head, err error) {
	for _, c := range commits {
		if head, err = head.Follow(c); err != nil {
			return head, err
		}
	}
	return head, nil
}

func TestWhatNextBuildsFollowAccepts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		commits, want := drawn(t)
		if got, err := follow(commits); err != nil || got != want {
			t.Fatalf("head %v, %v, want %v", got, err, want)
		}
	})
}

func TestNothingCanBeChangedUnseen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		commits, _ := drawn(t)
		c := &commits[rapid.IntRange(0, len(commits)-1).Draw(t, "in commit")]
		e := &c.Entries[rapid.IntRange(0, len(c.Entries)-1).Draw(t, "in entry")]
		ch := &e.Changes[rapid.IntRange(0, len(e.Changes)-1).Draw(t, "in change")]
		tampering := map[string]func(){
			"number":       func() { c.Seq++ },
			"time":         func() { c.Time = c.Time.Add(time.Millisecond) },
			"entry added":  func() { c.Entries = slices.Insert(c.Entries, 0, *e) },
			"action":       func() { e.Action += "x" },
			"actor":        func() { e.Actor += "x" },
			"border moved": func() { e.Action, e.Actor = e.Action+e.Actor+"x", "" },
			"hash":         func() { e.Hash[31]++ },
			"change added": func() { e.Changes = append(e.Changes, *ch) },
			"change gone":  func() { e.Changes = e.Changes[1:] },
			"table":        func() { ch.Table += "x" },
			"key":          func() { ch.Key += "x" },
			"digest":       func() { ch.Digest[0]++ },
			"record":       func() { ch.Record = append(slices.Clone(ch.Record), 'x') },
			"removed":      func() { ch.Record, ch.Digest = journal.Record("x"), journal.Hash{} },
		}
		names := make([]string, 0, len(tampering))
		for name := range tampering {
			names = append(names, name)
		}
		slices.Sort(names)
		name := rapid.SampledFrom(names).Draw(t, "tampering")
		tampering[name]()
		if _, err := follow(commits); !errors.Is(err, journal.ErrBroken) {
			t.Fatalf("%s: %v, want ErrBroken", name, err)
		}
	})
}

func TestACommitCannotBeLeftOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		commits, _ := drawn(t)
		if len(commits) < 2 {
			return
		}
		out := rapid.IntRange(0, len(commits)-2).Draw(t, "left out")
		if _, err := follow(slices.Delete(commits, out, out+1)); !errors.Is(err, journal.ErrBroken) {
			t.Fatalf("%v, want ErrBroken", err)
		}
	})
}

func TestARecordThatIsMissingWithoutBeingRedactedIsNoticed(t *testing.T) {
	c, _ := journal.Head{}.Next(journal.ID{}, time.Now(), []journal.Entry{{Changes: []journal.Change{{Record: journal.Record("x")}}}})
	c.Entries[0].Changes[0].Record = nil
	if _, err := (journal.Head{}).Follow(c); !errors.Is(err, journal.ErrBroken) {
		t.Fatalf("%v, want ErrBroken", err)
	}
}

func TestRedactionKeepsTheChainAndTheCommitItWasMadeFrom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		commits, want := drawn(t)
		before, _ := follow(commits)
		i := rapid.IntRange(0, len(commits)-1).Draw(t, "redacted")
		redacted, changed := commits[i].Redact(func(journal.Entry, journal.Change) bool { return true })
		if again, _ := follow(commits); again != before {
			t.Fatal("the commit given was altered")
		}
		if _, more := redacted.Redact(func(journal.Entry, journal.Change) bool { return true }); more {
			t.Fatal("there was more to redact the second time")
		}
		for j, e := range redacted.Entries {
			for k, ch := range e.Changes {
				if had := commits[i].Entries[j].Changes[k].Record != nil; ch.Record != nil || ch.Redacted != had || had && !changed {
					t.Fatalf("redacted to %+v", ch)
				}
			}
		}
		commits[i] = redacted
		if got, err := follow(commits); err != nil || got != want {
			t.Fatalf("head %v, %v, want %v", got, err, want)
		}
	})
}
