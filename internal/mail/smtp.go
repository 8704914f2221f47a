package mail

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/smtp"
	"net/textproto"
	"regexp"
	"time"
)

// TLS says how a delivery is protected on its way to the server.
type TLS string

// The ways.
const (
	TLSRequire  TLS = "require"  // STARTTLS, or no delivery
	TLSImplicit TLS = "implicit" // TLS from the first byte (port 465)
	TLSNone     TLS = "none"     // in clear: for a server on the same machine only
)

// SMTP is the server that takes our mail. Make it with NewSMTP.
type SMTP struct{ set SMTPSettings }

// SMTPSettings is how to reach it.
type SMTPSettings struct {
	Addr     string // host:port
	TLS      TLS
	Username string // empty: without signing in
	Password string
	Timeout  time.Duration  // for one delivery as a whole; a minute when zero
	Roots    *x509.CertPool // the system's when nil
}

// NewSMTP checks the settings. An error says which one to mend, and how.
func NewSMTP(set SMTPSettings) (*SMTP, error) {
	host, port, err := net.SplitHostPort(set.Addr)
	if err != nil || host == "" || port == "" {
		return nil, fmt.Errorf("the SMTP server %q is not host:port, such as smtp.example.org:587", set.Addr)
	}
	switch set.TLS {
	case TLSRequire, TLSImplicit:
	case TLSNone:
		if set.Username != "" && !isLoopback(host) {
			return nil, errors.New("the SMTP password would go over the network in clear: set SMTP TLS to require or implicit")
		}
	default:
		return nil, fmt.Errorf("SMTP TLS is %q: set it to require, implicit or none", set.TLS)
	}
	if (set.Username == "") != (set.Password == "") {
		return nil, errors.New("set both the SMTP user name and the password, or neither")
	}
	if set.Timeout == 0 {
		set.Timeout = time.Minute
	}
	return &SMTP{set: set}, nil
}

func isLoopback(host string) bool {
	return host == "localhost" || host == "127.0.0.1" || host == "::1"
}

// Deliver implements Deliverer, in one connection. Only what the server says about this recipient or this message is
// Permanent: a wrong password, a missing certificate or a refused sender is for the operator to mend, and the letter
// waits.
func (s *SMTP) Deliver(ctx context.Context, r Rendered) (Outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, s.set.Timeout)
	defer cancel()
	c, conn, err := s.connect(ctx)
	if err != nil {
		return Temporary, err
	}
	defer conn.Close() //nolint:errcheck // what matters has been said by then
	if err := s.greet(c, r.From.Domain()); err != nil {
		return Temporary, err
	}
	if err := c.Mail(string(r.From)); err != nil {
		return Temporary, failed("sender", err)
	}
	if err := c.Rcpt(string(r.To)); err != nil {
		return refused(err), failed("recipient", err)
	}
	w, err := c.Data()
	if err != nil {
		return refused(err), failed("data", err)
	}
	// Until the final dot is on its way the server cannot have taken the message (RFC 5321 §4.1.1.4).
	if _, err := bytes.NewReader(r.Bytes).WriteTo(w); err != nil {
		return Temporary, failed("message", err)
	}
	if err := w.Close(); err != nil {
		var reply *textproto.Error
		if !errors.As(err, &reply) {
			return Unknown, failed("end of message", err)
		}
		return refused(err), failed("end of message", err)
	}
	_ = conn.SetDeadline(time.Now().Add(time.Second)) // a courtesy that nobody should wait for
	_ = c.Quit()
	return Delivered, nil
}

// connect opens the connection, with TLS where that comes first. Every later read and write on it ends with ctx.
func (s *SMTP) connect(ctx context.Context) (*smtp.Client, net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", s.set.Addr)
	if err != nil {
		return nil, nil, fmt.Errorf("smtp connect: %w", err)
	}
	context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	host, _, _ := net.SplitHostPort(s.set.Addr)
	talk := conn
	if s.set.TLS == TLSImplicit {
		talk = tls.Client(conn, s.tlsConfig())
	}
	c, err := smtp.NewClient(talk, host)
	if err != nil {
		_ = conn.Close()
		return nil, nil, failed("greeting", err)
	}
	return c, conn, nil
}

// greet introduces us, secures the connection and signs in.
func (s *SMTP) greet(c *smtp.Client, us string) error {
	if err := c.Hello(us); err != nil {
		return failed("hello", err)
	}
	if s.set.TLS == TLSRequire {
		if ok, _ := c.Extension("STARTTLS"); !ok {
			return errors.New("smtp: the server offers no TLS; nothing was sent. Use one that does, or set SMTP TLS to none for a server on this machine")
		}
		if err := c.StartTLS(s.tlsConfig()); err != nil {
			return failed("starttls", err)
		}
	}
	if s.set.Username == "" {
		return nil
	}
	host, _, _ := net.SplitHostPort(s.set.Addr)
	if err := c.Auth(smtp.PlainAuth("", s.set.Username, s.set.Password, host)); err != nil {
		return failed("sign-in", err)
	}
	return nil
}

func (s *SMTP) tlsConfig() *tls.Config {
	host, _, _ := net.SplitHostPort(s.set.Addr)
	return &tls.Config{ServerName: host, RootCAs: s.set.Roots, MinVersion: tls.VersionTLS12}
}

// refused is the outcome of a failure of one command before the message was complete, or of a reply after.
func refused(err error) Outcome {
	var reply *textproto.Error
	if errors.As(err, &reply) && reply.Code >= 500 {
		return Permanent
	}
	return Temporary
}

// status is the enhanced code at the start of a reply's text (RFC 3463).
var status = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}`)

// failed says what went wrong without the server's words, which like to repeat the address.
func failed(at string, err error) error {
	var reply *textproto.Error
	var malformed textproto.ProtocolError
	switch {
	case errors.As(err, &reply):
		return fmt.Errorf("smtp %s: the server answered %d %s", at, reply.Code, status.FindString(reply.Msg))
	case errors.As(err, &malformed):
		return fmt.Errorf("smtp %s: the server's answer is not SMTP", at)
	default:
		return fmt.Errorf("smtp %s: %w", at, err)
	}
}
