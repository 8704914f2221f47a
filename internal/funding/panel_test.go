package funding

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/store"
)

var agreed = []string{"Parents lead it.", "The costs make sense."}

// reviewing makes a round in review with a panel of the members 1 to 3, the first of them in the chair, and an idea that
// member 4 sent.
func (g *rig) reviewing() (Round, Application) {
	g.t.Helper()
	s := plainSettings()
	s.Guidelines, s.Checklist = []string{"For families of the estate.", "Open to all."}, agreed
	r := g.unopenedRound(s)
	g.must(g.NamePanel(g.t.Context(), g.members[0], r.ID, g.members[1:4], g.members[1]))
	g.must(g.MovePhase(g.t.Context(), g.members[0], r.ID, Applications, ""))
	a := g.sent(r.ID, ideaID, g.members[4])
	g.move(r.ID, Review)
	return g.round(r.ID), a
}

func finding(advice Advice, ticks ...Tick) Opinion {
	return Opinion{Ticks: ticks, Advice: advice, Comment: "We know this hall."}
}

func (g *rig) reviewed(round, id string, persons ...string) {
	g.t.Helper()
	for _, person := range persons {
		g.must(g.ReviewApplication(g.t.Context(), person, round, id, finding(AdviseBallot, TickYes, TickUnsure)))
	}
}

func (g *rig) standing(round, id string) Standing {
	g.t.Helper()
	return StandingOf(g.Store.View(), g.round(round), g.application(round, id))
}

func TestAPanelIsOfMembersAndEachChangeIsOnRecord(t *testing.T) {
	g := newRig(t, 5)
	r := g.unopenedRound(plainSettings(), 100)
	ctx, staff := t.Context(), g.members[0]
	if got := fields(g.NamePanel(ctx, staff, r.ID, []string{g.members[1], "stranger"}, g.members[2])); got != "panel chair" {
		t.Errorf("named %q", got)
	}
	for range 2 { // the second time nothing changes
		g.must(g.NamePanel(ctx, staff, r.ID, []string{g.members[2], g.members[1], g.members[2]}, g.members[1]))
	}
	g.must(g.NamePanel(ctx, staff, r.ID, g.members[2:4], ""))
	told := NamingsOf(g.Store.View(), r.ID)
	if len(told) != 2 || told[0].Chair != "" || told[1].Chair != g.members[1] || !slices.Equal(told[1].Panel, g.members[1:3]) || told[0].By != staff {
		t.Errorf("on record is %+v", told)
	}
	g.must(g.OpenVoting(ctx, staff, r.ID))
	g.refused("once voting is open", g.NamePanel(ctx, staff, r.ID, nil, ""), fault.Conflict)
}

func TestWhoLeftTheCouncilIsNotOnThePanel(t *testing.T) {
	g := newRig(t, 5)
	r, a := g.reviewing()
	g.reviewed(r.ID, a.ID, g.members[1])
	g.update(func(store.View) ([]store.Change, error) {
		return []store.Change{council.Memberships.Delete(g.council + "/" + g.members[1])}, nil
	})
	if s := g.standing(r.ID, a.ID); s.Reviewed != 0 || slices.Contains(s.Waiting, g.members[1]) || Chairs(g.Store.View(), r, g.members[1]) {
		t.Errorf("the panel stands at %+v", s)
	}
	err := g.ReviewApplication(t.Context(), g.members[1], r.ID, a.ID, finding(AdviseBallot, TickYes, TickYes))
	g.refused("review", err, fault.Forbidden)
}

func TestNobodySeesWhatOthersFoundBeforeTheyHaveReviewedIt(t *testing.T) {
	g := newRig(t, 6)
	r, a := g.reviewing()
	g.reviewed(r.ID, a.ID, g.members[1])
	sees := func(person string) int {
		given, shown := ReviewsOf(g.Store.View(), r, g.application(r.ID, a.ID), person)
		if !shown && given != nil {
			t.Errorf("%s is told what is not shown", person)
		}
		return len(given)
	}
	if sees(g.members[1]) != 1 || sees(g.members[2]) != 0 || sees(g.members[0]) != 1 {
		t.Error("shown to the wrong persons")
	}
	g.reviewed(r.ID, a.ID, g.members[2])
	if sees(g.members[2]) != 2 || sees(g.members[3]) != 0 || sees(g.members[4]) != 0 {
		t.Error("shown to the wrong persons after two reviews")
	}
	_, err := g.AcceptApplication(t.Context(), g.members[1], r.ID, a.ID, 100_00, "")
	g.must(err)
	if sees(g.members[3]) != 2 || sees(g.members[4]) != 0 {
		t.Error("once it is decided the panel sees all, and its author nothing")
	}
}

