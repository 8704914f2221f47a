package web

import (
	"context"
	"crypto/rand"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
)

// The cookies, without the prefix that they have where the site is on HTTPS. All are HttpOnly and SameSite=Lax.
const (
	cookieSession  = "session"  // who is signed in
	cookieBrowser  = "browser"  // a random name of this browser, until it is closed: forms and sign-in links are bound to it
	cookieAsked    = "asked"    // proves that this browser asked for a sign-in link
	cookieBack     = "back"     // where that browser wanted to go
	cookieLanguage = "language" // chosen by somebody who is not signed in
	cookieDesk     = "desk"     // who is helped to vote on this browser, and in which language: an id that names nobody
	cookieDone     = "done"     // key of a message about what was just done; shown once
	cookieSeen     = "seen"     // the newest commit that this browser's acts were part of
)

// cookieName puts a browser's own guard before a name: __Host- cookies are only ever set by this very host,
// over HTTPS. Plain HTTP, on this machine or in a demonstration, cannot have it.
func cookieName(o origin, name string) string {
	if o.secure {
		return "__Host-" + name
	}
	return "pp-" + name
}

func (r *request) cookie(name string) string { return r.c.Cookies(cookieName(r.origin, name)) }

// setCookie keeps a value in the browser: until it is closed when for is zero.
func (r *request) setCookie(name, value string, keep time.Duration) {
	r.c.Cookie(&fiber.Cookie{
		Name: cookieName(r.origin, name), Value: value, Path: "/", MaxAge: int(keep.Seconds()),
		Secure: r.origin.secure, HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode, SessionOnly: keep == 0,
	})
}

func (r *request) dropCookie(name string) {
	if r.cookie(name) == "" {
		return
	}
	r.c.Cookie(&fiber.Cookie{
		Name: cookieName(r.origin, name), Path: "/", Expires: time.Unix(1, 0), MaxAge: -1,
		Secure: r.origin.secure, HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode,
	})
}

// browser is the random name of the browser that asks, given to it when it has none.
func (r *request) browser() string {
	if r.browserName == "" {
		r.browserName = r.cookie(cookieBrowser)
	}
	if r.browserName == "" {
		r.browserName = rand.Text()
		r.setCookie(cookieBrowser, r.browserName, 0)
	}
	return r.browserName
}

// awaitSeen makes a browser see on this node what it did on another.
func (r *request) awaitSeen() error {
	if !r.Nodes {
		return nil
	}
	seen, err := strconv.ParseInt(r.cookie(cookieSeen), 10, 64)
	if err != nil || seen <= r.view.Seq() {
		return nil
	}
	ctx, cancel := context.WithTimeout(r.ctx, awaitSeen)
	defer cancel()
	if err := r.Store.Await(ctx, seen); err != nil {
		return err
	}
	r.view = r.Store.View()
	return nil
}

// rememberSeen notes how far this browser's own acts have come.
func (r *request) rememberSeen() {
	if r.Nodes && r.c.Response().StatusCode() < fiber.StatusBadRequest {
		r.setCookie(cookieSeen, strconv.FormatInt(r.Store.View().Seq(), 10), time.Hour)
	}
}
