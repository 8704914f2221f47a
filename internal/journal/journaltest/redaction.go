package journaltest

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/parentpower/parentpower/internal/journal"
)

func redaction(t *testing.T, j journal.Journal) {
	want := Commits(3, 3)
	Append(t, j, want...)
	key := want[1].Entries[2].Changes[0].Key
	before := Verify(t, j, 3)
	for range 2 { // the second time there is nothing left to do
		err := j.Redact(t.Context(), 2, func(e journal.Entry, c journal.Change) bool {
			return e.Action == "funding.cast_ballot" && c.Key == key
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	got := Read(t, j, 0)
	ch := got[1].Entries[2].Changes[0]
	if ch.Record != nil || !ch.Redacted || ch.Gone() || ch.Digest != want[1].Entries[2].Changes[0].Digest {
		t.Errorf("after redaction: %+v", ch)
	}
	got[1].Entries[2].Changes[0] = want[1].Entries[2].Changes[0]
	same(t, got, want)
	if after := Verify(t, j, 3); after != before {
		t.Errorf("the head moved from %v to %v", before, after)
	}
	// Still the same commit: whoever appended it and never heard may ask again.
	Append(t, j, want[1])
}

func redactions(t *testing.T, j journal.Journal) {
	const records = 12
	want := Commits(1, records)
	Append(t, j, want...)
	var wg sync.WaitGroup
	for i := range records {
		wg.Go(func() {
			key := want[0].Entries[i].Changes[0].Key
			if err := j.Redact(t.Context(), 1, func(_ journal.Entry, c journal.Change) bool { return c.Key == key }); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for i, e := range Read(t, j, 0)[0].Entries {
		if !e.Changes[0].Redacted {
			t.Errorf("record %d is back", i)
		}
	}
	Verify(t, j, 1)
}

func redactNothing(t *testing.T, j journal.Journal) {
	err := j.Redact(t.Context(), 1, func(journal.Entry, journal.Change) bool { return true })
	if !errors.Is(err, journal.ErrUnavailable) {
		t.Fatal(fmt.Errorf("redact: %w, want ErrUnavailable", err))
	}
}
