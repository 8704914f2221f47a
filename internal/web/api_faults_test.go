package web

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/parentpower/parentpower/internal/funding"
)

func TestTheAPINamesTheFieldThatIsWrong(t *testing.T) {
	s := newStage(t)
	draft, open := []string{s.draft.ID}, []string{s.open.ID}
	staff, voter := s.program(advocate), s.program(s.spare[0])
	settings := func(old, text string) string { return strings.Replace(settingsText, old, text, 1) }
	for _, c := range []struct {
		who             *program
		method, pattern string
		places          []string
		body, field     string
	}{
		{staff, "POST", "/councils/:council/rounds", []string{s.council}, settings("Summer money", "x"), "title"},
		{staff, "POST", "/councils/:council/rounds", []string{s.council}, settings("Summer", `\u0000`), "title"},
		{staff, "POST", "/councils/:council/rounds", []string{s.council}, settings("100000", "-1"), "budget"},
		{staff, "POST", "/councils/:council/rounds", []string{s.council}, settings("100000", "1e99"), "budget"},
		{staff, "POST", "/councils/:council/rounds", []string{s.council}, settings("100000", `{"$ne":1}`), "budget"},
		{staff, "POST", "/councils/:council/rounds", []string{s.council}, settings("both", "all"), "voters"},
		{staff, "PUT", "/rounds/:round", draft, settings("up-to", "many"), "ballot"},
		{staff, "PUT", "/rounds/:round", draft, settings(`"most":2`, `"most":0`), "most"},
		{staff, "PUT", "/rounds/:round", draft, settings("equal-shares", "lottery"), "rule"},
		{staff, "PUT", "/rounds/:round", draft, settings(`"live"`, `"always"`), "standings"},
		{staff, "PUT", "/rounds/:round", draft, settings("2099-07-01T19:00:00+01:00", "tomorrow"), "closes"},
		{staff, "PUT", "/rounds/:round", draft, settings("2099", "1999"), "closes"},
		{staff, "PUT", "/rounds/:round", draft, settings(`"publish":30`, `"publish":2`), "publish"},
		{staff, "PUT", "/rounds/:round", draft, settings(`"title"`, `"owner":"me","title"`), "owner"},
		{staff, "POST", "/rounds/:round/projects", draft, `{"title":"Garden"}`, "cost"},
		{staff, "POST", "/rounds/:round/projects", draft, `{"title":7,"cost":1}`, "title"},
		{staff, "POST", "/rounds/:round/projects", draft, `{"title":"Garden","cost":1,"number":3}`, "number"},
		{staff, "POST", "/rounds/:round/projects", draft, `{"title":"Garden","cost":1,"about":"\u0007"}`, "about"},
		{staff, "PUT", "/rounds/:round/projects/:project", []string{s.draft.ID, "1"}, `{"title":"G","cost":1}`, "title"},
		{staff, "POST", "/rounds/:round/slips", draft, `{}`, "number"},
		{staff, "POST", "/rounds/:round/slips", draft, `{"number":10001}`, "number"},
		{staff, "POST", "/rounds/:round/slips", draft, `{"number":-1}`, "number"},
		{staff, "POST", "/rounds/:round/slips", draft, `{"members":["nobody"]}`, "members"},
		{staff, "PUT", "/rounds/:round/standings", draft, `{"standings":"never"}`, "standings"},
		{staff, "PUT", "/rounds/:round/scrutineers", draft, `{"scrutineers":["nobody"]}`, "scrutineers"},
		{staff, "PUT", "/rounds/:round/scrutineers", draft, `{}`, "scrutineers"},
		{staff, "POST", "/rounds/:round/open", draft, `{"quietly":true}`, "quietly"},
		{voter, "PUT", "/rounds/:round/ballot", open, `{"picks":[1]}`, "key"},
		{voter, "PUT", "/rounds/:round/ballot", open, `{"key":"12345678"}`, "picks"},
		{voter, "PUT", "/rounds/:round/ballot", open, `{"picks":[1,1],"key":"12345678"}`, "picks"},
		{voter, "PUT", "/rounds/:round/ballot", open, `{"picks":[9],"key":"12345678"}`, "picks"},
		{voter, "PUT", "/rounds/:round/ballot", open, `{"picks":["1"],"key":"12345678"}`, "picks"},
		{voter, "PUT", "/rounds/:round/ballot", open, `{"picks":[1,2,3],"key":"12345678"}`, "picks"},
		{s.program("JH1ZR-ZPSWJ-TH8Q"), "GET", "/me", nil, "", "code"},
	} {
		var told problem
		c.who.do(422, c.method, c.pattern, c.places, c.body, &told)
		if len(told.Fields) == 0 || told.Fields[0].Name != c.field || told.Fields[0].Text == "" {
			t.Errorf("%s %s %s: the fields at fault are %+v, want %s", c.method, c.pattern, c.body, told.Fields, c.field)
		}
	}
}

