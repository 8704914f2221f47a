package web

import (
	"net/http"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/people"
)

func (s *Site) apiRoundPage(r *request) error { return r.answerRound(http.StatusOK, r.round.ID) }

func (s *Site) apiChangeSettings(r *request) error {
	in, err := readJSON[apiSettings](r.c.Body())
	if err != nil {
		return err
	}
	if err := s.Funding.ChangeSettings(r.ctx, r.who.Person, r.round.ID, in.settings()); err != nil {
		return err
	}
	return r.answerRound(http.StatusOK, r.round.ID)
}

func (s *Site) apiAddProject(r *request) error {
	in, err := readJSON[apiNewProject](r.c.Body())
	if err != nil {
		return err
	}
	p, err := s.Funding.PutProject(r.ctx, r.who.Person, funding.Project{
		Round: r.round.ID, Title: in.Title, About: in.About, Lead: in.Lead, Cost: in.Cost,
	})
	if err != nil {
		return err
	}
	return r.json(http.StatusCreated, apiProjectOf(p))
}

func (s *Site) apiMakeSlips(r *request) error {
	in, err := readJSON[apiNewSlips](r.c.Body())
	if err != nil {
		return err
	}
	issued, err := s.Funding.IssueSlips(r.ctx, r.who.Person, r.round.ID, nil, in.Number)
	if err != nil {
		return err
	}
	a, err := r.apiSlips(issued)
	if err != nil {
		return err
	}
	return r.json(http.StatusCreated, a)
}

func (s *Site) apiOpenRoom(r *request) error {
	if _, err := readJSON[apiNothing](r.c.Body()); err != nil {
		return err
	}
	room, err := s.People.OpenRoom(r.ctx, r.who.Person, roundScope+r.round.ID)
	if err != nil {
		return err
	}
	code := people.ShowCode(room.Code)
	return r.json(http.StatusOK, apiRoom{Code: code, Address: s.Link("/r/" + code)})
}

func (s *Site) apiOpenVoting(r *request) error {
	if _, err := readJSON[apiNothing](r.c.Body()); err != nil {
		return err
	}
	if err := s.Funding.OpenVoting(r.ctx, r.who.Person, r.round.ID); err != nil {
		return err
	}
	return r.answerRound(http.StatusOK, r.round.ID)
}

func (s *Site) apiCloseVoting(r *request) error {
	if _, err := readJSON[apiNothing](r.c.Body()); err != nil {
		return err
	}
	if err := s.Funding.CloseVoting(r.ctx, r.who.Person, r.round.ID); err != nil {
		return err
	}
	return r.answerRound(http.StatusOK, r.round.ID)
}

// apiState is what live screens are pushed, for programs that would rather ask.
func (s *Site) apiState(r *request) error {
	voted, err := r.hasVoted()
	if err != nil {
		return err
	}
	here := s.Hub.Present(roundScope + r.round.ID)
	return r.json(http.StatusOK, funding.StateOf(r.view, r.round, voted, here, r.now))
}

// apiCastBallot puts the requester's ballot in the box. It is the one request that comes in floods, so it does
// nothing else.
func (s *Site) apiCastBallot(r *request) error {
	in, err := readJSON[apiNewBallot](r.c.Body())
	if err != nil {
		return err
	}
	cast, err := s.Funding.CastBallot(r.ctx, funding.Vote{Round: r.round.ID, Voter: r.who.Person, Picks: in.Picks, Key: in.Key})
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, apiCast{Receipt: cast.Receipt, Changed: cast.Changed})
}

func (s *Site) apiOwnBallot(r *request) error {
	b, ok, err := s.Funding.OwnBallot(r.ctx, r.view, r.round.ID, r.who.Person)
	if err != nil {
		return err
	}
	if !ok {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	picks := b.Picks
	if picks == nil {
		picks = []int32{}
	}
	return r.json(http.StatusOK, apiBallot{Picks: picks, Receipt: b.Receipt})
}

func (s *Site) apiReceipt(r *request) error {
	return r.json(http.StatusOK, apiReceipt{State: funding.FindReceipt(r.view, r.round.ID, r.param("words"))})
}

func (s *Site) apiResult(r *request) error {
	res, err := funding.ResultOf(r.view, r.round.ID)
	if err != nil {
		return err
	}
	winners := res.Winners
	if winners == nil {
		winners = []int32{}
	}
	return r.json(http.StatusOK, apiResult{
		Winners: winners, Cost: res.Cost, MoneyLeft: res.MoneyLeft, Votes: res.Votes, Ballots: res.Ballots, Roll: res.Roll,
		Quorum: res.Quorum, BoxHash: res.BoxHash,
	})
}
