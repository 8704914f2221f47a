package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/parentpower/parentpower/internal/funding"
)

// roundOf opens a round of three projects with ballots of a kind, and gives the browser of one who may vote in it.
func (c *cast) roundOf(kind funding.BallotKind, most int) (at string, voter *browser) {
	c.t.Helper()
	ctx, hub := c.t.Context(), c.persons[theHub]
	r, err := c.Funding.CreateRound(ctx, hub, c.council, funding.Settings{
		Title: "£700 for the autumn", Budget: 700_00, Voters: funding.MembersOrSlip, Ballot: kind, Most: most,
		Rule: funding.EqualSharesTopUp, Standings: funding.ShowAfterClose,
	})
	c.must(err)
	for _, title := range []string{"Garden", "Trip to the sea", "Homework club"} {
		_, err := c.Funding.PutProject(ctx, hub, funding.Project{Round: r.ID, Title: title, Cost: 400_00})
		c.must(err)
	}
	c.must(c.Funding.OpenVoting(ctx, hub, r.ID))
	return "/rounds/" + r.ID, c.as(member)
}

func TestPointsAndOrdersGoFromTheFormToTheResult(t *testing.T) {
	for _, k := range []struct {
		kind          funding.BallotKind
		most          int
		fields        []string
		checks, again []string // what the page that checks says, and what the ballot shows afterwards
		result        string
	}{
		{
			funding.SharePoints, 0, []string{"points-1", "7", "points-2", "", "points-3", "2"},
			[]string{"7 points", "2 points", "You did not use 1 point.", `name="points-1" value="7"`},
			[]string{`id="f-points-1" value="7"`, `id="f-points-2" value=""`}, "7 points",
		},
		{
			funding.InOrder, 3, []string{"place-1", "3", "place-2", "", "place-3", "1"}, // nobody is 2nd
			[]string{"1st", "2nd", "You put 2 projects in order", `name="place-3" value="1"`, `name="place-1" value="2"`},
			[]string{`<option value="2" selected>2nd`}, "2 points",
		},
	} {
		c := newCast(t)
		at, b := c.roundOf(k.kind, k.most)
		b.get(at+"/vote").want(t, http.StatusOK)
		check := b.post(at+"/vote/check", append(k.fields, "key", "")...).want(t, http.StatusOK)
		has(t, check, k.checks...)
		has(t, b.post(at+"/vote/change", append(k.fields, "key", "")...).want(t, http.StatusOK), k.again...)
		b.post(at+"/vote", append(k.fields, "key", check.field(t, "key"))...).want(t, http.StatusSeeOther)
		has(t, b.get(at+"/voted").want(t, http.StatusOK), k.checks[:2]...)
		has(t, b.get(at+"/vote").want(t, http.StatusOK), k.again...)
		c.as(advocate).post(at+"/close", "confirm", "1").want(t, http.StatusSeeOther)
		c.must(c.Funding.Duty().Work(t.Context()))
		has(t, b.get(at+"/result").want(t, http.StatusOK), k.result, "goes to the projects with most points", "If the points had just been added up")
	}
}

func TestAFormThatSaysTooMuchOrNothingKeepsWhatWasTyped(t *testing.T) {
	for _, k := range []struct {
		kind   funding.BallotKind
		fields []string
		says   []string
	}{
		{funding.SharePoints, []string{"points-1", "7", "points-2", "5"}, []string{"That is 2 over. You have 10 points in all.", `value="7"`, `value="5"`}},
		{funding.SharePoints, []string{"points-1", "lots"}, []string{`href="#f-points-1"`, `value="lots"`, "Write a whole number"}},
		{funding.SharePoints, []string{"points-1", "-3", "points-2", "2"}, []string{`href="#f-points-1"`, `value="-3"`}},
		{funding.SharePoints, []string{"points-1", "0"}, []string{"Give at least one point, or say"}},
		{funding.SharePoints, []string{"points-1", "3", "none", "1"}, []string{"Choose which."}},
		{funding.SharePoints, []string{"points-9", "3"}, []string{"Please look at this"}},
		{funding.InOrder, []string{"place-1", "1", "place-2", "1"}, []string{`href="#f-place-2"`, "Another project has this place already."}},
		{funding.InOrder, []string{"place-1", "1", "place-2", "2", "place-3", "3"}, []string{"Pick up to 2."}},
		{funding.InOrder, []string{"place-1", ""}, []string{"Choose at least one, or say"}},
	} {
		c := newCast(t)
		at, b := c.roundOf(k.kind, 2)
		for _, path := range []string{"/vote/check", "/vote"} {
			has(t, b.post(at+path, append(k.fields, "key", "key-of-test")...).want(t, http.StatusUnprocessableEntity), k.says...)
		}
	}
}

func TestNoneOfTheseIsAVoteInEveryKind(t *testing.T) {
	for _, kind := range []funding.BallotKind{funding.AnyNumber, funding.UpToMost, funding.WithinBudget, funding.SharePoints, funding.InOrder} {
		c := newCast(t)
		at, b := c.roundOf(kind, 2)
		check := b.post(at+"/vote/check", "none", "1", "key", "").want(t, http.StatusOK)
		has(t, check, "That is a vote too.", `name="none" value="1"`)
		b.post(at+"/vote", "none", "1", "key", check.field(t, "key")).want(t, http.StatusSeeOther)
		has(t, b.get(at+"/voted").want(t, http.StatusOK), "I do not like any of these")
	}
}

// has holds that a page says all of this.
func has(t *testing.T, a answer, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(a.text, text) {
			t.Errorf("%q is not in\n%s", text, a.text)
		}
	}
}
