package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/tally"
	"github.com/parentpower/parentpower/internal/tally/pb"
	"github.com/parentpower/parentpower/internal/web/page"
)

// result is what was decided and why.
func (s *Site) result(r *request) error {
	if !r.round.Phase.Counted() {
		return r.goTo("/rounds/"+r.round.ID, "")
	}
	res, err := funding.ResultOf(r.view, r.round.ID)
	if err != nil {
		return err
	}
	var story funding.Account
	if err := json.Unmarshal(res.Account, &story); err != nil {
		return fmt.Errorf("read the account of a count: %w", err)
	}
	shown, err := s.showRound(r.view, r.round)
	if err != nil {
		return err
	}
	_, revoked := people.SlipCount(r.view, funding.Scope(r.round.ID))
	p := page.Result{
		Round: shown, Rule: string(r.round.Rule), Quorum: int(r.round.Quorum),
		Turnout: page.Turnout{
			Accounts: int(res.Voted[funding.WithAccount]), Slips: int(res.Voted[funding.WithSlip]),
			Desk: int(res.Voted[funding.AtDesk]), Paper: int(res.Voted[funding.OnPaper]), Spoilt: int(res.Spoilt),
			Late: int(res.Late), Revoked: int(revoked), Reissued: int(res.Reissued),
		},
		LotHash: r.round.SeedHash, BoxHash: res.BoxHash, Ballots: r.mayHaveBallots(res), Bundle: true, MayManage: r.staffOf(r.council.ID),
	}
	p.Chosen = p.Ballots && !funding.MayPublish(r.round, res)
	projects := r.projects()
	for _, reason := range story.Reasons {
		outcome := page.Outcome{
			Project: projects[reason.Project], Funded: reason.Funded, Votes: int(reason.Backers), Reason: page.Why(reason),
		}
		if r.round.Ballot.Scored() {
			outcome.Points = int(reason.Score)
		}
		p.Outcomes = append(p.Outcomes, outcome)
	}
	p.Ties = showTies(story.Outcome.Ties, projects)
	if slices.ContainsFunc(p.Ties, func(t page.Tie) bool { return t.By == string(tally.ByLot) }) {
		p.LotSeed = r.round.Lot
	}
	p.Compared = !story.Outcome.FundedAll // or there was nothing to decide
	others := story.Comparison.OnlyMostVotes
	if story.Outcome.Method == tally.MostVotes {
		others = story.Comparison.OnlyEqualShares
	}
	for _, i := range others {
		p.Others = append(p.Others, projects[i])
	}
	return r.show(p)
}

// showTies are those that decided who won.
func showTies(ties []tally.Tie, projects []page.Project) []page.Tie {
	var shown []page.Tie
	for _, tie := range ties {
		if !tie.Decisive {
			continue
		}
		t := page.Tie{Winner: projects[tie.Among[0]], By: string(tie.By)}
		for _, i := range tie.Among {
			t.Between = append(t.Between, projects[i])
		}
		shown = append(shown, t)
	}
	return shown
}

// scrutineer reports whether the requester was named to see the ballots of a round that is too small to publish.
func (r *request) scrutineer() bool {
	_, member := council.RoleOf(r.view, r.round.Council, r.account())
	return member && slices.Contains(r.round.Scrutineers, r.account())
}

func (r *request) mayHaveBallots(res funding.Result) bool {
	return r.scrutineer() || funding.MayPublish(r.round, res)
}

// ballotsFile is the votes as the field's programs read them.
func (s *Site) ballotsFile(r *request) error {
	file, err := funding.PBFile(r.view, r.round.ID, r.scrutineer())
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := pb.Write(&out, file); err != nil {
		return err
	}
	return r.download("round-"+r.round.ID+".pb", "text/plain; charset=utf-8", out.Bytes())
}

// auditFile is all that it takes to check the result without trusting us.
func (s *Site) auditFile(r *request) error {
	bundle, err := funding.NewBundle(r.view, r.round.ID, r.scrutineer())
	if err != nil {
		return err
	}
	data, err := json.MarshalIndent(bundle, "", " ")
	if err != nil {
		return fmt.Errorf("write an audit bundle: %w", err)
	}
	return r.download("round-"+r.round.ID+"-audit.json", fiber.MIMEApplicationJSON, data)
}

func (r *request) download(name, media string, data []byte) error {
	r.c.Set(fiber.HeaderContentType, media)
	r.c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	r.c.Response().SetBodyRaw(data)
	return nil
}
