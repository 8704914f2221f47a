package mail

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

func rendered(t *testing.T) Rendered {
	t.Helper()
	r, err := composer().Compose(letter())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestDeliveryArrivesByteForByte(t *testing.T) {
	for _, way := range []TLS{TLSRequire, TLSImplicit, TLSNone} {
		t.Run(string(way), func(t *testing.T) {
			var s server
			s.serve(t, way)
			r := rendered(t)
			if outcome, err := s.client(SMTPSettings{TLS: way}).Deliver(t.Context(), r); outcome != Delivered || err != nil {
				t.Fatal(outcome, err)
			}
			got := s.taken()
			if len(got) != 1 || got[0].From != r.From || got[0].To != r.To || !bytes.Equal(bytes.TrimSpace(got[0].Bytes), bytes.TrimSpace(r.Bytes)) {
				t.Fatalf("got %q", got)
			}
		})
	}
}

func TestNothingIsSentInClearWhenTLSIsRequired(t *testing.T) {
	signedIn := false
	s := server{user: func(string, string) error { signedIn = true; return nil }}
	s.serve(t, TLSNone)
	outcome, err := s.client(SMTPSettings{TLS: TLSRequire, Username: "u", Password: "p"}).Deliver(t.Context(), rendered(t))
	if outcome != Temporary || err == nil || !strings.Contains(err.Error(), "no TLS") || signedIn || len(s.taken()) != 0 {
		t.Fatal(outcome, err, signedIn, s.taken())
	}
}

func TestUnknownCertificateIsRefused(t *testing.T) {
	for _, way := range []TLS{TLSRequire, TLSImplicit} {
		var s server
		s.serve(t, way)
		outcome, err := s.client(SMTPSettings{TLS: way, Roots: x509.NewCertPool()}).Deliver(t.Context(), rendered(t))
		var unknown x509.UnknownAuthorityError
		if outcome != Temporary || !errors.As(err, &unknown) || len(s.taken()) != 0 {
			t.Fatal(way, outcome, err)
		}
	}
}

func TestSignsInAndKeepsLetterWhenPasswordIsWrong(t *testing.T) {
	s := server{user: func(u, p string) error {
		if u != "parents" || p != "right" {
			return smtp.ErrAuthFailed
		}
		return nil
	}}
	s.serve(t, TLSRequire)
	if outcome, err := s.client(SMTPSettings{TLS: TLSRequire, Username: "parents", Password: "right"}).Deliver(t.Context(), rendered(t)); outcome != Delivered {
		t.Fatal(outcome, err)
	}
	if outcome, err := s.client(SMTPSettings{TLS: TLSRequire, Username: "parents", Password: "wrong"}).Deliver(t.Context(), rendered(t)); outcome != Temporary || err == nil {
		t.Fatal(outcome, err)
	}
}

func TestOutcomeFollowsWhatTheServerSays(t *testing.T) {
	says := func(code int, message string) func() error {
		return func() error {
			return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 1, 1}, Message: message}
		}
	}
	const who = "amina@example.org is not known here"
	for name, c := range map[string]struct {
		server *server
		want   Outcome
	}{
		"sender refused for good is for the operator": {&server{sender: says(550, who)}, Temporary},
		"recipient refused for now":                   {&server{rcpt: says(450, who)}, Temporary},
		"recipient refused for good":                  {&server{rcpt: says(550, who)}, Permanent},
		"message refused for now":                     {&server{data: says(451, who)}, Temporary},
		"message refused for good":                    {&server{data: says(554, who)}, Permanent},
		"connection dropped after the last byte":      {&server{drops: true}, Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			c.server.serve(t, TLSRequire)
			outcome, err := c.server.client(SMTPSettings{TLS: TLSRequire}).Deliver(t.Context(), rendered(t))
			if outcome != c.want || err == nil {
				t.Fatal(outcome, err)
			}
			if strings.Contains(err.Error(), "amina") {
				t.Fatalf("the error names the address: %v", err)
			}
		})
	}
}

func TestStallingServerIsLeftAtTheDeadline(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0") // the system accepts; nobody ever speaks
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close() //nolint:errcheck // a test's own
	for _, way := range []TLS{TLSRequire, TLSImplicit, TLSNone} {
		s := server{t: t, addr: ln.Addr().String()}
		outcome, err := s.client(SMTPSettings{TLS: way, Timeout: 50 * time.Millisecond}).Deliver(t.Context(), rendered(t))
		if outcome != Temporary || err == nil {
			t.Fatal(way, outcome, err)
		}
	}
}

func TestStallAfterTheLastByteIsUnknown(t *testing.T) {
	stalled, release := make(chan struct{}), make(chan struct{})
	s := server{data: func() error { close(stalled); <-release; return nil }}
	s.serve(t, TLSRequire)
	t.Cleanup(func() { close(release) })
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-stalled
		cancel()
	}()
	outcome, err := s.client(SMTPSettings{TLS: TLSRequire}).Deliver(ctx, rendered(t))
	if outcome != Unknown || err == nil {
		t.Fatal(outcome, err)
	}
}

func TestNobodyThereIsTemporary(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := server{t: t, addr: ln.Addr().String()}
	if err := ln.Close(); err != nil {
		t.Fatal(err)
	}
	if outcome, err := s.client(SMTPSettings{TLS: TLSRequire}).Deliver(t.Context(), rendered(t)); outcome != Temporary || err == nil {
		t.Fatal(outcome, err)
	}
}

func TestBadSMTPSettingsAreRefusedWithTheFix(t *testing.T) {
	for name, set := range map[string]SMTPSettings{
		"host:port":         {Addr: "smtp.example.org", TLS: TLSRequire},
		"require, implicit": {Addr: "smtp.example.org:587", TLS: "starttls"},
		"in clear":          {Addr: "smtp.example.org:25", TLS: TLSNone, Username: "u", Password: "p"},
		"or neither":        {Addr: "smtp.example.org:587", TLS: TLSRequire, Username: "u"},
	} {
		if _, err := NewSMTP(set); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
