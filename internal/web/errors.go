package web

import (
	"errors"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/web/page"
)

// statuses maps a fault's kind to what HTTP calls it.
var statuses = map[fault.Kind]int{
	fault.Internal:        http.StatusInternalServerError,
	fault.Invalid:         http.StatusUnprocessableEntity,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.Forbidden:       http.StatusForbidden,
	fault.NotFound:        http.StatusNotFound,
	fault.Conflict:        http.StatusConflict,
	fault.Gone:            http.StatusGone,
	fault.TooMany:         http.StatusTooManyRequests,
	fault.Unavailable:     http.StatusServiceUnavailable,
}

// errMisdirected is for a host that is not ours.
var errMisdirected = fiber.ErrMisdirectedRequest

// httpFaults says as a fault what goes wrong before a handler is reached. Their status is HTTP's own.
var httpFaults = map[int]*fault.Error{
	http.StatusNotFound:                     fault.New(fault.NotFound, "fault.not_found"),
	http.StatusMethodNotAllowed:             fault.New(fault.NotFound, "fault.method"),
	http.StatusRequestTimeout:               fault.New(fault.Invalid, "fault.slow"),
	http.StatusRequestEntityTooLarge:        fault.New(fault.Invalid, "fault.too_large"),
	http.StatusRequestedRangeNotSatisfiable: fault.New(fault.Invalid, "fault.request"),
	http.StatusMisdirectedRequest:           fault.New(fault.NotFound, "fault.host"),
	http.StatusRequestHeaderFieldsTooLarge:  fault.New(fault.Invalid, "fault.too_large"),
}

// understand gives the fault and the status of an error.
func understand(err error) (*fault.Error, int) {
	var plain *fiber.Error
	if !errors.As(err, &plain) {
		f := fault.From(err)
		return f, statuses[f.Kind]
	}
	if f := httpFaults[plain.Code]; f != nil {
		return f, plain.Code
	}
	return fault.New(fault.Invalid, "fault.request"), http.StatusBadRequest
}

// fail answers with a fault, as a page or as a problem document, and gives it back for the log.
func (r *request) fail(err error) error {
	f, status := understand(err)
	res := r.c.Response()
	res.ResetBody()
	res.Header.Del(fiber.HeaderETag)
	res.Header.Del(fiber.HeaderContentDisposition)
	r.c.Set(fiber.HeaderCacheControl, "no-store")
	r.c.Status(status)
	retryAfter(r.c, f)
	shown := r.explain(f, status)
	if shown == nil {
		return f
	}
	// The page of a fault could not be drawn: our mistake, said in plain text.
	r.c.Status(http.StatusInternalServerError)
	r.c.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
	res.SetBodyString(http.StatusText(http.StatusInternalServerError))
	return errors.Join(f, shown)
}

// explain writes a fault for whoever asked.
func (r *request) explain(f *fault.Error, status int) error {
	if r.program() {
		return r.problem(f, status)
	}
	if f.Kind == fault.Unauthenticated && r.c.Method() == fiber.MethodGet {
		return r.goTo("/sign-in?back="+url.QueryEscape(r.path()), "")
	}
	return r.show(page.Trouble{Fault: f, ID: r.id})
}

// program reports whether a program asked, or an island of a page.
func (r *request) program() bool {
	return strings.HasPrefix(r.c.Path(), apiPrefix) || strings.HasPrefix(r.c.Get(fiber.HeaderAccept), fiber.MIMEApplicationJSON)
}

// Problem is how a program is told of a fault (RFC 9457). Kind and key are stable; the texts are for people.
type problem struct {
	Type   string         `json:"type"`
	Title  string         `json:"title"`
	Status int            `json:"status"`
	Detail string         `json:"detail"`
	ID     string         `json:"id"` // names the request in the server's log
	Kind   string         `json:"kind"`
	Key    string         `json:"key"`
	Fields []problemField `json:"fields,omitempty"`
}

type problemField struct {
	Name string `json:"name"`
	Key  string `json:"key"`
	Text string `json:"text"`
}

func (r *request) problem(f *fault.Error, status int) error {
	words := r.words()
	p := problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: words.Say(f.Key, f.Args),
		ID: r.id, Kind: f.Kind.String(), Key: f.Key,
	}
	for _, field := range f.Fields {
		p.Fields = append(p.Fields, problemField{field.Name, field.Key, words.Say(field.Key, field.Args)})
	}
	if status == http.StatusUnauthorized {
		r.c.Set(fiber.HeaderWWWAuthenticate, "Bearer")
	}
	if err := r.json(status, p); err != nil {
		return err
	}
	r.c.Set(fiber.HeaderContentType, "application/problem+json")
	return nil
}

// again shows a form once more, with what was typed and what was wrong with it. What no form can mend becomes
// a page of its own.
func (r *request) again(err error, p func(page.Form) page.Page) error {
	f, status := understand(err)
	switch f.Kind {
	case fault.Invalid, fault.Conflict, fault.Gone, fault.TooMany, fault.Unavailable:
	default:
		return err
	}
	if r.program() {
		return err
	}
	r.refused = f
	r.c.Status(status)
	retryAfter(r.c, f)
	return r.show(p(page.Form{Values: r.typed(), Fault: f}))
}

func retryAfter(c *fiber.Ctx, f *fault.Error) {
	if f.RetryAfter > 0 {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(f.RetryAfter.Seconds()))))
	}
}
