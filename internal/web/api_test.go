package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/notify"
	"github.com/parentpower/parentpower/internal/tally/pb"
)

// stage is a community and programs that use its API; every answer is held against the description.
type stage struct {
	*cast
	described *description
}

// program is one that shows a credential, and nothing that a browser would send.
type program struct {
	*stage
	browser *browser
}

// unlinked redacts nothing: these tests have no journal to look into.
type unlinked struct{}

func (unlinked) Redact(context.Context, int64, int64, func(table, key string) bool) error { return nil }

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{described: loadDescription(t)}
	s.cast = newCast(t, func(c *Config) {
		c.Funding.Redactor = unlinked{}
		c.Demo, c.DemoToken = true, func(context.Context) (string, error) { return "api_demo", nil }
	})
	return s
}

// as is a program with the credential of somebody: a kind of requester with an account, or the code of a slip.
func (s *stage) program(who string) *program {
	s.t.Helper()
	credential := who
	if person := s.persons[who]; person != "" {
		token, _, err := s.People.CreateToken(s.t.Context(), person, "test", time.Hour)
		s.must(err)
		credential = token
	}
	p := &program{stage: s, browser: s.browser()}
	p.browser.header = http.Header{"Authorization": {"Bearer " + credential}}
	if who == anonymous {
		p.browser.header = http.Header{"Origin": {testOrigin}}
	}
	return p
}

// do sends a request to a route of the API, filling its places in turn, and reads an answer of the status into out.
func (p *program) do(status int, method, pattern string, places []string, body string, out any) answer {
	p.t.Helper()
	parts := strings.Split("/api/v1"+pattern, "/")
	for i := range parts {
		if strings.HasPrefix(parts[i], ":") {
			parts[i], places = places[0], places[1:]
		}
	}
	media := "application/json"
	if method == http.MethodGet {
		media = ""
	}
	a := p.browser.do(method, strings.Join(parts, "/"), media, body).want(p.t, status)
	p.described.holds(p.t, method, "/api/v1"+pattern, a)
	if out != nil {
		if err := json.Unmarshal([]byte(a.text), out); err != nil {
			p.t.Fatalf("%s %s: %v\n%s", method, pattern, err, a.text)
		}
	}
	return a
}

const settingsText = `{"title":"Summer money","purpose":"For all","budget":100000,"voters":"both","ballot":"up-to","most":2,` +
	`"rule":"equal-shares","standings":"live","publish":30,"closes":"2099-07-01T19:00:00+01:00","opens":"2099-06-30T19:00:00+01:00",` +
	`"guidelines":["For parents of the estate."]}`

func TestProgramsPlayAWholeRoundAndEveryAnswerIsAsDescribed(t *testing.T) {
	s := newStage(t)
	staff, all := s.program(advocate), s.program(anonymous)
	s.around(staff, all)
	s.ideasByAPI(staff)
	round := s.setUp(staff)
	codes := s.hand(staff, round)
	receipts := s.voteByAPI(staff, round, codes)
	s.papersByAPI(staff, s.program(theHub), round)
	ballots := len(receipts) + 1
	at := []string{round}

	staff.do(409, "GET", "/rounds/:round/result", at, "", nil)
	staff.do(200, "POST", "/rounds/:round/close", at, "{}", nil)
	s.program(codes[0]).do(410, "PUT", "/rounds/:round/ballot", at, `{"picks":[1],"key":"too late for this"}`, nil)
	s.program(codes[0]).do(410, "GET", "/rounds/:round/ballot", at, "", nil)
	s.must(s.Funding.Duty().Work(t.Context()))

	var result apiResult
	all.do(200, "GET", "/rounds/:round/result", at, "", &result)
	if result.Ballots != int64(ballots) || result.Voted[funding.OnPaper] != 1 || result.Spoilt != 1 || !slices.Contains(result.Winners, 1) || len(result.Winners) != 2 || !result.Published {
		t.Errorf("the result is %+v", result)
	}
	var bundle funding.Bundle
	all.do(200, "GET", "/rounds/:round/audit", at, "", &bundle)
	for _, check := range funding.Verify(t.Context(), bundle, nil) {
		if !check.OK {
			t.Errorf("the audit bundle does not hold: %+v", check)
		}
	}
	file, err := pb.Read(strings.NewReader(all.do(200, "GET", "/rounds/:round/ballots.pb", at, "", nil).text), pb.DefaultLimits)
	s.must(err)
	if len(file.Votes) != ballots || !slices.Equal(file.Official(), []string{"1", "3"}) {
		t.Errorf("the .pb file has %d ballots and the winners %v", len(file.Votes), file.Official())
	}
	for _, receipt := range receipts {
		var found struct{ State funding.ReceiptState }
		if all.do(200, "GET", "/rounds/:round/receipts/:receipt", []string{round, receipt}, "", &found); found.State != funding.InTheCount {
			t.Errorf("the receipt %s is %s", receipt, found.State)
		}
	}
	s.spendByAPI(staff, all, round)
	for _, r := range s.routes() {
		if name := r.method + " " + r.path; r.program() && !s.described.met[name] {
			t.Errorf("%s was never answered well in this test", name)
		}
	}
}

