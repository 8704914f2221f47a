package mongo

import (
	"context"
	"testing"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/parentpower/parentpower/internal/mongodb"
)

// embedded starts a database of the test's own.
func embedded(t testing.TB) *mongodb.Server {
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
	return server
}

// collection opens the journal's collection in a database of the test's own.
func collection(t testing.TB) *mongo.Collection {
	t.Helper()
	c, err := embedded(t).Collection(t.Context(), Collection)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