func TestTheAPIRefusesWhatIsNoJSONObject(t *testing.T) {
	s := newStage(t)
	at := []string{s.open.ID}
	voter := s.program(s.spare[0])
	for _, body := range []string{"", "null", "[]", `"x"`, "{", `{"picks":[1],"key":"12345678"}{}`, "{\"key\":\"\xff\"}", strings.Repeat("[", 100_000)} {
		voter.do(422, "PUT", "/rounds/:round/ballot", at, body, nil)
	}
	if n := funding.TurnoutOf(s.Store.View(), s.open).Voted; n != 0 {
		t.Errorf("%d ballots were taken from it", n)
	}
}

func TestBallotsOfASmallRoundGoToScrutineersAlone(t *testing.T) {
	s := newStage(t)
	at := []string{s.open.ID}
	staff, scrutineer, other := s.program(advocate), s.program(member), s.program(anonymous)
	staff.do(204, "PUT", "/rounds/:round/scrutineers", at, fmt.Sprintf(`{"scrutineers":[%q]}`, s.persons[member]), nil)
	s.program(s.spare[0]).do(200, "PUT", "/rounds/:round/ballot", at, `{"picks":[2],"key":"12345678"}`, nil)
	staff.do(200, "POST", "/rounds/:round/close", at, "", nil)
	s.must(s.Funding.Duty().Work(t.Context()))

	other.do(403, "GET", "/rounds/:round/ballots.pb", at, "", nil)
	staff.do(403, "GET", "/rounds/:round/ballots.pb", at, "", nil)
	scrutineer.do(200, "GET", "/rounds/:round/ballots.pb", at, "", nil)
	for who, wanted := range map[*program]int{other: 0, staff: 0, scrutineer: 1} {
		var bundle funding.Bundle
		if who.do(200, "GET", "/rounds/:round/audit", at, "", &bundle); len(bundle.Box.Ballots) != wanted {
			t.Errorf("there are %d ballots in the bundle, want %d", len(bundle.Box.Ballots), wanted)
		}
	}
	var result apiResult
	if other.do(200, "GET", "/rounds/:round/result", at, "", &result); result.Published || result.Ballots != 1 {
		t.Errorf("the result is %+v", result)
	}
}

func TestASlipVotesInItsOwnRoundAndDoesNothingElse(t *testing.T) {
	s := newStage(t)
	slip := s.program(s.slips[otherSlip])
	ballot := `{"picks":[1],"key":"12345678"}`
	slip.do(403, "PUT", "/rounds/:round/ballot", []string{s.open.ID}, ballot, nil)
	slip.do(403, "POST", "/rounds/:round/close", []string{s.open.ID}, "", nil)
	slip.do(403, "POST", "/councils/:council/rounds", []string{s.council}, settingsText, nil)
	slip.do(404, "GET", "/rounds/:round", []string{s.draft.ID}, "", nil)
	s.program(anonymous).do(401, "PUT", "/rounds/:round/ballot", []string{s.open.ID}, ballot, nil)
	s.program("api_"+strings.Repeat("x", 32)).do(401, "GET", "/me", nil, "", nil)
}

func TestDemoTokensAreOfADemonstrationAlone(t *testing.T) {
	s := newRig(t)
	b := s.browser()
	b.header.Set("Accept", "application/json")
	var told problem
	a := b.do("POST", "/api/v1/demo/token", "application/json", "{}").want(t, 404)
	if err := json.Unmarshal([]byte(a.text), &told); err != nil || told.Kind != "not_found" {
		t.Errorf("%v %s", err, a.text)
	}
}
