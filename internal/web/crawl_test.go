package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/parentpower/parentpower/internal/funding"
)

// unsaid finds a message that no catalogue has: it reads as its own key.
var unsaid = regexp.MustCompile(`>\s*[a-z][a-z-]*(\.[a-z][a-z_-]*)+\s*<`)

func TestEveryPageIsDrawnForEverybodyWhoMaySeeIt(t *testing.T) {
	c := newCast(t, func(config *Config) { config.Development = true })
	_, err := c.People.OpenRoom(t.Context(), c.persons[theHub], funding.ScopePrefix+c.open.ID)
	c.must(err)
	for _, kind := range everybody {
		b := c.as(kind)
		for _, r := range c.routes() {
			if r.takes != nothing || r.path == "/live" {
				continue
			}
			for _, round := range []string{c.open.ID, c.draft.ID} {
				a := b.get(c.fill(r.path, round))
				if a.StatusCode >= http.StatusInternalServerError {
					t.Errorf("%s as %s: %s", r.path, kind, a.Status)
				}
				text := strings.ReplaceAll(a.text, strings.TrimPrefix(testOrigin, "https://"), "")
				if found := unsaid.FindString(text); found != "" && strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
					t.Errorf("%s as %s says %s", r.path, kind, found)
				}
			}
		}
	}
}

// What somebody can send to a form is refused with a word about it and is never our mistake.
func TestNothingThatCanBeSentIsOurMistake(t *testing.T) {
	c := newCast(t)
	b := c.as(theHub)
	bodies := []string{
		"", "%zz", "a=%ff", "=&=&=", "name=%00", "name[%24ne]=1", "pick=%7B%22%24ne%22%3A1%7D", "number=-1", "number=99999999999999999999",
		"budget=-5", "budget=1e9", "closes=never", "code=" + strings.Repeat("A", 5000), "email=a%0Ab%40example.org",
		"title=" + url.QueryEscape(strings.Repeat("😀", 10_000)), "role=king", "lang=..%2F..", "back=%2F%2Fevil.example", "confirm=1", "words=%ff",
	}
	jsons := []string{"", "{", "[]", "null", `{"$ne":1}`, `{"name":{"$ne":1}}`, `{"picks":{"$gt":""},"key":1}`, "{\"a\":\"\xff\"}", strings.Repeat("[", 50_000)}
	for _, r := range c.routes() {
		if r.takes == nothing || r.path == "/sign-out/everywhere" || r.path == "/sign-out" {
			continue
		}
		list := bodies
		if r.takes == jsonBody {
			list = jsons
		}
		for _, body := range list {
			if a := b.do(r.method, c.fill(r.path, c.draft.ID), mediaTypes[r.takes], body); a.StatusCode >= http.StatusInternalServerError {
				t.Errorf("%s %s with %.40q: %s", r.method, r.path, body, a.Status)
			}
		}
	}
}

func TestLinksAreMadeFromTheConfiguredOriginAlone(t *testing.T) {
	c := newCast(t)
	_, err := c.People.OpenRoom(t.Context(), c.persons[theHub], funding.ScopePrefix+c.open.ID)
	c.must(err)
	plain, hostile := c.as(advocate), c.as(advocate)
	for name, value := range map[string]string{
		"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http", "Forwarded": "host=evil.example", "X-Original-Host": "evil.example",
	} {
		hostile.header.Set(name, value)
	}
	qr := regexp.MustCompile(`(?s)<svg class="qr".*?</svg>`)
	for _, path := range []string{"/screen", "/poster", "/slips/print"} {
		a, b := plain.get("/rounds/"+c.open.ID+path), hostile.get("/rounds/"+c.open.ID+path)
		if strings.Contains(b.text, "evil.example") || qr.FindString(a.text) == "" || qr.FindString(a.text) != qr.FindString(b.text) {
			t.Errorf("%s changes with what a request says", path)
		}
	}
}

func TestAddressIsBelievedFromOurProxiesAlone(t *testing.T) {
	for name, test := range map[string]struct {
		proxies []string
		header  string
		want    string
	}{
		"no proxy":           {nil, "203.0.113.9", "127.0.0.1"},
		"our proxy":          {[]string{"127.0.0.1"}, "203.0.113.9", "203.0.113.9"},
		"made up before it":  {[]string{"127.0.0.0/8"}, "198.51.100.1, 203.0.113.9", "203.0.113.9"},
		"two of our proxies": {[]string{"127.0.0.1", "10.0.0.0/8"}, "198.51.100.1, 203.0.113.9, 10.1.2.3", "203.0.113.9"},
		"nonsense":           {[]string{"127.0.0.1"}, "evil", "127.0.0.1"},
		"nothing":            {[]string{"127.0.0.1"}, "", "127.0.0.1"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, func(c *Config) { c.Proxies = test.proxies })
			var got string
			b := r.browser()
			b.url = r.listen(r.build([]route{get("/address", anyone, func(r *request) error {
				got = r.address(r.c)
				return nil
			})}))
			b.header.Set("X-Forwarded-For", test.header)
			b.get("/address").want(t, http.StatusOK)
			if got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}

func TestBrowserRemembersHowFarItHasSeenWhereThereAreOtherNodes(t *testing.T) {
	c := newCast(t, func(config *Config) { config.Nodes = true })
	b := c.browser()
	a := b.post("/slip", "code", c.slips[slipHolder]).want(t, http.StatusSeeOther)
	if got := setCookie(t, a, "__Host-seen").Value; got == "" || got == "0" {
		t.Errorf("seen is %q", got)
	}
	b.get("/rounds/"+c.open.ID+"/vote").want(t, http.StatusOK)
	b.header.Set("Cookie", "__Host-seen=nonsense")
	b.get("/").want(t, http.StatusOK)
}

func TestMetricsNameRoutesAndNothingThatWasSent(t *testing.T) {
	c := newCast(t)
	c.browser().get("/r/canary")
	c.browser().get("/canary")
	recorder := httptest.NewRecorder()
	c.Metrics().ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil))
	text := recorder.Body.String()
	if !strings.Contains(text, `route="/r/:code"`) || !strings.Contains(text, `route="none"`) || strings.Contains(text, "canary") {
		t.Error(text)
	}
}