// around asks for what is beside the rounds.
func (s *stage) around(staff, all *program) {
	var me apiMe
	staff.do(200, "GET", "/me", nil, "", &me)
	if me.Person != s.persons[advocate] || len(me.Councils) != 1 || me.Councils[0].Role != council.Advocate {
		s.t.Errorf("the advocate is %+v", me)
	}
	s.program(s.slips[slipHolder]).do(200, "GET", "/me", nil, "", &me)
	if me.Round != s.open.ID {
		s.t.Errorf("a slip is %+v", me)
	}
	all.do(401, "GET", "/me", nil, "", nil)
	var wishes apiLetters
	const fewer = `{"choices":{"opening":"now","last-day":"never","result":"digest","project":"now","story":"digest"},"digest":"daily"}`
	staff.do(200, "PUT", "/me/letters", nil, fewer, nil)
	if staff.do(200, "GET", "/me/letters", nil, "", &wishes); wishes.Choices[notify.LastDay] != notify.Never || wishes.Digest != notify.Daily {
		s.t.Errorf("the advocate wishes %+v", wishes)
	}
	staff.do(422, "PUT", "/me/letters", nil, strings.Replace(fewer, "never", "digest", 1), nil)
	s.program(s.slips[slipHolder]).do(403, "GET", "/me/letters", nil, "", nil)
	all.do(200, "POST", "/demo/token", nil, "", nil)
	all.do(200, "GET", "/openapi.yaml", nil, "", nil)
	all.do(200, "GET", "/openapi.json", nil, "", nil)
}

// setUp makes a draft with projects 1 and 3.
func (s *stage) setUp(staff *program) (round string) {
	var made apiRound
	staff.do(201, "POST", "/councils/:council/rounds", []string{s.council}, settingsText, &made)
	at := []string{made.ID}
	var changed apiRound
	staff.do(200, "PUT", "/rounds/:round", at, strings.Replace(settingsText, "Summer", "Autumn", 1), &changed)
	if changed.Settings.Title != "Autumn money" || changed.Settings.Closes != "2099-07-01T18:00:00Z" || changed.Settings.Opens != "2099-06-30T18:00:00Z" || len(changed.Settings.Guidelines) != 1 || changed.Hidden == "" {
		s.t.Errorf("the round is %+v", changed)
	}
	for i := range 3 {
		var p apiProject
		staff.do(201, "POST", "/rounds/:round/projects", at, fmt.Sprintf(`{"title":"Project %d","cost":40000}`, i), &p)
	}
	picture, voice := s.filesByAPI(staff, made.ID)
	garden := fmt.Sprintf(`{"title":"The garden","cost":50000,"about":"Beds","lead":"Ana","picture":%q,"voice":%q}`, picture, voice)
	staff.do(200, "PUT", "/rounds/:round/projects/:project", []string{made.ID, "1"}, garden, nil)
	staff.do(200, "GET", "/rounds/:round/files/:file", []string{made.ID, voice}, "", nil)
	staff.do(204, "DELETE", "/rounds/:round/projects/:project", []string{made.ID, "2"}, "", nil)
	staff.do(404, "DELETE", "/rounds/:round/projects/:project", []string{made.ID, "2"}, "", nil)
	staff.do(404, "PUT", "/rounds/:round/projects/:project", []string{made.ID, "0"}, `{"title":"New by mistake","cost":1}`, nil)
	staff.do(200, "GET", "/councils/:council/rounds", []string{s.council}, "", nil)
	s.moveByAPI(staff, made.ID)
	s.reviewByAPI(staff)
	staff.do(200, "POST", "/rounds/:round/room", at, "", nil)
	staff.do(204, "DELETE", "/rounds/:round/room", at, "", nil)
	staff.do(204, "PUT", "/rounds/:round/scrutineers", at, fmt.Sprintf(`{"scrutineers":[%q]}`, s.persons[member]), nil)

	var mistake apiRound
	staff.do(201, "POST", "/councils/:council/rounds", []string{s.council}, settingsText, &mistake)
	staff.do(204, "DELETE", "/rounds/:round", []string{mistake.ID}, "", nil)
	staff.do(404, "DELETE", "/rounds/:round", []string{mistake.ID}, "", nil)
	return made.ID
}