func TestADeclaredConflictTakesTheReviewOutAndHidesTheIdeaUntilStaffLiftIt(t *testing.T) {
	g := newRig(t, 6)
	r, a := g.reviewing()
	ctx, close := t.Context(), g.members[2]
	g.reviewed(r.ID, a.ID, close, g.members[1])
	if got := fields(g.DeclareConflict(ctx, close, r.ID, a.ID, " ")); got != "why" {
		t.Errorf("named %q", got)
	}
	for range 2 {
		g.must(g.DeclareConflict(ctx, close, r.ID, a.ID, "My sister leads it."))
	}
	v := g.Store.View()
	if s := g.standing(r.ID, a.ID); s.Reviewed != 1 || !slices.Equal(s.Aside, []string{close}) || s.Enough() {
		t.Errorf("the panel stands at %+v", s)
	}
	if _, _, given := OwnReview(v, a, close); given {
		t.Error("the review is still there")
	}
	if list := PanelApplications(v, r.ID, close); len(list) != 0 || CountAside(v, r.ID, close) != 1 {
		t.Errorf("they still see %d", len(list))
	}
	if given, shown := ReviewsOf(v, r, a, close); shown || given != nil {
		t.Error("they see what others found")
	}
	g.refused("review", g.ReviewApplication(ctx, close, r.ID, a.ID, finding(AdviseBallot, TickYes, TickYes)), fault.NotFound)
	_, err := g.AcceptApplication(ctx, close, r.ID, a.ID, 100_00, "")
	g.refused("accept", err, fault.NotFound)
	g.refused("send back", g.SendBackApplication(ctx, close, r.ID, a.ID, []int{1}, ""), fault.NotFound)
	g.refused("waive", g.WaiveReviews(ctx, close, r.ID, a.ID, "I want to"), fault.NotFound)
	g.refused("lift their own", g.LiftConflict(ctx, close, r.ID, a.ID, close), fault.Forbidden)

	told := ConflictsOf(v, r.ID, g.members[0])
	why, err := g.ReadConflict(ctx, told[0])
	g.must(err)
	if len(told) != 1 || why != "My sister leads it." || len(ConflictsOf(v, r.ID, close)) != 0 {
		t.Errorf("staff are told %q of %+v", why, told)
	}
	g.must(g.LiftConflict(ctx, g.members[0], r.ID, a.ID, close))
	g.refused("lift it twice", g.LiftConflict(ctx, g.members[0], r.ID, a.ID, close), fault.NotFound)
	g.reviewed(r.ID, a.ID, close)
	if told = ConflictsOf(g.Store.View(), r.ID, g.members[0]); told[0].LiftedBy != g.members[0] || told[0].Lifted.IsZero() {
		t.Errorf("on record is %+v", told)
	}
}

func TestLeadersOfAnIdeaAreSetAsideByThemselves(t *testing.T) {
	g := newRig(t, 6)
	r, _ := g.reviewing()
	g.move(r.ID, Applications)
	own := g.sent(r.ID, "idea-0002", g.members[1])
	v, r := g.Store.View(), g.round(r.ID)
	if _, err := PanelApplication(v, r.ID, own.ID, g.members[1]); !fault.Is(err, fault.NotFound) {
		t.Errorf("the author reads it on the panel: %v", err)
	}
	g.refused("review", g.ReviewApplication(t.Context(), g.members[1], r.ID, own.ID, finding(AdviseBallot, TickYes, TickYes)), fault.NotFound)
	g.reviewed(r.ID, own.ID, g.members[2], g.members[3])
	_, err := g.AcceptApplication(t.Context(), g.members[1], r.ID, own.ID, 100_00, "")
	g.refused("the chair accepts their own", err, fault.Forbidden)
	if p := ProgressOf(v, r); p.Sent != 2 || p.Conflicts != 1 {
		t.Errorf("progress is %+v", p)
	}
}

