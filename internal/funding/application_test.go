package funding

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

const ideaID = "idea-0001"

// taking makes a round that takes applications, with two guidelines and limits on the grants.
func (g *rig) taking() Round {
	g.t.Helper()
	s := plainSettings()
	s.Smallest, s.Largest, s.Guidelines = 50_00, 500_00, []string{"For families of the estate.", "Open to all."}
	r := g.unopenedRound(s)
	g.must(g.MovePhase(g.t.Context(), g.members[0], r.ID, Applications, ""))
	return g.round(r.ID)
}

func (g *rig) move(round string, to Phase) {
	g.t.Helper()
	g.must(g.MovePhase(g.t.Context(), g.members[0], round, to, "as agreed"))
}

func text(s string) *string { return &s }

func edit(round, id, title string) Edit {
	return Edit{
		Round: round, ID: id, Title: &title, About: text("For toddlers and their parents, on Tuesdays."), Lead: text("Amina"),
		Items: &[]Item{{What: "Hall", Min: 60_00, Wanted: 100_00}, {What: "Snacks", Min: 20_00, Wanted: 50_00}},
	}
}

// drafted is a complete draft of somebody.
func (g *rig) drafted(round, id, author string) Application {
	g.t.Helper()
	a, err := g.SaveApplication(g.t.Context(), author, edit(round, id, "Toddler mornings"))
	g.must(err)
	return a
}

func (g *rig) sent(round, id, author string) Application {
	g.t.Helper()
	g.drafted(round, id, author)
	g.must(g.SubmitApplication(g.t.Context(), author, round, id))
	return g.application(round, id)
}

func (g *rig) application(round, id string) Application {
	g.t.Helper()
	a, err := ApplicationByID(g.Store.View(), round, id)
	g.must(err)
	return a
}

func fields(err error) string {
	names := []string{}
	for _, f := range fault.From(err).Fields {
		names = append(names, f.Name)
	}
	return strings.Join(names, " ")
}

func (g *rig) refused(what string, err error, kind fault.Kind) {
	g.t.Helper()
	if !fault.Is(err, kind) {
		g.t.Errorf("%s: %v, want %s", what, err, kind)
	}
}

func TestAnApplicationGrowsPieceByPieceAndAResendIsTheSame(t *testing.T) {
	g := newRig(t, 3)
	r, me := g.taking(), g.members[1]
	for range 2 {
		_, err := g.SaveApplication(t.Context(), me, Edit{Round: r.ID, ID: ideaID, Title: text(" Toddler mornings ")})
		g.must(err)
		_, err = g.SaveApplication(t.Context(), me, Edit{Round: r.ID, ID: ideaID, About: text("For toddlers.")})
		g.must(err)
		g.must(g.PutItem(t.Context(), me, r.ID, ideaID, Item{ID: "item-0001", What: "Hall", Min: 60_00, Wanted: 100_00}))
	}
	g.must(g.PutItem(t.Context(), me, r.ID, ideaID, Item{ID: "item-0002", What: "Toys", Min: 10_00, Wanted: 10_00}))
	g.must(g.RemoveItem(t.Context(), me, r.ID, ideaID, "item-0002"))
	if n := len(slices.Collect(ApplicationsOf(g.Store.View(), r.ID))); n != 1 {
		t.Fatalf("%d applications", n)
	}
	idea, err := g.ReadIdea(t.Context(), g.application(r.ID, ideaID))
	g.must(err)
	if idea.Title != "Toddler mornings" || idea.About != "For toddlers." || len(idea.Items) != 1 || idea.Items[0].What != "Hall" {
		t.Errorf("it says %+v", idea)
	}
}

