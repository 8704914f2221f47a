package people

import (
	"context"
	"strings"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

const (
	maxTokenLasts = 365 * 24 * time.Hour
	maxTokens     = 20 // of one person
	maxLabel      = 60
)

// CreateToken makes a token with which a program acts as a person. The token itself is returned here and never again. It
// fails with Invalid, NotFound, and Conflict when the person has as many as may be.
func (p *People) CreateToken(ctx context.Context, person, label string, lasts time.Duration) (string, Token, error) {
	label = strings.TrimSpace(label)
	var c fault.Checks
	c.That(label != "", "name", "fault.people.token_name_missing")
	c.That(IsLine(label, maxLabel), "name", "fault.people.token_name_long", "most", maxLabel)
	c.That(0 < lasts && lasts <= maxTokenLasts, "lasts", "fault.people.token_lasts")
	if err := c.Fault(); err != nil {
		return "", Token{}, err
	}
	plain, id := forProgram.draw(p.deps.Rand)
	token := Token{ID: id, Person: person, Label: label}
	_, err := p.deps.Store.Update(ctx, "people.create_token", person, func(v store.View) ([]store.Change, error) {
		if _, ok := Persons.Get(v, person); !ok {
			return nil, fault.New(fault.NotFound, "fault.people.not_found")
		}
		if len(TokensOf(v, person)) >= maxTokens {
			return nil, fault.New(fault.Conflict, "fault.people.token_many", "most", maxTokens)
		}
		token.Created, token.Until = v.Time(), v.Time().Add(lasts)
		return []store.Change{Tokens.Put(token)}, nil
	})
	if err != nil {
		return "", Token{}, err
	}
	return plain, token, nil
}

// RevokeToken ends a token of a person. It fails with NotFound, also where it is somebody else's.
func (p *People) RevokeToken(ctx context.Context, person, id string) error {
	_, err := p.deps.Store.Update(ctx, "people.revoke_token", person, func(v store.View) ([]store.Change, error) {
		if t, ok := Tokens.Get(v, id); !ok || t.Person != person {
			return nil, fault.New(fault.NotFound, "fault.people.token_not_found")
		}
		return []store.Change{Tokens.Delete(id)}, nil
	})
	return err
}
