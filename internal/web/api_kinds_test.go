package web

import (
	"fmt"
	"slices"
	"testing"

	"github.com/parentpower/parentpower/internal/funding"
)

func TestProgramsShareOutPointsAndPutProjectsInOrder(t *testing.T) {
	s := newStage(t)
	staff := s.program(advocate)
	for _, kind := range []struct {
		settings, ballot, wrong, wants string
		own                            funding.Choice
	}{
		{`"ballot":"points"`, `"picks":[3,1],"points":[2,8]`, `"picks":[1],"points":[11]`, "points", funding.Choice{Picks: []int32{1, 3}, Points: []int64{8, 2}}},
		{`"ballot":"rank","most":2`, `"picks":[3,1]`, `"picks":[1,2,3]`, "picks", funding.Choice{Picks: []int32{3, 1}, Points: []int64{2, 1}}},
	} {
		var round apiRound
		staff.do(201, "POST", "/councils/:council/rounds", []string{s.council},
			`{"title":"Summer money","budget":100000,"voters":"both","rule":"equal-shares","standings":"after-close",`+kind.settings+`}`, &round)
		at := []string{round.ID}
		for i := range 3 {
			staff.do(201, "POST", "/rounds/:round/projects", at, fmt.Sprintf(`{"title":"Project %d","cost":60000}`, i), nil)
		}
		var made struct{ Slips []apiSlip }
		staff.do(201, "POST", "/rounds/:round/slips", at, `{"number":1}`, &made)
		staff.do(200, "POST", "/rounds/:round/open", at, "", nil)
		voter := s.program(made.Slips[0].Code)
		var problem struct {
			Fields []struct{ Name string }
		}
		voter.do(422, "PUT", "/rounds/:round/ballot", at, `{`+kind.wrong+`,"key":"too much of it"}`, &problem)
		if len(problem.Fields) != 1 || problem.Fields[0].Name != kind.wants {
			t.Errorf("%s: the problem names %+v", kind.settings, problem.Fields)
		}
		voter.do(200, "PUT", "/rounds/:round/ballot", at, `{`+kind.ballot+`,"key":"as it should be"}`, nil)
		var own funding.Choice
		voter.do(200, "GET", "/rounds/:round/ballot", at, "", &own)
		if !slices.Equal(own.Picks, kind.own.Picks) || !slices.Equal(own.Points, kind.own.Points) {
			t.Errorf("%s: the voter's own ballot is %+v", kind.settings, own)
		}
		staff.do(200, "POST", "/rounds/:round/close", at, "", nil)
		s.must(s.Funding.Duty().Work(t.Context()))
		var result apiResult
		staff.do(200, "GET", "/rounds/:round/result", at, "", &result)
		for _, p := range result.Projects {
			i := slices.Index(own.Picks, p.Project)
			if i >= 0 && (p.Score != own.Points[i] || p.Votes != 1) || i < 0 && p.Score+p.Votes != 0 {
				t.Errorf("%s: the result says %+v", kind.settings, p)
			}
		}
	}
}
