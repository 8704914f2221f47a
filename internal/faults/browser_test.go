package faults

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"
)

// browser keeps cookies and sends forms, as a parent's phone does.
type browser struct {
	t    testing.TB
	http *http.Client
	jar  *cookiejar.Jar
}

func newBrowser(t testing.TB) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, jar: jar, http: &http.Client{Jar: jar, Timeout: 10 * time.Second}}
}

// get opens a page, which must be there.
func (b *browser) get(address string) string {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, address, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.open(req)
}

// post sends a form of names and values from a page of the same site, and gives the page that it leads to.
func (b *browser) post(address string, pairs ...string) string {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", req.URL.Scheme+"://"+req.URL.Host)
	return b.open(req)
}

func (b *browser) open(req *http.Request) string {
	b.t.Helper()
	res, err := b.http.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // only read
	text, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		b.t.Fatalf("%s %s: %d %v\n%s", req.Method, req.URL, res.StatusCode, err, text)
	}
	return string(text)
}

// signIn opens a sign-in link on the site at an origin, and presses the button there.
func (b *browser) signIn(origin, link string) {
	b.t.Helper()
	b.get(origin + "/sign-in/link?t=" + tokenOf(b.t, link))
	b.post(origin+"/sign-in/link", "t", tokenOf(b.t, link))
}

func tokenOf(t testing.TB, link string) string {
	t.Helper()
	u, err := url.Parse(link)
	if err != nil || u.Query().Get("t") == "" {
		t.Fatalf("%q is no sign-in link", link)
	}
	return u.Query().Get("t")
}
