package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/funding"
)

// ideaIDs are of two ideas that the stranger leads; their titles begin with "Zebra".
var ideaIDs = []string{"idea-of-test-1", "idea-of-test-2"}

// panelRound makes a round in review in which the stranger, who joined the council, has sent two ideas.
func (c *cast) panelRound() (at []string) {
	c.t.Helper()
	ctx, hub := c.t.Context(), c.persons[theHub]
	r, err := c.Funding.CreateRound(ctx, hub, c.council, funding.Settings{
		Title: "£900 for the winter", Budget: 900_00, Voters: funding.MembersOrSlip, Ballot: funding.WithinBudget, Rule: funding.EqualShares,
		Standings: funding.ShowLive, Guidelines: []string{"For families of the estate.", "Open to all."},
		Checklist: []string{"Parents lead it.", "The costs make sense."},
	})
	c.must(err)
	c.must(c.Funding.MovePhase(ctx, hub, r.ID, funding.Applications, ""))
	for _, id := range ideaIDs {
		title, about, lead := "Zebra walks "+id, "Zebra rides for toddlers at the hall.", "Ms Zebra"
		_, err := c.Funding.SaveApplication(ctx, c.persons[stranger], funding.Edit{
			Round: r.ID, ID: id, Title: &title, About: &about, Lead: &lead, Items: &[]funding.Item{{What: "Oats", Min: 50_00, Wanted: 80_00}},
		})
		c.must(err)
		c.must(c.Funding.SubmitApplication(ctx, c.persons[stranger], r.ID, id))
	}
	c.must(c.Funding.MovePhase(ctx, hub, r.ID, funding.Review, ""))
	return []string{r.ID}
}

// panelCast is a round in review with a panel: the member, in the chair, and two others of the council.
func panelCast(t *testing.T) (c *cast, at string) {
	t.Helper()
	c = newCast(t)
	for _, kind := range []string{stranger, otherMember} {
		c.join(c.council, kind, council.Member)
	}
	round := c.panelRound()[0]
	panel := []string{c.persons[member], c.persons[otherMember], c.persons[advocate]}
	c.must(c.Funding.NamePanel(t.Context(), c.persons[advocate], round, panel, c.persons[member]))
	return c, "/rounds/" + round
}

// looked is a review as the page sends it.
func looked(advice, comment string) []string {
	return []string{"ticks.1", "yes", "ticks.2", "unsure", "advice", advice, "guidelines", "2", "comment", comment}
}

func TestThePanelLooksBeforeItSeesWhatOthersFoundAndTheChairDecides(t *testing.T) {
	c, at := panelCast(t)
	idea := at + "/panel/ideas/" + ideaIDs[0]
	chair, other := c.as(member), c.as(otherMember)
	chair.get("/").want(t, http.StatusOK).says(t, at+`/panel"`, "Look at the ideas")
	chair.get(at+"/panel").want(t, http.StatusOK).says(t, "2 ideas wait for you", "Zebra walks", "Ms member decides")
	page := chair.get(idea).want(t, http.StatusOK)
	page.says(t, "Zebra rides", "Oats", "£50 to £80", "Parents lead it.", "Open to all.", ideaIDs[1], "Still to look:")
	chair.post(idea, "ticks.1", "yes", "ticks.2", "", "advice", "send-back", "comment", "").want(t, http.StatusUnprocessableEntity).
		says(t, `href="#f-ticks-2"`, `href="#f-comment"`, `value="yes" checked`)
	chair.post(idea, looked("ballot", "A warm hall.")...).want(t, http.StatusSeeOther)

	other.get(idea).want(t, http.StatusOK).hides(t, "A warm hall.", "1 yes")
	other.get(idea+"/decide").want(t, http.StatusForbidden)
	chair.get(idea+"/decide").want(t, http.StatusConflict)
	other.post(idea, looked("send-back", "For whom?")...).want(t, http.StatusSeeOther)
	other.get(idea).want(t, http.StatusOK).says(t, "A warm hall.", "2 yes, 0 no, 0 not sure", "0 yes, 0 no, 2 not sure", "Ms advocate", "Change what I think")
	c.as(stranger).get(at+"/ideas/"+ideaIDs[0]).want(t, http.StatusOK).hides(t, "A warm hall.", "For whom?")

	chair.get(idea+"/decide").want(t, http.StatusOK).says(t, "A warm hall.", "Between £50 and £80")
	chair.post(idea+"/decide", "decision", "accept", "cost", "90", "reason", "", "early", "").want(t, http.StatusUnprocessableEntity).says(t, `href="#f-cost"`)
	chair.post(idea+"/decide", "decision", "accept", "cost", "75", "reason", "Lovely for us all.").want(t, http.StatusSeeOther)
	c.as(stranger).get(at+"/ideas/"+ideaIDs[0]).want(t, http.StatusOK).says(t, "Lovely for us all.")
	c.as(advocate).get(idea).want(t, http.StatusOK).says(t, "It goes on the ballot", "A warm hall.")
	c.as(advocate).get(at+"/manage").want(t, http.StatusOK).says(t, "1 of 2 ideas looked at, 1 decided")
}

