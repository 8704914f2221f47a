package web

import (
	"slices"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/notify"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/web/page"
)

// letters shows what somebody wants to be written to about.
func (s *Site) letters(r *request) error {
	p, err := r.lettersPage(page.Form{})
	if err != nil {
		return err
	}
	return r.show(p)
}

func (r *request) lettersPage(form page.Form) (page.Letters, error) {
	person, _ := people.Get(r.view, r.account())
	address, err := r.People.AddressOf(r.ctx, person)
	if err != nil {
		return page.Letters{}, err
	}
	wishes := notify.WishesOf(r.view, r.account())
	p := page.Letters{Address: string(address), Digest: string(wishes.Digest), Form: form}
	for _, kind := range notify.Kinds() {
		p.Kinds = append(p.Kinds, page.LetterKind{
			Kind: string(kind), Choice: string(wishes.Choices[kind]), Urgent: !slices.Contains(kind.Choices(), notify.InDigest),
		})
	}
	return p, nil
}

func (s *Site) chooseLetters(r *request) error {
	if err := r.mustBe(r.account() != ""); err != nil {
		return err
	}
	f, err := r.form()
	if err != nil {
		return err
	}
	w := notify.Wishes{Person: r.account(), Choices: map[notify.Kind]notify.Choice{}, Digest: choice[notify.Often](f, "digest")}
	for _, kind := range notify.Kinds() {
		w.Choices[kind] = choice[notify.Choice](f, string(kind))
	}
	if err = f.Fault(); err == nil {
		err = s.Notify.Choose(r.ctx, w)
	}
	if err != nil {
		shown, broken := r.lettersPage(page.Form{})
		if broken != nil {
			return broken
		}
		return r.again(err, func(form page.Form) page.Page {
			shown.Form = form
			return shown
		})
	}
	return r.goTo("/me/letters", "kept")
}

// stopLettersPage is where a link in a letter leads. Looking changes nothing: programs that scan mail look too.
func (s *Site) stopLettersPage(r *request) error {
	token := r.query("t", maxPath)
	what, err := s.Notify.LookAtStop(r.ctx, r.view, token)
	if err != nil {
		return err
	}
	return r.show(page.StopLetters{Token: token, What: what})
}

// stopLetters is pressed on that page, or by a mail program for its reader (RFC 8058): both get the same answer, and
// neither is led on anywhere. What is sent along says nothing that the address does not.
func (s *Site) stopLetters(r *request) error {
	what, err := s.Notify.Stop(r.ctx, r.query("t", maxPath))
	if err != nil {
		return err
	}
	return r.show(page.StopLetters{What: what, Done: true})
}

// apiLetters are somebody's wishes, as programs write them.
type apiLetters struct {
	Choices map[notify.Kind]notify.Choice `json:"choices"`
	Digest  notify.Often                  `json:"digest"`
}

func (s *Site) apiLetters(r *request) error {
	if err := r.mustBe(r.account() != ""); err != nil {
		return err
	}
	w := notify.WishesOf(r.Store.View(), r.account())
	return r.json(200, apiLetters{w.Choices, w.Digest})
}

func (s *Site) apiChooseLetters(r *request) error {
	if err := r.mustBe(r.account() != ""); err != nil {
		return err
	}
	in, err := readJSON[apiLetters](r.c.Body())
	if err != nil {
		return err
	}
	for kind := range in.Choices {
		if !plain(string(kind)) || len(kind) > 64 {
			return fault.New(fault.Invalid, "fault.json")
		}
	}
	if err := s.Notify.Choose(r.ctx, notify.Wishes{Person: r.account(), Choices: in.Choices, Digest: in.Digest}); err != nil {
		return err
	}
	return s.apiLetters(r)
}
