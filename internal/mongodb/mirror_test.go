package mongodb

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/parentpower/parentpower/internal/journal"
)

func mirror(t *testing.T) (*Server, *Mirror) {
	t.Helper()
	s := embedded(t, t.TempDir())
	m, err := NewMirror(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return s, m
}

func put(t *testing.T, table, key string, record any) journal.Change {
	t.Helper()
	r, err := journal.Encode(record)
	if err != nil {
		t.Fatal(err)
	}
	return journal.Change{Table: table, Key: key, Record: r, Digest: journal.Hash{1}}
}

// documents are the collection's, as text that a person would read.
func documents(t *testing.T, s *Server, collection string) map[string]string {
	t.Helper()
	cursor, err := s.Database().Collection(collection).Find(t.Context(), bson.D{})
	if err != nil {
		t.Fatal(err)
	}
	var all []bson.Raw
	if err := cursor.All(t.Context(), &all); err != nil {
		t.Fatal(err)
	}
	found := make(map[string]string)
	for _, d := range all {
		found[d.Lookup("_id").StringValue()] = d.String()
	}
	return found
}

func apply(t *testing.T, m *Mirror, seq int64, changes ...journal.Change) {
	t.Helper()
	if err := m.Apply(t.Context(), seq, changes); err != nil {
		t.Fatal(err)
	}
	if got, err := m.Position(t.Context()); err != nil || got != seq {
		t.Fatalf("position %d, %v, want %d", got, err, seq)
	}
}

func TestTheMirrorHoldsTheLatestRecordsAsDocuments(t *testing.T) {
	s, m := mirror(t)
	changes := []journal.Change{
		put(t, "projects", "p1", bson.D{{Key: "title", Value: "Swings"}}),
		put(t, "projects", "p1", bson.D{{Key: "_id", Value: "own"}, {Key: "title", Value: "Slides"}, {Key: "cost", Value: int64(25000)}}),
		put(t, "projects", "p2", bson.D{{Key: "title", Value: "Café"}}),
		put(t, "projects", "p3", bson.D{}),
		{Table: "projects", Key: "p3"},
		put(t, "rounds", "r1", bson.D{{Key: "open", Value: true}}),
	}
	for range 2 { // again changes nothing
		apply(t, m, 7, changes...)
		want := map[string]string{
			"p1": `{"_id": "p1","title": "Slides","cost": {"$numberLong":"25000"}}`,
			"p2": `{"_id": "p2","title": "Café"}`,
		}
		if diff := cmp.Diff(want, documents(t, s, "projects")); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(map[string]string{"r1": `{"_id": "r1","open": true}`}, documents(t, s, "rounds")); diff != "" {
			t.Fatal(diff)
		}
	}
	gone := put(t, "projects", "p2", bson.D{})
	gone.Record, gone.Redacted = nil, true
	apply(t, m, 9, gone, journal.Change{Table: "projects", Key: "p1"})
	if left := documents(t, s, "projects"); len(left) != 0 {
		t.Fatalf("left: %v", left)
	}
}

func TestTheMirrorKeepsTheBytesOfARecordThatTheServerRefuses(t *testing.T) {
	s, m := mirror(t)
	lists := put(t, "things", "b", bson.D{{Key: "lists", Value: bson.A{bson.A{1}}}})
	apply(t, m, 1, put(t, "things", "a", bson.D{}), lists, put(t, "things", "c", bson.D{}))
	if found := documents(t, s, "things"); len(found) != 3 || !strings.Contains(found["b"], `"bson"`) {
		t.Fatalf("found %v", found)
	}
}

func TestAResetMirrorIsEmptyAndCanBeMadeAnew(t *testing.T) {
	s, m := mirror(t)
	all := []journal.Change{put(t, "rounds", "r", bson.D{}), put(t, "projects", "p", bson.D{})}
	apply(t, m, 3, all...)
	if err := m.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	if seq, err := m.Position(t.Context()); err != nil || seq != 0 {
		t.Fatalf("position %d, %v", seq, err)
	}
	if n := len(documents(t, s, "rounds")) + len(documents(t, s, "projects")); n != 0 {
		t.Fatalf("%d documents left", n)
	}
	apply(t, m, 3, all...)
	if n := len(documents(t, s, "rounds")) + len(documents(t, s, "projects")); n != 2 {
		t.Fatalf("%d documents after making it anew", n)
	}
}

func TestTheMirrorNeverWritesWhereOthersKeepTheirs(t *testing.T) {
	_, m := mirror(t)
	for _, table := range []string{"journal", "keys", "mirror", "journal_probes", ""} {
		if err := m.Apply(t.Context(), 1, []journal.Change{put(t, table, "k", bson.D{})}); err == nil {
			t.Errorf("a table called %q was accepted", table)
		}
	}
}