func TestStaffMayDecideEarlierIfTheySayWhyAndThePanelReadsIt(t *testing.T) {
	c, at := panelCast(t)
	idea, staff := at+"/panel/ideas/"+ideaIDs[0], c.as(theHub)
	staff.get(idea+"/decide").want(t, http.StatusOK).says(t, "Why can it not wait?")
	staff.post(idea+"/decide", "decision", "send-back", "guidelines", "1", "reason", "Please say for whom.", "early", "").want(t, http.StatusUnprocessableEntity).
		says(t, `href="#f-early"`)
	staff.post(idea+"/decide", "decision", "send-back", "guidelines", "1", "reason", "Please say for whom.", "early", "The panel is ill.").want(t, http.StatusSeeOther)
	c.as(member).get(idea).want(t, http.StatusOK).says(t, "The panel is ill.", "Please say for whom.", "For families of the estate.", "read it again when they send it")
	told := c.as(stranger).get(at+"/ideas/"+ideaIDs[0]).want(t, http.StatusOK)
	told.says(t, "Please say for whom.")
	told.hides(t, "The panel is ill.")
}

// Whoever says that they are too close reaches nothing of the idea, whatever they ask for: each route that is there.
func TestWhoIsTooCloseToAnIdeaReachesNothingOfItByAnyRoute(t *testing.T) {
	c, at := panelCast(t)
	idea, staff := at+"/panel/ideas/"+ideaIDs[0], c.as(advocate)
	c.as(otherMember).post(idea, looked("ballot", "My own secret word.")...).want(t, http.StatusSeeOther)
	b := c.as(otherMember)
	b.post(idea+"/aside", "why", "").want(t, http.StatusUnprocessableEntity)
	b.post(idea+"/aside", "why", "My sister leads it.").want(t, http.StatusSeeOther)
	staff.post(idea+"/aside", "why", "I wrote it with her.").want(t, http.StatusSeeOther)
	for _, kind := range []string{otherMember, advocate} {
		c.reachesNothing(t, kind, at)
	}
	for _, path := range []string{idea, idea + "/aside", at + "/ideas/" + ideaIDs[0], "/api/v1" + idea} {
		b.get(path).want(t, http.StatusNotFound)
	}
	b.get(at+"/panel").want(t, http.StatusOK).says(t, "You are not shown 1 idea", ideaIDs[1])
	b.get(at+"/panel/ideas/"+ideaIDs[1]).want(t, http.StatusOK).hides(t, ideaIDs[0])
	alike := b.get(at+"/ideas/"+c.ownIdea(at, otherMember)+"/alike").want(t, http.StatusOK)
	alike.says(t, ideaIDs[1])
	alike.hides(t, ideaIDs[0])

	staff.get(at+"/panel/members").want(t, http.StatusOK).hides(t, "My sister leads it.")
	told := c.as(theHub).get(at+"/panel/members").want(t, http.StatusOK)
	told.says(t, "My sister leads it.", "I wrote it with her.", idea+"/aside/"+c.persons[otherMember]+"/lift")
	seen := c.as(member).get(idea).want(t, http.StatusOK)
	seen.says(t, "Too close to it")
	seen.hides(t, "My sister leads it.", "My own secret word.")
	staff.post(idea+"/aside/"+c.persons[advocate]+"/lift").want(t, http.StatusNotFound)
	c.as(theHub).post(idea+"/aside/"+c.persons[otherMember]+"/lift").want(t, http.StatusSeeOther)
	b.get(idea).want(t, http.StatusOK).hides(t, "My own secret word.")
}

