package web

import (
	"time"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/web/page"
)

const tokenLasts = 90 * 24 * time.Hour

// me shows what somebody is here, and where they are signed in.
func (s *Site) me(r *request) error {
	var p page.Me
	for _, session := range s.People.SessionsOf(r.view, r.who.Person) {
		p.Sessions = append(p.Sessions, page.Session{
			What: session.Device, Since: session.Created, Here: session.ID == r.who.Session,
		})
	}
	if r.bySlip() {
		return r.show(p)
	}
	person, _ := people.Get(r.view, r.who.Person)
	var err error
	if p.Name, err = s.People.NameOf(r.ctx, person); err != nil {
		return err
	}
	address, err := s.People.AddressOf(r.ctx, person)
	if err != nil {
		return err
	}
	p.Email = string(address)
	for m := range council.Of(r.view, r.who.Person) {
		c, err := council.Get(r.view, m.Council)
		if err != nil {
			return err
		}
		p.Roles = append(p.Roles, page.Role{Council: c.Name, CouncilID: c.ID, Name: string(m.Role)})
	}
	return r.show(p)
}

// chooseLanguage speaks another language from now on.
func (s *Site) chooseLanguage(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	lang, back := f.line("lang"), ours(f.line("back"))
	f.checks.That(s.Words.Has(lang), "lang", "fault.choose_one")
	if err := f.Fault(); err != nil {
		return err
	}
	r.setCookie(cookieLanguage, lang, 365*24*time.Hour)
	if back == "" {
		back = "/"
	}
	return r.goTo(back, "")
}

func (s *Site) tokens(r *request) error { return r.show(r.tokensPage(page.Form{}, "")) }

func (r *request) tokensPage(form page.Form, fresh string) page.Tokens {
	p := page.Tokens{Form: form, New: fresh}
	for _, t := range people.TokensOf(r.Store.View(), r.who.Person) {
		p.List = append(p.List, page.Token{ID: t.ID, Name: t.Label, Made: t.Created, Used: t.Used})
	}
	return p
}

// newToken shows the token in its answer: it is told once, and no address could show it again.
func (s *Site) newToken(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	name := f.line("name")
	again := func(form page.Form) page.Page { return r.tokensPage(form, "") }
	if err := f.Fault(); err != nil {
		return r.again(err, again)
	}
	token, _, err := s.People.CreateToken(r.ctx, r.who.Person, name, tokenLasts)
	if err != nil {
		return r.again(err, again)
	}
	return r.show(r.tokensPage(page.Form{}, token))
}

func (s *Site) revokeToken(r *request) error {
	if err := emptyForm(r); err != nil {
		return err
	}
	if err := s.People.RevokeToken(r.ctx, r.who.Person, r.param("token")); err != nil {
		return err
	}
	return r.goTo("/me/tokens", "removed")
}
