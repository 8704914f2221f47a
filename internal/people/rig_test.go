package people_test

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/journal/memory"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/seal/sealtest"
	"github.com/parentpower/parentpower/internal/store"
)

// rig is a community on a journal in memory, with a clock that tests turn and a postbox that they read.
type rig struct {
	*people.People
	store   *store.Store
	journal *memory.Journal
	vault   *seal.Vault
	post    *postbox
	clock   *clock
}

func newRig(t testing.TB) *rig {
	t.Helper()
	ctx := context.Background()
	r := &rig{
		journal: memory.New(),
		vault:   sealtest.Vault(t),
		post:    &postbox{},
		clock:   &clock{now: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)},
	}
	var err error
	r.store, err = store.Open(ctx, store.Options{Journal: r.journal, Tables: append(people.Tables(), postTable), Now: r.clock.Now, Patience: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.store.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	r.People = people.New(people.Deps{Store: r.store, Vault: r.vault, Letters: r.post, Rand: rand.Reader, Now: r.clock.Now})
	return r
}

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// postbox keeps the letters that were written, and puts a record of each into the commit that queues it.
type postbox struct {
	letters []people.SignInLetter
	err     error
}

type posted struct {
	ID string `bson:"_id"`
}

var postTable = store.NewTable("post", func(p posted) string { return p.ID })

func (b *postbox) SignIn(_ context.Context, l people.SignInLetter) ([]store.Change, error) {
	if b.err != nil {
		return nil, b.err
	}
	b.letters = append(b.letters, l)
	return []store.Change{postTable.Put(posted{ID: rand.Text()})}, nil
}

func (r *rig) add(t testing.TB, name, email string) people.Person {
	t.Helper()
	p, err := r.Add(context.Background(), "", people.Particulars{Name: name, Email: email})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// ask asks for a link and reads the letter.
func (r *rig) ask(t testing.TB, email string) (people.Asked, people.SignInLetter) {
	t.Helper()
	ctx := context.Background()
	asked, err := r.AskLink(ctx, email, "en", "192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	if err := r.SendLinks(ctx); err != nil {
		t.Fatal(err)
	}
	if len(r.post.letters) == 0 {
		t.Fatal("no letter came")
	}
	return asked, r.post.letters[len(r.post.letters)-1]
}

// signIn signs somebody in, in the browser that had the given session so far.
func (r *rig) signIn(t testing.TB, email, had string) people.SignedIn {
	t.Helper()
	asked, letter := r.ask(t, email)
	in, err := r.OpenLink(context.Background(), letter.Token, asked.Secret, "", people.From{Session: had})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// issue issues one slip and returns it with its code.
func (r *rig) issue(t testing.TB, scope, voter string) (people.Slip, string) {
	t.Helper()
	ctx := context.Background()
	plan, err := r.PlanSlips(ctx, scope, []string{voter})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.store.Update(ctx, "test", "", func(v store.View) ([]store.Change, error) { return people.IssueSlips(v, plan), nil }); err != nil {
		t.Fatal(err)
	}
	slip, _ := people.Slips.Get(r.store.View(), plan[0].ID)
	code, err := r.CodeOf(ctx, slip)
	if err != nil {
		t.Fatal(err)
	}
	return slip, code
}

func (r *rig) knows(token string) bool {
	_, ok := r.BySession(r.store.View(), token, r.clock.Now())
	return ok
}

// written is every record and key that was ever journaled.
func (r *rig) written(t testing.TB) []journal.Change {
	t.Helper()
	var all []journal.Change
	err := r.journal.Read(context.Background(), 0, func(c journal.Commit) error {
		for _, e := range c.Entries {
			all = append(all, e.Changes...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// faultOf is the kind of a fault and the keys that a person would read: the fields', or its own.
func faultOf(t testing.TB, err error) (fault.Kind, []string) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) {
		t.Fatalf("no fault: %v", err)
	}
	if len(f.Fields) == 0 {
		return f.Kind, []string{f.Key}
	}
	var keys []string
	for _, field := range f.Fields {
		keys = append(keys, field.Name+" "+field.Key)
	}
	return f.Kind, keys
}

func wantFault(t testing.TB, err error, kind fault.Kind, keys ...string) {
	t.Helper()
	if k, got := faultOf(t, err); k != kind || !slices.Equal(got, keys) {
		t.Fatalf("fault %v %q, want %v %q", k, got, kind, keys)
	}
}
