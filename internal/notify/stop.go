package notify

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"strings"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

// What a token can stop, besides the letters of one kind.
const (
	StopDigest = "digest" // whatever comes in the digest
	StopAll    = "all"
)

const (
	stopPrefix = "stop_"
	stopBytes  = 20 // 160 bits
)

// StopToken lets whoever has it end some of one person's letters and do nothing else. It goes into letters that may be
// kept for years, so nothing is stored for it: it is a MAC under the person's own key, and ends with that.
func (n *Notify) StopToken(ctx context.Context, person, what string) (string, error) {
	mac, err := n.deps.Vault.MAC(ctx, people.Subject(person), "notify.stop", []byte(what))
	if err != nil {
		return "", err
	}
	return stopPrefix + what + "." + person + "." + base64.RawURLEncoding.EncodeToString(mac[:stopBytes]), nil
}

// LookAtStop says what a token would stop: a kind of news, StopDigest or StopAll. Looking changes nothing, since
// programs that scan mail look too. It fails with NotFound.
func (n *Notify) LookAtStop(ctx context.Context, v store.View, token string) (what string, err error) {
	what, _, err = n.readStop(ctx, v, token)
	return what, err
}

// Stop ends the letters that a token is for. Doing it again changes nothing. It fails with NotFound.
func (n *Notify) Stop(ctx context.Context, token string) (what string, err error) {
	what, person, err := n.readStop(ctx, n.deps.Store.View(), token)
	if err != nil {
		return "", err
	}
	_, err = n.deps.Store.Update(ctx, "notify.stop", person, func(v store.View) ([]store.Change, error) {
		w, changed := WishesOf(v, person), false
		for kind, choice := range w.Choices {
			if choice != Never && (what == string(kind) || what == StopAll || what == StopDigest && choice == InDigest) {
				w.Choices[kind], changed = Never, true
			}
		}
		if !changed {
			return nil, nil
		}
		return []store.Change{Chosen.Put(w)}, nil
	})
	return what, err
}

func (n *Notify) readStop(ctx context.Context, v store.View, token string) (what, person string, err error) {
	unknown := fault.New(fault.NotFound, "fault.notify.stop_unknown")
	rest, ours := strings.CutPrefix(token, stopPrefix)
	what, rest, _ = strings.Cut(rest, ".")
	person, _, _ = strings.Cut(rest, ".")
	// Only of somebody who is known: asking for a key makes one where there is none.
	if _, known := people.Get(v, person); !ours || !known {
		return "", "", unknown
	}
	if what != StopAll && what != StopDigest && Kind(what).Choices() == nil {
		return "", "", unknown
	}
	right, err := n.StopToken(ctx, person, what)
	switch {
	case fault.Is(err, fault.Gone):
		return "", "", unknown
	case err != nil:
		return "", "", err
	case !hmac.Equal([]byte(token), []byte(right)):
		return "", "", unknown
	}
	return what, person, nil
}
