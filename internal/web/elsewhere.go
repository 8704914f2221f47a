package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"mime"

	"github.com/gofiber/fiber/v2"

	"github.com/parentpower/parentpower/internal/fault"
)

// body is what a route takes.
type body int

const (
	nothing    body = iota // a GET
	formBody               // a form of ours
	uploadBody             // a form of ours with files
	jsonBody               // a JSON object
	oneClick               // anything: the token in its address is all that counts
)

var mediaTypes = map[body]string{formBody: fiber.MIMEApplicationForm, uploadBody: fiber.MIMEMultipartForm, jsonBody: fiber.MIMEApplicationJSON}

const csrfField = "csrf"

// fromUs refuses an unsafe request that did not come from a page of ours, or that is of a type a page of
// somebody else's could make a browser send.
//
// Browsers say where a request comes from in Sec-Fetch-Site, over HTTPS, and in Origin. Our Referrer-Policy
// makes a form's Origin "null"; so where the first is missing too, which is a demonstration on a local network
// or an old phone, a form proves itself by its token.
func (r *request) fromUs(want body) error {
	if want == oneClick {
		return nil // no cookie is looked at
	}
	media, _, err := mime.ParseMediaType(r.c.Get(fiber.HeaderContentType))
	if err != nil || media != mediaTypes[want] {
		return fault.New(fault.Forbidden, "fault.elsewhere.type")
	}
	if r.bearer {
		return nil // no cookie was looked at
	}
	foreign := fault.New(fault.Forbidden, "fault.elsewhere")
	switch r.c.Get("Sec-Fetch-Site") {
	case "same-origin":
		return nil
	case "cross-site", "same-site":
		return foreign
	}
	switch origin := r.c.Get(fiber.HeaderOrigin); origin {
	case r.origin.url:
		return nil
	case "", "null":
		switch want {
		case formBody:
			return r.proven(string(r.c.Request().PostArgs().Peek(csrfField)))
		case uploadBody:
			r.unproven = true // its body is read later
			return nil
		}
	}
	return foreign
}

// proven holds that a form's token is ours.
func (r *request) proven(token string) error {
	if !r.csrfHolds(token) {
		return fault.New(fault.Forbidden, "fault.elsewhere")
	}
	return nil
}

// proveUpload asks for the token of an upload of which nothing else says that it comes from us, now that who sends it
// may upload something at all.
func (r *request) proveUpload() error {
	if !r.unproven {
		return nil
	}
	token := ""
	if f, err := r.form(); err == nil && len(f.values[csrfField]) == 1 {
		token = f.values[csrfField][0]
	}
	return r.proven(token)
}

// csrf makes a token for the forms of one page. It begins with a salt, so that a compressed page does not
// tell it bit by bit (BREACH).
func (r *request) csrf() string {
	salt := make([]byte, 9)
	_, _ = rand.Read(salt) // never fails
	return base64.RawURLEncoding.EncodeToString(append(salt, r.csrfSum(salt, r.bound())...))
}

func (r *request) csrfHolds(token string) bool {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) != 9+sha256.Size {
		return false
	}
	for _, name := range []string{cookieSession, cookieBrowser} { // a form may be older than the sign-in
		if bound := r.cookie(name); bound != "" && hmac.Equal(raw[9:], r.csrfSum(raw[:9], bound)) {
			return true
		}
	}
	return false
}

// bound is what a token is good for: the session, or before there is one, the browser.
func (r *request) bound() string {
	if session := r.cookie(cookieSession); session != "" {
		return session
	}
	return r.browser()
}

func (r *request) csrfSum(salt []byte, bound string) []byte {
	mac := hmac.New(sha256.New, r.Secret)
	mac.Write([]byte("form token\x00"))
	mac.Write(salt)
	mac.Write([]byte(bound))
	return mac.Sum(nil)
}
