package web

import (
	"bytes"
	"context"
	"sync"

	"github.com/parentpower/parentpower/internal/award"
	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/live"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

// letters keeps what would be written to people.
type letters struct {
	mu     sync.Mutex
	tokens []string
}

func (l *letters) SignIn(_ context.Context, letter people.SignInLetter) ([]store.Change, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tokens = append(l.tokens, letter.Token)
	return nil, nil
}

func (l *letters) Invite(context.Context, council.InviteLetter) ([]store.Change, error) {
	return nil, nil
}

func (l *letters) CoLead(context.Context, funding.CoLeadLetter) ([]store.Change, error) {
	return nil, nil
}

func (l *letters) Award(context.Context, award.Letter) ([]store.Change, error)     { return nil, nil }
func (l *letters) StoryDue(context.Context, award.Letter) ([]store.Change, error)  { return nil, nil }
func (l *letters) StoryLate(context.Context, award.Letter) ([]store.Change, error) { return nil, nil }

// keepsAll is a journal in memory that nobody copies: what it should empty it may as well keep.
type keepsAll struct{}

func (keepsAll) Redact(context.Context, int64, int64, func(table, key string) bool) error { return nil }

// board is where the hub's topics come from: those that there are, by name.
type board struct {
	mu     sync.Mutex
	topics map[string]int64
	asked  live.Subject // by whoever was authorised last
}

func newBoard() *board { return &board{topics: map[string]int64{}} }

func (b *board) Authorise(_ context.Context, subject live.Subject, topic string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked = subject
	if b.topics[topic] == 0 {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return nil
}

func (b *board) State(_ context.Context, topic string) (live.State, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return live.State{Seq: b.topics[topic], JSON: []byte(`{"voted":1}`)}, nil
}

func (b *board) set(topic string, seq int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.topics[topic] = seq
}

// buffer is a log that can be read while it is written.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
