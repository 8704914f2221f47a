package people

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/mail"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
)

// Particulars are what is asked about somebody new.
type Particulars struct {
	Name        string // how they wish to be called
	Email       string // may be empty: they have no account then
	Language    string // BCP 47; English when empty
	Coordinator bool   // of the whole community
}

const maxName = 80

// Add makes somebody known. It fails with Invalid, naming the fields, and Conflict where the address is known already.
func (p *People) Add(ctx context.Context, actor string, in Particulars) (Person, error) {
	person, err := p.Draft(ctx, in)
	if err != nil {
		return Person{}, err
	}
	_, err = p.deps.Store.Update(ctx, "people.add", actor, func(v store.View) ([]store.Change, error) {
		if _, known := HasEmail(v, person.EmailKey); known {
			return nil, fault.New(fault.Conflict, "fault.people.email_known")
		}
		person.Added = v.Time()
		return []store.Change{Persons.Put(person)}, nil
	})
	if err != nil {
		return Person{}, err // and not what decide may be writing to still
	}
	return person, nil
}

// Draft checks and seals the particulars of somebody who is to be added, without adding them, so that another act can
// add them in its own commit. It fails with Invalid, naming the fields.
func (p *People) Draft(ctx context.Context, in Particulars) (Person, error) {
	in = in.tidy()
	if err := in.check(); err != nil {
		return Person{}, err
	}
	id := p.NewID()
	person := Person{ID: id, Language: in.Language, Coordinator: in.Coordinator}
	var err error
	if person.Name, err = p.deps.Vault.Seal(ctx, Subject(id), namePurpose, in.Name); err != nil {
		return Person{}, err
	}
	if in.Email == "" {
		return person, nil
	}
	address, err := mail.ParseAddress(in.Email)
	if err != nil {
		return Person{}, err
	}
	if person.Email, err = p.deps.Vault.Seal(ctx, Subject(id), emailPurpose, string(address)); err != nil {
		return Person{}, err
	}
	person.EmailKey, err = p.emailKey(ctx, string(address))
	return person, err
}

const (
	namePurpose  = "people.name"
	emailPurpose = "people.email"
)

// Subject is what the vault knows a person by: all that is sealed for it can be erased as one.
func Subject(person string) string { return "person/" + person }

func (in Particulars) tidy() Particulars {
	in.Name, in.Email, in.Language = strings.TrimSpace(in.Name), strings.TrimSpace(in.Email), strings.TrimSpace(in.Language)
	if in.Language == "" {
		in.Language = "en"
	}
	return in
}

func (in Particulars) check() error {
	var c fault.Checks
	c.That(in.Name != "", "name", "fault.people.name_missing")
	c.That(IsLine(in.Name, maxName), "name", "fault.people.name_long", "most", maxName)
	if in.Email != "" {
		_, err := mail.ParseAddress(in.Email)
		c.That(err == nil, "email", "fault.mail.address")
	}
	_, err := language.Parse(in.Language)
	c.That(err == nil && len(in.Language) <= 35, "lang", "fault.people.language")
	return c.Fault()
}

// IsLine says whether a text that a person typed is one line of at most so many characters.
func IsLine(text string, most int) bool {
	return utf8.ValidString(text) && utf8.RuneCountInString(text) <= most && !strings.ContainsFunc(text, unicode.IsControl)
}

// emailKey is what a person is found by. Capitals make no difference: nobody's post tells them apart in practice, and
// phones put them there by themselves.
func (p *People) emailKey(ctx context.Context, email string) (string, error) {
	mac, err := p.deps.Vault.MAC(ctx, seal.Community, emailPurpose, []byte(strings.ToLower(strings.TrimSpace(email))))
	if err != nil {
		return "", fmt.Errorf("index an address: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(mac), nil
}
