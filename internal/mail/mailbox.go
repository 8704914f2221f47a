package mail

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jordan-wright/email"
)

// Mailbox is where letters go in a demonstration: they can be read there instead of being sent to anybody. It holds the
// newest ones, in memory.
type Mailbox struct {
	mu      sync.RWMutex
	letters []Received // the oldest first
}

// Received is one letter as its reader would see it.
type Received struct {
	ID      string
	To      Address
	Subject string
	Date    time.Time
	Text    string
	HTML    string
}

const mailboxHolds = 500

// Deliver implements Deliverer. Like a good mail program it shows a letter that came twice once.
func (m *Mailbox) Deliver(_ context.Context, r Rendered) (Outcome, error) {
	read, err := email.NewEmailFromReader(bytes.NewReader(r.Bytes))
	if err != nil {
		return Permanent, fmt.Errorf("read the rendered mail: %w", err)
	}
	date, err := time.Parse(time.RFC1123Z, read.Headers.Get("Date"))
	if err != nil {
		return Permanent, fmt.Errorf("read the rendered mail: %w", err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if slices.ContainsFunc(m.letters, func(l Received) bool { return l.ID == r.ID }) {
		return Delivered, nil
	}
	unix := func(b []byte) string { return strings.ReplaceAll(string(b), "\r\n", "\n") }
	m.letters = append(m.letters, Received{ID: r.ID, To: r.To, Subject: read.Subject, Date: date, Text: unix(read.Text), HTML: unix(read.HTML)})
	m.letters = m.letters[max(0, len(m.letters)-mailboxHolds):]
	return Delivered, nil
}

// List is what is in the mailbox, the newest first.
func (m *Mailbox) List() []Received {
	m.mu.RLock()
	defer m.mu.RUnlock()
	list := slices.Clone(m.letters)
	slices.Reverse(list)
	return list
}

// Get is one letter of the mailbox.
func (m *Mailbox) Get(id string) (Received, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	for _, l := range m.letters {
		if l.ID == id {
			return l, true
		}
	}
	return Received{}, false
}
