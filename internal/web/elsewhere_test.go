package web

import (
	"net/http"
	"strings"
	"testing"
)

func TestEveryUnsafeRouteRefusesWhatDoesNotComeFromUs(t *testing.T) {
	c := newCast(t)
	app := c.build(reached(c.routes()))
	session := "__Host-session=" + c.session(theHub)
	for name, header := range map[string]map[string]string{
		"no token":       {"Sec-Fetch-Site": ""},
		"wrong token":    {"Sec-Fetch-Site": "", "Origin": "null"},
		"foreign origin": {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
		"other port":     {"Sec-Fetch-Site": "", "Origin": testOrigin + ":81"},
		"plain http":     {"Sec-Fetch-Site": "", "Origin": "http://parents.example"},
		"cross-site":     {"Sec-Fetch-Site": "cross-site", "Origin": testOrigin},
		"same-site":      {"Sec-Fetch-Site": "same-site"},
		"text/plain":     {"Content-Type": "text/plain"},
		"no type":        {"Content-Type": ""},
		"multipart":      {"Content-Type": "multipart/form-data; boundary=x"},
	} {
		header["Cookie"] = session
		for _, r := range c.routes() {
			if r.takes == nothing || r.takes == oneClick || r.takes == uploadBody && name == "multipart" {
				continue
			}
			if res := knock(t, app, r, c.fill(r.path, c.open.ID), header); res.StatusCode != http.StatusForbidden {
				t.Errorf("%s, %s %s: %s", name, r.method, r.path, res.Status)
			}
		}
	}
}

func TestGetChangesNothing(t *testing.T) {
	c := newCast(t)
	b := c.as(theHub)
	b.get("/me") // the session is noted as used
	before := c.Store.View().Seq()
	for _, r := range c.routes() {
		if r.takes == nothing && r.path != "/live" {
			for _, method := range []string{"GET", "HEAD"} {
				b.do(method, c.fill(r.path, c.open.ID), "", "")
			}
		}
	}
	if after := c.Store.View().Seq(); after != before {
		t.Errorf("looking at every page made %d commits", after-before)
	}
}

// Sec-Fetch-Site is not sent over plain HTTP, and our Referrer-Policy makes Origin "null": a phone in a
// demonstration on a local network has the form's token alone.
func TestFormProvesItselfByItsTokenWhereTheBrowserSaysNothing(t *testing.T) {
	c := newRig(t)
	b, other := c.browser(), c.browser()
	for _, who := range []*browser{b, other} {
		who.header.Del("Sec-Fetch-Site")
		who.header.Set("Origin", "null")
	}
	token := b.get("/join").csrf(t)
	b.post("/join", "code", "WRONG").want(t, http.StatusForbidden)
	b.post("/join", "code", "WRONG", "csrf", token).want(t, http.StatusUnprocessableEntity)
	if again := b.get("/join").csrf(t); again == token {
		t.Error("the token of two pages is the same, which compression would tell")
	}
	other.get("/join")
	other.post("/join", "code", "WRONG", "csrf", token).want(t, http.StatusForbidden)
	b.post("/join", "code", "WRONG", "csrf", token[:len(token)-2]+"AA").want(t, http.StatusForbidden)
}

func TestTokenOutlivesSigningInAndNotSigningOut(t *testing.T) {
	c := newCast(t)
	b := c.browser()
	b.header.Del("Sec-Fetch-Site")
	before := b.get("/slip").csrf(t)
	b.post("/slip", "code", c.slips[slipHolder], "csrf", before).want(t, http.StatusSeeOther)
	during := b.get("/me").csrf(t)
	b.post("/sign-out", "csrf", before).want(t, http.StatusSeeOther)
	b.post("/join", "code", "WRONG", "csrf", during).want(t, http.StatusForbidden)
}

// csrf is the form token of a page.
func (a answer) csrf(t *testing.T) string {
	t.Helper()
	_, rest, found := strings.Cut(a.text, `name="csrf" value="`)
	token, _, closed := strings.Cut(rest, `"`)
	if !found || !closed {
		t.Fatalf("no form token in\n%s", a.text)
	}
	return token
}