func TestAReviewAnswersEachLineOfTheChecklist(t *testing.T) {
	g := newRig(t, 6)
	r, a := g.reviewing()
	ctx, me := t.Context(), g.members[1]
	for want, o := range map[string]Opinion{
		"ticks.2 advice":     {Ticks: []Tick{TickYes}},
		"ticks.1":            {Ticks: []Tick{"maybe", TickNo}, Advice: AdviseBallot},
		"ticks":              {Ticks: []Tick{TickNo, TickNo, TickNo}, Advice: AdviseUnsure},
		"comment":            {Ticks: []Tick{TickNo, TickNo}, Advice: AdviseSendBack},
		"guidelines":         {Ticks: []Tick{TickNo, TickNo}, Advice: AdviseSendBack, Guidelines: []int{3}},
		"comment (too long)": {Ticks: []Tick{TickNo, TickNo}, Advice: AdviseUnsure, Comment: strings.Repeat("x", maxComment+1)},
	} {
		if got := fields(g.ReviewApplication(ctx, me, r.ID, a.ID, o)); got != strings.TrimSuffix(want, " (too long)") {
			t.Errorf("of %+v it named %q", o, got)
		}
	}
	g.must(g.ReviewApplication(ctx, me, r.ID, a.ID, Opinion{Ticks: []Tick{TickNo, TickUnsure}, Advice: AdviseSendBack, Guidelines: []int{2}}))
	g.reviewed(r.ID, a.ID, g.members[2])
	given, _ := ReviewsOf(g.Store.View(), r, a, me)
	if got := CountTicks(r.Checklist, given); got[0] != (TickCount{1, 1, 0}) || got[1] != (TickCount{0, 0, 2}) {
		t.Errorf("counted %+v", got)
	}
	if !slices.Equal(given[0].Guidelines, []string{"Open to all."}) {
		t.Errorf("it misses %q", given[0].Guidelines)
	}
	g.refused("a stranger", g.ReviewApplication(ctx, g.members[5], r.ID, a.ID, finding(AdviseBallot, TickYes, TickYes)), fault.Forbidden)
}

func TestNothingIsDecidedBeforeThePanelHasReviewedOrStaffSayWhyNot(t *testing.T) {
	g := newRig(t, 6)
	r, a := g.reviewing()
	ctx, staff := t.Context(), g.members[0]
	g.reviewed(r.ID, a.ID, g.members[2])
	_, err := g.AcceptApplication(ctx, staff, r.ID, a.ID, 100_00, "")
	g.refused("accept with one review", err, fault.Conflict)
	g.refused("send back with one review", g.SendBackApplication(ctx, staff, r.ID, a.ID, []int{1}, ""), fault.Conflict)
	if got := fields(g.WaiveReviews(ctx, staff, r.ID, a.ID, "")); got != "early" {
		t.Errorf("named %q", got)
	}
	g.must(g.WaiveReviews(ctx, staff, r.ID, a.ID, "Two of the panel are ill."))
	w, ok := WaiverOf(g.Store.View(), a)
	why, err := g.ReadWaiver(ctx, a, w)
	g.must(err)
	if !ok || w.By != staff || why != "Two of the panel are ill." {
		t.Errorf("on record is %q, %+v", why, w)
	}
	g.must(g.SendBackApplication(ctx, staff, r.ID, a.ID, []int{1}, ""))
	g.wait(time.Hour)
	g.must(g.SubmitApplication(ctx, g.members[4], r.ID, a.ID))
	if s := g.standing(r.ID, a.ID); s.Reviewed != 0 || s.Waived || len(s.Waiting) != 3 {
		t.Errorf("sent again it stands at %+v", s)
	}
	if _, fresh, kept := OwnReview(g.Store.View(), g.application(r.ID, a.ID), g.members[2]); fresh || !kept {
		t.Error("what was found of the earlier one is not kept to begin with, or counts")
	}
	g.reviewed(r.ID, a.ID, g.members[2], g.members[1])
	_, err = g.AcceptApplication(ctx, g.members[1], r.ID, a.ID, 100_00, "")
	g.must(err)
	g.refused("review what is decided", g.ReviewApplication(ctx, g.members[3], r.ID, a.ID, finding(AdviseBallot, TickYes, TickYes)), fault.Conflict)
}

