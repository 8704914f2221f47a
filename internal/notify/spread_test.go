package notify

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/store"
)

func TestNewsIsToldAsEachReaderWishes(t *testing.T) {
	r := newRig(t, 3)
	r.wishes(1, Daily, map[Kind]Choice{Outcome: InDigest})
	r.wishes(2, Daily, map[Kind]Choice{Outcome: Never})
	r.happens(News{Item: item(Outcome, "counted")})
	r.happens(News{Item: item(Project, "mine"), Persons: []string{r.persons[0], r.persons[0], "nobody"}})
	r.work()
	for person, want := range [][]string{{"counted", "mine"}, nil, nil} {
		if got := r.letters(person); !slices.Equal(got, want) {
			t.Errorf("person %d has %v, want %v", person, got, want)
		}
	}
	r.clock.set(time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC))
	r.work()
	if got := r.letters(1); !slices.Equal(got, []string{"counted"}) {
		t.Errorf("the digest has %v", got)
	}
}

func TestWhatIsOverIsNotTold(t *testing.T) {
	r := newRig(t, 2)
	r.wishes(0, Weekly, map[Kind]Choice{Opening: InDigest}) // whose digest would come on Monday
	over, soon := item(Opening, "over"), item(Opening, "soon")
	over.Until, soon.Until = r.clock.Now(), r.clock.Now().Add(3*time.Hour)
	r.happens(News{Item: over})
	r.happens(News{Item: soon})
	r.work()
	for person := range 2 {
		if got := r.letters(person); !slices.Equal(got, []string{"soon"}) {
			t.Errorf("person %d has %v: what would be over by the next digest comes at once, and what is over never", person, got)
		}
	}
}

func TestOneLetterThatCannotBeWrittenKeepsNobodyWaiting(t *testing.T) {
	r := newRig(t, 3)
	r.deps.Letters = post{broken: "Person 1"}
	r.happens(News{Item: item(Outcome, "counted")})
	if err := r.Duty().Work(t.Context()); err == nil {
		t.Error("nobody is told that a letter could not be written")
	}
	r.work()
	if len(r.letters(0)) != 1 || len(r.letters(1)) != 0 || len(r.letters(2)) != 1 {
		t.Errorf("got %v %v %v", r.letters(0), r.letters(1), r.letters(2))
	}
}

// brittle is a journal that from some append on answers nothing, either before or after it has kept the commit.
type brittle struct {
	journal.Journal
	mu    sync.Mutex
	left  int
	keeps bool
}

func (b *brittle) Append(ctx context.Context, c journal.Commit) error {
	b.mu.Lock()
	b.left--
	broken, keeps := b.left < 0, b.keeps && b.left == -1
	b.mu.Unlock()
	if broken && !keeps {
		return journal.ErrUnknown
	}
	if err := b.Journal.Append(ctx, c); err != nil {
		return err
	}
	if broken {
		return journal.ErrUnknown
	}
	return nil
}

func TestEachReaderIsToldOnceWhereverTheProgramDies(t *testing.T) {
	const persons = 3*atOnce + 7
	for _, keeps := range []bool{false, true} {
		for death := range 7 {
			r := newRig(t, persons)
			for i := range persons / 2 {
				r.wishes(i, Daily, map[Kind]Choice{Outcome: InDigest})
			}
			r.happens(News{Item: item(Outcome, "counted")})
			r.close()
			r.dieAfter(death, keeps)
			after := open(t, r.journal, r.keys, r.clock, 0)
			after.work()
			after.clock.set(after.clock.Now().Add(15 * time.Hour))
			after.dieAfter(death, keeps)
			after.close()
			after = open(t, r.journal, r.keys, r.clock, 0)
			after.work()
			for i := range persons {
				if got := after.letters(i); len(got) != 1 {
					t.Fatalf("death %d (kept %v): person %d has %v", death, keeps, i, got)
				}
			}
			if Told.Len(after.deps.Store.View())+Digests.Len(after.deps.Store.View()) > 0 {
				t.Errorf("death %d: something is left to tell", death)
			}
		}
	}
}

