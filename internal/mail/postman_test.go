package mail

import (
	"bytes"
	"log/slog"
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/journal/memory"
	"github.com/parentpower/parentpower/internal/seal/sealtest"
	"github.com/parentpower/parentpower/internal/store"
)

// The whole way, in real time: an act, the outbox, a TLS connection, a server that hangs up after it has the message.
func TestLetterWhoseFateIsUnknownIsSentAgainUnderTheSameMessageID(t *testing.T) {
	s := server{drops: true}
	s.serve(t, TLSRequire)
	st, err := store.Open(t.Context(), store.Options{Journal: memory.New(), Tables: []store.Registered{Letters, AllContents}})
	if err != nil {
		t.Fatal(err)
	}
	c := composer()
	c.Now = time.Now
	o := NewOutbox(st, sealtest.Vault(t), c, s.client(SMTPSettings{TLS: TLSRequire}), slog.New(slog.DiscardHandler))
	r, err := o.Prepare(t.Context(), "person/1", "test.letter", 0, letter())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := st.Update(t.Context(), "test.act", "", func(store.View) ([]store.Change, error) { return r.Queue(), nil }); err != nil {
		t.Fatal(err)
	}
	for _, want := range []State{Doubtful, Sent} {
		l, err := o.claim(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		outcome, why := o.attempt(t.Context(), l)
		if err := o.settle(t.Context(), l, outcome, why); err != nil {
			t.Fatal(err)
		}
		l, _ = Letters.Get(st.View(), l.ID)
		if l.State != want {
			t.Fatalf("%+v, want %s", l, want)
		}
		s.mu.Lock()
		s.drops = false
		s.mu.Unlock()
		if want == Doubtful { // its time has come
			if _, err := st.Update(t.Context(), "test.hurry", "", func(v store.View) ([]store.Change, error) {
				l.Next = v.Time()
				return []store.Change{Letters.Put(l)}, nil
			}); err != nil {
				t.Fatal(err)
			}
		}
	}
	got := s.taken()
	id := []byte("Message-Id: <" + r.letter.ID + "@parents.example.org>")
	if len(got) != 2 || !bytes.Contains(got[0].Bytes, id) || !bytes.Equal(got[0].Bytes, got[1].Bytes) {
		t.Fatalf("%q", got)
	}
	if err := st.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestBackoffGrowsToAnHourAndNeverOverflows(t *testing.T) {
	for attempts := 1; attempts < 200; attempts++ {
		wait := backoff(attempts)
		if wait <= 0 || wait > longestWait || (attempts > 12 && wait < longestWait/2) {
			t.Fatalf("after attempt %d: %v", attempts, wait)
		}
	}
}
