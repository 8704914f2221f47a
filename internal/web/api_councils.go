package web

import (
	"net/http"
	"strings"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/people"
)

func (s *Site) apiMe(r *request) error {
	me := apiMe{Kind: "account", Coordinator: r.who.Coordinator, Councils: []apiCouncil{}}
	if round, bySlip := strings.CutPrefix(r.who.Scope, roundScope); bySlip {
		me.Kind, me.Round = "slip", round
	}
	for m := range council.Of(r.view, r.account()) {
		c, err := council.Get(r.view, m.Council)
		if err != nil {
			return err
		}
		me.Councils = append(me.Councils, r.apiCouncil(c))
	}
	return r.json(http.StatusOK, me)
}

func (s *Site) apiNewCouncil(r *request) error {
	in, err := readJSON[apiNewCouncil](r.c.Body())
	if err != nil {
		return err
	}
	c, err := s.Council.Create(r.ctx, r.who.Person, council.Particulars{Name: in.Name, Purpose: in.Purpose, Area: in.Area})
	if err != nil {
		return err
	}
	return r.json(http.StatusCreated, apiCouncil{ID: c.ID, Name: c.Name, Members: 1, Role: string(council.Coordinator)})
}

func (s *Site) apiCouncilPage(r *request) error { return r.json(http.StatusOK, r.apiCouncil(r.council)) }

func (s *Site) apiRounds(r *request) error {
	rounds := []apiRound{}
	for _, round := range funding.RoundsOf(r.view, r.council.ID) {
		if round.Phase == funding.Draft && !r.staffOf(r.council.ID) {
			continue
		}
		a, err := r.apiRound(round.ID)
		if err != nil {
			return err
		}
		rounds = append(rounds, a)
	}
	return r.json(http.StatusOK, map[string]any{"rounds": rounds})
}

func (s *Site) apiAddMember(r *request) error {
	in, err := readJSON[apiNewMember](r.c.Body())
	if err != nil {
		return err
	}
	m, err := s.Council.AddMember(r.ctx, r.who.Person, r.council.ID, council.Joiner{
		Particulars: people.Particulars{Name: in.Name, Email: in.Email, Language: in.Language}, Role: in.Role, Invite: in.Invite,
	})
	if err != nil {
		return err
	}
	return r.json(http.StatusCreated, apiMember{Person: m.Person, Role: m.Role})
}

func (s *Site) apiCreateRound(r *request) error {
	in, err := readJSON[apiSettings](r.c.Body())
	if err != nil {
		return err
	}
	made, err := s.Funding.CreateRound(r.ctx, r.who.Person, r.council.ID, in.settings())
	if err != nil {
		return err
	}
	return r.answerRound(http.StatusCreated, made.ID)
}

func (r *request) answerRound(status int, id string) error {
	a, err := r.apiRound(id)
	if err != nil {
		return err
	}
	return r.json(status, a)
}
