// Package seal keeps personal and sensitive fields unreadable to anyone without the community's master key, and makes
// one person's, or one round's, erasure a single act that reaches every copy.
//
// # The envelope
//
//	master key (32 bytes; a setting, or a file beside the embedded database; never in the database)
//	  └─ wraps ─▶ data key, one for each subject (32 random bytes; kept wrapped in a collection of its own)
//	                ├─ HKDF "seal" ─▶ XChaCha20-Poly1305: the sealed fields of that subject
//	                └─ HKDF "mac"  ─▶ HMAC-SHA256: ids, blind indexes and codes that must die with the subject
//
// A subject is whatever may have to be forgotten as one: "person/<id>", "round/<id>", or Community for what belongs to
// nobody alone. A purpose names the field, such as "people.name".
//
// Invariants:
//   - A sealed value opens only for the subject and the purpose it was sealed for: both are bound to it as associated
//     data, so that it cannot be moved to another person or another field.
//   - Once Erase has returned nil, nothing sealed or authenticated under that subject can be opened or computed again,
//     by anyone, from any copy of journal, snapshot or mirror. The subject never gets another key.
//   - Nodes that make the same subject's key at the same moment end with the same key.
//   - Opening does no I/O once the subject's key is loaded; Warm loads all of them at boot.
//
// What it does not do: hide how long a value is (40 bytes less than its Sealed), or protect against somebody who holds
// both the master key and the key collection. A backup that has the key collection brings erased keys back, so restoring
// must erase again what the journal says was erased.
package seal

import (
	"context"

	"github.com/parentpower/parentpower/internal/fault"
)

// Community is the subject of what must be sealed but belongs to no single person: it is never erased.
const Community = "community"

// Overhead is how many bytes a sealed value is longer than what is in it: a 24-byte nonce and a 16-byte tag.
const Overhead = 40

// Sealed is an encrypted field of a record, stored as BSON binary. An empty one is a field that was never filled in,
// and opens as the empty string.
type Sealed []byte

// What may go wrong with sealed values besides an unavailable key store.
var (
	// ErrErased (Gone): the subject has been erased. A page shows a placeholder in its place.
	ErrErased = fault.New(fault.Gone, "fault.seal.erased")
	// ErrBroken (Internal): the value was not sealed for this subject and purpose, or has been altered.
	ErrBroken = fault.New(fault.Internal, "fault.seal.broken")
	// ErrMaster (Internal): the key store's keys were wrapped under another master key.
	ErrMaster = fault.New(fault.Internal, "fault.seal.master")
)

// Keys is where the wrapped data keys are kept, apart from the records that they open. What is stored under a subject is
// opaque to it.
type Keys interface {
	// Get returns what is stored under subject, or nil where there is nothing.
	Get(ctx context.Context, subject string) ([]byte, error)
	// PutIfAbsent stores value unless something is stored under subject already, and returns what is stored now.
	// Callers that put at the same time are all given the same value.
	PutIfAbsent(ctx context.Context, subject string, value []byte) ([]byte, error)
	// Delete removes, for good, what is stored under subject; nothing there is no error.
	Delete(ctx context.Context, subject string) error
	// All calls visit for everything stored, in any order, until visit fails.
	All(ctx context.Context, visit func(subject string, value []byte) error) error
}
