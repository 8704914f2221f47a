package app

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/funding"
	ppmail "github.com/parentpower/parentpower/internal/mail"
	"github.com/parentpower/parentpower/internal/notify"
	"github.com/parentpower/parentpower/internal/people"
)

// A reader who is found nowhere else.
const (
	canaryName    = "Ottoline Quagmire"
	canaryAddress = "ottoline.quagmire@example.org"
)

// postOffice is a real SMTP server on the loopback that hands on what it takes.
type postOffice struct{ taken chan []byte }

func (p postOffice) NewSession(*smtp.Conn) (smtp.Session, error) { return p, nil }
func (p postOffice) Reset()                                      {}
func (p postOffice) Logout() error                               { return nil }
func (p postOffice) Mail(string, *smtp.MailOptions) error        { return nil }
func (p postOffice) Rcpt(string, *smtp.RcptOptions) error        { return nil }
func (p postOffice) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	p.taken <- text
	return err
}

func openPostOffice(t *testing.T) (p postOffice, address string) {
	t.Helper()
	p = postOffice{make(chan []byte, 16)}
	srv := smtp.NewServer(p)
	srv.ErrorLog = log.New(io.Discard, "", 0)
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
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
	return p, ln.Addr().String()
}

func TestNewsArrivesByMailAndStopsByOnePressAndNothingNamesItsReader(t *testing.T) {
	office, smtpAddress := openPostOffice(t)
	var logged bytes.Buffer
	dir := t.TempDir()
	a, err := New(t.Context(), Config{
		Listen: "127.0.0.1:0", Origins: []string{"http://localhost:1"}, Data: dir, Zone: "Europe/London", Community: "Leys", Mirror: "on",
		SMTP: smtpAddress, SMTPTLS: ppmail.TLSNone, MailFrom: "post@parents.example",
	}, slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug})))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ready, done := make(chan net.Addr, 1), make(chan error, 1)
	go func() { done <- a.Run(ctx, func(at net.Addr) { ready <- at }) }()
	at := <-ready
	reader := canaryVotes(t, a)

	var letter []byte
	select {
	case letter = <-office.taken:
	case <-time.After(30 * time.Second):
		t.Fatal("no letter came")
	}
	read, err := mail.ReadMessage(bytes.NewReader(letter))
	if err != nil {
		t.Fatal(err)
	}
	stop := strings.Trim(read.Header.Get("List-Unsubscribe"), "<>")
	if read.Header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" || !strings.HasPrefix(stop, "http://localhost:1/letters/stop?t=stop_opening.") ||
		!strings.Contains(read.Header.Get("To"), canaryAddress) || read.Header.Get("Subject") != "You can vote now" {
		t.Errorf("the letter's head is %v", read.Header)
	}
	unsubscribe(t, at, stop)
	if got := notify.WishesOf(a.store.View(), reader).Choices[notify.Opening]; got != notify.Never {
		t.Errorf("after one press the wish is %q", got)
	}

	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if err := a.Close(context.WithoutCancel(t.Context())); err != nil {
		t.Error(err)
	}
	secrets := []string{canaryName, canaryAddress, stop[strings.Index(stop, "stop_"):]}
	holdsNone(t, "the log", logged.Bytes(), secrets)
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path) //nolint:gosec // a file of the test's own
		holdsNone(t, d.Name(), text, secrets)
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// canaryVotes opens a vote for a council whose only member is the canary.
func canaryVotes(t *testing.T, a *App) (reader string) {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	hub, err := a.people.Add(ctx, "", people.Particulars{Name: "Joan", Coordinator: true})
	must(err)
	c, err := a.council.Create(ctx, hub.ID, council.Particulars{Name: "Leys parent council"})
	must(err)
	m, err := a.council.AddMember(ctx, hub.ID, c.ID, council.Joiner{Particulars: people.Particulars{Name: canaryName, Email: canaryAddress}})
	must(err)
	r, err := a.demoRound(ctx, hub.ID, c.ID, "£2,000 for our own projects", 2_000_00, []funding.Project{{Title: "Garden", Cost: 100_00}})
	must(err)
	must(a.funding.OpenVoting(ctx, hub.ID, r.ID))
	return m.Person
}

// unsubscribe does what a mail program does when its reader presses its button (RFC 8058).
func unsubscribe(t *testing.T, at net.Addr, link string) {
	t.Helper()
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+at.String()+u.RequestURI(), strings.NewReader("List-Unsubscribe=One-Click"))
	if err != nil {
		t.Fatal(err)
	}
	req.Host = u.Host
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // only read
	if res.StatusCode != http.StatusOK || res.Request.URL.Path != u.Path {
		t.Errorf("one press was answered with %s at %s", res.Status, res.Request.URL.Path)
	}
}

func holdsNone(t *testing.T, where string, text []byte, secrets []string) {
	t.Helper()
	for _, s := range secrets {
		if bytes.Contains(text, []byte(s)) {
			t.Errorf("%q is in %s", s, where)
		}
	}
}
