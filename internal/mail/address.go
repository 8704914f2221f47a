package mail

import (
	"net/mail"
	"strings"

	"github.com/parentpower/parentpower/internal/fault"
)

// Address is one e-mail address that ParseAddress has found good: ASCII, no display name, no quoting, domain in lower
// case.
type Address string

// Lengths after RFC 5321 §4.5.3.1.
const (
	maxAddress = 254
	maxLocal   = 64
	maxLabel   = 63
)

// ParseAddress reads an address as a person typed it, spaces around it forgiven. Addresses with other than ASCII letters
// are refused, since not every server on the way takes them: Invalid, on the field "email".
func ParseAddress(typed string) (Address, error) {
	typed = strings.TrimSpace(typed)
	local, domain, _ := strings.Cut(typed, "@")
	a := Address(local + "@" + strings.ToLower(domain))
	var c fault.Checks
	c.That(a.valid(), "email", "fault.mail.address")
	if err := c.Fault(); err != nil {
		return "", err
	}
	return a, nil
}

// Domain is what stands right of the @.
func (a Address) Domain() string {
	_, domain, _ := strings.Cut(string(a), "@")
	return domain
}

// valid accepts what net/mail reads as exactly this address with a local part that needs no quotes and a host name for
// its domain.
func (a Address) valid() bool {
	local, domain, _ := strings.Cut(string(a), "@")
	if len(a) > maxAddress || len(local) > maxLocal || !isHost(domain) || strings.ContainsFunc(local, notPrintable) {
		return false
	}
	parsed, err := mail.ParseAddress(string(a))
	return err == nil && parsed.Name == "" && parsed.Address == string(a) && !strings.ContainsAny(local, `"<>(),;`)
}

// isHost accepts a full host name: not one bare word, which is a slip of the finger, and no number, which is an IP address.
func isHost(domain string) bool {
	labels := strings.Split(domain, ".")
	for _, l := range labels {
		if l == "" || len(l) > maxLabel || l[0] == '-' || l[len(l)-1] == '-' ||
			strings.Trim(l, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	return len(labels) > 1 && strings.Trim(labels[len(labels)-1], "0123456789") != ""
}

func notPrintable(r rune) bool { return r <= ' ' || r > '~' }
