package web

import (
	"slices"

	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/web/page"
)

// panelMembersPage is where those who look after a round name its panel, and read who is too close to which idea.
func (s *Site) panelMembersPage(r *request) error {
	p, err := r.panelMembersShown()
	if err != nil {
		return err
	}
	p.Form.Values = map[string][]string{"panel": r.round.Panel, "chair": {r.round.Chair}}
	return r.show(p)
}

func (r *request) panelMembersShown() (page.PanelMembers, error) {
	shown, err := r.showRound(r.view, r.round)
	if err != nil {
		return page.PanelMembers{}, err
	}
	p := page.PanelMembers{Round: shown, Frozen: !r.round.Phase.Unopened()}
	if p.Members, err = r.memberOptions(); err != nil {
		return p, err
	}
	p.Chairs = slices.Insert(slices.Clone(p.Members), 0, page.Option{Text: r.words().T("panel.members.no-chair")})
	if p.Conflicts, err = r.panelConflicts(); err != nil {
		return p, err
	}
	for _, n := range funding.NamingsOf(r.view, r.round.ID) {
		line := page.PanelNaming{At: n.At}
		if line.Names, err = r.names(n.Panel); err != nil {
			return p, err
		}
		if line.Who, err = r.name(r.view, n.By); err != nil {
			return p, err
		}
		if n.Chair != "" {
			if line.Chair, err = r.name(r.view, n.Chair); err != nil {
				return p, err
			}
		}
		p.Namings = append(p.Namings, line)
	}
	return p, nil
}

// panelConflicts are those that were declared; about an idea that the requester is set aside from nothing is told.
func (r *request) panelConflicts() ([]page.PanelConflict, error) {
	var list []page.PanelConflict
	for _, c := range funding.ConflictsOf(r.view, r.round.ID, r.who.Person) {
		a, err := funding.PanelApplication(r.view, r.round.ID, c.Application, r.who.Person)
		if err != nil {
			return nil, err
		}
		line := page.PanelConflict{Person: c.Person, At: c.At, Own: c.Person == r.who.Person}
		if line.Idea, err = r.showIdea(a); err != nil {
			return nil, err
		}
		if line.Who, err = r.name(r.view, c.Person); err != nil {
			return nil, err
		}
		if line.Why, err = r.Funding.ReadConflict(r.ctx, c); err != nil {
			return nil, err
		}
		if !c.Lifted.IsZero() {
			if line.LiftedBy, err = r.name(r.view, c.LiftedBy); err != nil {
				return nil, err
			}
		}
		list = append(list, line)
	}
	return list, nil
}

func (s *Site) namePanel(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	persons, chair := f.all("panel"), f.one("chair")
	refused := f.Fault()
	if refused == nil {
		refused = s.Funding.NamePanel(r.ctx, r.who.Person, r.round.ID, persons, chair)
	}
	if refused == nil {
		return r.goTo(r.panelURL(""), "kept")
	}
	p, err := r.panelMembersShown()
	if err != nil {
		return err
	}
	return r.again(refused, func(form page.Form) page.Page {
		p.Form = form
		return p
	})
}