func TestTheChecklistStaysFromTheFirstReviewOn(t *testing.T) {
	g := newRig(t, 6)
	r, a := g.reviewing()
	s := r.Settings
	s.Checklist = append(slices.Clone(agreed), " ", "It is safe.")
	g.must(g.ChangeSettings(t.Context(), g.members[0], r.ID, s))
	if got := g.round(r.ID).Checklist; len(got) != 3 || g.round(r.ID).Reviews != DefaultReviews {
		t.Fatalf("the checklist is %q", got)
	}
	g.must(g.ReviewApplication(t.Context(), g.members[1], r.ID, a.ID, finding(AdviseBallot, TickYes, TickYes, TickNo)))
	s.Title = "Another title"
	g.must(g.ChangeSettings(t.Context(), g.members[0], r.ID, s))
	s.Checklist = agreed
	if got := fields(g.ChangeSettings(t.Context(), g.members[0], r.ID, s)); got != "checklist" {
		t.Errorf("named %q", got)
	}
	s.Checklist, s.Reviews = slices.Repeat([]string{"Again."}, MaxChecklist+1), MaxPanel+1
	if got := fields(g.ChangeSettings(t.Context(), g.members[0], r.ID, s)); got != "checklist reviews" {
		t.Errorf("named %q", got)
	}
}

func TestWhatThePanelSaysIsNowhereInTheClear(t *testing.T) {
	g := newRig(t, 6)
	r, a := g.reviewing()
	secrets := []string{"zebra-comment", "zebra-conflict", "zebra-early"}
	o := finding(AdviseBallot, TickYes, TickYes)
	o.Comment = secrets[0]
	g.must(g.ReviewApplication(t.Context(), g.members[1], r.ID, a.ID, o))
	g.must(g.DeclareConflict(t.Context(), g.members[2], r.ID, a.ID, secrets[1]))
	g.must(g.WaiveReviews(t.Context(), g.members[0], r.ID, a.ID, secrets[2]))
	given, _ := ReviewsOf(g.Store.View(), r, a, g.members[1])
	if said, err := g.ReadComment(t.Context(), a, given[0]); err != nil || said != secrets[0] {
		t.Errorf("the comment is %q: %v", said, err)
	}
	g.must(g.journal.Read(t.Context(), 1, func(c journal.Commit) error {
		for _, e := range c.Entries {
			for _, ch := range e.Changes {
				for _, secret := range secrets {
					if bytes.Contains(ch.Record, []byte(secret)) {
						t.Errorf("%s of %s has %q in the clear", ch.Table, e.Action, secret)
					}
				}
			}
		}
		return nil
	}))
}

// Whatever the panel, its members and staff do in whatever order, a review of somebody who is set aside never counts,
// and nobody who is set aside is shown the idea or a review of it.
func TestWhoIsSetAsideNeverCountsAndNeverSees(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		g := newRig(t, 6)
		r, a := g.reviewing()
		ctx := t.Context()
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			who := g.members[rapid.IntRange(0, 4).Draw(rt, "who")]
			switch rapid.IntRange(0, 5).Draw(rt, "act") {
			case 0, 1:
				_ = g.ReviewApplication(ctx, who, r.ID, a.ID, finding(AdviseBallot, TickYes, TickNo))
			case 2:
				_ = g.DeclareConflict(ctx, who, r.ID, a.ID, "A friend of mine.")
			case 3:
				_ = g.LiftConflict(ctx, g.members[0], r.ID, a.ID, who)
			case 4:
				_ = g.NamePanel(ctx, g.members[0], r.ID, g.members[1:2+rapid.IntRange(0, 3).Draw(rt, "panel")], "")
			case 5:
				_ = g.SendBackApplication(ctx, who, r.ID, a.ID, []int{1}, "")
				g.wait(time.Minute)
				_ = g.SubmitApplication(ctx, g.members[4], r.ID, a.ID)
			}
			v, r, a := g.Store.View(), g.round(r.ID), g.application(r.ID, a.ID)
			for _, person := range g.members {
				given, shown := ReviewsOf(v, r, a, person)
				if a.SetAside(v, person) && (shown || len(given) > 0 || len(PanelApplications(v, r.ID, person)) > 0) {
					rt.Fatalf("%s is set aside and sees it", person)
				}
				for _, rv := range given {
					if a.SetAside(v, rv.Reviewer) || !OnPanel(v, r, rv.Reviewer) || !rv.Of.Equal(a.Sent) {
						rt.Fatalf("a review of %s counts", rv.Reviewer)
					}
				}
			}
			if a.Decision.By == g.members[4] {
				rt.Fatal("its author decided")
			}
		}
	})
}
