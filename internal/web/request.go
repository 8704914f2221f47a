package web

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/i18n"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
	"github.com/parentpower/parentpower/internal/web/page"
)

// awaitSeen is how long a browser waits for this node to catch up with what it did on another.
const awaitSeen = 2 * time.Second

// request is one request being answered: who asks, where, and over which state. Its handler has the site at hand.
type request struct {
	*Site
	c       *fiber.Ctx
	ctx     context.Context //nolint:containedctx // lives as long as the request
	route   *route
	id      string // random, for finding it in the log
	origin  origin
	bearer  bool // it came with an Authorization header; cookies were not looked at
	view    store.View
	now     time.Time
	who     people.Who
	council council.Council // what the path is about, where it is about one
	round   funding.Round   // likewise
	help    funding.Help    // with which somebody votes at the desk, where they do
	tongue  string          // their language there

	taken       bool         // the body of an upload was read to its end
	unproven    bool         // an upload that has to show its form's token yet
	misdirected bool         // the host is none of ours
	hijacked    bool         // the connection is a websocket's now
	refused     *fault.Error // what a form that is shown again was refused for
	browserName string
	entered     *form
}

// param is a part of the path, copied and unescaped.
func (r *request) param(name string) string {
	text, err := url.PathUnescape(r.c.Params(name))
	if err != nil || !utf8.ValidString(text) {
		return ""
	}
	return strings.Clone(text)
}

// query is one value of the query, copied; empty when it is longer than most or no text.
func (r *request) query(name string, most int) string {
	text := string(r.c.Context().QueryArgs().Peek(name))
	if len(text) > most || !plain(text) {
		return ""
	}
	return text
}

// maxPath is how long an address may be that somebody gives us.
const maxPath = 300

// ours is a path of this site that somebody gave us to go to, or empty where it may lead elsewhere.
func ours(text string) string {
	if len(text) > maxPath || !strings.HasPrefix(text, "/") || strings.HasPrefix(text, "//") || strings.ContainsAny(text, "\\\r\n\t") || !plain(text) {
		return ""
	}
	return text
}

// show draws a page.
func (r *request) show(p page.Page) error {
	chrome, err := r.chrome()
	if err != nil {
		return err
	}
	if sounding, ok := p.(page.Sounding); ok {
		r.permit(sounding.Sound())
	}
	r.c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return r.Pages.Render(r.c.Response().BodyWriter(), chrome, p)
}

// chrome is what every page has around it.
func (r *request) chrome() (page.Chrome, error) {
	who, err := r.whoShown()
	if err != nil {
		return page.Chrome{}, err
	}
	c := page.Chrome{
		Lang: r.language(), Community: r.Community, Who: who, CSRF: r.csrf(),
		Path: r.path(), Now: r.now, Demo: r.Demo,
	}
	if said := r.cookie(cookieDone); flashes[said] {
		c.Flash = said
	}
	r.dropCookie(cookieDone)
	return c, nil
}

// path is this page's, for coming back to it. What is drawn after a form was sent belongs to the nearest page
// above that can be looked at.
func (r *request) path() string {
	if r.route == nil {
		return "/"
	}
	path, pattern := r.c.Path(), r.route.path
	if r.route.takes == nothing {
		return string(r.c.Context().URI().RequestURI())
	}
	for !r.pages[pattern] && pattern != "/" {
		pattern, path = pattern[:max(strings.LastIndexByte(pattern, '/'), 1)], path[:max(strings.LastIndexByte(path, '/'), 1)]
	}
	return strings.Clone(path)
}

// words is the voice that answers the request.
func (r *request) words() *i18n.Translator { return r.Words.For(r.language(), r.now, r.Zone) }

func (r *request) language() string {
	chosen := cmp.Or(r.tongue, r.cookie(cookieLanguage))
	return r.Words.Choose(chosen, r.c.Get(fiber.HeaderAcceptLanguage))
}

// goTo leads on to another page of ours after something was done; done is the key of the message to show
// there, or empty.
func (r *request) goTo(path, message string) error {
	if message != "" {
		r.setCookie(cookieDone, message, time.Minute)
	}
	if r.program() {
		return r.json(fiber.StatusOK, onward{path})
	}
	r.c.Set(fiber.HeaderLocation, path)
	r.c.Status(fiber.StatusSeeOther)
	return nil
}

// onward tells an island where to go on: it would follow a redirect unseen, and the message with it.
type onward struct {
	To string `json:"to"`
}

// flashes are the messages about what was just done, under "flash." in the catalogue.
var flashes = map[string]bool{
	"signed-in": true, "signed-out": true, "kept": true, "added": true, "removed": true, "copied": true, "room-open": true,
	"room-closed": true, "slips-made": true, "slip-revoked": true, "slip-reissued": true, "opened": true, "moved": true, "closed": true,
	"discarded": true, "set-aside": true, "desk-over": true, "papers-made": true, "paper-entered": true, "batch-in": true,
	"idea-sent": true, "idea-withdrawn": true, "idea-decided": true, "co-lead-code": true, "co-lead": true, "co-lead-over": true,
	"join-ask": true, "join-stop": true, "join-agree": true, "join-decline": true,
	"award-accepted": true, "award-declined": true, "award-receipt": true, "award-news": true, "award-story": true, "award-return": true,
}

// text answers a machine.
func (r *request) text(body string) error {
	return r.c.SendString(body)
}

// json answers a program.
func (r *request) json(status int, v any) error {
	if err := r.c.Status(status).JSON(v); err != nil {
		return fmt.Errorf("encode an answer: %w", err)
	}
	return nil
}
