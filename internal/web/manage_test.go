package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
)

func TestADraftIsThrownAwayAfterAskingOnceMore(t *testing.T) {
	c := newCast(t)
	at, b := "/rounds/"+c.draft.ID, c.as(advocate)
	if a := b.get(at+"/manage").want(t, http.StatusOK); !strings.Contains(a.text, `action="`+at+`/discard"`) {
		t.Error("a draft that is looked after cannot be thrown away")
	}
	b.post(at+"/discard").want(t, http.StatusOK)
	if _, err := funding.RoundByID(c.Store.View(), c.draft.ID); err != nil {
		t.Errorf("it went before anybody was asked once more: %v", err)
	}
	a := b.post(at+"/discard", "confirm", "1").want(t, http.StatusSeeOther)
	if got := a.Header.Get("Location"); got != "/councils/"+c.council {
		t.Errorf("it leads to %q", got)
	}
	if a := b.get("/councils/"+c.council).want(t, http.StatusOK); !strings.Contains(a.text, "thrown away") || strings.Contains(a.text, c.draft.ID) {
		t.Errorf("the council says nothing of it, or still shows the round:\n%s", a.text)
	}
	if _, err := funding.RoundByID(c.Store.View(), c.draft.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("the round: %v", err)
	}
	b.get(at+"/manage").want(t, http.StatusNotFound)
}

func TestARoundThatHasOpenedOffersNoThrowingAwayAndRefusesIt(t *testing.T) {
	c := newCast(t)
	at, b := "/rounds/"+c.open.ID, c.as(advocate)
	if a := b.get(at+"/manage").want(t, http.StatusOK); strings.Contains(a.text, "/discard") {
		t.Error("a round that is open can be thrown away")
	}
	b.post(at+"/discard", "confirm", "1").want(t, http.StatusConflict)
	b.get(at).want(t, http.StatusOK)
}

func TestScrutineersAreTickedAndTakenBackOnTheirPage(t *testing.T) {
	c := newCast(t)
	at, b := "/rounds/"+c.open.ID, c.as(advocate)
	ticked := `value="` + c.persons[member] + `" checked`
	if a := b.get(at+"/scrutineers").want(t, http.StatusOK); strings.Contains(a.text, "checked") || strings.Contains(a.text, c.persons[stranger]) {
		t.Error("somebody is named from the start, or can be who is not in the council")
	}
	b.post(at+"/scrutineers", "scrutineers", c.persons[member], "scrutineers", c.persons[advocate]).want(t, http.StatusSeeOther)
	if a := b.get(at + "/scrutineers"); !strings.Contains(a.text, ticked) || strings.Count(a.text, " checked") != 2 {
		t.Error("those who were named are not ticked")
	}
	if a := b.get(at + "/manage"); !strings.Contains(a.text, "Ms "+member) {
		t.Error("those who were named are not shown where the round is looked after")
	}
	a := b.post(at+"/scrutineers", "scrutineers", c.persons[stranger]).want(t, http.StatusUnprocessableEntity)
	if !strings.Contains(a.text, `href="#f-scrutineers"`) || strings.Contains(a.text, " checked") {
		t.Error("the refused form does not say what is wrong, or ticks others than were sent")
	}
	b.post(at+"/scrutineers").want(t, http.StatusSeeOther)
	if a := b.get(at + "/scrutineers"); strings.Contains(a.text, " checked") {
		t.Error("they were not taken back")
	}
}

func TestTheResultOfASmallRoundOffersItsBallotsToAScrutineerAlone(t *testing.T) {
	c := newCast(t)
	at := "/rounds/" + c.open.ID
	c.must(c.Funding.NameScrutineers(t.Context(), c.persons[advocate], c.open.ID, []string{c.persons[member]}))
	c.must(c.Funding.CloseVoting(t.Context(), c.persons[advocate], c.open.ID))
	c.must(c.Funding.Duty().Work(t.Context()))
	for kind, may := range map[string]bool{member: true, advocate: false, slipHolder: false, anonymous: false} {
		b := c.as(kind)
		text := b.get(at+"/result").want(t, http.StatusOK).text
		if strings.Contains(text, "ballots.pb") != may || strings.Contains(text, "You were chosen") != may || strings.Contains(text, "Anyone may take") {
			t.Errorf("to the %s the result says otherwise about the ballots", kind)
		}
		status := map[bool]int{true: http.StatusOK, false: http.StatusForbidden}[may]
		b.get(at+"/ballots.pb").want(t, status)
	}
}
