package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/store"
)

func (a answer) says(t *testing.T, what ...string) {
	t.Helper()
	for _, text := range what {
		if !strings.Contains(a.text, text) {
			t.Errorf("the page does not say %q", text)
		}
	}
}

func (a answer) hides(t *testing.T, what ...string) {
	t.Helper()
	for _, text := range what {
		if strings.Contains(a.text, text) {
			t.Errorf("the page says %q", text)
		}
	}
}

func TestARoundIsMovedOnAndBackWithAReasonThatEverybodyReadsWithoutAName(t *testing.T) {
	c := newCast(t)
	at, b := "/rounds/"+c.draft.ID, c.as(advocate)
	b.get(at+"/manage").want(t, http.StatusOK).says(t, "Ask parents for ideas", at+"/move?to=applications")
	b.get(at+"/move?to=applications").want(t, http.StatusOK).says(t, "Ask parents for ideas now?", "cannot be hidden again")
	b.get(at+"/move?to=closed").want(t, http.StatusConflict)
	b.post(at+"/move", "to", "applications", "why", "").want(t, http.StatusSeeOther)
	b.post(at+"/move", "to", "review", "why", "").want(t, http.StatusSeeOther)
	b.post(at+"/discard", "confirm", "1").want(t, http.StatusConflict)

	b.get(at+"/move?to=applications").want(t, http.StatusOK).says(t, "Take ideas again?", "Why does it go back?")
	b.post(at+"/move", "to", "applications", "why", " ").want(t, http.StatusUnprocessableEntity).says(t, `href="#f-why"`, "Take ideas again?")
	b.post(at+"/move", "to", "applications", "why", "Half-term: many were away").want(t, http.StatusSeeOther)
	b.get(at+"/manage").want(t, http.StatusOK).says(t, "Half-term: many were away", "Ms "+advocate, "Back to putting ideas forward")
	public := c.as(anonymous).get(at).want(t, http.StatusOK)
	public.says(t, "Half-term: many were away", "Moved by hand", "Parents can put ideas forward now.")
	public.hides(t, "Ms "+advocate)
}

func TestTheCalendarSaysWhatIsNowAndWhatComes(t *testing.T) {
	c := newCast(t)
	settings := c.draft.Settings
	soon := time.Now().AddDate(0, 0, 20)
	settings.Dates = funding.Dates{Review: soon, Voting: soon.AddDate(0, 0, 1)}
	settings.Closes = soon.AddDate(0, 0, 2)
	c.must(c.Funding.ChangeSettings(t.Context(), c.persons[advocate], c.draft.ID, settings))
	at, b := "/rounds/"+c.draft.ID, c.as(member)
	for _, step := range []struct {
		to    funding.Phase
		says  []string
		hides []string
	}{
		{funding.Applications, []string{"Parents can put ideas forward now.", "Now, until", "Ideas wanted", "When voting has closed"}, []string{"Read about the projects"}},
		{funding.Review, []string{"A group of parents is looking at the ideas.", "Done"}, []string{"Ideas wanted"}},
		{funding.Pitches, []string{"The vote comes next.", "Read about the projects"}, nil},
	} {
		c.must(c.Funding.MovePhase(t.Context(), c.persons[advocate], c.draft.ID, step.to, ""))
		a := b.get(at).want(t, http.StatusOK)
		a.says(t, step.says...)
		a.hides(t, step.hides...)
		b.get("/").want(t, http.StatusOK).says(t, c.draft.Title)
	}
}

func TestDatesAndGuidelinesAreKeptAndACopyOffersThemAYearLater(t *testing.T) {
	c := newCast(t)
	b, at := c.as(advocate), "/rounds/"+c.draft.ID
	typed := []string{
		"title", "Winter money", "purpose", "", "budget", "1,000", "smallest", "", "largest", "", "voters", "both",
		"ballot", "any", "most", "", "rule", "most-votes", "quorum", "", "standings", "after-close", "minimum", "", "publish", "",
		"guidelines", "For parents of the estate.\r\n\r\nOpen to all.", "checklist", "Parents lead it.\r\nIt is safe.", "reviews", "3",
	}
	dates := []string{"applications", "2098-01-06T09:00", "review", "2098-02-03T17:00", "pitches", "", "opens", "2098-02-10T18:00", "closes", "2098-02-11T20:00", "reports", "2098-09-02T12:00"}
	wrong := append(append([]string{}, typed...), dates...)
	wrong[len(typed)+3] = "2098-01-05T09:00"
	b.post(at+"/settings", wrong...).want(t, http.StatusUnprocessableEntity).says(t, `href="#f-review"`, "This must come after the date before it.")
	b.post(at+"/settings", append(typed, dates...)...).want(t, http.StatusSeeOther)
	kept := b.get(at+"/settings").want(t, http.StatusOK)
	kept.says(t, "2098-02-10T18:00", "Open to all.", "For parents of the estate.", "Parents lead it.\nIt is safe.", `value="3"`)

	a := b.post("/councils/"+c.council+"/rounds/new", "title", "Next winter", "budget", "1000", "copy", c.draft.ID).want(t, http.StatusSeeOther)
	offered := b.get(a.Header.Get("Location")).want(t, http.StatusOK)
	offered.says(t, "a year later", "2099-01-05T09:00", "2099-02-09T18:00", "2099-02-10T20:00", "Open to all.")
	made := strings.TrimSuffix(strings.TrimPrefix(strings.Split(a.Header.Get("Location"), "?")[0], "/rounds/"), "/settings")
	r, err := funding.RoundByID(c.Store.View(), made)
	c.must(err)
	if r.Dates != (funding.Dates{}) || !r.Closes.IsZero() {
		t.Errorf("dates were kept that nobody agreed to: %+v", r.Settings)
	}
}

func TestVotingThatDidNotOpenOnItsDateIsSaidWhereTheRoundIsLookedAfter(t *testing.T) {
	c := newCast(t)
	b, at := c.as(advocate), "/rounds/"+c.draft.ID
	r := c.draft
	r.Dates.Voting = time.Now().Add(-time.Hour)
	r.Heeded = time.Now()
	_, err := c.Store.Update(t.Context(), "test", "", func(store.View) ([]store.Change, error) {
		return []store.Change{funding.Rounds.Put(r)}, nil
	})
	c.must(err)
	b.get(at+"/manage").want(t, http.StatusOK).says(t, "but something was missing")
}
