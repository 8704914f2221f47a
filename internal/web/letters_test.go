package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/notify"
)

// wish is what somebody chose for a kind of news.
func (c *cast) wish(kind string, news notify.Kind) notify.Choice {
	return notify.WishesOf(c.Store.View(), c.persons[kind]).Choices[news]
}

func (c *cast) stopToken(kind, what string) string {
	c.t.Helper()
	token, err := c.Notify.StopToken(c.t.Context(), c.persons[kind], what)
	c.must(err)
	return token
}

func TestWhatWeWriteIsChosenOnAPage(t *testing.T) {
	c := newCast(t)
	b := c.as(member)
	if page := b.get("/me/letters").want(t, http.StatusOK); !strings.Contains(page.text, mailOf(member)) && !strings.Contains(page.text, `name="story"`) {
		t.Error("the page does not ask")
	}
	form := []string{"opening", "digest", "last-day", "never", "result", "now", "project", "now", "story", "never", "digest", "daily"}
	b.post("/me/letters", form...).want(t, http.StatusSeeOther)
	if c.wish(member, notify.Opening) != notify.InDigest || c.wish(member, notify.LastDay) != notify.Never || c.wish(advocate, notify.LastDay) != notify.Now {
		t.Errorf("kept %+v", notify.WishesOf(c.Store.View(), c.persons[member]))
	}
	form[3] = "digest" // which would come too late
	b.post("/me/letters", form...).want(t, http.StatusUnprocessableEntity)
	b.post("/me/letters", form[:6]...).want(t, http.StatusUnprocessableEntity)
	holder := c.as(slipHolder)
	holder.get("/me/letters").want(t, http.StatusOK)
	holder.post("/me/letters", form...).want(t, http.StatusForbidden)
}

func TestLettersStopByOnePressFromAnywhereWithoutCookies(t *testing.T) {
	c := newCast(t)
	for what, send := range map[notify.Kind]struct{ media, body string }{
		notify.Opening: {"application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"},
		notify.Outcome: {"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n"},
		notify.Project: {"", ""},
	} {
		program := c.browser()
		program.header = http.Header{"Origin": {"https://mail.example"}}
		path := "/letters/stop?t=" + c.stopToken(member, string(what))
		if a := program.do("POST", path, send.media, send.body).want(t, http.StatusOK); a.Header.Get("Location") != "" {
			t.Error("a mail program was led elsewhere")
		}
		program.do("POST", path, send.media, send.body).want(t, http.StatusOK)
		if c.wish(member, what) != notify.Never || c.wish(member, notify.LastDay) != notify.Now {
			t.Errorf("after stopping %s: %+v", what, notify.WishesOf(c.Store.View(), c.persons[member]))
		}
	}
	c.as(advocate).post("/letters/stop?t="+c.stopToken(member, notify.StopAll), "csrf", "wrong").want(t, http.StatusOK)
	if c.wish(member, notify.LastDay) != notify.Never || c.wish(advocate, notify.LastDay) != notify.Now {
		t.Error("a press with somebody else's cookie did not stop the token's letters, and only those")
	}
	if strings.Contains(c.logged.String(), "stop_") {
		t.Error("a token is in the log")
	}
}

func TestLookingAtALinkThatStopsLettersChangesNothing(t *testing.T) {
	c := newCast(t)
	path := "/letters/stop?t=" + c.stopToken(member, "opening")
	before := c.Store.View().Seq()
	for range 50 {
		if page := c.browser().get(path).want(t, http.StatusOK); strings.Count(page.text, "<button class=\"button wide big\"") != 1 {
			t.Fatalf("not one button in\n%s", page.text)
		}
		c.browser().do("HEAD", path, "", "").want(t, http.StatusOK)
	}
	if c.Store.View().Seq() != before {
		t.Error("looking changed something")
	}
}

func TestOnlyItsOwnTokenStopsLettersAndItDoesNothingElse(t *testing.T) {
	c := newCast(t)
	ctx := t.Context()
	link, err := c.People.OperatorLink(ctx, c.persons[member], time.Minute)
	c.must(err)
	program, _, err := c.People.CreateToken(ctx, c.persons[advocate], "test", time.Hour)
	c.must(err)
	ours, others := c.stopToken(member, "opening"), c.stopToken(advocate, "opening")
	mac := others[strings.LastIndex(others, "."):]
	session := c.session(member)
	before := c.Store.View().Seq()
	for name, token := range map[string]string{
		"none": "", "a sign-in link's": link, "a session's": session, "a program's": program, "a slip": c.slips[slipHolder],
		"another person's": ours[:strings.LastIndex(ours, ".")] + mac, "one for more": strings.Replace(ours, "opening", "all", 1),
		"one that was cut": ours[:len(ours)-1], "nobody's": "stop_opening.nobody" + mac, "of no kind": strings.Replace(ours, "opening", "letters", 1),
	} {
		c.browser().get("/letters/stop?t="+token).want(t, http.StatusNotFound)
		if a := c.browser().post("/letters/stop?t=" + token); a.StatusCode != http.StatusNotFound {
			t.Errorf("%s token: %d", name, a.StatusCode)
		}
	}
	if c.Store.View().Seq() != before {
		t.Error("a token that is none changed something")
	}
	b := c.browser()
	b.post("/sign-in/link", "t", ours).want(t, http.StatusGone)
	b.post("/slip", "code", ours).want(t, http.StatusUnprocessableEntity)
	b.header = http.Header{"Cookie": {"__Host-session=" + ours}}
	b.get("/me").want(t, http.StatusSeeOther)
	b.header = http.Header{"Authorization": {"Bearer " + ours}}
	b.get("/api/v1/me").want(t, http.StatusUnauthorized)
}
