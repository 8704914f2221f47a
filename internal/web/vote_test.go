package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
)

// field is the value of a hidden field of a page.
func (a answer) field(t *testing.T, name string) string {
	t.Helper()
	found := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(a.text)
	if found == nil {
		t.Fatalf("no field %s in\n%s", name, a.text)
	}
	return found[1]
}

func (c *cast) ballots() int64 {
	c.t.Helper()
	r, err := funding.RoundByID(c.Store.View(), c.open.ID)
	c.must(err)
	return funding.TurnoutOf(c.Store.View(), r).Voted
}

func TestVotingWithASlipFromCodeToReceipt(t *testing.T) {
	c := newCast(t)
	at := "/rounds/" + c.open.ID
	b := c.browser()
	b.get("/s/"+c.slips[slipHolder]).want(t, http.StatusOK)
	a := b.post("/slip", "code", strings.ToLower(c.slips[slipHolder])).want(t, http.StatusSeeOther)
	if got := a.Header.Get("Location"); got != at+"/vote" {
		t.Errorf("the slip leads to %q", got)
	}
	b.get(at+"/voted").want(t, http.StatusSeeOther)
	b.get(at+"/vote").want(t, http.StatusOK)

	check := b.post(at+"/vote/check", "pick", "1", "pick", "3", "key", "").want(t, http.StatusOK)
	key := check.field(t, "key")
	for range 2 { // pressed twice
		b.post(at+"/vote", "pick", "1", "pick", "3", "key", key).want(t, http.StatusSeeOther)
	}
	done := b.get(at+"/voted").want(t, http.StatusOK)
	receipt := strings.Join(regexp.MustCompile(`([a-z]+)\W+([a-z]+)\W+([a-z]+)\W+(\d\d)</bdi>`).FindStringSubmatch(done.text)[1:], " ")
	if _, picks, _ := strings.Cut(done.text, "<details"); !strings.Contains(picks, "Homework club") || strings.Contains(picks, "Trip") {
		t.Errorf("the picks are not those of the voter:\n%s", done.text)
	}
	if again := b.get(at + "/vote"); !strings.Contains(again.text, `value="3" id="pick-3"`) {
		t.Error("the ballot does not show what was picked")
	}
	b.post(at+"/vote", "none", "1", "key", "another-key").want(t, http.StatusSeeOther)
	if n := c.ballots(); n != 1 {
		t.Errorf("there are %d ballots of one voter", n)
	}
	if a := b.get(at+"/receipt?words="+strings.ReplaceAll(receipt, " ", "+")).want(t, http.StatusOK); strings.Contains(a.text, "Ms ") {
		t.Error("a receipt names somebody")
	}
}

func TestBallotThatTheRulesForbidIsShownAgain(t *testing.T) {
	c := newCast(t)
	at, b := "/rounds/"+c.open.ID, c.as(slipHolder)
	for name, pairs := range map[string][]string{
		"over the budget": {"pick", "1", "pick", "2", "pick", "3"},
		"nothing":         {},
		"both":            {"pick", "1", "none", "1"},
		"unknown":         {"pick", "9"},
		"no number":       {"pick", "$ne"},
		"too large":       {"pick", "99999999999"},
		"other field":     {"pick", "1", "voter", "somebody"},
	} {
		for _, path := range []string{"/vote/check", "/vote"} {
			if a := b.post(at+path, append(pairs, "key", "key-of-test")...); a.StatusCode != http.StatusUnprocessableEntity {
				t.Errorf("%s at %s: %s", name, path, a.Status)
			}
		}
	}
	if n := c.ballots(); n != 0 {
		t.Errorf("%d ballots are in", n)
	}
}

