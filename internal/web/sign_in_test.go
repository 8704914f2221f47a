package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/parentpower/parentpower/internal/people"
)

// askLink asks for a letter and returns the token in it.
func (c *cast) askLink(b *browser, kind string) string {
	c.t.Helper()
	b.post("/sign-in", "email", mailOf(kind), "back", "/me").want(c.t, http.StatusOK)
	c.must(c.People.SendLinks(c.t.Context()))
	c.letters.mu.Lock()
	defer c.letters.mu.Unlock()
	return c.letters.tokens[len(c.letters.tokens)-1]
}

func TestSigningInByALinkLeadsBackAndRotatesTheSession(t *testing.T) {
	c := newCast(t)
	b := c.browser()
	b.get("/me").want(t, http.StatusSeeOther)
	link := c.askLink(b, member)
	b.get("/sign-in/link?t="+link).want(t, http.StatusOK)
	a := b.post("/sign-in/link", "t", link).want(t, http.StatusSeeOther)
	if got := a.Header.Get("Location"); got != "/me" {
		t.Errorf("leads to %q", got)
	}
	first := setCookie(t, a, "__Host-session")
	if !first.Secure || !first.HttpOnly || first.SameSite != http.SameSiteLaxMode || first.Path != "/" || first.Domain != "" {
		t.Errorf("session cookie %+v", first)
	}
	if a := b.get("/me").want(t, http.StatusOK); !strings.Contains(a.text, mailOf(member)) {
		t.Error("the page does not know its reader")
	}
	second := c.askLink(b, member)
	again := setCookie(t, b.post("/sign-in/link", "t", second).want(t, http.StatusSeeOther), "__Host-session")
	if again.Value == first.Value {
		t.Error("the session was not rotated")
	}
	old := c.browser()
	old.header.Set("Cookie", "__Host-session="+first.Value)
	old.get("/me").want(t, http.StatusSeeOther)
}

func setCookie(t *testing.T, a answer, name string) *http.Cookie {
	t.Helper()
	for _, cookie := range a.Cookies() {
		if cookie.Name == name {
			return cookie
		}
	}
	t.Fatalf("no cookie %s in %v", name, a.Header)
	return nil
}

func TestLookingAtALinkLeavesItUsable(t *testing.T) {
	c := newCast(t)
	b := c.browser()
	link := c.askLink(b, member)
	for range 50 {
		b.do("HEAD", "/sign-in/link?t="+link, "", "").want(t, http.StatusOK)
		c.browser().get("/sign-in/link?t="+link).want(t, http.StatusOK)
	}
	b.post("/sign-in/link", "t", link).want(t, http.StatusSeeOther)
	b.get("/sign-in/link?t="+link).want(t, http.StatusGone)
}

func TestLinkPressedAHundredTimesAtOnceMakesOneSession(t *testing.T) {
	c := newCast(t)
	b := c.browser()
	link := c.askLink(b, member)
	var wait sync.WaitGroup
	results := make(chan int, 100)
	for range 100 {
		wait.Go(func() { results <- b.post("/sign-in/link", "t", link).StatusCode })
	}
	wait.Wait()
	close(results)
	in := 0
	for status := range results {
		if status == http.StatusSeeOther {
			in++
		} else if status != http.StatusGone {
			t.Errorf("status %d", status)
		}
	}
	if sessions := c.People.SessionsOf(c.Store.View(), c.persons[member]); in != 1 || len(sessions) != 1 {
		t.Errorf("%d presses signed in, and there are %d sessions", in, len(sessions))
	}
}

func TestLinkOpenedElsewhereNeedsTheCode(t *testing.T) {
	c := newCast(t)
	asked, other := c.browser(), c.browser()
	shown := asked.post("/sign-in", "email", mailOf(member)).want(t, http.StatusOK).text
	_, shown, _ = strings.Cut(shown, `class="receipt">`)
	code, _, _ := strings.Cut(shown, "<")
	c.must(c.People.SendLinks(t.Context()))
	link := c.letters.tokens[0]
	if a := other.get("/sign-in/link?t=" + link); !strings.Contains(a.text, `name="code"`) {
		t.Error("the page does not ask for the code")
	}
	other.post("/sign-in/link", "t", link, "code", "0000").want(t, http.StatusUnprocessableEntity)
	other.post("/sign-in/link", "t", link, "code", code).want(t, http.StatusSeeOther)
	other.get("/me").want(t, http.StatusOK)
}

