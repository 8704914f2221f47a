package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gofiber/fiber/v2"
	"go.uber.org/goleak"

	"github.com/parentpower/parentpower/frontend"
	"github.com/parentpower/parentpower/internal/award"
	"github.com/parentpower/parentpower/internal/blob/blobtest"
	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/i18n"
	"github.com/parentpower/parentpower/internal/journal/memory"
	"github.com/parentpower/parentpower/internal/live"
	"github.com/parentpower/parentpower/internal/mail"
	"github.com/parentpower/parentpower/internal/media"
	"github.com/parentpower/parentpower/internal/notify"
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
	tables := slices.Concat(media.Tables(), people.Tables(), council.Tables(), notify.Tables(), funding.Tables(), award.Tables())
	kept, err := store.Open(t.Context(), store.Options{Journal: memory.New(), Tables: tables, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, letters: &letters{}, board: newBoard(), logged: &buffer{}}
	known := people.New(people.Deps{Store: kept, Vault: vault, Letters: r.letters, Rand: rand.Reader, Now: now})
	words, pages := voice(t)
	hub := live.New(live.Config{Source: r.board, Origins: []string{testOrigin}})
	config := Config{
		Origins: []string{testOrigin}, Community: "Testborough", Secret: bytes.Repeat([]byte("s"), 32),
		Store: kept, People: known, Council: council.New(council.Deps{Store: kept, People: known, Letters: r.letters}),
		Funding: funding.New(funding.Deps{Store: kept, Vault: vault, People: known, Letters: r.letters, Rand: rand.Reader, NewID: known.NewID, Now: now, Redactor: keepsAll{}}),
		Media:   media.New(media.Deps{Store: kept, Vault: vault, Files: &blobtest.Memory{}, Now: now}),
		Award:   award.New(award.Deps{Store: kept, Vault: vault, People: known, Letters: r.letters, Now: now}),
		Notify:  notify.New(notify.Deps{Store: kept, Vault: vault, People: known, Zone: time.UTC, Now: now}),
		Mailbox: &mail.Mailbox{}, Hub: hub, Pages: pages, Words: words, Dist: testDist(), Zone: time.UTC,
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

// voice is the real words and pages, parsed once for all tests: neither changes.
func voice(t *testing.T) (*i18n.Catalogues, *page.Renderer) {
	t.Helper()
	words, err := parsedWords()
	if err != nil {
		t.Fatal(err)
	}
	pages, err := parsedPages()
	if err != nil {
		t.Fatal(err)
	}
	return words, pages
}

var (
	parsedWords = sync.OnceValues(func() (*i18n.Catalogues, error) { return i18n.Load(frontend.Locales()) })
	parsedPages = sync.OnceValues(func() (*page.Renderer, error) {
		words, err := parsedWords()
		if err != nil {
			return nil, err
		}
		built, err := page.LoadAssets(testDist())
		if err != nil {
			return nil, err
		}
		return page.New(frontend.Templates(), words, built, time.UTC)
	})
)

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
		"manifest.json": {Data: []byte(`{"app.css":"app-1.css","app.js":"app-2.js","media.js":"media-3.js"}`)},
		"app-1.css":     {Data: []byte(strings.Repeat("body{margin:0}", 200))},
		"app-2.js":      {Data: []byte("export {}")},
		"media-3.js":    {Data: []byte("export {}")},
	}
}