func TestEveryWrongFieldOfAnApplicationIsNamed(t *testing.T) {
	g := newRig(t, 2)
	r, me := g.taking(), g.members[1]
	e := edit(r.ID, ideaID, strings.Repeat("x", maxTitle+1))
	e.Language = "not a language"
	e.Items = &[]Item{{What: "Hall", Min: 1, Wanted: 1}, {What: "", Min: 0, Wanted: -1}, {What: "Toys", Min: 5, Wanted: 4}}
	_, err := g.SaveApplication(t.Context(), me, e)
	if got := fields(err); got != "lang title items.2.what items.2.min items.2.wanted items.3.wanted" {
		t.Errorf("named %q", got)
	}
	many := make([]Item, MaxItems+1)
	for i := range many {
		many[i] = Item{What: "Thing", Min: 1, Wanted: 1}
	}
	if _, err = g.SaveApplication(t.Context(), me, Edit{Round: r.ID, ID: ideaID, Items: &many}); fields(err) != "items" {
		t.Errorf("took %d items: %v", len(many), err)
	}
	if _, err = g.SaveApplication(t.Context(), me, Edit{Round: r.ID, ID: "../x"}); fields(err) != "id" {
		t.Errorf("took a strange id: %v", err)
	}
	_, err = g.SaveApplication(t.Context(), me, Edit{Round: r.ID, ID: ideaID})
	g.must(err)
	if got := fields(g.SubmitApplication(t.Context(), me, r.ID, ideaID)); got != "title about items lead" {
		t.Errorf("an empty one misses %q", got)
	}
}

func TestAnApplicationFitsTheGrantsOfItsRound(t *testing.T) {
	g := newRig(t, 2)
	r, me := g.taking(), g.members[1]
	for _, c := range []struct {
		min, wanted int64
		ok          bool
	}{{10_00, 49_99, false}, {10_00, 50_00, true}, {500_00, 900_00, true}, {500_01, 900_00, false}} {
		e := edit(r.ID, ideaID, "Toddler mornings")
		e.Items = &[]Item{{What: "Hall", Min: c.min, Wanted: c.wanted}}
		_, err := g.SaveApplication(t.Context(), me, e)
		g.must(err)
		if err := Missing(r, g.application(r.ID, ideaID)); (err == nil) != c.ok {
			t.Errorf("%d to %d: %v", c.min, c.wanted, err)
		}
	}
}

func TestNobodyElseKnowsOfADraft(t *testing.T) {
	g := newRig(t, 3)
	r := g.taking()
	g.drafted(r.ID, ideaID, g.members[1])
	other := g.members[2]
	_, err := g.SaveApplication(t.Context(), other, Edit{Round: r.ID, ID: ideaID, Title: text("Mine now")})
	g.refused("save", err, fault.NotFound)
	g.refused("put an item", g.PutItem(t.Context(), other, r.ID, ideaID, Item{ID: "item-0001", What: "Hall", Min: 1, Wanted: 1}), fault.NotFound)
	g.refused("send", g.SubmitApplication(t.Context(), other, r.ID, ideaID), fault.NotFound)
	g.refused("withdraw", g.WithdrawApplication(t.Context(), other, r.ID, ideaID), fault.NotFound)
	_, err = g.AcceptApplication(t.Context(), g.members[0], r.ID, ideaID, 100_00, "")
	g.refused("accept", err, fault.NotFound)
}

func TestWhatAnApplicationSaysIsSealedUnderItsAuthor(t *testing.T) {
	g := newRig(t, 3)
	r := g.taking()
	g.drafted(r.ID, ideaID, g.members[1])
	err := g.journal.Read(t.Context(), 0, func(c journal.Commit) error {
		for _, e := range c.Entries {
			for _, ch := range e.Changes {
				for _, word := range []string{"Toddler", "toddlers", "Hall", "Amina"} {
					if bytes.Contains(ch.Record, []byte(word)) {
						t.Errorf("the journal says %q", word)
					}
				}
			}
		}
		return nil
	})
	g.must(err)
	g.must(g.vault.Erase(t.Context(), people.Subject(g.members[1])))
	idea, err := g.ReadIdea(t.Context(), g.application(r.ID, ideaID))
	g.must(err)
	if idea.Title+idea.About+idea.Items[0].What+idea.Leads[0] != "" {
		t.Errorf("an erased author still says %+v", idea)
	}
}

