package people

import (
	"context"
	"time"

	"github.com/parentpower/parentpower/internal/mail"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
)

// linkLasts is how long a sign-in link works.
const linkLasts = 10 * time.Minute

// Asked is what the browser that asked for a link is given.
type Asked struct {
	Secret string        // for a cookie of this browser: the link works here without a code
	Code   string        // to show: opened anywhere else, the link asks for it
	Lasts  time.Duration // how long the link works
}

// AskLink asks for a sign-in link to be sent to an address. The answer, and the work behind it, is the same whether or
// not anybody is known by the address: SendLinks finds that out later. Network is the caller's IP address, lang the
// language of the page. It fails with Invalid on "email", and TooMany by address and by network.
func (p *People) AskLink(ctx context.Context, email, lang, network string) (Asked, error) {
	address, err := mail.ParseAddress(email)
	if err != nil {
		return Asked{}, err
	}
	key, err := p.emailKey(ctx, string(address))
	if err != nil {
		return Asked{}, err
	}
	now := p.deps.Now()
	if err := p.limiters.linkNetwork.Take(Network(network), now); err != nil {
		return Asked{}, err
	}
	if err := p.limiters.linkAddress.Take(key, now); err != nil {
		return Asked{}, err
	}
	secret, id := forBrowser.draw(p.deps.Rand)
	code, err := p.linkCode(ctx, id)
	if err != nil {
		return Asked{}, err
	}
	_, err = p.deps.Store.Update(ctx, "people.ask_link", "", func(v store.View) ([]store.Change, error) {
		return []store.Change{Links.Put(Link{ID: id, EmailKey: key, Language: lang, Until: v.Time().Add(linkLasts)})}, nil
	})
	return Asked{Secret: secret, Code: code, Lasts: linkLasts}, err
}

// CodeFor is the code that belongs to a browser's secret, to show the page again; empty where it is no such secret.
func (p *People) CodeFor(ctx context.Context, secret string) (string, error) {
	id := forBrowser.hash(secret)
	if id == "" {
		return "", nil
	}
	return p.linkCode(ctx, id)
}

// linkCode is a MAC, so that it is stored nowhere and a copy of the database does not tell it.
func (p *People) linkCode(ctx context.Context, link string) (string, error) {
	mac, err := p.deps.Vault.MAC(ctx, seal.Community, "people.link_code", []byte(link))
	if err != nil {
		return "", err
	}
	return spell(mac, linkLength), nil
}
