package web

import (
	"fmt"

	"github.com/parentpower/parentpower/internal/funding"
)

// reviewByAPI takes two ideas through a panel: one is reviewed and sent back, of the other a member of the panel says that
// they are too close to it, and staff accept it without them.
func (s *stage) reviewByAPI(staff *program) {
	s.t.Helper()
	at := s.panelRound()
	first, second := append([]string{at[0]}, ideaIDs[0]), append([]string{at[0]}, ideaIDs[1])
	staff.do(422, "PUT", "/rounds/:round/panel", at, fmt.Sprintf(`{"panel":[%q],"chair":"nobody"}`, s.persons[otherMember]), nil)
	staff.do(204, "PUT", "/rounds/:round/panel", at, fmt.Sprintf(`{"panel":[%q],"chair":%q}`, s.persons[member], s.persons[member]), nil)
	one := s.program(member)
	var told apiPanel
	one.do(200, "GET", "/rounds/:round/panel", at, "", &told)
	if len(told.Ideas) != 2 || !told.Ideas[0].Mine || told.Chair != s.persons[member] {
		s.t.Errorf("the panel is told %+v", told)
	}
	one.do(422, "PUT", "/rounds/:round/panel/ideas/:idea/review", first, `{"ticks":["yes"],"advice":"ballot"}`, nil)
	one.do(200, "PUT", "/rounds/:round/panel/ideas/:idea/review", first, `{"ticks":["yes","no"],"advice":"send-back","guidelines":[1],"comment":"For whom?"}`, nil)
	one.do(409, "POST", "/rounds/:round/panel/ideas/:idea/decision", first, `{"decision":"send-back","guidelines":[1]}`, nil)
	staff.do(422, "POST", "/rounds/:round/panel/ideas/:idea/decision", first, `{"decision":"send-back","guidelines":[1]}`, nil)
	var idea apiPanelIdea
	staff.do(200, "POST", "/rounds/:round/panel/ideas/:idea/decision", first, `{"decision":"send-back","guidelines":[1],"early":"There is only one of us."}`, &idea)
	if idea.State != funding.StateSentBack || len(idea.Reviews) != 1 || idea.Reviews[0].Comment != "For whom?" || idea.About != "" {
		s.t.Errorf("the idea is %+v", idea)
	}
	one.do(422, "PUT", "/rounds/:round/panel/ideas/:idea/aside", second, `{"why":""}`, nil)
	one.do(204, "PUT", "/rounds/:round/panel/ideas/:idea/aside", second, `{"why":"My sister's."}`, nil)
	one.do(404, "GET", "/rounds/:round/panel/ideas/:idea", second, "", nil)
	staff.do(200, "GET", "/rounds/:round/panel/ideas/:idea", second, "", &idea)
	if len(idea.SetAside) != 1 || idea.SetAside[0] != s.persons[member] {
		s.t.Errorf("set aside are %q", idea.SetAside)
	}
	staff.do(204, "DELETE", "/rounds/:round/panel/ideas/:idea/aside/:person", append(second, s.persons[member]), "", nil)
	staff.do(404, "DELETE", "/rounds/:round/panel/ideas/:idea/aside/:person", append(second, s.persons[member]), "", nil)
	one.do(200, "GET", "/rounds/:round/panel/ideas/:idea", second, "", nil)
}
