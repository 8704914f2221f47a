package award

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/blob/blobtest"
	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/journal/memory"
	"github.com/parentpower/parentpower/internal/media"
	"github.com/parentpower/parentpower/internal/notify"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/seal/sealtest"
	"github.com/parentpower/parentpower/internal/store"
)

// rig is a community with one council and a round of £1,000 that was counted, on a clock that the test moves.
// Projects 1 to 5 cost £300, £200, £400, £150 and £50; the first two won.
type rig struct {
	*Acts
	t       testing.TB
	letters *letters
	media   *media.Library

	staff, lead string // persons with an account
	nobody      string // and one without

	mu  sync.Mutex
	now time.Time
}

const (
	round  = "round1"
	budget = 1_000_00
)

var costs = []int64{300_00, 200_00, 400_00, 150_00, 50_00}

func newRig(t testing.TB) *rig {
	t.Helper()
	g := bareRig(t)
	g.must(g.makeAwards(t.Context()))
	return g
}

// bareRig is a rig whose winners have been promised nothing yet.
func bareRig(t testing.TB) *rig {
	t.Helper()
	g := &rig{t: t, letters: &letters{}, now: time.Date(2026, 3, 12, 20, 0, 0, 0, time.UTC)}
	tables := slices.Concat(media.Tables(), people.Tables(), council.Tables(), notify.Tables(), funding.Tables(), Tables())
	s, err := store.Open(t.Context(), store.Options{Journal: memory.New(), Tables: tables, Now: g.clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	vault := sealtest.Vault(t)
	known := people.New(people.Deps{Store: s, Vault: vault, Rand: rand.Reader, Now: g.clock})
	g.Acts = New(Deps{Store: s, Vault: vault, People: known, Letters: g.letters, Now: g.clock})
	g.media = media.New(media.Deps{Store: s, Vault: vault, Files: &blobtest.Memory{}, Now: g.clock})
	changes := []store.Change{council.Councils.Put(council.Council{ID: "leys", Name: "Leys parents"})}
	for id, in := range map[*string]people.Particulars{
		&g.staff: {Name: "Sara", Email: "sara@example.org"}, &g.lead: {Name: "Kasia", Email: "kasia@example.org"}, &g.nobody: {Name: "Tom"},
	} {
		p, err := known.Add(t.Context(), "", in)
		g.must(err)
		*id = p.ID
		changes = append(changes, council.Memberships.Put(council.Membership{Council: "leys", Person: p.ID, Role: council.Member}))
	}
	r := funding.Round{ID: round, Council: "leys", Settings: funding.Settings{Title: "£1,000 for us", Budget: budget}, Phase: funding.Awarded}
	changes = append(changes, funding.Rounds.Put(r), funding.Results.Put(funding.Result{Round: round, Winners: []int32{2, 1}, Quorum: true}))
	for i, cost := range costs {
		changes = append(changes, funding.Projects.Put(funding.Project{Round: round, Number: int32(i + 1), Title: fmt.Sprintf("Project %d", i+1), Cost: cost}))
	}
	g.put(changes...)
	return g
}

func (g *rig) put(changes ...store.Change) {
	g.t.Helper()
	_, err := g.deps.Store.Update(g.t.Context(), "test", "", func(store.View) ([]store.Change, error) { return changes, nil })
	g.must(err)
}

func (g *rig) clock() time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.now
}

func (g *rig) wait(d time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.now = g.now.Add(d)
}

func (g *rig) must(err error) {
	g.t.Helper()
	if err != nil {
		g.t.Fatal(err)
	}
}

func (g *rig) view() store.View { return g.deps.Store.View() }

func (g *rig) award(project int32) Award {
	g.t.Helper()
	w, err := Get(g.view(), round, project)
	g.must(err)
	return w
}

// say answers for a project.
func (g *rig) say(project int32, yes bool) error {
	return g.Answer(g.t.Context(), g.staff, Answer{Round: round, Project: project, Yes: yes, SaidBy: "Kasia, by phone"})
}

// pay plans a payment and records it.
func (g *rig) pay(project int32, amount int64) error {
	if err := g.PlanTranche(g.t.Context(), g.staff, round, project, Tranche{Amount: amount, Due: g.clock()}); err != nil {
		return err
	}
	list := g.award(project).Tranches
	return g.PayTranche(g.t.Context(), g.staff, Paid{Round: round, Project: project, Tranche: list[len(list)-1].Number, On: g.clock(), Reference: "cheque 12"})
}

func (g *rig) spend(project int32, amount int64) error {
	return g.AddReceipt(g.t.Context(), g.staff, Spending{Round: round, Project: project, Amount: amount, On: g.clock(), What: "Bread and milk"})
}

func (g *rig) note(text string) error {
	return g.AddNews(g.t.Context(), g.lead, Note{Round: round, Project: 1, Text: text})
}

func (g *rig) tell(text string) error {
	return g.TellStory(g.t.Context(), g.lead, Telling{Round: round, Project: 1, Text: text})
}

func (g *rig) further(project int32, amount int64) error {
	return g.AwardFurther(g.t.Context(), g.staff, Further{Round: round, Project: project, Amount: amount, Reason: "Next by votes"})
}

// duty does all that is due.
func (g *rig) duty() {
	g.t.Helper()
	for d := g.Duty(); d.Due(g.view(), g.clock()); {
		g.must(d.Work(g.t.Context()))
	}
}

// letters notes what is written, by kind and person.
type letters struct {
	mu   sync.Mutex
	sent []string
}

func (l *letters) note(kind string, in Letter) ([]store.Change, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent = append(l.sent, fmt.Sprintf("%s to %s about %s", kind, in.Name, in.Project))
	return nil, nil
}

func (l *letters) Award(_ context.Context, in Letter) ([]store.Change, error) {
	return l.note("award", in)
}

func (l *letters) StoryDue(_ context.Context, in Letter) ([]store.Change, error) {
	return l.note("due", in)
}

func (l *letters) StoryLate(_ context.Context, in Letter) ([]store.Change, error) {
	return l.note("late", in)
}
