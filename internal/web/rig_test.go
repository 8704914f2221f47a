package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gofiber/fiber/v2"
	"go.uber.org/goleak"

	"github.com/parentpower/parentpower/frontend"
	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/i18n"
	"github.com/parentpower/parentpower/internal/journal/memory"
	"github.com/parentpower/parentpower/internal/live"
	"github.com/parentpower/parentpower/internal/mail"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/seal/sealtest"
	"github.com/parentpower/parentpower/internal/store"
	"github.com/parentpower/parentpower/internal/web/page"
)

// TestMain holds that a closed site leaves nothing behind but what fasthttp keeps for the process.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.updateServerDate.func1"),
		goleak.IgnoreAnyFunction("github.com/valyala/fasthttp/stackless.funcWorker"),
		goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.(*workerPool).Start.func2")) // ends when it wakes
}

// rig is the whole site on a journal in memory, on a real socket.
type rig struct {
	*Site
	t       *testing.T
	letters *letters
	board   *board
	logged  *buffer
	url     string // where it listens
}

// newRig starts a site. Change, where it is not nil, alters its settings; its origin is https, as behind a proxy.
func newRig(t *testing.T, change ...func(*Config)) *rig {
	t.Helper()
	now := time.Now
	vault := sealtest.Vault(t)
	tables := append(people.Tables(), append(council.Tables(), funding.Tables()...)...)
	kept, err := store.Open(t.Context(), store.Options{Journal: memory.New(), Tables: tables, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, letters: &letters{}, board: newBoard(), logged: &buffer{}}
	known := people.New(people.Deps{Store: kept, Vault: vault, Letters: r.letters, Rand: rand.Reader, Now: now})
	words, err := i18n.Load(frontend.Locales())
	if err != nil {
		t.Fatal(err)
	}
	dist := testDist()
	built, err := page.LoadAssets(dist)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := page.New(frontend.Templates(), words, built, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	hub := live.New(live.Config{Source: r.board, Origins: []string{testOrigin}})
	config := Config{
		Origins: []string{testOrigin}, Community: "Testborough", Secret: bytes.Repeat([]byte("s"), 32),
		Store: kept, People: known, Council: council.New(council.Deps{Store: kept, People: known, Letters: r.letters}),
		Funding: funding.New(funding.Deps{Store: kept, Vault: vault, People: known, Rand: rand.Reader, NewID: known.NewID, Now: now, Redactor: keepsAll{}}),
		Mailbox: &mail.Mailbox{}, Hub: hub, Pages: pages, Words: words, Dist: dist, Zone: time.UTC,
		Ready: func(context.Context) error { return nil }, Now: now, Log: slog.New(slog.NewJSONHandler(r.logged, nil)),
	}
	for _, c := range change {
		c(&config)
	}
	if r.Site, err = New(config); err != nil {
		t.Fatal(err)
	}
	r.cleanup(kept.Close)
	r.url = r.serve()
	r.cleanup(hub.Close)
	return r
}

// serve runs the site itself on a socket.
func (r *rig) serve() (url string) {
	r.t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(r.t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		r.t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- r.Serve(ln) }()
	r.cleanup(func(ctx context.Context) error { return errors.Join(r.Close(ctx), <-served) })
	return "http://" + ln.Addr().String()
}

// listen serves an application on a socket of its own.
func (r *rig) listen(app *fiber.App) (url string) {
	r.t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(r.t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		r.t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- app.Listener(ln) }()
	r.cleanup(func(ctx context.Context) error { return errors.Join(app.ShutdownWithContext(ctx), <-served) })
	return "http://" + ln.Addr().String()
}

// cleanup ends something with the test, before what was made earlier.
func (r *rig) cleanup(end func(context.Context) error) {
	r.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.t.Context()), patience)
		defer cancel()
		if err := end(ctx); err != nil {
			r.t.Error(err)
		}
	})
}

const (
	testOrigin = "https://parents.example"
	patience   = 10 * time.Second // of a test that waits for something which should come
)

// testDist is a front end that was built.
func testDist() fstest.MapFS {
	return fstest.MapFS{
		"manifest.json": {Data: []byte(`{"app.css":"app-1.css","app.js":"app-2.js"}`)},
		"app-1.css":     {Data: []byte(strings.Repeat("body{margin:0}", 200))},
		"app-2.js":      {Data: []byte("export {}")},
	}
}

// browser is somebody's browser: it keeps cookies, says where its requests come from and follows nothing.
type browser struct {
	*rig
	client *http.Client
	header http.Header // sent with every request
}

func (r *rig) browser() *browser {
	r.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		r.t.Fatal(err)
	}
	client := &http.Client{
		Jar: &secureJar{jar}, Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &browser{rig: r, client: client, header: http.Header{"Sec-Fetch-Site": {"same-origin"}}}
}

// secureJar keeps Secure cookies although the test itself speaks plain HTTP, as a proxy does behind TLS.
type secureJar struct{ *cookiejar.Jar }

func (j *secureJar) SetCookies(u *url.URL, cookies []*http.Cookie) {
	j.Jar.SetCookies(secured(u), cookies)
}
func (j *secureJar) Cookies(u *url.URL) []*http.Cookie { return j.Jar.Cookies(secured(u)) }

func secured(u *url.URL) *url.URL {
	s := *u
	s.Scheme = "https"
	return &s
}

// answer is a response that has been read.
type answer struct {
	*http.Response
	text string
}

func (b *browser) do(method, path, media, body string) answer {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.url+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Host = strings.TrimPrefix(testOrigin, "https://")
	for name, values := range b.header {
		req.Header[name] = values
	}
	if media != "" {
		req.Header.Set("Content-Type", media)
	}
	res, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // only read
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{res, string(text)}
}

func (b *browser) get(path string) answer { b.t.Helper(); return b.do("GET", path, "", "") }

// post sends a form, given as pairs.
func (b *browser) post(path string, pairs ...string) answer {
	b.t.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return b.do("POST", path, "application/x-www-form-urlencoded", values.Encode())
}

func (a answer) want(t *testing.T, status int) answer {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("%s %s: status %d, want %d\n%s", a.Request.Method, a.Request.URL.Path, a.StatusCode, status, a.text)
	}
	return a
}

// letters keeps what would be written to people.
type letters struct {
	mu     sync.Mutex
	tokens []string
}

func (l *letters) SignIn(_ context.Context, letter people.SignInLetter) ([]store.Change, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tokens = append(l.tokens, letter.Token)
	return nil, nil
}

func (l *letters) Invite(context.Context, council.InviteLetter) ([]store.Change, error) {
	return nil, nil
}

// keepsAll is a journal in memory that nobody copies: what it should empty it may as well keep.
type keepsAll struct{}

func (keepsAll) Redact(context.Context, int64, int64, func(table, key string) bool) error { return nil }

// board is where the hub's topics come from: those that there are, by name.
type board struct {
	mu     sync.Mutex
	topics map[string]int64
	asked  live.Subject // by whoever was authorised last
}

func newBoard() *board { return &board{topics: map[string]int64{}} }

func (b *board) Authorise(_ context.Context, subject live.Subject, topic string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked = subject
	if b.topics[topic] == 0 {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return nil
}

func (b *board) State(_ context.Context, topic string) (live.State, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return live.State{Seq: b.topics[topic], JSON: []byte(`{"voted":1}`)}, nil
}

func (b *board) set(topic string, seq int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.topics[topic] = seq
}

// buffer is a log that can be read while it is written.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
