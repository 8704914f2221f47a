package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
)

// identify finds out who asks. A browser shows its session's cookie, on any route; a program shows an API token
// or the code of a slip in its Authorization header, on routes of the API alone, and its cookies are not looked
// at: so nothing that a browser adds by itself gives such a request power. Nor does it to a press that stops letters.
func (r *request) identify() error {
	if r.route.takes == oneClick {
		return nil
	}
	header := r.c.Get(fiber.HeaderAuthorization)
	if header == "" {
		r.who, _ = r.People.BySession(r.view, r.cookie(cookieSession), r.now)
		return nil
	}
	scheme, credential, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") || !r.route.program() {
		return errUnauthenticated
	}
	r.bearer = true
	known := false
	if r.who, known = people.ByToken(r.view, credential, r.now); known {
		return nil
	}
	if strings.ContainsRune(credential, '_') {
		return errUnauthenticated // a token of ours of some kind, but not one that works here
	}
	var err error
	r.who, err = r.People.BySlip(r.ctx, credential, r.address(r.c))
	return err
}

var errUnauthenticated = fault.New(fault.Unauthenticated, "fault.unauthenticated")

// known is nil for somebody who is signed in.
func (r *request) known() error {
	if r.who.Person == "" {
		return errUnauthenticated
	}
	return nil
}

// bySlip reports whether the requester came with a slip, which is nobody by name.
func (r *request) bySlip() bool { return r.who.Scope != "" }

// account is the id of whoever signed in as a person; empty for a slip, and for those whom we do not know.
func (r *request) account() string {
	if r.bySlip() {
		return ""
	}
	return r.who.Person
}

// from is what an act of signing in is told of where it comes from.
func (r *request) from() people.From {
	return people.From{
		Network: r.address(r.c), Device: device(r.c.Get(fiber.HeaderUserAgent)), Session: r.cookie(cookieSession),
	}
}

// device is a word for what somebody holds in their hand, by which they know it in their list of places.
func device(agent string) string {
	for _, known := range []struct{ mark, name string }{
		{"iPad", "iPad"}, {"iPhone", "iPhone"}, {"Android", "Android"}, {"Windows", "Windows"},
		{"Macintosh", "Mac"}, {"CrOS", "Chromebook"}, {"Linux", "Linux"},
	} {
		if strings.Contains(agent, known.mark) {
			return known.name
		}
	}
	return ""
}
