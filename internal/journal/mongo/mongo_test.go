package mongo

import (
	"errors"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.uber.org/goleak"

	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/journal/journaltest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestJournal(t *testing.T) {
	journaltest.Run(t, func(t *testing.T) journal.Journal {
		j, err := Open(t.Context(), collection(t))
		if err != nil {
			t.Fatal(err)
		}
		return j
	})
}

// The layout for MongoDB itself, which keeps documents as they are. The embedded server changes some, so that only
// the checks with plain values speak for it.
func TestJournalOfReadableDocuments(t *testing.T) {
	c := collection(t)
	j, err := open(c, false)
	if err != nil {
		t.Fatal(err)
	}
	want := journaltest.Commits(12, 7)
	journaltest.Append(t, j, want...)
	journaltest.Append(t, j, want[3])
	journaltest.Verify(t, j, 12)

	var stored struct {
		Seq     int64     `bson:"seq"`
		Time    time.Time `bson:"time"`
		Entries []struct {
			Action  string `bson:"action"`
			Changes []struct {
				Table  string             `bson:"table"`
				Record journaltest.Ballot `bson:"record"`
			} `bson:"changes"`
		} `bson:"entries"`
	}
	if err := c.FindOne(t.Context(), bson.D{{Key: "_id", Value: "0000000000000002"}}).Decode(&stored); err != nil {
		t.Fatal(err)
	}
	if e := stored.Entries[6]; stored.Seq != 2 || !stored.Time.Equal(want[1].Time) || e.Action != "funding.cast_ballot" ||
		e.Changes[0].Table != "ballots" || e.Changes[0].Record.Weight != 13 {
		t.Errorf("stored as %+v", stored)
	}

	key := want[1].Entries[6].Changes[0].Key
	if err := j.Redact(t.Context(), 2, func(_ journal.Entry, ch journal.Change) bool { return ch.Key == key }); err != nil {
		t.Fatal(err)
	}
	journaltest.Verify(t, j, 12)

	// A journal that was begun on one kind of server goes on on the other.
	packed, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if !packed.packed {
		t.Error("the embedded server was taken for one that keeps documents as they are")
	}
	next, _ := journaltest.Next(journaltest.Verify(t, packed, 12), 3)
	journaltest.Append(t, packed, next)
	journaltest.Verify(t, j, 13)
}

func TestAllValuesSurviveTheReadableLayoutItself(t *testing.T) {
	p, err := newPacker()
	if err != nil {
		t.Fatal(err)
	}
	var head journal.Head
	for _, packed := range []bool{false, true} {
		for i, r := range journaltest.Awkward() {
			c, _ := head.Next(journal.ID{1}, time.Now(), []journal.Entry{{Action: "a", Changes: []journal.Change{{Table: "t", Key: "k", Record: r}}}})
			d, err := p.encode(c, packed)
			if err != nil {
				t.Fatal(err)
			}
			raw, err := bson.Marshal(d)
			if err != nil {
				t.Fatal(err)
			}
			var back document
			if err := bson.Unmarshal(raw, &back); err != nil {
				t.Fatal(err)
			}
			if c, err = p.decode(back); err == nil {
				_, err = head.Follow(c)
			}
			if err != nil {
				t.Errorf("record %d: %v", i, err)
			}
		}
	}
}

func TestADamagedDocumentIsBrokenNotRead(t *testing.T) {
	c := collection(t)
	j, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	for name, damage := range map[string]bson.D{
		"cut off":      {{Key: "entries", Value: []byte("nothing that was packed")}},
		"not entries":  {{Key: "entries", Value: "text"}},
		"renumbered":   {{Key: "seq", Value: int64(7)}},
		"without id":   {{Key: "id", Value: []byte{}}},
		"without hash": {{Key: "entries", Value: bson.A{bson.D{{Key: "action", Value: "forged"}}}}},
	} {
		if _, err := c.DeleteMany(t.Context(), bson.D{}); err != nil {
			t.Fatal(err)
		}
		journaltest.Append(t, j, journaltest.Commits(1, 3)...)
		if _, err := c.UpdateOne(t.Context(), bson.D{}, bson.D{{Key: "$set", Value: damage}}); err != nil {
			t.Fatal(err)
		}
		err := j.Read(t.Context(), 0, func(journal.Commit) error { return nil })
		if !errors.Is(err, journal.ErrBroken) {
			t.Errorf("%s: %v, want ErrBroken", name, err)
		}
	}
}

func TestSizeIsNeverLessThanWhatIsStored(t *testing.T) {
	p, err := newPacker()
	if err != nil {
		t.Fatal(err)
	}
	commits := append(journaltest.Commits(1, 1000), journaltest.Commits(3, 1)...)
	for _, r := range journaltest.Awkward() {
		c, _ := journal.Head{}.Next(journal.ID{}, time.Now(), []journal.Entry{{}, {Changes: []journal.Change{{Record: r, Redacted: true}, {}}}})
		commits = append(commits, c)
	}
	for _, c := range commits {
		for _, packed := range []bool{false, true} {
			d, err := p.encode(c, packed)
			if err != nil {
				t.Fatal(err)
			}
			raw, err := bson.Marshal(d)
			if err != nil {
				t.Fatal(err)
			}
			if len(raw) > c.Size() {
				t.Errorf("%d entries, packed %v: %d bytes are stored, Size is %d", len(c.Entries), packed, len(raw), c.Size())
			}
		}
	}
}