func TestPhasesSayWhatMayBeDoneWithAnApplication(t *testing.T) {
	g := newRig(t, 3)
	r, staff := g.taking(), g.members[0]
	draft := g.drafted(r.ID, "draft-001", g.members[1])
	back := g.sent(r.ID, "back-0001", g.members[1])
	g.must(g.SendBackApplication(t.Context(), staff, r.ID, back.ID, []int{2}, ""))
	waiting := g.sent(r.ID, "sent-0001", g.members[2])
	g.refused("change one that was sent", save(g, g.members[2], waiting), fault.Conflict)

	g.move(r.ID, Review)
	g.refused("change a draft in review", save(g, g.members[1], draft), fault.Gone)
	g.refused("send a draft in review", g.SubmitApplication(t.Context(), g.members[1], r.ID, draft.ID), fault.Gone)
	g.must(save(g, g.members[1], back))
	g.must(g.SubmitApplication(t.Context(), g.members[1], r.ID, back.ID))

	g.move(r.ID, Pitches)
	_, err := g.AcceptApplication(t.Context(), staff, r.ID, waiting.ID, 100_00, "")
	g.refused("accept in pitches", err, fault.Gone)
	g.refused("send back in pitches", g.SendBackApplication(t.Context(), staff, r.ID, waiting.ID, nil, "why"), fault.Gone)
	g.must(g.WithdrawApplication(t.Context(), g.members[2], r.ID, waiting.ID))
}

func save(g *rig, actor string, a Application) error {
	_, err := g.SaveApplication(g.t.Context(), actor, Edit{Round: a.Round, ID: a.ID, About: text("Said again.")})
	return err
}

func TestAcceptingPutsTheIdeaOnTheBallotWithinWhatItAskedFor(t *testing.T) {
	g := newRig(t, 3)
	r, staff, me := g.taking(), g.members[0], g.members[1]
	g.sent(r.ID, ideaID, me)
	for _, cost := range []int64{79_99, 150_01} {
		_, err := g.AcceptApplication(t.Context(), staff, r.ID, ideaID, cost, "")
		if fields(err) != "cost" {
			t.Errorf("%d was taken: %v", cost, err)
		}
	}
	p, err := g.AcceptApplication(t.Context(), staff, r.ID, ideaID, 120_00, "A lovely idea.")
	g.must(err)
	kept, err := ProjectByNumber(g.Store.View(), r.ID, p.Number)
	g.must(err)
	want := Project{
		Round: r.ID, Number: 1, Title: "Toddler mornings", About: "For toddlers and their parents, on Tuesdays.", Lead: "Amina",
		Cost: 120_00, Application: ideaID, Language: "en",
	}
	if kept != want || p != want {
		t.Errorf("on the ballot: %+v", kept)
	}
	idea, err := g.ReadIdea(t.Context(), g.application(r.ID, ideaID))
	g.must(err)
	if idea.Reason != "A lovely idea." {
		t.Errorf("the author reads %q", idea.Reason)
	}
	_, err = g.AcceptApplication(t.Context(), staff, r.ID, ideaID, 120_00, "")
	g.refused("accept twice", err, fault.Conflict)

	p.Title = "Toddler mornings at the hall"
	_, err = g.PutProject(t.Context(), staff, Project{Round: r.ID, Number: 1, Title: p.Title, Cost: p.Cost})
	g.must(err)
	if kept, _ = ProjectByNumber(g.Store.View(), r.ID, 1); kept.Application != ideaID {
		t.Error("a project that was edited forgot where it came from")
	}
	g.must(g.RemoveProject(t.Context(), staff, r.ID, 1))
	if a := g.application(r.ID, ideaID); a.State != StateSubmitted || a.Project != 0 {
		t.Errorf("taken off the ballot its application is %s, project %d", a.State, a.Project)
	}
}

