package web

import (
	"strings"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/web/page"
)

func (s *Site) joinPage(r *request) error { return r.show(page.Join{}) }

// join leads from the code on the big screen to its lobby. The lobby's address has the code, so it is looked up
// there again: this try counts only when it is wrong.
func (s *Site) join(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	code := f.line("code")
	again := func(form page.Form) page.Page { return page.Join{Form: form} }
	if err := f.Fault(); err != nil {
		return r.again(err, again)
	}
	room, err := s.People.EnterRoom(code, r.address(r.c))
	if err != nil {
		return r.again(err, again)
	}
	return r.goTo("/r/"+people.ShowCode(room.Code), "")
}

// lobby is where the code on the big screen leads. It lets nobody vote: that takes a session or a slip.
func (s *Site) lobby(r *request) error {
	code := r.param("code")
	room, err := s.People.EnterRoom(code, r.address(r.c))
	if fault.Is(err, fault.Invalid) {
		return r.again(err, func(form page.Form) page.Page {
			form.Values = map[string][]string{"code": {code}}
			return page.Join{Form: form}
		})
	}
	if err != nil {
		return err
	}
	if err := r.about(strings.TrimPrefix(room.Scope, funding.ScopePrefix)); err != nil {
		return err
	}
	p := page.Lobby{Code: people.ShowCode(room.Code), Admitted: r.voterIn(r.round)}
	if p.Round, err = s.showRound(r.view, r.round); err != nil {
		return err
	}
	if p.Admitted {
		if p.Voted, err = s.Funding.HasVoted(r.ctx, r.view, r.round.ID, r.who.Person); err != nil {
			return err
		}
	}
	return r.show(p)
}

func (s *Site) slipPage(r *request) error { return r.show(page.Slip{}) }

// slipUse is where the QR on a slip leads: one press, since looking must change nothing. The code is not looked
// up before that, so that the address tells nothing about which codes there are.
func (s *Site) slipUse(r *request) error {
	return r.show(page.SlipUse{Code: people.ShowCode(people.ReadCode(r.param("code")))})
}

func (s *Site) slip(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	code := f.line("code")
	again := func(form page.Form) page.Page { return page.Slip{Form: form} }
	if err := f.Fault(); err != nil {
		return r.again(err, again)
	}
	in, err := s.People.UseSlip(r.ctx, code, r.from())
	if err != nil {
		return r.again(err, again)
	}
	r.begin(in)
	r.view = s.Store.View()
	if err := r.about(strings.TrimPrefix(in.Session.Scope, funding.ScopePrefix)); err != nil {
		return err
	}
	return r.goTo(r.afterSlip(), "")
}

// afterSlip is where somebody goes who has shown a slip: to the vote, or where there is none to give, to what
// there is to see.
func (r *request) afterSlip() string {
	at := "/rounds/" + r.round.ID
	switch {
	case r.round.Phase == funding.Voting:
		return at + "/vote"
	case !r.round.Phase.Unopened():
		return at + "/result"
	case r.round.Phase == funding.Applications:
		return at
	}
	if room, open := people.RoomOf(r.view, funding.Scope(r.round.ID)); open {
		return "/r/" + people.ShowCode(room.Code)
	}
	return at
}
