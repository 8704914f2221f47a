package mail

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// server is a real SMTP server on the loopback, which does at each step what the test says.
type server struct {
	t     *testing.T
	addr  string
	roots *x509.CertPool

	rcpt, data func() error // what it answers to RCPT, and after the message
	drops      bool         // whether it hangs up at the end of the message
	mu         sync.Mutex   // guards got and drops
	got        []Rendered   // what it took, without IDs
	user       func(u, p string) error
	sender     func() error
}

func (s *server) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &session{server: s, conn: c}, nil
}

type session struct {
	*server
	conn     *smtp.Conn
	from, to string
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

func (s *session) AuthMechanisms() []string {
	if s.user == nil {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, u, p string) error { return s.user(u, p) }), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	return answer(s.sender)
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	return answer(s.rcpt)
}

func (s *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.got = append(s.got, Rendered{From: Address(s.from), To: Address(s.to), Bytes: b})
	drops := s.drops
	s.mu.Unlock()
	if drops {
		return s.conn.Conn().Close()
	}
	return answer(s.data)
}

func answer(f func() error) error {
	if f == nil {
		return nil
	}
	return f()
}

func (s *server) taken() []Rendered {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.got
}

// serve starts the server: with a certificate of its own for "127.0.0.1" unless tls is TLSNone.
func (s *server) serve(t *testing.T, way TLS) {
	t.Helper()
	s.t = t
	srv := smtp.NewServer(s)
	srv.AllowInsecureAuth = true
	srv.ErrorLog = log.New(io.Discard, "", 0)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.addr = ln.Addr().String()
	if way != TLSNone {
		cert, roots := certificate(t)
		s.roots = roots
		srv.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}}
		if way == TLSImplicit {
			ln = tls.NewListener(ln, srv.TLSConfig)
		}
	}
	done := make(chan struct{})
	go func() {
		_ = srv.Serve(ln) // it says that it was closed
		close(done)
	}()
	t.Cleanup(func() {
		_ = srv.Close()
		<-done
	})
}

func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	of := &x509.Certificate{
		SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, of, of, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}

func (s *server) client(set SMTPSettings) *SMTP {
	s.t.Helper()
	if set.Addr = s.addr; set.Roots == nil {
		set.Roots = s.roots
	}
	if set.Timeout == 0 {
		set.Timeout = 10 * time.Second
	}
	c, err := NewSMTP(set)
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}