// ownIdea begins an idea of somebody that says what those of the stranger say.
func (c *cast) ownIdea(at, kind string) string {
	c.t.Helper()
	round, id, title, about := strings.TrimPrefix(at, "/rounds/"), "idea-of-their-own", "Zebra walks", "Zebra rides for toddlers at the hall."
	c.must(c.Funding.MovePhase(c.t.Context(), c.persons[theHub], round, funding.Applications, "Too few ideas"))
	_, err := c.Funding.SaveApplication(c.t.Context(), c.persons[kind], funding.Edit{Round: round, ID: id, Title: &title, About: &about})
	c.must(err)
	return id
}

// reachesNothing asks for all that can be looked at in the round, and for whatever there is to do about the first idea.
func (c *cast) reachesNothing(t *testing.T, kind, at string) {
	t.Helper()
	b := c.as(kind)
	places := strings.NewReplacer("/rounds/:round", at, ":idea", ideaIDs[0], ":other", ideaIDs[0], ":person", c.persons[otherMember])
	for _, r := range c.routes() {
		about := strings.Contains(r.path, ":idea")
		if !strings.Contains(r.path, "/rounds/:round") || r.takes != nothing && !about {
			continue
		}
		path := places.Replace(r.path)
		a := b.do(r.method, path, mediaTypes[r.takes], "")
		if strings.Contains(a.text, "Zebra walks "+ideaIDs[0]) || !about && strings.Contains(a.text, ideaIDs[0]) {
			t.Errorf("%s %s tells %s of it:\n%s", r.method, path, kind, a.text)
		}
		refused := a.StatusCode == http.StatusNotFound || a.StatusCode == http.StatusForbidden ||
			// An empty body is refused before anything is looked up, on what is for those who lead an idea.
			r.program() && !strings.Contains(r.path, "/panel/") && a.StatusCode == http.StatusUnprocessableEntity
		if about && !refused {
			t.Errorf("%s %s as %s: status %d", r.method, path, kind, a.StatusCode)
		}
	}
}

func TestThePanelsRoutesAdmitThePanelAndNobodyWhoLeadsTheIdea(t *testing.T) {
	c, at := panelCast(t)
	c.must(c.Funding.NamePanel(t.Context(), c.persons[advocate], strings.TrimPrefix(at, "/rounds/"), []string{c.persons[member], c.persons[stranger]}, c.persons[stranger]))
	idea := at + "/panel/ideas/" + ideaIDs[0]
	for kind, want := range map[string][3]int{
		anonymous:   {http.StatusSeeOther, http.StatusSeeOther, http.StatusSeeOther},
		otherMember: {http.StatusForbidden, http.StatusForbidden, http.StatusForbidden},
		slipHolder:  {http.StatusForbidden, http.StatusForbidden, http.StatusForbidden},
		member:      {http.StatusOK, http.StatusOK, http.StatusForbidden},
		stranger:    {http.StatusOK, http.StatusNotFound, http.StatusForbidden},
		advocate:    {http.StatusOK, http.StatusOK, http.StatusOK},
		theHub:      {http.StatusOK, http.StatusOK, http.StatusOK},
	} {
		b := c.as(kind)
		for i, path := range []string{at + "/panel", idea, at + "/panel/members"} {
			if got := b.get(path).StatusCode; got != want[i] {
				t.Errorf("%s as %s: %d, want %d", path, kind, got, want[i])
			}
		}
	}
	c.as(stranger).get(idea+"/decide").want(t, http.StatusNotFound)
}

func TestThePanelIsNamedOnItsPageAndSaysNothingOfPersonsElsewhere(t *testing.T) {
	c, at := panelCast(t)
	b := c.as(advocate)
	b.get(at+"/panel/members").want(t, http.StatusOK).says(t, `value="`+c.persons[member]+`" checked`, "Ms member in the chair")
	b.post(at+"/panel/members", "panel", c.persons[otherMember], "chair", c.persons[member]).want(t, http.StatusUnprocessableEntity).says(t, `href="#f-chair"`)
	b.post(at+"/panel/members", "panel", c.persons[otherMember], "chair", "").want(t, http.StatusSeeOther)
	b.get(at+"/panel").want(t, http.StatusOK).says(t, "Those who look after the round decide.")
	c.as(stranger).get(at).want(t, http.StatusOK).hides(t, "Ms "+otherMember, "Ms "+member)
	c.as(anonymous).get(at).want(t, http.StatusOK).hides(t, "Ms "+otherMember, "Ms "+member)
}
