package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/web/page"
)

// manySlips is how many are shown, and printed, at once; "from" in the query says from which number on.
const manySlips = 1000

func (s *Site) slips(r *request) error { return r.showSlips(nil) }

func (r *request) showSlips(refused error) error {
	shown, err := r.showRound(r.view, r.round)
	if err != nil {
		return err
	}
	p := page.Slips{Round: shown}
	var some []people.Slip
	some, p.Next = r.someSlips(manySlips, func(people.Slip) bool { return true })
	for _, slip := range some {
		p.List = append(p.List, page.SlipLine{
			ID: slip.ID[strings.LastIndexByte(slip.ID, '/')+1:], Number: int(slip.Number), State: r.stateOf(slip), Printed: slip.Issued, Paper: slip.Paper,
		})
	}
	if refused == nil {
		return r.show(p)
	}
	return r.again(refused, func(form page.Form) page.Page {
		p.Form = form
		return p
	})
}

// someSlips are those of the round that are wanted, as many as most by number, and the number from which there are more;
// zero if none.
func (r *request) someSlips(most int, wanted func(people.Slip) bool) (list []people.Slip, next int) {
	from, err := strconv.ParseInt(r.query("from", 10), 10, 64)
	if err != nil {
		from = 1
	}
	for slip := range people.SlipsOf(r.Store.View(), funding.Scope(r.round.ID)) {
		if slip.Number >= from && wanted(slip) {
			list = append(list, slip)
		}
	}
	slices.SortFunc(list, func(a, b people.Slip) int { return cmp.Compare(a.Number, b.Number) })
	if len(list) > most {
		return list[:most], int(list[most].Number)
	}
	return list, 0
}

// stateOf is what became of a slip. Used means that somebody came with it, which says nothing about a vote.
func (r *request) stateOf(slip people.Slip) string {
	switch {
	case slip.ReplacedBy != "":
		return "reissued"
	case slip.Revoked:
		return "revoked"
	case len(r.People.SessionsOf(r.view, slip.Person)) > 0:
		return "used"
	}
	return "new"
}

func (s *Site) makeSlips(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	number := int(f.number("number"))
	if err := f.Fault(); err != nil {
		return r.showSlips(err)
	}
	if _, err := s.Funding.IssueSlips(r.ctx, r.who.Person, r.round.ID, nil, number); err != nil {
		return r.showSlips(err)
	}
	return r.goTo(r.slipsURL(), "slips-made")
}

func (r *request) slipsURL() string { return "/rounds/" + r.round.ID + "/slips" }

// printSlips is the sheet to cut. Who can look at it can vote with each, so only staff can, and it is never kept.
func (s *Site) printSlips(r *request) error {
	shown, err := s.showRound(r.view, r.round)
	if err != nil {
		return err
	}
	p := page.SlipSheet{Round: shown, Site: s.site(), Voices: r.voices()}
	var some []people.Slip
	some, p.Next = r.someSlips(manySlips, func(slip people.Slip) bool { return !slip.Paper && r.stateOf(slip) == "new" })
	for _, slip := range some {
		code, err := s.People.CodeOf(r.ctx, slip)
		if err != nil {
			return err
		}
		shown := people.ShowCode(code)
		p.Slips = append(p.Slips, page.PrintedSlip{Number: int(slip.Number), Code: shown, Address: s.Link("/s/" + shown)})
	}
	return r.show(p)
}

// revokeSlip ends a slip that was lost.
func (s *Site) revokeSlip(r *request) error {
	sure, err := r.confirmed()
	if err != nil {
		return err
	}
	id := r.slipID()
	if !sure {
		slip, ok := people.Slips.Get(r.view, id)
		if err := existsIf(ok); err != nil {
			return err
		}
		name := r.words().T("slips.slip", "number", slip.Number)
		return r.confirm("revoke", name, "slips/"+r.param("slip")+"/revoke", "slips")
	}
	if err := s.Funding.RevokeSlip(r.ctx, r.who.Person, r.round.ID, id); err != nil {
		return r.showSlips(err)
	}
	return r.goTo(r.slipsURL(), "slip-revoked")
}

// reissueSlip gives the same voter another slip, and ends the old one.
func (s *Site) reissueSlip(r *request) error {
	if err := emptyForm(r); err != nil {
		return err
	}
	id := r.slipID()
	if _, err := s.Funding.ReissueSlip(r.ctx, r.who.Person, r.round.ID, id); err != nil {
		return r.showSlips(err)
	}
	return r.goTo(r.slipsURL(), "slip-reissued")
}
