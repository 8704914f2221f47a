// Package fault is the one kind of error that crosses a boundary in this program.
//
// A fault has a kind, which decides the HTTP status, and a key, which names a sentence in the message
// catalogue, so that a person reads what went wrong in their own language. The cause is for the log and
// never leaves the server. Faults are made where the trouble is understood and mapped once, in web.
package fault

import (
	"errors"
	"fmt"
	"time"
)

// Kind says what sort of trouble it is. There are few on purpose: one for each thing a caller may do next.
type Kind int

// The kinds, and what the person or program at the other end can do about each.
const (
	Internal        Kind = iota // our mistake: nothing to do but tell us
	Invalid                     // what was sent is wrong: mend the named fields
	Unauthenticated             // who are you: sign in
	Forbidden                   // not yours: ask somebody who may
	NotFound                    // there is no such thing, or you may not know of it
	Conflict                    // somebody was first, or it says something else already: look again
	Gone                        // it was here; it has ended, been used or been withdrawn
	TooMany                     // slow down: try again after RetryAfter
	Unavailable                 // we cannot keep a promise just now: try again after RetryAfter
)

var names = [...]string{"internal", "invalid", "unauthenticated", "forbidden", "not_found", "conflict", "gone", "too_many", "unavailable"}

// String returns the kind's stable name, as it appears in the JSON API and in metrics.
func (k Kind) String() string {
	if int(k) < len(names) {
		return names[k]
	}
	return names[Internal]
}

// Error is a fault. Key is a message in the catalogue ("fault.round.closed"), Args fill its placeholders.
type Error struct {
	Kind       Kind
	Key        string
	Args       map[string]any
	Fields     []Field       // for Invalid: each field that must be mended, in the form's order
	RetryAfter time.Duration // for TooMany and Unavailable
	Err        error         // the cause, for the log only
}

// Field is one input that is wrong and why.
type Field struct {
	Name string // the form or JSON field's name
	Key  string // message in the catalogue
	Args map[string]any
}

// New makes a fault of a kind with a message key. Args are pairs of placeholder name and value.
func New(kind Kind, key string, args ...any) *Error {
	return &Error{Kind: kind, Key: key, Args: pairs(args)}
}

// Wrap keeps the cause of a fault for the log.
func Wrap(err error, kind Kind, key string, args ...any) *Error {
	return &Error{Kind: kind, Key: key, Args: pairs(args), Err: err}
}

func (e *Error) Error() string {
	text := e.Kind.String() + ": " + e.Key
	for _, f := range e.Fields {
		text += fmt.Sprintf(" [%s: %s]", f.Name, f.Key)
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether err is a fault of the given kind.
func Is(err error, kind Kind) bool {
	var f *Error
	return errors.As(err, &f) && f.Kind == kind
}

// From returns err as a fault; an error that is none is Internal, its text kept as the cause.
func From(err error) *Error {
	var f *Error
	if errors.As(err, &f) {
		return f
	}
	return Wrap(err, Internal, "fault.internal")
}

// Checks gathers what is wrong with an input, so that a person is told everything at once.
type Checks struct{ fields []Field }

// That notes a wrong field unless ok holds.
func (c *Checks) That(ok bool, field, key string, args ...any) {
	if !ok {
		c.fields = append(c.fields, Field{Name: field, Key: key, Args: pairs(args)})
	}
}

// Add notes a field that was found wrong elsewhere, where it counts.
func (c *Checks) Add(f Field, counts bool) {
	if counts {
		c.fields = append(c.fields, f)
	}
}

// Blame notes what an act that is about one field alone found wrong with it: an Invalid fault becomes the field's. Any
// other error comes back.
func (c *Checks) Blame(field string, err error) error {
	if err == nil || !Is(err, Invalid) {
		return err
	}
	f := From(err)
	c.fields = append(c.fields, Field{Name: field, Key: f.Key, Args: f.Args})
	return nil
}

// Fault returns the Invalid fault that lists every wrong field, or nil when all is well.
func (c *Checks) Fault() error {
	if len(c.fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Key: "fault.invalid", Fields: c.fields}
}

func pairs(args []any) map[string]any {
	if len(args) == 0 {
		return nil
	}
	m := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		m[fmt.Sprint(args[i])] = args[i+1]
	}
	return m
}
