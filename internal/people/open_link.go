package people

import (
	"context"
	"crypto/subtle"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// maxTries is how many wrong codes a link stands.
const maxTries = 5

// LookAtLink says whether opening a link needs the code, which it does in any browser but the one that asked. It changes
// nothing, however often it is asked: programs that scan mail open links too. It fails with Gone when the link was used
// or is too old.
func (p *People) LookAtLink(v store.View, token, secret string) (needsCode bool, err error) {
	l, ok := linksByToken.First(v, forLink.hash(token))
	if !ok || !p.deps.Now().Before(l.Until) {
		return false, linkGone()
	}
	return !l.from(secret), nil
}

// From is what a request that signs in says about where it comes from.
type From struct {
	Network string // IP address
	Device  string // a word for it that the person will know it by in their list
	Session string // the token of the session that the browser has had so far, if any; it ends
}

// OpenLink signs in by a link, once. Secret is the cookie of the browser that asked, code what was typed where there is
// none. It fails with Gone, and Invalid on "code"; after maxTries wrong codes the link is gone.
func (p *People) OpenLink(ctx context.Context, token, secret, code string, from From) (SignedIn, error) {
	hash := forLink.hash(token)
	if hash == "" {
		return SignedIn{}, linkGone()
	}
	fresh := p.drawSession(from)
	// The code is worked out beforehand: decide reads nothing but the view.
	l, ok := linksByToken.First(p.deps.Store.View(), hash)
	if !ok {
		return SignedIn{}, linkGone()
	}
	right, err := p.rightCode(ctx, l, secret, code)
	if err != nil {
		return SignedIn{}, err
	}
	var refused error // with a change to make durable all the same
	seq, err := p.deps.Store.Update(ctx, "people.open_link", l.Person, func(v store.View) ([]store.Change, error) {
		refused = nil
		l, ok := Links.Get(v, l.ID)
		if !ok || !v.Time().Before(l.Until) {
			return nil, linkGone()
		}
		if !right {
			refused = wrongLinkCode()
			return []store.Change{l.tried()}, nil
		}
		fresh.Session.Person = l.Person
		return append(p.begin(v, &fresh.Session, from.Session), Links.Delete(l.ID)), nil
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return SignedIn{}, err
	}
	fresh.Seq = seq
	return fresh, nil
}

func (p *People) rightCode(ctx context.Context, l Link, secret, code string) (bool, error) {
	if l.from(secret) {
		return true, nil
	}
	want, err := p.linkCode(ctx, l.ID)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare([]byte(ReadCode(code)), []byte(want)) == 1, nil
}

// from says whether the link may be opened with this browser's secret alone.
func (l Link) from(secret string) bool {
	return l.Operator || subtle.ConstantTimeCompare([]byte(forBrowser.hash(secret)), []byte(l.ID)) == 1
}

// tried is the change that notes a wrong code.
func (l Link) tried() store.Change {
	if l.Tries++; l.Tries >= maxTries {
		return Links.Delete(l.ID)
	}
	return Links.Put(l)
}

func linkGone() error { return fault.New(fault.Gone, "fault.people.link_gone") }

func wrongLinkCode() error {
	var c fault.Checks
	c.That(false, "code", "fault.people.link_code")
	return c.Fault()
}
