package funding

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"slices"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// ballotID is the MAC of the voter under the round's key: the same for every channel, and nothing without the key.
func (f *Funding) ballotID(ctx context.Context, round, voter string) (string, error) {
	mac, err := f.Vault.MAC(ctx, Scope(round), "ballot", []byte(voter))
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(mac[:idBytes]), nil
}

// draftBallot is a ballot with what chance and the round's key give it, made before the decision: a salt, the sealed way
// in, and several receipts, of which the decision takes the first that no other ballot of the round has.
type draftBallot struct {
	Ballot
	receipts []string
}

func (f *Funding) freshBallot(ctx context.Context, round, id string, way Way) (draftBallot, error) {
	d := draftBallot{Ballot: Ballot{Round: round, ID: id, Salt: make([]byte, idBytes)}}
	if _, err := io.ReadFull(f.Rand, d.Salt); err != nil {
		return d, fmt.Errorf("salt: %w", err)
	}
	var err error
	if d.Way, err = f.sealWay(ctx, round, id, way); err != nil {
		return d, err
	}
	for range 4 {
		words, err := newReceipt(f.Rand)
		if err != nil {
			return d, err
		}
		d.receipts = append(d.receipts, words)
	}
	return d, nil
}

// place are the changes that put a ballot in the box, in place of the one that its voter has there; none where the
// same request was placed before. It fails with Conflict, TooMany and Invalid as CastBallot does.
func (d draftBallot) place(v store.View, r Round, choice Choice, try Try) (Cast, []store.Change, error) {
	b, exists := Ballots.Get(v, d.Round+"/"+d.ID)
	if !exists {
		b = d.unlike(v)
	}
	done := Cast{Receipt: b.Receipt, Changed: exists}
	for i, t := range b.Tries {
		if bytes.Equal(t.Key, try.Key) {
			done.Changed = i > 0 // as the first answer said
			return done, nil, repeated(t, try)
		}
	}
	if len(b.Tries) >= maxTries {
		return done, nil, fault.New(fault.TooMany, "fault.funding.too_many_changes")
	}
	if err := allowed(v, r, choice); err != nil {
		return done, nil, err
	}
	b.Choice, b.Salt, b.Way, b.Tries = choice, d.Salt, d.Way, append(slices.Clone(b.Tries), try)
	return done, []store.Change{Ballots.Put(b)}, nil
}

func (d draftBallot) unlike(v store.View) Ballot {
	for _, words := range d.receipts {
		d.Receipt = words
		if _, taken := ballotByReceipt.First(v, d.Round+"/"+words); !taken {
			break
		}
	}
	return d.Ballot
}

// repeated is the answer to a request whose key was used before: fine if it asks for the same, else a Conflict.
func repeated(before, now Try) error {
	if bytes.Equal(before.Body, now.Body) {
		return nil
	}
	return fault.New(fault.Conflict, "fault.funding.key_used")
}

func digest(b []byte) []byte {
	h := sha256.Sum256(b)
	return h[:digestBytes]
}
