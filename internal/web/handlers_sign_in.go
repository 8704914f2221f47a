package web

import (
	"time"

	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/web/page"
)

func (s *Site) signInPage(r *request) error {
	return r.show(page.SignIn{Back: ours(r.query("back", maxPath))})
}

// signIn asks for a link. What it answers says nothing about who is known.
func (s *Site) signIn(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	email, back := f.line("email"), ours(f.line("back"))
	again := func(form page.Form) page.Page { return page.SignIn{Form: form, Back: back} }
	if err := f.Fault(); err != nil {
		return r.again(err, again)
	}
	asked, err := s.People.AskLink(r.ctx, email, r.language(), r.address(r.c))
	if err != nil {
		return r.again(err, again)
	}
	r.setCookie(cookieAsked, asked.Secret, asked.Lasts)
	if back != "" {
		r.setCookie(cookieBack, back, asked.Lasts)
	}
	return r.show(page.SignInSent{Code: asked.Code, Minutes: int(asked.Lasts / time.Minute)})
}

// signInLinkPage is where a letter's link leads. Looking changes nothing: programs that scan mail look too.
func (s *Site) signInLinkPage(r *request) error {
	token := r.query("t", maxPath)
	needs, err := s.People.LookAtLink(r.view, token, r.cookie(cookieAsked))
	if err != nil {
		return err
	}
	return r.show(page.SignInLink{Token: token, NeedCode: needs})
}

func (s *Site) signInLink(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	token, code := f.one("t"), f.line("code")
	if err := f.Fault(); err != nil {
		return err
	}
	secret := r.cookie(cookieAsked)
	in, err := s.People.OpenLink(r.ctx, token, secret, code, r.from())
	if err != nil {
		needs, gone := s.People.LookAtLink(s.Store.View(), token, secret)
		if gone != nil {
			return gone
		}
		return r.again(err, func(form page.Form) page.Page {
			return page.SignInLink{Token: token, NeedCode: needs, Form: form}
		})
	}
	back := ours(r.cookie(cookieBack))
	r.dropCookie(cookieAsked)
	r.dropCookie(cookieBack)
	r.begin(in)
	if back == "" {
		back = "/"
	}
	return r.goTo(back, "signed-in")
}

// begin gives the browser its new session in place of the one it had.
func (r *request) begin(in people.SignedIn) {
	r.setCookie(cookieSession, in.Token, people.DefaultAbsolute)
}

func (s *Site) signOut(r *request) error {
	if err := emptyForm(r); err != nil {
		return err
	}
	if r.who.Session != "" {
		if err := s.People.SignOut(r.ctx, r.who.Person, r.who.Session); err != nil {
			return err
		}
	}
	r.dropCookie(cookieSession)
	return r.goTo("/", "signed-out")
}

func (s *Site) signOutEverywhere(r *request) error {
	if err := emptyForm(r); err != nil {
		return err
	}
	if err := s.People.SignOutEverywhere(r.ctx, r.who.Person); err != nil {
		return err
	}
	r.dropCookie(cookieSession)
	return r.goTo("/", "signed-out")
}

// emptyForm reads a form that is only a button.
func emptyForm(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	return f.Fault()
}
