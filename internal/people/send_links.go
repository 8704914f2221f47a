package people

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// SendDuty writes the letters for the links that were asked for.
func (p *People) SendDuty() store.Duty {
	return store.Duty{
		Name:  "people.send_links",
		Pause: time.Minute,
		Due: func(v store.View, _ time.Time) bool {
			_, due := linksUnsent.First(v, "unsent")
			return due
		},
		Work: p.SendLinks,
	}
}

// SendLinks queues a letter for each link that was asked for, and drops the links of addresses that nobody is known by.
// One that fails does not keep the others waiting; it is tried again the next time.
func (p *People) SendLinks(ctx context.Context) error {
	v := p.deps.Store.View()
	var failed error
	for l := range linksUnsent.Each(v, "unsent") {
		if err := p.sendLink(ctx, v, l); err != nil {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

func (p *People) sendLink(ctx context.Context, v store.View, l Link) error {
	person, known := HasEmail(v, l.EmailKey)
	if !known || !v.Time().Before(l.Until) {
		return p.dropLink(ctx, l.ID)
	}
	to, err := p.AddressOf(ctx, person)
	if err != nil {
		return fmt.Errorf("open the address of %s: %w", person.ID, err)
	}
	if to == "" {
		return p.dropLink(ctx, l.ID) // erased
	}
	token, hash := forLink.draw(p.deps.Rand)
	// To the address as it is stored, not as it was typed: the two may differ in letters that a mail server tells apart.
	letter, err := p.deps.Letters.SignIn(ctx, SignInLetter{
		Whose: Subject(person.ID), To: to, Language: l.Language, Token: token, Until: l.Until,
	})
	if err != nil {
		return fmt.Errorf("write a sign-in letter: %w", err)
	}
	_, err = p.deps.Store.Update(ctx, "people.send_link", "", func(v store.View) ([]store.Change, error) {
		now, ok := Links.Get(v, l.ID)
		if !ok || now.TokenHash != "" {
			return nil, nil // another node was first
		}
		now.TokenHash, now.Person = hash, person.ID
		return append([]store.Change{Links.Put(now)}, letter...), nil
	})
	return err
}

func (p *People) dropLink(ctx context.Context, id string) error {
	_, err := p.deps.Store.Update(ctx, "people.drop_link", "", func(store.View) ([]store.Change, error) {
		return []store.Change{Links.Delete(id)}, nil
	})
	return err
}

// maxOperatorLink bounds how long a link made at the command line may work.
const maxOperatorLink = 24 * time.Hour

// OperatorLink makes a link for somebody without asking them: for the operator's own terminal, to let in the first
// coordinator and whoever plays in a demonstration. It works once, in any browser, and the token is not stored. It fails
// with NotFound.
func (p *People) OperatorLink(ctx context.Context, person string, lasts time.Duration) (token string, err error) {
	token, hash := forLink.draw(p.deps.Rand)
	id := p.NewID()
	_, err = p.deps.Store.Update(ctx, "people.operator_link", "", func(v store.View) ([]store.Change, error) {
		if _, ok := Persons.Get(v, person); !ok {
			return nil, fault.New(fault.NotFound, "fault.people.not_found")
		}
		until := v.Time().Add(min(lasts, maxOperatorLink))
		return []store.Change{Links.Put(Link{ID: id, TokenHash: hash, Person: person, Operator: true, Until: until})}, nil
	})
	return token, err
}
