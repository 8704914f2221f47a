package mongo

import (
	"testing"

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
