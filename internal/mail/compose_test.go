package mail

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func composer() Composer {
	return Composer{From: "hello@parents.example.org", Name: "Blackbird Leys, Oxford", Now: func() time.Time { return noon }}
}

func letter() Message {
	return Message{
		To:          "amina@example.org",
		Subject:     "Voting is open",
		Text:        "Hello,\n\n.\nfrom here: https://parents.example.org/r/1?x=y\n",
		HTML:        "<p>Hello <b>you</b></p>\n",
		Unsubscribe: "https://parents.example.org/stop/abc",
	}
}

func TestComposeRendersExactlyTheseHeadersAndParts(t *testing.T) {
	m := letter()
	r, err := composer().Compose(m)
	if err != nil {
		t.Fatal(err)
	}
	checkRendered(t, composer(), m, r)
	m.Unsubscribe, m.HTML = "", ""
	if r, err = composer().Compose(m); err != nil {
		t.Fatal(err)
	}
	checkRendered(t, composer(), m, r)
}

func TestEveryLetterHasItsOwnMessageID(t *testing.T) {
	a, errA := composer().Compose(letter())
	b, errB := composer().Compose(letter())
	if errA != nil || errB != nil || a.ID == b.ID || !bytes.Contains(a.Bytes, []byte("<"+a.ID+"@parents.example.org>")) {
		t.Fatalf("%s %s %v %v", a.ID, b.ID, errA, errB)
	}
}

func TestComposeNamesEveryFieldAtFault(t *testing.T) {
	c := composer()
	c.From, c.Name = "nobody", "a\nb"
	_, err := c.Compose(Message{To: "a@b.c\r\nBcc: d@e.f", Subject: "Hi\r\nBcc: eve@example.org", Text: "\x00", HTML: "\xff", Unsubscribe: "javascript:alert(1)"})
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != fault.Invalid {
		t.Fatal(err)
	}
	var names []string
	for _, field := range f.Fields {
		names = append(names, field.Name)
	}
	if want := []string{"from", "name", "to", "subject", "text", "html", "unsubscribe"}; !slices.Equal(names, want) {
		t.Fatalf("fields %v", names)
	}
	if strings.Contains(err.Error(), "eve@") {
		t.Fatalf("the fault repeats what was typed: %v", err)
	}
}

// checkRendered reads a rendered message with the standard library's parser and expects to find the message again and
// nothing else.
func checkRendered(t *testing.T, c Composer, m Message, r Rendered) {
	t.Helper()
	for line := range bytes.SplitSeq(r.Bytes, []byte("\r\n")) {
		if len(line) > 998 || bytes.ContainsAny(line, "\r\n\x00") {
			t.Fatalf("a line of %d bytes: %q", len(line), line)
		}
	}
	read, err := mail.ReadMessage(bytes.NewReader(r.Bytes))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"To": string(m.To), "Message-Id": "<" + r.ID + "@" + c.From.Domain() + ">", "Subject": strings.TrimSpace(m.Subject),
		"Date": "Sat, 21 Nov 2026 12:00:00 +0000", "Mime-Version": "1.0", "Auto-Submitted": "auto-generated",
	}
	if m.Unsubscribe != "" {
		want["List-Unsubscribe"], want["List-Unsubscribe-Post"] = "<"+m.Unsubscribe+">", "List-Unsubscribe=One-Click"
	}
	got := map[string]string{}
	for name, values := range read.Header {
		if len(values) != 1 {
			t.Fatalf("%s is there %d times", name, len(values))
		}
		if got[name], err = new(mime.WordDecoder).DecodeHeader(values[0]); err != nil {
			t.Fatal(err)
		}
	}
	from, err := mail.ParseAddressList(read.Header.Get("From"))
	if err != nil || len(from) != 1 || from[0].Name != strings.TrimSpace(c.Name) || from[0].Address != string(c.From) {
		t.Fatalf("From %q is %v, %v", read.Header.Get("From"), from, err)
	}
	to, err := read.Header.AddressList("To")
	if err != nil || len(to) != 1 || to[0].Address != string(m.To) {
		t.Fatalf("To is %v, %v", to, err)
	}
	got["To"] = to[0].Address
	kind, params, err := mime.ParseMediaType(got["Content-Type"])
	if err != nil {
		t.Fatal(err)
	}
	delete(got, "From")
	delete(got, "Content-Type")
	parts := map[string]string{}
	if m.HTML == "" {
		want["Content-Transfer-Encoding"] = "quoted-printable"
		parts[kind] = text(t, quotedprintable.NewReader(read.Body))
	} else {
		mr := multipart.NewReader(read.Body, params["boundary"])
		for p, err := mr.NextPart(); err != io.EOF; p, err = mr.NextPart() {
			if err != nil {
				t.Fatal(err)
			}
			partKind, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type"))
			parts[partKind] = text(t, p)
		}
	}
	if !maps.Equal(got, want) {
		t.Fatalf("headers\n%q, want\n%q", got, want)
	}
	wantParts := map[string]string{"text/plain": crlf(m.Text)}
	if m.HTML != "" {
		wantParts["text/html"] = crlf(m.HTML)
	}
	if !maps.Equal(parts, wantParts) {
		t.Fatalf("parts\n%q, want\n%q", parts, wantParts)
	}
}

func text(t *testing.T, r io.Reader) string {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// crlf is a text with the line ends that mail has.
func crlf(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	return strings.ReplaceAll(s, "\n", "\r\n")
}

func FuzzComposeHeaders(f *testing.F) {
	f.Add("Blackbird Leys, Oxford", "amina@example.org", "Voting is open", "https://a.example/stop?a=b,c", "text", "<p>x")
	f.Add("=?utf-8?q?=0D=0ABcc:_a@b.c?=", "a@b.cd", "=?utf-8?q?x?= =?utf-8?b?eA==?=", "https://a/%0d%0aX:y", ".\r\n.\n", "\r")
	f.Add("\"a\" <b@c.de>, d", "a'b@c.de", "ভোট শুরু হয়েছে", "http://127.0.0.1:8080/x", "a \t\r\nb", "=\n")
	f.Add("x\r\nBcc: a@b.c", "a@b.cd\r\nX: y", "s\nX: y", "https://a>\r\nX: y", "t", "h")
	f.Add("\\", "a@b.cd", strings.Repeat("🎈", 125), "https://a.b/"+strings.Repeat("c", 480), "t", "h")
	f.Fuzz(func(t *testing.T, name, to, subject, unsubscribe, plain, html string) {
		c := composer()
		c.Name = name
		m := Message{To: Address(to), Subject: subject, Unsubscribe: unsubscribe, Text: plain, HTML: html}
		r, err := c.Compose(m)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
			return
		}
		checkRendered(t, c, m, r)
	})
}
