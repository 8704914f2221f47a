package funding

import (
	"testing"

	"github.com/parentpower/parentpower/internal/store"
)

func TestACopyHasTheRulesAndWhatStaffTypedButNoDatesAndNobodysIdeas(t *testing.T) {
	g := newRig(t, 3)
	s := g.datedSettings()
	s.Guidelines, s.Checklist = []string{"For parents of the estate."}, agreed
	old := g.unopenedRound(s, 100, 200, 300)
	g.update(func(v store.View) ([]store.Change, error) {
		p, err := ProjectByNumber(v, old.ID, 2)
		p.Application = "an idea"
		return []store.Change{Projects.Put(p)}, err
	})
	g.must(g.MovePhase(t.Context(), g.members[0], old.ID, Applications, ""))
	made, err := g.CopyRound(t.Context(), g.members[0], old.ID)
	g.must(err)
	r := g.round(made.ID)
	if r.Phase != Draft || r.Dates != (Dates{}) || !r.Closes.IsZero() || !r.Heeded.IsZero() || r.Moves != 0 {
		t.Errorf("the copy is dated or has moved: %+v", r)
	}
	if r.Title != old.Title || r.Rule != old.Rule || len(r.Checklist) != len(agreed) || len(r.Guidelines) != 1 || r.Guidelines[0] != s.Guidelines[0] {
		t.Errorf("the copy has other rules: %+v", r.Settings)
	}
	projects := ProjectsOf(g.Store.View(), r.ID)
	if len(projects) != 2 || projects[0].Title != "Project 1" || projects[1].Title != "Project 3" || projects[1].Number != 2 {
		t.Errorf("the copy has the projects %+v", projects)
	}
	if moves := MovesOf(g.Store.View(), r.ID); len(moves) > 0 {
		t.Errorf("moves were copied: %+v", moves)
	}
}
