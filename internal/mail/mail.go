// Package mail sends letters by e-mail: it composes them, keeps them in an outbox until they are gone, and delivers
// them.
//
// Invariants:
//   - What goes into a header is checked before anything is composed, so that nothing that a person typed can add a
//     header, a recipient or a body.
//   - A letter is rendered once, when it is queued, and those bytes are what is stored, delivered and, if need be,
//     delivered again: every attempt bears the same Message-ID.
//   - A letter is queued in the commit of the act that causes it. It leaves the outbox when a server took it, when a
//     server refused it for good, or when it is no longer of use; nothing else loses it.
//   - A letter is delivered twice only when the outcome of the first time could not be known: the connection was lost
//     after the last byte, or the node that knew died or was cut off before it could say so.
//   - Nothing is sent in clear unless the operator said so.
//   - Addresses and contents are sealed where they are stored and appear in no log and no error.
package mail

import "context"

// Message is what somebody is to read.
type Message struct {
	To      Address
	Subject string // one line; it shows on locked screens, so nothing sensitive
	Text    string
	HTML    string // optional: the same, to look at

	// Unsubscribe is set on whatever goes to many: the URL, on our own origin, that ends such mail when it is posted to
	// (RFC 8058). Receivers honour https only.
	Unsubscribe string
}

// Rendered is a message as it goes over the wire. It is composed once and never again.
type Rendered struct {
	ID    string // also the left part of its Message-ID
	From  Address
	To    Address
	Bytes []byte
}

// Outcome is what became of one attempt at a delivery.
type Outcome int

// The outcomes, and what each means for the letter.
const (
	Temporary Outcome = iota // not delivered: try again
	Delivered                // taken over by a server
	Permanent                // refused, and would be again
	Unknown                  // the connection was lost after the last byte: it may have been taken
)

var outcomes = [...]string{"temporary", "delivered", "permanent", "unknown"}

// String is the outcome's name in logs and metrics.
func (o Outcome) String() string { return outcomes[o] }

// Deliverer hands one letter over. It returns before ctx ends. The error is nil only when the outcome is Delivered, and
// names no address.
type Deliverer interface {
	Deliver(ctx context.Context, r Rendered) (Outcome, error)
}
