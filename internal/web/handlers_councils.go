package web

import (
	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/web/page"
)

func (s *Site) newCouncilPage(r *request) error { return r.show(page.CouncilNew{}) }

func (s *Site) newCouncil(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	in := council.Particulars{Name: f.line("name")}
	again := func(form page.Form) page.Page { return page.CouncilNew{Form: form} }
	if err := f.Fault(); err != nil {
		return r.again(err, again)
	}
	c, err := s.Council.Create(r.ctx, r.who.Person, in)
	if err != nil {
		return r.again(err, again)
	}
	return r.goTo("/councils/"+c.ID, "")
}

// councilPage is a council at a glance. A round that is being made shows only to those who make it.
func (s *Site) councilPage(r *request) error {
	manage := r.staffOf(r.council.ID)
	p := page.Council{
		ID: r.council.ID, Name: r.council.Name, Members: council.Count(r.view, r.council.ID), MayManage: manage,
	}
	for _, round := range funding.RoundsOf(r.view, r.council.ID) {
		if round.Phase == funding.Draft && !manage {
			continue
		}
		shown, err := s.showRound(r.view, round)
		if err != nil {
			return err
		}
		p.Rounds = append(p.Rounds, shown)
	}
	return r.show(p)
}

func (s *Site) members(r *request) error { return r.showMembers(nil) }

// showMembers shows a council's people, and the form for one more: again, where it was refused.
func (r *request) showMembers(refused error) error {
	p := page.Members{CouncilID: r.council.ID, Council: r.council.Name}
	v := r.Store.View()
	for m := range council.Members(v, r.council.ID) {
		name, err := r.name(v, m.Person)
		if err != nil {
			return err
		}
		person, _ := people.Get(v, m.Person)
		address, err := r.People.AddressOf(r.ctx, person)
		if err != nil {
			return err
		}
		p.List = append(p.List, page.Member{
			ID: m.Person, Name: name, Email: string(address), Role: string(m.Role), Self: m.Person == r.who.Person,
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

func (s *Site) addMember(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	in := council.Joiner{
		Particulars: people.Particulars{Name: f.line("name"), Email: f.line("email"), Language: r.language()},
		Role:        choice[council.Role](f, "role"), Invite: true,
	}
	if err := f.Fault(); err != nil {
		return r.showMembers(err)
	}
	if _, err := s.Council.AddMember(r.ctx, r.who.Person, r.council.ID, in); err != nil {
		return r.showMembers(err)
	}
	return r.goTo("/councils/"+r.council.ID+"/members", "added")
}

func (s *Site) changeRole(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	role := choice[council.Role](f, "role")
	if err := f.Fault(); err != nil {
		return r.showMembers(err)
	}
	if err := s.Council.ChangeRole(r.ctx, r.who.Person, r.council.ID, r.param("member"), role); err != nil {
		return r.showMembers(err)
	}
	return r.goTo("/councils/"+r.council.ID+"/members", "kept")
}

// removeMember asks once more, and then takes somebody out of the council.
func (s *Site) removeMember(r *request) error {
	member, at := r.param("member"), "/councils/"+r.council.ID+"/members"
	sure, err := r.confirmed()
	if err != nil {
		return err
	}
	if !sure {
		name, err := r.name(r.view, member)
		if err != nil {
			return err
		}
		return r.show(page.Confirm{What: "remove-member", Name: name, Action: at + "/" + member + "/remove", Back: at})
	}
	if err := s.Council.RemoveMember(r.ctx, r.who.Person, r.council.ID, member); err != nil {
		return r.showMembers(err)
	}
	return r.goTo(at, "removed")
}

// confirmed reads a form that asks for what cannot be undone: whether its sender has been asked once more.
func (r *request) confirmed() (bool, error) {
	f, err := r.form()
	if err != nil {
		return false, err
	}
	sure := f.ticked("confirm")
	return sure, f.Fault()
}