func TestLeadersDoNotDecideAboutTheirOwn(t *testing.T) {
	g := newRig(t, 2)
	r, staff := g.taking(), g.members[0]
	g.sent(r.ID, ideaID, staff)
	_, err := g.AcceptApplication(t.Context(), staff, r.ID, ideaID, 100_00, "")
	g.refused("accept", err, fault.Forbidden)
	g.refused("send back", g.SendBackApplication(t.Context(), staff, r.ID, ideaID, []int{1}, ""), fault.Forbidden)
}

func TestSentBackItSaysWhichGuidelinesAndCanBeSentAgain(t *testing.T) {
	g := newRig(t, 3)
	r, staff, me := g.taking(), g.members[0], g.members[1]
	g.sent(r.ID, ideaID, me)
	if got := fields(g.SendBackApplication(t.Context(), staff, r.ID, ideaID, []int{3}, "")); got != "guidelines" {
		t.Errorf("an unknown guideline named %q", got)
	}
	if got := fields(g.SendBackApplication(t.Context(), staff, r.ID, ideaID, nil, " ")); got != "reason" {
		t.Errorf("no reason at all named %q", got)
	}
	g.must(g.SendBackApplication(t.Context(), staff, r.ID, ideaID, []int{2, 2, 1}, "Who is it for?"))
	a := g.application(r.ID, ideaID)
	if a.State != StateSentBack || !slices.Equal(a.Decision.Guidelines, r.Guidelines) {
		t.Errorf("it is %s and misses %q", a.State, a.Decision.Guidelines)
	}
	g.must(save(g, me, a))
	g.must(g.SubmitApplication(t.Context(), me, r.ID, ideaID))
	g.must(g.SubmitApplication(t.Context(), me, r.ID, ideaID))
	if a = g.application(r.ID, ideaID); a.State != StateSubmitted {
		t.Errorf("sent again it is %s", a.State)
	}
}

func TestWithdrawingTakesTheProjectOffTheBallotUntilVotingOpens(t *testing.T) {
	g := newRig(t, 3)
	r, staff, me := g.taking(), g.members[0], g.members[1]
	for _, id := range []string{"idea-0001", "idea-0002"} {
		g.sent(r.ID, id, me)
		_, err := g.AcceptApplication(t.Context(), staff, r.ID, id, 100_00, "")
		g.must(err)
	}
	g.must(g.WithdrawApplication(t.Context(), me, r.ID, "idea-0001"))
	g.must(g.WithdrawApplication(t.Context(), me, r.ID, "idea-0001"))
	if left := ProjectsOf(g.Store.View(), r.ID); len(left) != 1 || left[0].Application != "idea-0002" {
		t.Errorf("on the ballot: %+v", left)
	}
	g.must(g.OpenVoting(t.Context(), staff, r.ID))
	g.refused("withdraw from an open vote", g.WithdrawApplication(t.Context(), me, r.ID, "idea-0002"), fault.Conflict)
}

func TestACodeMakesOnePersonALeader(t *testing.T) {
	g := newRig(t, 4)
	r, me, friend := g.taking(), g.members[1], g.members[2]
	g.drafted(r.ID, ideaID, me)
	in, err := g.InviteCoLeader(t.Context(), me, r.ID, ideaID, "")
	g.must(err)
	code, err := g.CoLeadCode(t.Context(), r.ID, in)
	g.must(err)
	typed := strings.ToLower(people.ShowCode(code))
	_, err = g.AcceptCoLead(t.Context(), friend, r.ID, typed, "Rosa")
	g.must(err)
	_, err = g.AcceptCoLead(t.Context(), g.members[3], r.ID, typed, "Somebody")
	if fields(err) != "code" {
		t.Errorf("a used code let somebody in: %v", err)
	}
	g.must(save(g, friend, g.application(r.ID, ideaID)))
	g.refused("a co-leader sends it", g.SubmitApplication(t.Context(), friend, r.ID, ideaID), fault.Forbidden)
	idea, err := g.ReadIdea(t.Context(), g.application(r.ID, ideaID))
	g.must(err)
	if !slices.Equal(idea.Leads, []string{"Amina", "Rosa"}) || idea.About != "Said again." {
		t.Errorf("led by %q, about %q", idea.Leads, idea.About)
	}
	g.must(g.LeaveCoLead(t.Context(), friend, r.ID, ideaID, friend))
	g.refused("save after leaving", save(g, friend, g.application(r.ID, ideaID)), fault.NotFound)
}