func TestRoundFromDraftToResultByItsPages(t *testing.T) {
	c := newCast(t)
	b := c.as(advocate)
	made := b.post("/councils/"+c.council+"/rounds/new", "title", "For the garden", "budget", "1,000").want(t, http.StatusSeeOther)
	at := strings.TrimSuffix(made.Header.Get("Location"), "/manage")
	b.get(at+"/manage").want(t, http.StatusOK)
	b.post(at+"/open", "confirm", "1").want(t, http.StatusUnprocessableEntity)
	b.post(at+"/settings", "title", "x", "budget", "many").want(t, http.StatusUnprocessableEntity)
	b.post(at+"/settings", "title", "For the garden", "budget", "1000", "voters", "both", "ballot", "up-to", "most", "2",
		"rule", "most-votes", "standings", "after-close", "closes", "").want(t, http.StatusSeeOther)
	for _, title := range []string{"Bench", "Pond"} {
		b.upload(at+"/projects/new", nil, "title", title, "about", "For all", "cost", "600", "lead", "Asha").want(t, http.StatusSeeOther)
	}
	b.upload(at+"/projects/2/edit", nil, "title", "Pond", "about", "", "cost", "500.50", "lead", "").want(t, http.StatusSeeOther)
	b.upload(at+"/projects/new", nil, "title", "Palace", "about", "", "cost", "5000", "lead", "").want(t, http.StatusUnprocessableEntity)
	b.post(at+"/slips", "number", "2").want(t, http.StatusSeeOther)
	sheet := b.get(at+"/slips/print").want(t, http.StatusOK)
	codes := regexp.MustCompile(`[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{4}`).FindAllString(sheet.text, -1)
	b.post(at+"/room").want(t, http.StatusSeeOther)
	b.get(at+"/poster").want(t, http.StatusOK)
	if a := b.post(at+"/open").want(t, http.StatusOK); !strings.Contains(a.text, `name="confirm"`) {
		t.Error("opening does not ask once more")
	}
	b.post(at+"/open", "confirm", "1").want(t, http.StatusSeeOther)
	b.upload(at+"/projects/new", nil, "title", "Late", "about", "", "cost", "5", "lead", "").want(t, http.StatusConflict)

	voter := c.browser()
	voter.post("/slip", "code", codes[0]).want(t, http.StatusSeeOther)
	voter.post(at+"/vote", "pick", "2", "key", "key-of-voter").want(t, http.StatusSeeOther)
	screen := c.browser().get(at+"/screen").want(t, http.StatusOK)
	if !strings.Contains(screen.text, "/r/") && !strings.Contains(screen.text, "<svg") {
		t.Error("the screen has no way to join")
	}
	b.post(at+"/close", "confirm", "1").want(t, http.StatusSeeOther)
	if err := c.Funding.Duty().Work(t.Context()); err != nil {
		t.Fatal(err)
	}
	result := c.browser().get(at+"/result").want(t, http.StatusOK)
	if !strings.Contains(result.text, "Pond") || !strings.Contains(result.text, "1 vote<") || strings.Contains(result.text, "reason.") {
		t.Error(result.text)
	}
	if a := voter.get(at+"/voted").want(t, http.StatusSeeOther); a.Header.Get("Location") != at+"/result" {
		t.Errorf("after the close a voter is led to %q", a.Header.Get("Location"))
	}
	voter.post(at+"/vote", "pick", "1", "key", "key-too-late").want(t, http.StatusGone)
	c.browser().get(at+"/ballots.pb").want(t, http.StatusForbidden)
	audit := c.browser().get(at+"/audit.json").want(t, http.StatusOK)
	if !strings.HasPrefix(audit.Header.Get("Content-Disposition"), "attachment") || strings.Contains(audit.text, `"picks"`) {
		t.Errorf("the bundle of a small round: %v\n%s", audit.Header, audit.text)
	}
}

func TestStandingsThatAreHiddenAreOnNoPage(t *testing.T) {
	c := newCast(t)
	c.must(c.Funding.TightenStandings(t.Context(), c.persons[theHub], c.open.ID, funding.ShowAfterClose))
	for _, kind := range everybody {
		for _, path := range []string{"", "/screen", "/voted", "/result"} {
			a := c.as(kind).get("/rounds/" + c.open.ID + path)
			if strings.Contains(a.text, "data-live-standing") || strings.Contains(a.text, "data-votes") {
				t.Errorf("%s sees standings at %s", kind, path)
			}
		}
	}
}

func TestSlipThatWasTakenBackIsDead(t *testing.T) {
	c := newCast(t)
	b, staff := c.as(slipHolder), c.as(advocate)
	list := staff.get("/rounds/"+c.open.ID+"/slips").want(t, http.StatusOK)
	id := regexp.MustCompile(`/slips/([0-9a-z]+)/revoke`).FindStringSubmatch(list.text)[1]
	for _, found := range regexp.MustCompile(`/slips/([0-9a-z]+)/revoke`).FindAllStringSubmatch(list.text, -1) {
		staff.post("/rounds/"+c.open.ID+"/slips/"+found[1]+"/revoke", "confirm", "1").want(t, http.StatusSeeOther)
	}
	b.get("/rounds/"+c.open.ID+"/vote").want(t, http.StatusSeeOther)
	c.browser().post("/slip", "code", c.slips[slipHolder]).want(t, http.StatusGone)
	staff.post("/rounds/"+c.open.ID+"/slips/"+id+"/revoke", "confirm", "1").want(t, http.StatusGone)
	if _, err := c.People.BySlip(t.Context(), c.slips[slipHolder], ""); !fault.Is(err, fault.Gone) {
		t.Error(err)
	}
}

func TestWhoeverAsksForTheResultWhileVotesAreCountedIsTakenThereOnceItStands(t *testing.T) {
	c := newCast(t)
	c.must(c.Funding.CloseVoting(t.Context(), c.persons[advocate], c.open.ID))
	path := "/rounds/" + c.open.ID
	b := c.browser()
	b.get(path+"/result").want(t, http.StatusSeeOther)
	text := b.get(path).want(t, http.StatusOK).text
	for _, says := range []string{`<live-round topic="round/` + c.open.ID + `"`, `when-closed="` + path + `/result"`} {
		if !strings.Contains(text, says) {
			t.Errorf("the page does not say %s", says)
		}
	}
}