// moveByAPI moves a round to applications, on and back, and reads the record as staff and as anybody.
func (s *stage) moveByAPI(staff *program, round string) {
	at := []string{round}
	staff.do(422, "POST", "/rounds/:round/moves", at, `{"to":"elsewhere"}`, nil)
	staff.do(409, "POST", "/rounds/:round/moves", at, `{"to":"reporting"}`, nil)
	staff.do(200, "POST", "/rounds/:round/moves", at, `{"to":"applications"}`, nil)
	staff.do(200, "POST", "/rounds/:round/moves", at, `{"to":"review"}`, nil)
	staff.do(422, "POST", "/rounds/:round/moves", at, `{"to":"applications"}`, nil)
	var shown apiRound
	staff.do(200, "POST", "/rounds/:round/moves", at, `{"to":"applications","why":"Half-term"}`, &shown)
	if shown.Phase != funding.Applications {
		s.t.Errorf("the round was moved to %s", shown.Phase)
	}
	for asker, named := range map[*program]bool{staff: true, s.program(anonymous): false} {
		var list struct{ Moves []apiMove }
		asker.do(200, "GET", "/rounds/:round/moves", at, "", &list)
		if len(list.Moves) != 3 || list.Moves[2].Why != "Half-term" || !list.Moves[2].Hand || (list.Moves[2].By != "") != named {
			s.t.Errorf("the moves are %+v", list.Moves)
		}
	}
}

// hand makes 40 slips and gives their codes, one of them given anew.
func (s *stage) hand(staff *program, round string) (codes []string) {
	type slips struct{ Slips []apiSlip }
	var made, named slips
	at := []string{round}
	staff.do(201, "POST", "/rounds/:round/slips", at, `{"number":41}`, &made)
	staff.do(201, "POST", "/rounds/:round/slips", at, fmt.Sprintf(`{"members":[%q]}`, s.persons[member]), &named)
	lost, torn := made.Slips[40], made.Slips[39]
	staff.do(204, "POST", "/rounds/:round/slips/:slip/revoke", []string{round, lost.ID}, "{}", nil)
	staff.do(410, "POST", "/rounds/:round/slips/:slip/revoke", []string{round, lost.ID}, "{}", nil)
	var fresh apiSlip
	staff.do(200, "POST", "/rounds/:round/slips/:slip/reissue", []string{round, torn.ID}, "", &fresh)
	staff.do(404, "POST", "/rounds/:round/slips/:slip/reissue", []string{s.open.ID, torn.ID}, "", nil)
	for _, slip := range made.Slips[:39] {
		codes = append(codes, slip.Code)
	}
	return append(codes, fresh.Code)
}