func TestAnInvitationRunsOutAndIsOneRoundsAlone(t *testing.T) {
	g := newRig(t, 3)
	r, other, me := g.taking(), g.taking(), g.members[1]
	g.drafted(r.ID, ideaID, me)
	in, err := g.InviteCoLeader(t.Context(), me, r.ID, ideaID, "")
	g.must(err)
	code, err := g.CoLeadCode(t.Context(), r.ID, in)
	g.must(err)
	if _, err = g.ByCoLeadCode(t.Context(), other.ID, code); fields(err) != "code" {
		t.Errorf("it is good for another round: %v", err)
	}
	for range MaxLeaders - 2 {
		_, err = g.InviteCoLeader(t.Context(), me, r.ID, ideaID, "")
		g.must(err)
	}
	_, err = g.InviteCoLeader(t.Context(), me, r.ID, ideaID, "")
	g.refused("invite a seventh", err, fault.Conflict)
	g.wait(InvitationLasts)
	g.update(func(store.View) ([]store.Change, error) { return nil, nil })
	if _, err = g.AcceptCoLead(t.Context(), g.members[2], r.ID, code, "Rosa"); fields(err) != "code" {
		t.Errorf("an old code let somebody in: %v", err)
	}
}

func TestTwoIdeasBecomeOneWhenBothAuthorsAgree(t *testing.T) {
	g := newRig(t, 4)
	r, me, them := g.taking(), g.members[1], g.members[2]
	g.sent(r.ID, "mine-0001", me)
	g.sent(r.ID, "their-001", them)
	g.refused("agree unasked", g.AgreeMerge(t.Context(), them, r.ID, "their-001", "mine-0001"), fault.Conflict)
	g.must(g.ProposeMerge(t.Context(), me, r.ID, "mine-0001", "their-001", "their-001"))
	if asked := slices.Collect(MergesAskedOf(g.Store.View(), g.application(r.ID, "their-001"))); len(asked) != 1 || asked[0].ID != "mine-0001" {
		t.Fatalf("they are asked %v", asked)
	}
	g.refused("agree for others", g.AgreeMerge(t.Context(), me, r.ID, "their-001", "mine-0001"), fault.NotFound)
	g.must(g.DeclineMerge(t.Context(), them, r.ID, "their-001", "mine-0001"))
	g.refused("agree after no", g.AgreeMerge(t.Context(), them, r.ID, "their-001", "mine-0001"), fault.Conflict)
	g.must(g.ProposeMerge(t.Context(), me, r.ID, "mine-0001", "their-001", "their-001"))
	g.must(g.AgreeMerge(t.Context(), them, r.ID, "their-001", "mine-0001"))
	kept, gone := g.application(r.ID, "their-001"), g.application(r.ID, "mine-0001")
	if gone.State != StateMerged || gone.Into != kept.ID || !slices.Equal(kept.leaders(), []string{them, me}) || kept.State != StateSubmitted {
		t.Errorf("kept %+v, gone %+v", kept, gone)
	}
	idea, err := g.ReadIdea(t.Context(), kept)
	g.must(err)
	if !slices.Equal(idea.Leads, []string{"Amina", "Amina"}) {
		t.Errorf("led by %q", idea.Leads)
	}
	g.refused("withdraw what was merged", g.WithdrawApplication(t.Context(), me, r.ID, gone.ID), fault.Gone)
}

