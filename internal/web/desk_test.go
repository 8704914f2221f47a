package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/parentpower/parentpower/internal/funding"
)

// sit begins a help at the desk, as the advocate, and returns the browser that is handed over.
func (c *cast) sit(voter string) *browser {
	c.t.Helper()
	b := c.as(advocate)
	b.post("/rounds/"+c.open.ID+"/desk/voters/"+voter, "reason", "reading", "words", "", "lang", "en").want(c.t, http.StatusSeeOther)
	return b
}

func TestAVoteAtTheDeskFromTheNameToTheReceipt(t *testing.T) {
	c := newCast(t)
	at := "/rounds/" + c.open.ID
	b := c.as(advocate)
	b.get(at+"/desk").want(t, http.StatusOK)
	b.post(at+"/desk/find", "find", "nobody").want(t, http.StatusOK)
	b.post(at+"/desk/find", "find", "").want(t, http.StatusUnprocessableEntity)
	start := at + "/desk/voters/" + c.persons[member]
	if a := b.post(at+"/desk/find", "find", "ms member").want(t, http.StatusOK); !strings.Contains(a.text, `href="`+start+`"`) {
		t.Fatalf("the member is not found:\n%s", a.text)
	}
	b.post(start, "reason", "", "words", "", "lang", "en").want(t, http.StatusUnprocessableEntity)
	b.post(start, "reason", "language", "words", "", "lang", "xx").want(t, http.StatusUnprocessableEntity)
	b.post(start, "reason", "language", "words", "", "lang", "ar").want(t, http.StatusSeeOther)

	vote := b.get(at+"/desk/vote").want(t, http.StatusOK)
	if !strings.Contains(vote.text, `dir="rtl"`) || strings.Contains(vote.text, "Ms ") || strings.Contains(vote.text, `keep="`) || strings.Contains(vote.text, `/projects/`) {
		t.Errorf("the voter's page is not in their language, names somebody, keeps what is picked, or leads away:\n%s", vote.text)
	}
	check := b.post(at+"/desk/vote/check", "pick", "2", "key", "").want(t, http.StatusOK)
	if strings.Contains(check.text, "<kept-ballot round") {
		t.Error("the vote may stay on the helper's device")
	}
	b.post(at+"/desk/vote/change", "pick", "2", "key", "").want(t, http.StatusOK)
	done := b.post(at+"/desk/vote", "pick", "2", "key", check.field(t, "key")).want(t, http.StatusOK)
	if !regexp.MustCompile(`class="receipt"[^>]*><bdi>[a-z]+\W+[a-z]+\W+[a-z]+\W+\d\d</bdi>`).MatchString(done.text) || strings.Contains(done.text, "Trip") {
		t.Errorf("there is no receipt to write down, or the vote is still to see:\n%s", done.text)
	}
	for _, again := range []answer{
		b.get(at + "/desk/vote"), b.post(at+"/desk/vote/check", "pick", "2", "key", ""), b.post(at+"/desk/vote", "pick", "1", "key", "another-key"),
	} {
		if again.want(t, http.StatusSeeOther); again.Header.Get("Location") != at+"/desk" {
			t.Errorf("once the vote is in, %s leads to %s", again.Request.URL, again.Header.Get("Location"))
		}
	}
	if n := c.ballots(); n != 1 {
		t.Errorf("%d ballots are in", n)
	}
	desk := b.get(at + "/desk")
	if !strings.Contains(desk.text, "Ms member") || !strings.Contains(desk.text, "The language") || strings.Contains(desk.text, "Trip") {
		t.Errorf("the desk does not say who was helped and why, or says more:\n%s", desk.text)
	}
}

func TestADeskShowsNothingOfAnEarlierVoteAndTheVoterSeesWhoSatWithThem(t *testing.T) {
	c := newCast(t)
	at, own := "/rounds/"+c.open.ID, c.as(member)
	own.post(at+"/vote", "pick", "3", "key", "key-of-test").want(t, http.StatusSeeOther)
	b := c.as(advocate)
	if a := b.get(at+"/desk/voters/"+c.persons[member]).want(t, http.StatusOK); !strings.Contains(a.text, "takes its place") {
		t.Error("the desk does not say that there is a vote already")
	}
	b = c.sit(c.persons[member])
	if a := b.get(at+"/desk/vote").want(t, http.StatusOK); strings.Contains(a.text, " checked") || !strings.Contains(a.text, `name="pick"`) {
		t.Error("the helper's device shows what was picked before")
	}
	for _, path := range []string{"/vote", "/voted"} {
		if a := own.get(at+path).want(t, http.StatusOK); !strings.Contains(a.text, "Ms advocate</bdi> sat with you") && !strings.Contains(a.text, "Ms advocate sat with you") {
			t.Errorf("%s does not say who sat with the voter:\n%s", path, a.text)
		}
	}
}

func TestAHelpIsForOneBrowserOneHelperAndOneVoter(t *testing.T) {
	c := newCast(t)
	at := "/rounds/" + c.open.ID
	b := c.sit(c.persons[member])
	b.header.Set("Cookie", "__Host-session="+c.session(theHub)) // another helper, with the first one's cookie
	b.get(at+"/desk/vote").want(t, http.StatusSeeOther)
	b.post(at+"/desk/vote", "pick", "1", "key", "key-of-test").want(t, http.StatusSeeOther)
	if n := c.ballots(); n != 0 {
		t.Errorf("%d ballots are in", n)
	}
	c.as(advocate).get(at+"/desk/vote").want(t, http.StatusSeeOther)
	c.as(advocate).get(at+"/desk/voters/"+c.persons[stranger]).want(t, http.StatusNotFound)
	c.as(advocate).get(at+"/desk/voters/nobody").want(t, http.StatusNotFound)
}

func TestWhoIsNotOnTheListComesOntoItAtTheDesk(t *testing.T) {
	c := newCast(t)
	at, b := "/rounds/"+c.open.ID, c.as(advocate)
	before := funding.TurnoutOf(c.Store.View(), c.open).Roll
	start := b.post(at+"/desk/admit").want(t, http.StatusSeeOther).Header.Get("Location")
	if a := b.get(start).want(t, http.StatusOK); !strings.Contains(a.text, "Slip 5") {
		t.Errorf("who came onto the list has no slip:\n%s", a.text)
	}
	b.post(start, "reason", "phone", "words", "", "lang", "en").want(t, http.StatusSeeOther)
	b.post(at+"/desk/vote", "none", "1", "key", "key-of-test").want(t, http.StatusOK)

	c.join(c.council, stranger, "member") // too late for the list
	start = at + "/desk/voters/" + c.persons[stranger]
	b.post(start+"/slip").want(t, http.StatusSeeOther)
	b.post(at+"/desk/voters/"+c.persons[otherMember]+"/slip").want(t, http.StatusConflict)
	b.post(start, "reason", "phone", "words", "", "lang", "en").want(t, http.StatusSeeOther)
	if got := funding.TurnoutOf(c.Store.View(), c.open); got.Roll != before+2 || got.Voted != 1 {
		t.Errorf("the turnout is %+v, with %d on the list before", got, before)
	}
	c.must(c.Funding.CloseVoting(t.Context(), c.persons[advocate], c.open.ID))
	b.post(start, "reason", "phone", "words", "", "lang", "en").want(t, http.StatusGone)
	if a := b.get(at+"/desk").want(t, http.StatusOK); strings.Contains(a.text, "desk/find") {
		t.Error("the desk of a closed round looks for voters")
	}
}
