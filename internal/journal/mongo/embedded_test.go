package mongo

import (
	"context"
	"testing"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/parentpower/parentpower/internal/mongodb"
)

// collection opens the journal's collection in a database of the test's own.
func collection(t testing.TB) *mongo.Collection {
	t.Helper()
	server, err := mongodb.Embedded(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return collectionIn(t, server)
}

func collectionIn(t testing.TB, server *mongodb.Server) *mongo.Collection {
	t.Helper()
	c, err := server.Collection(t.Context(), Collection)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func openIn(t testing.TB, server *mongodb.Server) *Journal {
	t.Helper()
	j, err := Open(t.Context(), collectionIn(t, server))
	if err != nil {
		t.Fatal(err)
	}
	return j
}
