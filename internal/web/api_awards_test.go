package web

import (
	"fmt"

	"github.com/parentpower/parentpower/internal/award"
)

// spendByAPI takes the two awards of £500 and £400 from a budget of £1,000 to where one is finished and the other declined.
func (s *stage) spendByAPI(staff, all *program, round string) {
	s.must(s.Award.Duty().Work(s.t.Context()))
	one, two := []string{round, "1"}, []string{round, "3"}
	paying := []string{round, "1", "1"}
	const at = "/rounds/:round/awards/:project"
	staff.do(200, "PUT", at+"/leads", one, fmt.Sprintf(`{"leads":[%q]}`, s.persons[member]), nil)
	staff.do(422, "PUT", at+"/leads", one, fmt.Sprintf(`{"leads":[%q]}`, s.persons[stranger]), nil)
	lead := s.program(member)
	lead.do(200, "PUT", at+"/answer", one, `{"accept":true}`, nil)
	lead.do(403, "PUT", at+"/answer", two, `{"accept":false}`, nil)
	staff.do(422, "PUT", at+"/answer", two, `{"accept":false}`, nil)
	staff.do(200, "PUT", at+"/answer", two, `{"accept":false,"said_by":"Ana, at the door"}`, nil)
	staff.do(409, "PUT", at+"/answer", two, `{"accept":true,"said_by":"Ana, at the door"}`, nil)
	staff.do(200, "PUT", at+"/days", one, `{"answer_by":"2026-01-01","story_by":"2099-01-01"}`, nil)
	staff.do(422, "PUT", at+"/days", one, `{"answer_by":"soon","story_by":"2099-01-01"}`, nil)

	staff.do(200, "POST", at+"/tranches", one, `{"amount":50000,"due":"2026-02-01","for":"Soil"}`, nil)
	staff.do(200, "PUT", at+"/tranches/:tranche", paying, `{"amount":40000,"due":"2026-02-01","for":"Soil and seed"}`, nil)
	staff.do(200, "POST", at+"/tranches", one, `{"amount":10000,"due":"2026-03-01"}`, nil)
	staff.do(200, "DELETE", at+"/tranches/:tranche", []string{round, "1", "2"}, "", nil)
	staff.do(404, "DELETE", at+"/tranches/:tranche", []string{round, "1", "2"}, "", nil)
	staff.do(200, "POST", at+"/tranches/:tranche/payment", paying, `{"on":"2026-01-15","reference":"BACS 7"}`, nil)
	staff.do(409, "POST", at+"/tranches/:tranche/payment", paying, `{"on":"2026-01-15"}`, nil)
	lead.do(200, "POST", at+"/receipts", one, `{"amount":30000,"on":"2026-01-16","what":"=Soil"}`, nil)
	lead.do(422, "POST", at+"/receipts", one, `{"amount":0,"on":"2026-01-16","what":"Soil"}`, nil)
	lead.do(200, "POST", at+"/returns", one, `{"amount":15000}`, nil)
	var told apiAward
	staff.do(200, "POST", at+"/arrivals", one, `{"amount":5000,"reference":"cash"}`, &told)
	if told.Awarded != 350_00 || told.Paid != 350_00 || told.Spent != 300_00 || told.Returning != 0 {
		s.t.Errorf("the award is %+v", told)
	}
	lead.do(200, "POST", at+"/news", one, `{"text":"The beds are dug."}`, nil)
	lead.do(200, "POST", at+"/news", one, `{"text":"A picture of somebody."}`, nil)
	lead.do(200, "DELETE", at+"/news/:news", []string{round, "1", "2"}, "", nil)
	lead.do(200, "PUT", at+"/story", one, `{"text":"Forty families grow beans together now."}`, nil)
	staff.do(422, "POST", at+"/finish", one, `{}`, nil)
	staff.do(200, "POST", at+"/finish", one, `{"short":"A receipt was lost."}`, nil)

	var free struct {
		Balance apiBalance
		Awards  []apiAward
	}
	all.do(200, "GET", "/rounds/:round/awards", []string{round}, "", &free)
	if b := free.Balance; b.Awarded != 350_00 || b.Returned != 550_00 || b.Left != 100_00 || len(free.Awards) != 2 || free.Awards[0].Story == "" {
		s.t.Errorf("the money stands at %+v", free)
	}
	staff.do(201, "POST", "/rounds/:round/awards", []string{round}, `{"project":3,"amount":40000,"reason":"They changed their minds"}`, nil)
	staff.do(409, "POST", "/rounds/:round/awards", []string{round}, `{"project":3,"amount":40000,"reason":"Once more"}`, nil)
	all.do(200, "GET", at, two, "", nil)
	var ledger struct{ Entries []apiEntry }
	staff.do(200, "GET", "/rounds/:round/ledger", []string{round}, "", &ledger)
	all.do(401, "GET", "/rounds/:round/ledger", []string{round}, "", nil)
	for _, e := range ledger.Entries {
		if e.Kind == award.Receipt {
			staff.do(200, "POST", "/rounds/:round/ledger/:entry/correction", []string{round, fmt.Sprint(e.Number)}, `{"reason":"Counted twice"}`, nil)
		}
	}
	staff.do(409, "POST", "/rounds/:round/ledger/:entry/correction", []string{round, "1"}, `{"reason":"Another budget"}`, nil)
	staff.do(200, "GET", "/rounds/:round/ledger.csv", []string{round}, "", nil)
	staff.do(200, "GET", "/rounds/:round/ledger.xlsx", []string{round}, "", nil)
}
