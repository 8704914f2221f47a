package web

import (
	"net/http"
	"strings"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/people"
)

// apiMostSlips is how many slips a program can have made by one request.
const apiMostSlips = 10_000

type apiSlip struct {
	ID     string `json:"id"`
	Number int64  `json:"number"`
	Code   string `json:"code"`
}

// apiSlips is what a program asks for: so many slips or papers, and those of members by name.
type apiSlips struct {
	Number  int      `json:"number"`
	Members []string `json:"members"`
}

func (r *request) readSlips() (apiSlips, error) {
	in, err := readJSON[apiSlips](r.c.Body())
	if err != nil {
		return in, err
	}
	var c fault.Checks
	fits := in.Number >= 0 && in.Number <= apiMostSlips && in.Number+len(in.Members) <= apiMostSlips
	c.That(fits, "number", "fault.funding.slips_number", "max", apiMostSlips)
	for _, person := range in.Members {
		_, is := council.RoleOf(r.view, r.council.ID, person)
		c.That(is, "members", "fault.funding.not_a_member")
	}
	return in, c.Fault()
}

// apiMakeSlips makes slips: for members by name, and for people whom nobody has to name. Who has the answer can
// vote with each, so only staff can ask for it.
func (s *Site) apiMakeSlips(r *request) error {
	in, err := r.readSlips()
	if err != nil {
		return err
	}
	issued, err := s.Funding.IssueSlips(r.ctx, r.who.Person, r.round.ID, in.Members, in.Number)
	if err != nil {
		return err
	}
	list := make([]apiSlip, len(issued))
	for i, slip := range issued {
		if list[i], err = r.tellSlip(slip); err != nil {
			return err
		}
	}
	return r.json(http.StatusCreated, map[string]any{"slips": list})
}

func (r *request) tellSlip(slip people.Slip) (apiSlip, error) {
	code, err := r.People.CodeOf(r.ctx, slip)
	return apiSlip{ID: slip.ID[strings.LastIndexByte(slip.ID, '/')+1:], Number: slip.Number, Code: people.ShowCode(code)}, err
}

func (s *Site) apiRevokeSlip(r *request) error {
	if err := r.emptyJSON(); err != nil {
		return err
	}
	if err := s.Funding.RevokeSlip(r.ctx, r.who.Person, r.round.ID, r.slipID()); err != nil {
		return err
	}
	return r.done()
}

func (s *Site) apiReissueSlip(r *request) error {
	if err := r.emptyJSON(); err != nil {
		return err
	}
	fresh, err := s.Funding.ReissueSlip(r.ctx, r.who.Person, r.round.ID, r.slipID())
	if err != nil {
		return err
	}
	told, err := r.tellSlip(fresh)
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, told)
}

func (r *request) slipID() string { return funding.Scope(r.round.ID) + "/" + r.param("slip") }

// apiOpenRoom opens the round's lobby.
func (s *Site) apiOpenRoom(r *request) error {
	if err := r.emptyJSON(); err != nil {
		return err
	}
	room, err := s.People.OpenRoom(r.ctx, r.who.Person, funding.Scope(r.round.ID))
	if err != nil {
		return err
	}
	code := people.ShowCode(room.Code)
	return r.json(http.StatusOK, map[string]string{"code": code, "address": s.Link("/r/" + code)})
}

func (s *Site) apiCloseRoom(r *request) error {
	if err := r.emptyJSON(); err != nil {
		return err
	}
	if err := s.People.CloseRoom(r.ctx, r.who.Person, funding.Scope(r.round.ID)); err != nil {
		return err
	}
	return r.done()
}