// voteByAPI opens voting and puts a ballot in for each code.
func (s *stage) voteByAPI(staff *program, round string, codes []string) (receipts []string) {
	at := []string{round}
	s.program(codes[0]).do(409, "GET", "/rounds/:round/ballot", at, "", nil)
	staff.do(200, "POST", "/rounds/:round/open", at, "", nil)
	staff.do(409, "PUT", "/rounds/:round", at, settingsText, nil)
	staff.do(409, "DELETE", "/rounds/:round", at, "", nil)
	for i, code := range codes {
		voter := s.program(code)
		body := fmt.Sprintf(`{"picks":[3,1],"key":"key of voter %d"}`, i)
		var first, again struct {
			Receipt string
			Changed bool
		}
		voter.do(200, "PUT", "/rounds/:round/ballot", at, body, &first)
		voter.do(200, "PUT", "/rounds/:round/ballot", at, body, &again)
		if first != again || first.Changed {
			s.t.Errorf("the same key was answered with %+v and then with %+v", first, again)
		}
		receipts = append(receipts, first.Receipt)
	}
	voter := s.program(codes[0])
	voter.do(409, "PUT", "/rounds/:round/ballot", at, `{"picks":[1],"key":"key of voter 0"}`, nil)
	var own struct{ Picks []int32 }
	if voter.do(200, "GET", "/rounds/:round/ballot", at, "", &own); !slices.Equal(own.Picks, []int32{1, 3}) {
		s.t.Errorf("the voter's own ballot picks %v", own.Picks)
	}
	s.program(member).do(404, "GET", "/rounds/:round/ballot", at, "", nil)
	var shown apiRound
	s.program(anonymous).do(200, "GET", "/rounds/:round", at, "", &shown)
	if len(shown.Standings) != 2 || shown.Turnout.Voted != int64(len(codes)) {
		s.t.Errorf("while voting is open anyone sees %+v", shown)
	}
	staff.do(200, "PUT", "/rounds/:round/standings", at, `{"standings":"after-close"}`, &shown)
	if shown.Hidden != funding.UntilClose {
		s.t.Errorf("the standings are hidden %q after they were tightened", shown.Hidden)
	}
	staff.do(409, "PUT", "/rounds/:round/standings", at, `{"standings":"live"}`, nil)
	return receipts
}

// papersByAPI has two clerks enter three papers, of which one is spoilt and one is taken out, and puts the batch in.
func (s *stage) papersByAPI(one, two *program, round string) {
	at := []string{round}
	var made struct{ Papers []apiPaper }
	one.do(201, "POST", "/rounds/:round/papers", at, `{"number":3}`, &made)
	one.do(422, "POST", "/rounds/:round/papers", at, `{"number":-1}`, nil)
	var batch, mistake apiBatch
	one.do(201, "POST", "/rounds/:round/batches", at, `{"name":"Table 1"}`, &batch)
	one.do(201, "POST", "/rounds/:round/batches", at, `{"name":"By mistake"}`, &mistake)
	one.do(204, "DELETE", "/rounds/:round/batches/:batch", []string{round, mistake.ID}, "", nil)
	one.do(404, "DELETE", "/rounds/:round/batches/:batch", []string{round, mistake.ID}, "", nil)
	in := []string{round, batch.ID}
	papers := "/rounds/:round/batches/:batch/papers"
	one.do(422, "POST", papers, in, `{"paper":"999-AA","picks":[1]}`, nil)
	one.do(422, "POST", papers, in, fmt.Sprintf(`{"paper":%q}`, made.Papers[0].Mark), nil)
	for i, clerk := range []*program{one, two} {
		clerk.do(204, "POST", papers, in, fmt.Sprintf(`{"paper":%q,"picks":[%d]}`, made.Papers[0].Mark, 1+2*i), nil)
		clerk.do(204, "POST", papers, in, fmt.Sprintf(`{"paper":%q,"spoilt":"torn"}`, made.Papers[1].Mark), nil)
		clerk.do(204, "POST", papers, in, fmt.Sprintf(`{"paper":%q,"picks":[]}`, made.Papers[2].Mark), nil)
		clerk.do(204, "DELETE", papers+"/:paper", append(in, fmt.Sprint(made.Papers[2].Number)), "", nil)
		clerk.do(200, "POST", "/rounds/:round/batches/:batch/finish", in, "", &batch)
	}
	if !slices.Equal(batch.Again, []int64{made.Papers[0].Number}) || batch.State != funding.BatchOpen {
		s.t.Errorf("after the clerks differed the batch is %+v", batch)
	}
	one.do(409, "POST", "/rounds/:round/batches/:batch/put", in, "", nil)
	for _, clerk := range []*program{one, two} {
		clerk.do(204, "POST", papers, in, fmt.Sprintf(`{"paper":%q,"picks":[3]}`, made.Papers[0].Mark), nil)
		clerk.do(200, "POST", "/rounds/:round/batches/:batch/finish", in, "", nil)
	}
	one.do(200, "POST", "/rounds/:round/batches/:batch/put", in, "", &batch)
	var list struct{ Batches []apiBatch }
	one.do(200, "GET", "/rounds/:round/batches", at, "", &list)
	if len(list.Batches) != 1 || list.Batches[0].State != funding.BatchIn || batch.Good != 1 || batch.Spoilt["torn"] != 1 {
		s.t.Errorf("the batches are %+v", list.Batches)
	}
}
