package web

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/parentpower/parentpower/internal/live"
)

const switchingProtocols = http.StatusSwitchingProtocols

// socket opens a websocket. Fiber's own way to net/http cannot be hijacked, so this is a bridge: the hub's
// upgrader is given the connection that fasthttp reads from, and answers the handshake on it. fasthttp is told
// to write nothing, to let go of the connection and to leave it open; only then may the hub read.
//
// What the hub keeps is copied: fasthttp uses a request's memory again.
func (s *Site) socket(r *request) error {
	conn := r.c.Context().Conn()
	start, err := s.Hub.Upgrade(&bridge{conn: conn, header: http.Header{}}, handshake(r.ctx, r.c), r.subject())
	if err != nil {
		return err
	}
	r.hijacked = true
	r.c.Context().HijackSetNoResponse(true)
	r.c.Context().Hijack(func(net.Conn) { start() })
	return nil
}

func (r *request) subject() live.Subject {
	return live.Subject{Session: r.who.Session, Person: r.who.Person}
}

// handshake is the request as net/http would have it, as far as a handshake goes.
func handshake(ctx context.Context, c *fiber.Ctx) *http.Request {
	header := http.Header{}
	for name, value := range c.Request().Header.All() {
		header.Add(string(name), string(value))
	}
	r := &http.Request{
		Method: strings.Clone(c.Method()), Host: string(c.Context().Host()), URL: &url.URL{Path: strings.Clone(c.Path())},
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: header,
	}
	if string(c.Request().Header.Protocol()) != r.Proto {
		r.Proto, r.ProtoMinor = "HTTP/1.0", 0
	}
	return r.WithContext(ctx)
}

// bridge is the net/http side of fasthttp's connection: there to be hijacked, and for nothing else.
type bridge struct {
	conn   net.Conn
	header http.Header
}

// Header is where a refusal would be written; the hub writes none.
func (b *bridge) Header() http.Header { return b.header }

// Write is never reached: a refusal comes back as a fault.
func (b *bridge) Write([]byte) (int, error) { return 0, http.ErrNotSupported }

// WriteHeader likewise.
func (b *bridge) WriteHeader(int) {}

// Hijack gives the connection. Nothing of a client's frames has been read: they follow our answer.
func (b *bridge) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return b.conn, bufio.NewReadWriter(bufio.NewReaderSize(b.conn, 16), bufio.NewWriterSize(b.conn, 16)), nil
}

// snapshot is what a page asks for that cannot keep a socket open: the state of one topic, or nothing when it
// has it already.
func (s *Site) snapshot(r *request) error {
	state, seq, err := s.Hub.Current(r.ctx, r.subject(), r.param("*"))
	if err != nil {
		return err
	}
	etag := `"` + strconv.FormatInt(seq, 10) + `"`
	r.c.Set(fiber.HeaderETag, etag)
	r.c.Set(fiber.HeaderCacheControl, "private, no-cache")
	if r.c.Get(fiber.HeaderIfNoneMatch) == etag {
		r.c.Status(http.StatusNotModified)
		return nil
	}
	r.c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	r.c.Response().SetBodyRaw(state)
	return nil
}