// dieAfter is another node on the journal that dies at a commit of the duty's work.
func (r *rig) dieAfter(appends int, keeps bool) {
	r.t.Helper()
	b := &brittle{Journal: r.journal, left: appends, keeps: keeps}
	n := open(r.t, b, r.keys, r.clock, 0)
	ctx, cancel := context.WithTimeout(r.t.Context(), 50*time.Millisecond)
	defer cancel()
	_ = n.Duty().Work(ctx) // it dies
	n.close()
}

func TestWhatAnotherNodeToldMeanwhileIsNotToldAgain(t *testing.T) {
	const persons = 2 * atOnce
	r := newRig(t, persons)
	for i := range persons / 2 {
		r.wishes(i, Daily, map[Kind]Choice{Outcome: InDigest})
	}
	r.happens(News{Item: item(Outcome, "counted")})
	late := open(t, r.journal, r.keys, r.clock, time.Hour) // it looks for what others did only when it has to
	for _, meanwhile := range []func(){r.reachSome, r.work} {
		late.deps.Letters = post{meanwhile: sync.OnceFunc(meanwhile)}
		r.must(late.Duty().Work(t.Context()))
		late.work()
		r.clock.set(r.clock.Now().Add(15 * time.Hour)) // and now the digests
	}
	r.must(r.deps.Store.Await(t.Context(), late.deps.Store.View().Seq()))
	for i := range persons {
		if got := late.letters(i); len(got) != 1 {
			t.Fatalf("person %d has %v", i, got)
		}
	}
}

// reachSome tells the first readers, and then this node is busy elsewhere.
func (r *rig) reachSome() {
	for news := range Told.All(r.deps.Store.View()) {
		readers, err := r.readers(r.t.Context(), news)
		r.must(err)
		_, err = r.reach(r.t.Context(), news, readers[:atOnce], false)
		r.must(err)
	}
}

func TestManyReadersAreToldInSmallCommits(t *testing.T) {
	const persons = 2_000
	r := newRig(t, persons)
	before := r.deps.Store.View().Seq()
	r.happens(News{Item: item(Outcome, "counted")})
	r.work()
	commits, most := 0, 0
	r.must(r.journal.Read(t.Context(), before, func(c journal.Commit) error {
		letters := 0
		for _, e := range c.Entries {
			for _, ch := range e.Changes {
				if ch.Table == outbox.Name() {
					letters++
				}
			}
		}
		commits, most = commits+1, max(most, letters)
		return nil
	}))
	if outbox.Len(r.deps.Store.View()) != persons || most > atOnce || commits != 1+persons/atOnce {
		t.Errorf("%d letters in %d commits of up to %d", outbox.Len(r.deps.Store.View()), commits, most)
	}
}

func TestNoRecordNamesTheReadersOfDiscreetNews(t *testing.T) {
	r := newRig(t, 2*atOnce)
	for i := range 5 {
		r.wishes(i, Daily, map[Kind]Choice{LastDay: Never})
	}
	before := r.deps.Store.View().Seq()
	r.happens(News{Item: item(LastDay, "last-day"), Discreet: true})
	r.work()
	if got := outbox.Len(r.deps.Store.View()); got != 2*atOnce-5 {
		t.Errorf("%d letters", got)
	}
	for s := range outbox.All(r.deps.Store.View()) {
		if s.Whose != "round/1" {
			t.Fatalf("a letter is sealed for %s", s.Whose)
		}
	}
	r.must(r.journal.Read(t.Context(), before, func(c journal.Commit) error {
		for _, e := range c.Entries {
			for _, ch := range e.Changes {
				for _, p := range r.persons {
					if e.Actor == p || strings.Contains(ch.Key, p) || strings.Contains(string(ch.Record), p) {
						return errors.New(e.Action + " names a reader in " + ch.Table)
					}
				}
			}
		}
		return nil
	}))
}

func TestNewsThatNobodyIsToReadIsNone(t *testing.T) {
	r := newRig(t, 1)
	r.update(func(v store.View) []store.Change { return Tell(v, News{About: "round/1", Item: item(Project, "mine")}) })
	if Told.Len(r.deps.Store.View()) != 0 {
		t.Error("there is news without readers")
	}
}
