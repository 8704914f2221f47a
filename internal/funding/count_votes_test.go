package funding

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
)

func TestAfterTheCountNothingStoredLinksAVoterToABallot(t *testing.T) {
	g := newRig(t, 20)
	r := g.openRound(plainSettings(), 500, 600, 700)
	var receipts []string
	for i, m := range g.members {
		receipts = append(receipts, g.mustVote(r.ID, m, int32(1+i%3)).Receipt)
	}
	g.closeAndCount(r.ID)

	if _, err := g.vault.MAC(t.Context(), Scope(r.ID), "ballot", []byte(g.members[0])); !errors.Is(err, seal.ErrErased) {
		t.Errorf("the round's key: %v, want it destroyed", err)
	}
	head := journal.Head{}
	err := g.journal.Read(t.Context(), 0, func(c journal.Commit) (err error) {
		for _, e := range c.Entries {
			names := slices.ContainsFunc(g.members, func(m string) bool { return strings.Contains(e.Actor, m) })
			for _, ch := range e.Changes {
				if ch.Table == "ballots" && ch.Record != nil {
					t.Errorf("commit %d still holds a ballot in the order in which it came", c.Seq)
				}
				if names && (ch.Table == "ballots" || ch.Table == "counted_ballots") {
					t.Errorf("commit %d names a voter next to a ballot", c.Seq)
				}
				for _, receipt := range receipts {
					if ch.Table != "counted_ballots" && bytes.Contains(ch.Record, []byte(receipt)) {
						t.Errorf("commit %d: a receipt stands outside the box, in %s", c.Seq, ch.Table)
					}
				}
			}
		}
		head, err = head.Follow(c)
		return err
	})
	if err != nil {
		t.Errorf("the chain after redaction: %v", err)
	}
	for c := range Box.All(g.Store.View()) {
		for _, m := range g.members {
			if strings.Contains(c.ID, m) {
				t.Errorf("ballot %s names a voter", c.ID)
			}
		}
	}
}

// TestACountThatBreaksOffAnywhereIsTakenUpAgain lets the work fail at each of its commits in turn.
func TestACountThatBreaksOffAnywhereIsTakenUpAgain(t *testing.T) {
	for after := range 6 {
		g := newRig(t, 30)
		r := g.openRound(plainSettings(), 500, 600)
		for _, m := range g.members {
			g.mustVote(r.ID, m, 1)
		}
		g.must(g.CloseVoting(t.Context(), g.members[0], r.ID))
		whole := g.Redactor
		g.Redactor = failing{}
		ctx, cancel := context.WithCancel(t.Context())
		commits := 0
		g.Store.Subscribe(func(store.Commit) {
			if commits++; commits > after {
				cancel()
			}
		})
		_ = g.Duty().Work(ctx) // breaks off, or fails to redact
		cancel()
		g.Redactor = whole
		g.work()
		res, err := ResultOf(g.Store.View(), r.ID)
		if err != nil || res.Ballots != 30 || res.Voted[WithAccount] != 30 {
			t.Errorf("broken off after %d commits: %+v, %v", after, res, err)
		}
	}
}

type failing struct{}

func (failing) Redact(context.Context, int64, int64, func(string, string) bool) error {
	return errors.New("the database is away")
}

