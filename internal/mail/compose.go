package mail

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/textproto"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/jordan-wright/email"

	"github.com/parentpower/parentpower/internal/fault"
)

// Composer makes messages ready for the wire.
type Composer struct {
	From Address // who sends all mail of the community
	Name string  // the community's name, shown beside it
	Now  func() time.Time
}

// Limits, in bytes. A subject of maxSubject in any script still makes a header line below the 998 of RFC 5322 §2.1.1.
const (
	maxSubject     = 500
	maxName        = 200
	maxUnsubscribe = 500
	maxBody        = 1 << 20
)

// Compose renders a message. What cannot go into a mail safely is an Invalid fault that names every field at fault: a
// mistake of ours in a template, or a name or title that was let in unchecked.
func (c Composer) Compose(m Message) (Rendered, error) {
	if err := c.check(m); err != nil {
		return Rendered{}, err
	}
	id := newID(c.Now())
	headers := textproto.MIMEHeader{}
	headers.Set("Message-Id", "<"+id+"@"+c.From.Domain()+">")
	headers.Set("Date", c.Now().UTC().Format(time.RFC1123Z))
	headers.Set("Auto-Submitted", "auto-generated") // RFC 3834: no holiday replies, please
	if m.Unsubscribe != "" {
		headers.Set("List-Unsubscribe", "<"+m.Unsubscribe+">")
		headers.Set("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	e := email.Email{
		From:    sender(c.Name, c.From),
		To:      []string{string(m.To)},
		Subject: encoded(strings.TrimSpace(m.Subject)),
		Text:    []byte(m.Text),
		HTML:    []byte(m.HTML),
		Headers: headers,
	}
	bytes, err := e.Bytes()
	if err != nil {
		return Rendered{}, fmt.Errorf("compose a mail: %w", err)
	}
	return Rendered{ID: id, From: c.From, To: m.To, Bytes: bytes}, nil
}

func (c Composer) check(m Message) error {
	var checks fault.Checks
	checks.That(c.From.valid(), "from", "fault.mail.address")
	checks.That(isLine(c.Name, maxName), "name", "fault.mail.line")
	checks.That(m.To.valid(), "to", "fault.mail.address")
	checks.That(isLine(m.Subject, maxSubject) && strings.TrimSpace(m.Subject) != "", "subject", "fault.mail.line")
	checks.That(isBody(m.Text) && m.Text != "", "text", "fault.mail.body")
	checks.That(isBody(m.HTML), "html", "fault.mail.body")
	checks.That(m.Unsubscribe == "" || isLink(m.Unsubscribe), "unsubscribe", "fault.mail.link")
	return checks.Fault()
}

func isLine(s string, most int) bool {
	return len(s) <= most && utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

func isBody(s string) bool {
	return len(s) <= maxBody && utf8.ValidString(s) && !strings.ContainsRune(s, 0)
}

func isLink(s string) bool {
	if len(s) > maxUnsubscribe || strings.ContainsFunc(s, notPrintable) || strings.ContainsAny(s, `<>,"\`) {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
}

// sender is the From field. The name is always an encoded word, because the library splits the field at commas.
func sender(name string, a Address) string {
	if name = strings.TrimSpace(name); name == "" {
		return string(a)
	}
	return words(name) + " <" + string(a) + ">"
}

// encoded is a header's text as it must be written: as it is when it can mean nothing else, otherwise encoded words.
// Base64 keeps long lines of other scripts half as long as the library's own encoding does.
func encoded(s string) string {
	if !strings.Contains(s, "=?") && !strings.ContainsFunc(s, func(r rune) bool { return r > '~' }) {
		return s
	}
	return words(s)
}

// words splits a text into encoded words of at most 75 characters, never within a letter (RFC 2047 §2 and §5).
func words(s string) string {
	const most = 45 // bytes that make 60 characters of base64
	var out []string
	for len(s) > 0 {
		n := min(most, len(s))
		for n < len(s) && !utf8.RuneStart(s[n]) {
			n--
		}
		out = append(out, "=?utf-8?b?"+base64.StdEncoding.EncodeToString([]byte(s[:n]))+"?=")
		s = s[n:]
	}
	return strings.Join(out, " ")
}

// newID is a name for a letter that sorts by time and that nobody can guess.
func newID(now time.Time) string {
	return fmt.Sprintf("%012x%s", now.UnixMilli(), strings.ToLower(rand.Text()))
}
