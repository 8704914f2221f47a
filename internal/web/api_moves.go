package web

import (
	"net/http"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
)

// apiMove is one move of a round on record.
type apiMove struct {
	From funding.Phase `json:"from"`
	To   funding.Phase `json:"to"`
	At   string        `json:"at"`
	Hand bool          `json:"hand"`
	By   string        `json:"by,omitempty"` // for those who look after the round
	Why  string        `json:"why,omitempty"`
}

func (s *Site) apiMoves(r *request) error {
	list := []apiMove{}
	for _, m := range funding.MovesOf(r.view, r.round.ID) {
		told := apiMove{From: m.From, To: m.To, At: tellTime(m.At), Hand: m.By != "", Why: m.Why}
		if r.staffOf(r.council.ID) {
			told.By = m.By
		}
		list = append(list, told)
	}
	return r.json(http.StatusOK, map[string]any{"moves": list})
}

func (s *Site) apiMove(r *request) error {
	type moveIn struct {
		To  funding.Phase `json:"to"`
		Why string        `json:"why"`
	}
	in, err := readJSON[moveIn](r.c.Body())
	if err != nil {
		return err
	}
	var c fault.Checks
	c.That(in.To.Known(), "to", "fault.choose_one")
	c.That(plain(in.Why), "why", "fault.characters")
	if err := c.Fault(); err != nil {
		return err
	}
	if err := s.Funding.MovePhase(r.ctx, r.who.Person, r.round.ID, in.To, in.Why); err != nil {
		return err
	}
	return r.tellRound(http.StatusOK)
}