func TestTheAuditBundleVerifiesAndTamperingShows(t *testing.T) {
	g := newRig(t, 120)
	r := g.openRound(plainSettings(), 500, 600, 700, 800)
	for i, m := range g.members {
		g.mustVote(r.ID, m, int32(1+i%4))
	}
	g.closeAndCount(r.ID)
	whole, err := NewBundle(g.Store.View(), r.ID, false)
	g.must(err)
	if bad := failed(t, whole, &whole); bad != nil {
		t.Fatalf("an untouched bundle fails %v", bad)
	}
	for name, c := range map[string]struct {
		tamper func(*Bundle)
		caught string
	}{
		"a ballot dropped": {func(b *Bundle) { b.Box.Ballots = b.Box.Ballots[1:] }, "count"},
		"a ballot changed": {func(b *Bundle) { b.Box.Ballots[0].Picks = []int32{1 + b.Box.Ballots[0].Picks[0]%4} }, "hash"},
		"a ballot stuffed": {func(b *Bundle) {
			b.Box.Ballots = append(b.Box.Ballots, BundleBallot{"maple-otter-oak-42", Choice{Picks: []int32{1}}})
			b.Box.Count++
		}, "one-ballot-a-voter"},
		"a ballot over budget":   {func(b *Bundle) { b.Box.Ballots[0].Picks = []int32{1, 2, 3, 4} }, "rules"},
		"another winner":         {func(b *Bundle) { b.Result.Winners = b.Result.Winners[1:] }, "recount"},
		"other votes":            {func(b *Bundle) { b.Result.Votes[1]++ }, "votes"},
		"another seed":           {func(b *Bundle) { b.Lot.Seed = "00" }, "lot"},
		"a receipt used twice":   {func(b *Bundle) { b.Box.Ballots[1].Receipt = b.Box.Ballots[0].Receipt }, "receipts"},
		"a ballot since removed": {func(b *Bundle) { b.Box.Ballots[5].Receipt = "maple-otter-oak-42" }, "nothing-removed"},
	} {
		b := copyOf(t, whole)
		c.tamper(&b)
		if bad := failed(t, b, &whole); !slices.Contains(bad, c.caught) {
			t.Errorf("%s: failed checks %v, want %s among them", name, bad, c.caught)
		}
	}
}

func TestBallotsOfASmallRoundGoToItsScrutineersOnly(t *testing.T) {
	g := newRig(t, 20)
	r := g.openRound(plainSettings(), 500, 600)
	for _, m := range g.members {
		g.mustVote(r.ID, m, 1)
	}
	if _, err := NewBundle(g.Store.View(), r.ID, true); !fault.Is(err, fault.Conflict) {
		t.Errorf("a bundle before the result: %v", err)
	}
	g.closeAndCount(r.ID)
	public, err := NewBundle(g.Store.View(), r.ID, false)
	g.must(err)
	if public.Box.Ballots != nil || failed(t, public, nil) != nil {
		t.Errorf("the public bundle of 20 ballots shows %d of them and fails %v", len(public.Box.Ballots), failed(t, public, nil))
	}
	scrutineers, err := NewBundle(g.Store.View(), r.ID, true)
	g.must(err)
	if len(scrutineers.Box.Ballots) != 20 || failed(t, scrutineers, &public) != nil {
		t.Errorf("the scrutineers' bundle has %d ballots and fails %v", len(scrutineers.Box.Ballots), failed(t, scrutineers, &public))
	}
}

func TestFindReceiptForgivesHowItIsTyped(t *testing.T) {
	g := newRig(t, 2)
	r := g.openRound(plainSettings(), 500)
	receipt := g.mustVote(r.ID, g.members[1], 1).Receipt
	for _, typed := range []string{receipt, strings.ToUpper(receipt), strings.ReplaceAll(receipt, "-", " · "), "  " + strings.ReplaceAll(receipt, "-", " ") + " "} {
		if got := FindReceipt(g.Store.View(), r.ID, typed); got != InTheBox {
			t.Errorf("%q: %s", typed, got)
		}
	}
	if got := FindReceipt(g.Store.View(), r.ID, "maple otter"); got != NoReceipt {
		t.Errorf("an unknown receipt: %s", got)
	}
}

// failed lists the checks that do not hold.
func failed(t *testing.T, b Bundle, older *Bundle) []string {
	t.Helper()
	var bad []string
	for _, c := range Verify(t.Context(), copyOf(t, b), older) {
		if !c.OK {
			bad = append(bad, c.What)
		}
	}
	return bad
}

// copyOf is a bundle as it comes out of its file.
func copyOf(t *testing.T, b Bundle) Bundle {
	t.Helper()
	text, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	var c Bundle
	if err := json.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	return c
}