func TestATranslationIsShownUntilTheWordsChange(t *testing.T) {
	g := newRig(t, 3)
	r, staff, me := g.taking(), g.members[0], g.members[1]
	g.sent(r.ID, ideaID, me)
	p, err := g.AcceptApplication(t.Context(), staff, r.ID, ideaID, 100_00, "")
	g.must(err)
	w := Wording{Round: r.ID, Project: p.Number, Language: "ar", Title: "صباح الصغار", About: "للأطفال الصغار وأهلهم.", Name: "Huda"}
	_, err = g.PutTranslation(t.Context(), me, w)
	g.must(err)
	g.refused("check one's own", g.CheckTranslation(t.Context(), me, r.ID, p.Number, "ar", "Huda"), fault.Forbidden)
	g.must(g.CheckTranslation(t.Context(), g.members[2], r.ID, p.Number, "ar", "Salma"))
	got := TextIn(g.Store.View(), p, "ar")
	if got.Title != w.Title || got.Translation == nil || got.Translation.Checked.Person != g.members[2] {
		t.Fatalf("in Arabic: %+v", got)
	}
	if name, err := g.ReadSignature(t.Context(), got.Translation.Checked); err != nil || name != "Salma" {
		t.Errorf("checked by %q, %v", name, err)
	}
	if got = TextIn(g.Store.View(), p, "pl"); got.Title != p.Title || got.Language != "en" || got.Translation != nil {
		t.Errorf("in Polish: %+v", got)
	}
	p.About += " And on Fridays."
	_, err = g.PutProject(t.Context(), staff, p)
	g.must(err)
	if got = TextIn(g.Store.View(), p, "ar"); got.Translation != nil {
		t.Errorf("words that changed are shown as %q", got.Title)
	}
	g.must(g.OpenVoting(t.Context(), staff, r.ID))
	_, err = g.PutTranslation(t.Context(), me, w)
	g.refused("translate in an open vote", err, fault.Conflict)
}

func TestThrowingARoundAwayTakesItsTranslationsAlong(t *testing.T) {
	g := newRig(t, 2)
	r := g.unopenedRound(plainSettings(), 100)
	_, err := g.PutTranslation(t.Context(), g.members[1], Wording{Round: r.ID, Project: 1, Language: "ar", Title: "صباح الصغار", Name: "Huda"})
	g.must(err)
	g.must(g.DiscardRound(t.Context(), g.members[0], r.ID))
	if n := translations.Len(g.Store.View()); n != 0 {
		t.Errorf("%d translations of nothing", n)
	}
}

type coLeadLetters []CoLeadLetter

func (l *coLeadLetters) CoLead(_ context.Context, letter CoLeadLetter) ([]store.Change, error) {
	*l = append(*l, letter)
	return nil, nil
}

func TestACoLeaderIsWrittenToIfTheRoundKnowsTheAddress(t *testing.T) {
	g := newRig(t, 2)
	var written coLeadLetters
	g.Letters = &written
	rosa, err := g.People.Add(t.Context(), "", people.Particulars{Name: "Rosa", Email: "rosa@example.org", Language: "ar"})
	g.must(err)
	g.update(func(store.View) ([]store.Change, error) {
		return []store.Change{council.Memberships.Put(council.Membership{Council: g.council, Person: rosa.ID, Role: council.Member})}, nil
	})
	_, err = g.People.Add(t.Context(), "", people.Particulars{Name: "Far", Email: "far@example.org"})
	g.must(err)
	r, me := g.taking(), g.members[1]
	g.drafted(r.ID, ideaID, me)
	for _, email := range []string{"ROSA@example.org", "far@example.org", "nobody@example.org"} {
		_, err := g.InviteCoLeader(t.Context(), me, r.ID, ideaID, email)
		g.must(err)
	}
	if len(written) != 1 || written[0].Name != "Rosa" || written[0].From != "Amina" || written[0].Language != "ar" {
		t.Fatalf("written: %+v", written)
	}
	a, err := g.ByCoLeadCode(t.Context(), r.ID, written[0].Code)
	if err != nil || a.ID != ideaID {
		t.Errorf("the code leads to %q, %v", a.ID, err)
	}
	if _, err := g.InviteCoLeader(t.Context(), me, r.ID, ideaID, "no address"); fields(err) != "email" {
		t.Errorf("took no address: %v", err)
	}
}
