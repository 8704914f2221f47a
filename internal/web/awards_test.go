package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/parentpower/parentpower/internal/award"
	"github.com/parentpower/parentpower/internal/funding"
)

// awarded is the cast's open round counted: a slip voted for the garden, project 1, which won £400 of £1,000. What comes
// back beside it is the browser that the slip came with, and whom it stands for.
func awarded(t *testing.T) (c *cast, at string, b *browser, voter string) {
	t.Helper()
	c = newCast(t)
	b = c.as(slipHolder)
	who, _ := c.People.BySession(c.Store.View(), strings.TrimPrefix(b.header.Get("Cookie"), "__Host-session="), c.Now())
	_, err := c.Funding.CastBallot(t.Context(), funding.Vote{
		Round: c.open.ID, Voter: who.Person, Slip: who.Slip, Choice: funding.Choice{Picks: []int32{1}}, Key: "a key of 16 letters",
	})
	c.must(err)
	c.must(c.Funding.CloseVoting(t.Context(), c.persons[advocate], c.open.ID))
	c.must(c.Funding.Duty().Work(t.Context()))
	c.must(c.Award.Duty().Work(t.Context()))
	return c, "/rounds/" + c.open.ID, b, who.Person
}

// name makes kinds of requester the leads of project 1.
func (c *cast) name(persons ...string) {
	c.t.Helper()
	c.must(c.Award.NameLeads(c.t.Context(), c.persons[advocate], c.open.ID, 1, persons))
}

func TestALeadWithAnAccountTakesTheMoneySpendsItAndTellsTheStory(t *testing.T) {
	c, at, _, _ := awarded(t)
	b := c.as(member)
	b.get(at+"/award/1").want(t, http.StatusForbidden)
	c.name(c.persons[member])
	b.get("/").want(t, http.StatusOK).says(t, "You have £400", "Say yes or no")
	b.get(at+"/award/1").want(t, http.StatusOK).says(t, "You have £400", "Yes, we will do it")
	b.post(at+"/award/1/accept").want(t, http.StatusSeeOther)
	b.get(at+"/award/1").want(t, http.StatusOK).says(t, "You said yes", "Add a receipt")
	b.upload(at+"/award/1/receipt", nil, "amount", "12.50", "what", "Seed").want(t, http.StatusUnprocessableEntity).says(t, `href="#f-on"`, `value="12.50"`)
	b.upload(at+"/award/1/receipt", nil, "amount", "12.50", "what", "Seed", "on", "2026-01-02").want(t, http.StatusSeeOther)
	b.upload(at+"/award/1/news", nil, "text", "We began to dig.").want(t, http.StatusSeeOther)
	b.upload(at+"/award/1/news", nil, "text", "Too much about somebody.").want(t, http.StatusSeeOther)
	b.post(at+"/award/1/news/2/remove").want(t, http.StatusOK)
	b.post(at+"/award/1/news/2/remove", "confirm", "1").want(t, http.StatusSeeOther)
	b.upload(at+"/award/1/story", nil, "text", "Beans.").want(t, http.StatusUnprocessableEntity)
	b.upload(at+"/award/1/story", nil, "text", "Forty families grow beans together now.").want(t, http.StatusSeeOther)
	b.post(at+"/award/1/return", "amount", "100").want(t, http.StatusSeeOther)
	everybody := c.as(anonymous)
	everybody.get(at+"/after").want(t, http.StatusOK).says(t, "Garden", "Read the story", "£700")
	public := everybody.get(at+"/after/1").want(t, http.StatusOK)
	public.says(t, "1 person voted for it", "We began to dig.", "Forty families", "Seed", "£100 was given back")
	public.hides(t, "Too much", "Take down", "Go to your award")
}

func TestALeadWhoSaysNoIsAskedOnceMoreAndTheMoneyGoesBack(t *testing.T) {
	c, at, _, _ := awarded(t)
	c.name(c.persons[member])
	b := c.as(member)
	b.post(at+"/award/1/decline").want(t, http.StatusOK).says(t, "Say no to the money?")
	b.post(at+"/award/1/decline", "confirm", "1").want(t, http.StatusSeeOther)
	b.get(at+"/award/1").want(t, http.StatusOK).says(t, "They did not want the money")
	if got := award.BalanceOf(c.Store.View(), c.open.ID); got.Returned != 400_00 || got.Awarded != 0 {
		t.Errorf("the money stands at %+v", got)
	}
}

