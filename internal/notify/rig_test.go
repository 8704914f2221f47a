package notify

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/journal/memory"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/seal/sealtest"
	"github.com/parentpower/parentpower/internal/store"
)

// sent is a letter that was queued; its id is random, so that one that was queued twice is there twice.
type sent struct {
	ID    string   `bson:"_id"`
	Name  string   `bson:"name"`
	Kind  Kind     `bson:"kind"`
	Says  []string `bson:"says"`
	Whose string   `bson:"whose"`
}

var outbox = store.NewTable("sent", func(s sent) string { return s.ID })

// post writes letters into the outbox of the test.
type post struct {
	broken    string // nobody can write to who is called so
	meanwhile func() // happens while a letter is written
}

func (p post) News(_ context.Context, l Letter) ([]store.Change, error) {
	if p.meanwhile != nil {
		p.meanwhile()
	}
	if l.Name == p.broken {
		return nil, errors.New("no words for this")
	}
	s := sent{ID: rand.Text(), Name: l.Name, Kind: l.Kind, Whose: l.Whose}
	for _, i := range l.Items {
		s.Says = append(s.Says, i.Says)
	}
	return []store.Change{outbox.Put(s)}, nil
}

// everybody is an audience of all persons; discreet ones stand in another order than that of their ids.
type everybody struct{}

func (everybody) Readers(_ context.Context, v store.View, n News) ([]Reader, error) {
	var all []Reader
	for p := range people.Persons.All(v) {
		place := p.ID
		if n.Discreet {
			place = strings.ToUpper(p.ID)[5:] + "x"
		}
		all = append(all, Reader{p.ID, place})
	}
	slices.SortFunc(all, func(a, b Reader) int { return cmp.Compare(a.Place, b.Place) })
	return all, nil
}

// rig is a community on a journal in memory that several nodes may share, with a clock that the test moves.
type rig struct {
	*Notify
	t       *testing.T
	journal journal.Journal
	keys    *sealtest.Keys
	clock   *clock
	persons []string
	close   func()
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

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// newRig is a community of so many persons called "Person 0" and so on, each with an address, on a Saturday evening.
func newRig(t *testing.T, persons int) *rig {
	t.Helper()
	r := open(t, memory.New(), &sealtest.Keys{}, &clock{now: time.Date(2026, 11, 21, 18, 0, 0, 0, time.UTC)}, 0)
	r.must(r.settle(persons))
	return r
}

// open starts a node.
func open(t *testing.T, j journal.Journal, keys *sealtest.Keys, c *clock, follow time.Duration) *rig {
	t.Helper()
	tables := append(append(people.Tables(), Tables()...), outbox)
	s, err := store.Open(t.Context(), store.Options{Journal: j, Tables: tables, Now: c.Now, Follow: follow})
	if err != nil {
		t.Fatal(err)
	}
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	vault := seal.New(sealtest.Master(t), keys)
	r := &rig{t: t, journal: j, keys: keys, clock: c}
	r.close = sync.OnceFunc(func() { _ = s.Close(context.WithoutCancel(t.Context())) })
	t.Cleanup(r.close)
	r.Notify = New(Deps{
		Store: s, Vault: vault, People: people.New(people.Deps{Store: s, Vault: vault, Rand: rand.Reader, Now: c.Now}),
		Letters: post{}, Audiences: map[string]Audience{"round": everybody{}}, Zone: london, Now: c.Now,
	})
	for p := range people.Persons.All(s.View()) {
		r.persons = append(r.persons, p.ID)
	}
	return r
}

// settle makes persons known, a few at a time.
func (r *rig) settle(persons int) error {
	var drafts []people.Person
	for i := range persons {
		p, err := r.deps.People.Draft(r.t.Context(), people.Particulars{Name: fmt.Sprintf("Person %d", i), Email: fmt.Sprintf("p%d@example.org", i)})
		if err != nil {
			return err
		}
		drafts = append(drafts, p)
		r.persons = append(r.persons, p.ID)
	}
	for some := range slices.Chunk(drafts, 500) {
		r.update(func(store.View) []store.Change {
			var changes []store.Change
			for _, p := range some {
				changes = append(changes, people.Persons.Put(p))
			}
			return changes
		})
	}
	return nil
}

func (r *rig) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) update(changes func(store.View) []store.Change) {
	r.t.Helper()
	_, err := r.deps.Store.Update(r.t.Context(), "test", "", func(v store.View) ([]store.Change, error) { return changes(v), nil })
	r.must(err)
}

// happens is an act that makes news.
func (r *rig) happens(n News) {
	r.t.Helper()
	n.About = "round/1"
	if n.Persons == nil {
		n.Audience = "everybody"
	}
	r.update(func(v store.View) []store.Change { return Tell(v, n) })
}

// work does what is due, as the duty does.
func (r *rig) work() {
	r.t.Helper()
	for d := r.Duty(); d.Due(r.deps.Store.View(), r.clock.Now()); {
		r.must(d.Work(r.t.Context()))
	}
}

func (r *rig) wishes(person int, digest Often, choices map[Kind]Choice) {
	r.t.Helper()
	w := WishesOf(r.deps.Store.View(), r.persons[person])
	for kind, choice := range choices {
		w.Choices[kind] = choice
	}
	w.Digest = digest
	r.must(r.Choose(r.t.Context(), w))
}

// letters are those to a person, each as what it says.
func (r *rig) letters(person int) []string {
	var says []string
	for s := range outbox.All(r.deps.Store.View()) {
		if s.Name == fmt.Sprintf("Person %d", person) {
			says = append(says, strings.Join(s.Says, "+"))
		}
	}
	slices.Sort(says)
	return says
}

func item(kind Kind, says string) Item { return Item{Kind: kind, Says: says} }
