package web

import (
	"fmt"
	"slices"

	"github.com/parentpower/parentpower/internal/funding"
)

// ideasByAPI puts two ideas forward, joins them, and translates what comes of them.
func (s *stage) ideasByAPI(staff *program) {
	s.t.Helper()
	var made apiRound
	staff.do(201, "POST", "/councils/:council/rounds", []string{s.council}, settingsText, &made)
	staff.do(200, "POST", "/rounds/:round/moves", []string{made.ID}, `{"to":"applications"}`, nil)
	var slips struct{ Slips []apiSlip }
	staff.do(201, "POST", "/rounds/:round/slips", []string{made.ID}, `{"number":2}`, &slips)
	one, two := s.program(slips.Slips[0].Code), s.program(slips.Slips[1].Code)
	mine, theirs := []string{made.ID, "mine-00001"}, []string{made.ID, "theirs-001"}
	const said = `{"title":"Toddler breakfast","about":"For toddlers.","lead":%q,"items":[{"what":"Hall","min":6000,"wanted":10000}]}`

	one.do(422, "PUT", "/rounds/:round/ideas/:idea", mine, `{"items":[{"what":"Hall","min":0,"wanted":1}]}`, nil)
	var idea apiIdea
	for range 2 {
		one.do(200, "PUT", "/rounds/:round/ideas/:idea", mine, fmt.Sprintf(said, "Amina"), &idea)
	}
	if idea.State != funding.StateDraft || idea.Title != "Toddler breakfast" || len(idea.Items) != 1 || !idea.Mine {
		s.t.Errorf("the idea is %+v", idea)
	}
	two.do(404, "GET", "/rounds/:round/ideas/:idea", mine, "", nil)
	var invited struct{ Code string }
	one.do(201, "POST", "/rounds/:round/ideas/:idea/invitations", mine, `{}`, &invited)
	s.program(member).do(200, "POST", "/rounds/:round/lead", []string{made.ID}, fmt.Sprintf(`{"code":%q,"name":"Rosa"}`, invited.Code), &idea)
	two.do(422, "POST", "/rounds/:round/lead", []string{made.ID}, fmt.Sprintf(`{"code":%q,"name":"Rosa"}`, invited.Code), nil)
	if !slices.Equal(idea.Leads, []string{"Amina", "Rosa"}) {
		s.t.Errorf("it is led by %q", idea.Leads)
	}
	two.do(200, "PUT", "/rounds/:round/ideas/:idea", theirs, fmt.Sprintf(said, "Grace"), nil)
	one.do(204, "POST", "/rounds/:round/ideas/:idea/send", mine, "", nil)
	two.do(204, "POST", "/rounds/:round/ideas/:idea/send", theirs, "", nil)
	one.do(409, "PUT", "/rounds/:round/ideas/:idea", mine, `{"title":"Other"}`, nil)
	var list struct{ Ideas []apiIdea }
	if two.do(200, "GET", "/rounds/:round/ideas", []string{made.ID}, "", &list); len(list.Ideas) != 2 {
		s.t.Errorf("a parent reads %d ideas", len(list.Ideas))
	}
	one.do(204, "POST", "/rounds/:round/ideas/:idea/join/:other", append(mine, theirs[1]), `{"do":"ask","keep":"theirs-001"}`, nil)
	two.do(204, "POST", "/rounds/:round/ideas/:idea/join/:other", append(theirs, mine[1]), `{"do":"agree"}`, nil)
	if one.do(200, "GET", "/rounds/:round/ideas/:idea", mine, "", &idea); idea.State != funding.StateMerged || idea.Into != theirs[1] {
		s.t.Errorf("the idea that was joined is %+v", idea)
	}
	p, err := s.Funding.AcceptApplication(s.t.Context(), s.persons[advocate], made.ID, theirs[1], 80_00, "")
	s.must(err)
	arabic := []string{made.ID, fmt.Sprint(p.Number), "ar"}
	one.do(204, "PUT", "/rounds/:round/projects/:project/translations/:lang", arabic, `{"title":"فطور الصغار","about":"","name":"Huda"}`, nil)
	one.do(403, "POST", "/rounds/:round/projects/:project/translations/:lang/check", arabic, `{"name":"Huda"}`, nil)
	two.do(204, "POST", "/rounds/:round/projects/:project/translations/:lang/check", arabic, `{"name":"Salma"}`, nil)
	two.do(204, "POST", "/rounds/:round/ideas/:idea/withdraw", theirs, "", nil)
}