func TestALeadWithASlipDoesTheSameWhileTheirSessionLivesAndForTheirOwnProjectAlone(t *testing.T) {
	c, at, b, voter := awarded(t)
	b.get(at+"/award/1").want(t, http.StatusForbidden)
	c.name(voter)
	b.post(at+"/award/1/accept").want(t, http.StatusSeeOther)
	b.upload(at+"/award/1/news", nil, "text", "We began to dig.").want(t, http.StatusSeeOther)
	b.get("/").want(t, http.StatusOK).says(t, "Garden", "Tell the story")
	b.get(at+"/award/2").want(t, http.StatusForbidden)
	b.get(at+"/money").want(t, http.StatusForbidden)
}

func TestStaffNoteTheAnswerPayCorrectAndAwardWhatIsFree(t *testing.T) {
	c, at, _, _ := awarded(t)
	b := c.as(advocate)
	desk := at + "/money/1"
	forThem := b.get(at+"/award/1").want(t, http.StatusOK)
	forThem.says(t, "for those who lead", "Note their answer")
	forThem.hides(t, "/accept")
	b.get(desk+"/answer").want(t, http.StatusOK)
	b.post(desk+"/answer", "answer", "yes").want(t, http.StatusUnprocessableEntity).says(t, `href="#f-said_by"`)
	b.post(desk+"/answer", "answer", "yes", "said_by", "Kasia, by phone").want(t, http.StatusSeeOther)
	b.post(desk+"/leads", "leads", c.persons[member]).want(t, http.StatusSeeOther)
	b.get(desk+"/plan").want(t, http.StatusOK).says(t, `value="400"`)
	b.post(desk+"/plan", "amount", "500", "due", "2026-02-01", "for", "Soil").want(t, http.StatusUnprocessableEntity)
	b.post(desk+"/plan", "amount", "300", "due", "2026-02-01", "for", "=Soil").want(t, http.StatusSeeOther)
	b.get(desk+"/tranches/1").want(t, http.StatusOK).says(t, `value="300"`)
	b.get(desk+"/tranches/7").want(t, http.StatusNotFound)
	b.post(desk+"/tranches/1/paid", "on", "2026-01-15", "reference", "+BACS 7").want(t, http.StatusSeeOther)
	b.get(desk).want(t, http.StatusOK).says(t, "Kasia, by phone", "Ms member", "£100 is not planned yet")
	b.post(desk+"/days", "answer_by", "2026-01-01", "story_by", "2026-01-02").want(t, http.StatusSeeOther)
	b.get(at+"/money").want(t, http.StatusOK).says(t, "1 project is late", "Story late since 2 January")
	b.get(at+"/after").want(t, http.StatusOK).says(t, "Their story is late. It was due by 2 January")

	ledger := b.get(at+"/ledger").want(t, http.StatusOK)
	ledger.says(t, "BACS 7", "/ledger/3/correct")
	ledger.hides(t, "/ledger/1/correct")
	file := b.get(at+"/ledger.csv").want(t, http.StatusOK)
	if want := "'+BACS 7"; !strings.Contains(file.text, want) || !strings.Contains(file.text, "'=Soil") || !strings.Contains(file.text, ",300.00,") {
		t.Errorf("the table is\n%s", file.text)
	}
	b.get(at+"/ledger.xlsx").want(t, http.StatusOK)
	b.post(at+"/ledger/3/correct", "reason", "It was another project's").want(t, http.StatusSeeOther)
	b.post(at+"/ledger/3/correct", "reason", "Once more").want(t, http.StatusConflict)
	b.get(at+"/ledger").want(t, http.StatusOK).says(t, "takes back no. 3", "−£300")

	b.post(at+"/further", "project", "2", "amount", "300", "reason", "Next by votes").want(t, http.StatusUnprocessableEntity)
	b.post(at+"/further", "project", "2", "amount", "400", "reason", "Next by votes").want(t, http.StatusSeeOther)
	b.get(at+"/further").want(t, http.StatusConflict)
	b.get(at+"/after/2").want(t, http.StatusOK).says(t, "Next by votes")
	c.as(member).get(at+"/ledger").want(t, http.StatusForbidden)
}

func TestNothingCameOfItBeforeTheCount(t *testing.T) {
	c := newCast(t)
	at := "/rounds/" + c.open.ID
	for _, path := range []string{at + "/after", at + "/money"} {
		c.as(advocate).get(path).want(t, http.StatusSeeOther)
	}
	c.as(advocate).get(at+"/after/1").want(t, http.StatusNotFound)
	c.as(advocate).get(at+"/award/1").want(t, http.StatusNotFound)
}
