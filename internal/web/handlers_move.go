package web

import (
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/web/page"
)

// movePage asks before a round is moved by hand, and for the reason where it goes back.
func (s *Site) movePage(r *request) error {
	to := funding.Phase(r.query("to", maxPath))
	if !r.round.MayMove(to) {
		return fault.New(fault.Conflict, "fault.funding.no_such_move")
	}
	shown, err := s.showRound(r.view, r.round)
	if err != nil {
		return err
	}
	return r.show(r.moveTo(shown, to, page.Form{}))
}

func (r *request) moveTo(shown page.Round, to funding.Phase, form page.Form) page.MovePage {
	return page.MovePage{Round: shown, To: string(to), Back: to.Before(r.round.Phase), Form: form}
}

func (s *Site) move(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	to, why := choice[funding.Phase](f, "to"), f.prose("why")
	if err := f.Fault(); err != nil {
		return err
	}
	shown, err := s.showRound(r.view, r.round)
	if err != nil {
		return err
	}
	err = s.Funding.MovePhase(r.ctx, r.who.Person, r.round.ID, to, why)
	if fault.Is(err, fault.Invalid) {
		return r.again(err, func(form page.Form) page.Page { return r.moveTo(shown, to, form) })
	}
	if err != nil {
		return err
	}
	return r.goTo(r.manageURL(), "moved")
}

// movable are the phases that a round can be moved to by hand, the next first and then the ways back.
func (r *request) movable() []page.MovePage {
	var on, back []page.MovePage
	for _, to := range []funding.Phase{funding.Applications, funding.Review, funding.Pitches, funding.Reporting, funding.Closed} {
		switch m := (page.MovePage{To: string(to), Back: to.Before(r.round.Phase)}); {
		case !r.round.MayMove(to), r.round.Phase == funding.Draft && to == funding.Review: // there are no ideas to look at yet
		case m.Back:
			back = append(back, m)
		default:
			on = append(on, m)
		}
	}
	return append(on, back...)
}
