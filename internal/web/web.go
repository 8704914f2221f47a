// Package web is where the program meets people and other programs over HTTP. Only this package knows Fiber.
//
// Invariants:
//   - The table in routes.go is the whole site. A route that is not in it cannot exist, and each names the
//     policy that says who may use it.
//   - An unsafe request does nothing unless it came from one of our own pages, or carries no cookie's power.
//   - A handler returns an error and never writes one: errors.go alone turns a fault into a status and a page,
//     a form or a problem document, and logs it once.
//   - Nothing that names a person, and nothing that opens a door, is logged: a route's pattern stands for its path.
//   - Links are made from the configured origin, never from what a request says.
//   - Strings taken from a request are copies: fasthttp reuses what it read them from.
package web

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/parentpower/parentpower/internal/award"
	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/i18n"
	"github.com/parentpower/parentpower/internal/live"
	"github.com/parentpower/parentpower/internal/mail"
	"github.com/parentpower/parentpower/internal/media"
	"github.com/parentpower/parentpower/internal/notify"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
	"github.com/parentpower/parentpower/internal/web/page"
)

// Config says what a site is made of. Everything is required unless it says otherwise.
type Config struct {
	Origins   []string // where people find us, "https://example.org"; links are made from the first
	Community string   // the name on every page
	Secret    []byte   // proves that a form is ours; at least 32 bytes, the same on every node
	Proxies   []string // addresses or networks of our reverse proxies, whose X-Forwarded-For is believed; may be empty

	Store   *store.Store
	People  *people.People
	Council *council.Acts
	Funding *funding.Funding
	Media   *media.Library
	Notify  *notify.Notify
	Award   *award.Acts
	Mailbox *mail.Mailbox // of a demonstration; nil elsewhere
	Hub     *live.Hub
	Pages   *page.Renderer
	Words   *i18n.Catalogues
	Dist    fs.FS                       // the built front end
	Ready   func(context.Context) error // nil where this node can take people

	DemoToken func(context.Context) (string, error) // an API token of a demonstration's advocate; nil elsewhere

	Zone *time.Location
	Log  *slog.Logger
	Now  func() time.Time // time.Now when nil

	Demo        bool // a demonstration: plain HTTP on a local network is allowed, and letters can be read
	Development bool // the styleguide is shown
	Nodes       bool // there are others, so a browser remembers how far it has seen
}

// Limits of one request. The largest thing that anybody sends, where nothing can be uploaded, is a ballot, a form of
// prose or an election's list of projects.
const (
	maxBody   = 256 << 10
	maxHeader = 8 << 10
	readWait  = 15 * time.Second // for a whole request, from a phone with one bar
	writeWait = 30 * time.Second
	idleWait  = 75 * time.Second
)

// Site is the community's site. Make it with New.
type Site struct {
	Config
	app     *fiber.App
	hosts   map[string]origin
	pages   map[string]bool // paths of the table that can be looked at
	proxies []*net.IPNet
	assets  *assets
	metrics *metrics
	api     *document

	ctx    context.Context // of the acts that requests ask for: ends when the site does
	cancel context.CancelFunc
	notes  sync.WaitGroup // of who is still there
}

// New builds the site. It fails on settings that would make it unsafe and on a front end that was never built.
func New(config Config) (*Site, error) {
	s := &Site{Config: config.withDefaults()}
	var err error
	if s.hosts, err = parseOrigins(s.Origins, s.Demo || s.Development); err != nil {
		return nil, err
	}
	if s.proxies, err = parseProxies(s.Proxies); err != nil {
		return nil, err
	}
	if len(s.Secret) < 32 {
		return nil, errors.New("web: the secret needs at least 32 bytes")
	}
	if s.assets, err = loadAssets(s.Dist); err != nil {
		return nil, err
	}
	if s.api, err = loadDocument(); err != nil {
		return nil, err
	}
	s.metrics = s.newMetrics()
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.app = s.build(s.routes())
	return s, nil
}

func (c Config) withDefaults() Config {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Zone == nil {
		c.Zone = time.UTC
	}
	return c
}

// build makes the application of a table of routes: nothing else registers one.
func (s *Site) build(table []route) *fiber.App {
	app := fiber.New(fiber.Config{
		Immutable:         true,
		CaseSensitive:     true,
		StrictRouting:     true,
		BodyLimit:         maxBody,
		StreamRequestBody: true, // take and readUpload say how much of it is read, and of whom

		DisablePreParseMultipartForm: true,

		ReadBufferSize:        maxHeader,
		ReadTimeout:           readWait,
		WriteTimeout:          writeWait,
		IdleTimeout:           idleWait,
		DisableStartupMessage: true,
		ErrorHandler:          s.outside,
	})
	app.Server().KeepHijackedConns = true // a websocket is the hub's to close
	app.Server().NoDefaultServerHeader = true
	app.Use(s.around)
	s.pages = map[string]bool{}
	for _, r := range table {
		s.pages[r.path] = s.pages[r.path] || r.method == fiber.MethodGet
		app.Add(r.method, r.path, s.guard(r))
		if r.method == fiber.MethodGet {
			app.Head(r.path, s.guard(r))
		}
	}
	return app
}

// Serve answers requests on ln until Close.
func (s *Site) Serve(ln net.Listener) error {
	if err := s.app.Listener(ln); err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

// Close lets the requests that are under way end, and ends the acts that outlast ctx. The hub must be closed
// before: its sockets are no requests and would be waited for in vain.
func (s *Site) Close(ctx context.Context) error {
	err := s.app.ShutdownWithContext(ctx)
	s.cancel()
	s.notes.Wait()
	if err != nil {
		return fmt.Errorf("close the site: %w", err)
	}
	return nil
}
