package web

import (
	"cmp"
	"slices"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/web/page"
)

// scrutineersPage is where those are named who may see the ballots of a round that is too small to publish them.
func (s *Site) scrutineersPage(r *request) error {
	p, err := r.scrutineers(page.Form{Values: map[string][]string{"scrutineers": r.round.Scrutineers}})
	if err != nil {
		return err
	}
	return r.show(p)
}

func (r *request) scrutineers(form page.Form) (page.Scrutineers, error) {
	shown, err := r.showRound(r.view, r.round)
	if err != nil {
		return page.Scrutineers{}, err
	}
	p := page.Scrutineers{Round: shown, Publish: int(r.round.Publish), Form: form}
	p.Members, err = r.memberOptions()
	return p, err
}

// memberOptions are the members of the council to choose from, by name.
func (r *request) memberOptions() ([]page.Option, error) {
	var list []page.Option
	for m := range council.Members(r.view, r.council.ID) {
		name, err := r.name(r.view, m.Person)
		if err != nil {
			return nil, err
		}
		choice := page.Option{Value: m.Person, Text: name}
		if person, _ := people.Get(r.view, m.Person); person.EmailKey == "" {
			choice.Hint = r.words().T("members.no-email")
		}
		list = append(list, choice)
	}
	slices.SortFunc(list, func(a, b page.Option) int { return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(a.Value, b.Value)) })
	return list, nil
}

// nameScrutineers takes those who are ticked in the place of those who were named before.
func (s *Site) nameScrutineers(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	persons := f.all("scrutineers")
	refused := f.Fault()
	if refused == nil {
		refused = s.Funding.NameScrutineers(r.ctx, r.who.Person, r.round.ID, persons)
	}
	if refused == nil {
		return r.goTo(r.manageURL(), "kept")
	}
	p, err := r.scrutineers(page.Form{})
	if err != nil {
		return err
	}
	return r.again(refused, func(form page.Form) page.Page {
		p.Form = form
		return p
	})
}