func TestAnswerSaysNothingAboutWhoIsKnown(t *testing.T) {
	c := newCast(t)
	texts := map[string]string{}
	for _, email := range []string{mailOf(member), "nobody@example.org"} {
		a := c.browser().post("/sign-in", "email", email).want(t, http.StatusOK)
		_, text, _ := strings.Cut(a.text, "<main")
		text, _, _ = strings.Cut(text, "</main>")
		code, _, _ := strings.Cut(text[strings.Index(text, `class="receipt"`):], "</p>")
		texts[email] = strings.ReplaceAll(text, code, "")
	}
	if texts[mailOf(member)] != texts["nobody@example.org"] {
		t.Errorf("the answers differ:\n%s\n%s", texts[mailOf(member)], texts["nobody@example.org"])
	}
}

func TestSigningOutEndsTheSessionAtOnce(t *testing.T) {
	c := newCast(t)
	for _, path := range []string{"/sign-out", "/sign-out/everywhere"} {
		here, there := c.as(member), c.as(member)
		here.post(path).want(t, http.StatusSeeOther)
		here.get("/me").want(t, http.StatusSeeOther)
		if path == "/sign-out" {
			there.get("/me").want(t, http.StatusOK)
		} else {
			there.get("/me").want(t, http.StatusSeeOther)
		}
	}
}

func TestBackLeadsNowhereElse(t *testing.T) {
	for path, want := range map[string]string{
		"/me": "/me", "/rounds/a?x=1": "/rounds/a?x=1", "//evil.example": "", "https://evil.example": "", `/\evil.example`: "",
		"/\tevil": "", "": "", "me": "", "/" + strings.Repeat("a", 400): "", "/\x00": "",
	} {
		if got := ours(path); got != want {
			t.Errorf("%q leads to %q", path, got)
		}
	}
}

// A secret works for its own purpose only, wherever else it is shown.
func TestEveryKindOfTokenOpensOnlyItsOwnDoor(t *testing.T) {
	c := newCast(t)
	asker := c.browser()
	program, _, err := c.People.CreateToken(t.Context(), c.persons[advocate], "Script", tokenLasts)
	c.must(err)
	tokens := map[string]string{
		"session": c.session(advocate), "link": c.askLink(asker, advocate), "api": program, "slip": c.slips[slipHolder], "room": "ACD-EFG",
	}
	res := asker.post("/sign-in", "email", mailOf(advocate))
	tokens["browser"] = setCookie(t, res, "__Host-asked").Value
	forSlips := []string{roundReader.name, roundVoter.name, roundParent.name, signedIn.name}
	app := c.build(reached(c.routes()))
	for _, r := range c.routes() {
		path := c.fill(r.path, c.open.ID)
		if r.policy.name == anyone.name || r.policy.name == demoOnly.name || r.policy.name == developmentOnly.name {
			continue
		}
		for kind, token := range tokens {
			cookie := outcome(knock(t, app, r, path, map[string]string{"Cookie": "__Host-session=" + token}))
			bearer := outcome(knock(t, app, r, path, map[string]string{"Authorization": "Bearer " + token}))
			name := fmt.Sprintf("%s %s with %s", r.method, r.path, kind)
			mayByCookie := kind == "session"
			mayByBearer := r.program() && (kind == "api" || kind == "slip")
			if !mayByCookie && cookie == admitted && r.policy.name != roundReader.name {
				t.Errorf("%s as a cookie: %s", name, cookie)
			}
			if !mayByBearer && bearer == admitted {
				t.Errorf("%s as a bearer: %s", name, bearer)
			}
			if kind == "slip" && bearer == admitted && !slices.Contains(forSlips, r.policy.name) {
				t.Errorf("%s: a slip opened a door of %s", name, r.policy.name)
			}
		}
	}
}

func TestNothingSecretOrPersonalIsLogged(t *testing.T) {
	c := newCast(t)
	b := c.browser()
	link := c.askLink(b, member)
	b.get("/sign-in/link?t=" + link)
	b.post("/sign-in/link", "t", link)
	b.get("/me")
	b.get("/councils/" + c.council)
	c.browser().post("/slip", "code", c.slips[slipHolder])
	c.browser().get("/s/" + people.ShowCode(c.slips[slipHolder]))
	c.browser().get("/r/canary-code")
	c.browser().get("/canary/" + mailOf(member))
	c.as(advocate).post("/councils/"+c.council+"/members", "name", "Ms Canary", "email", "canary@example.org", "role", "member")
	c.as(advocate).post("/councils/"+c.council+"/members", "name", "Ms Canary", "email", "not an address", "role", "king")
	text := c.logged.String()
	if !strings.Contains(text, "/sign-in/link") {
		t.Fatal("nothing was logged at all")
	}
	for _, canary := range []string{
		link, mailOf(member), "Canary", "canary", "not an address", c.slips[slipHolder], people.ShowCode(c.slips[slipHolder]), "127.0.0.1",
	} {
		if strings.Contains(text, canary) {
			t.Errorf("the log has %q", canary)
		}
	}
}
