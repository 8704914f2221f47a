package seal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
)

// Vault seals and opens. It is safe for concurrent use.
//
// All methods that need a key that is not loaded yet may return an Unavailable fault when the key store does not answer,
// and ErrMaster when it was filled under another master key.
type Vault struct {
	master Master
	keys   Keys

	mu     sync.RWMutex
	loaded map[string]key // an erased subject stays here as the zero key, and is never replaced
}

// New returns a vault over a key store.
func New(master Master, keys Keys) *Vault {
	return &Vault{master: master, keys: keys, loaded: make(map[string]key)}
}

// Warm loads every key, so that opening needs no I/O from here on. It also finds a wrong master key before anything is
// served.
func (v *Vault) Warm(ctx context.Context) error {
	var broken error
	err := v.keys.All(ctx, func(subject string, held []byte) error {
		_, broken = v.admit(subject, held)
		return broken
	})
	if err == nil || broken != nil {
		return broken
	}
	return unavailable("load all keys", err)
}

// Seal encrypts plain for a subject and a purpose, making the subject's key if there is none yet. Sealing the same text
// twice gives different bytes. Nothing can be sealed for an erased subject: ErrErased.
func (v *Vault) Seal(ctx context.Context, subject, purpose, plain string) (Sealed, error) {
	k, err := v.keyFor(ctx, subject, true)
	if err != nil {
		return nil, err
	}
	sealed, err := encrypt(k.seal, []byte(plain), bound("field", subject, purpose))
	if err != nil {
		return nil, fmt.Errorf("seal %s of %s: %w", purpose, subject, err)
	}
	return sealed, nil
}

// Open decrypts what was sealed for the same subject and purpose. It fails with ErrErased or ErrBroken.
func (v *Vault) Open(ctx context.Context, subject, purpose string, sealed Sealed) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	k, err := v.keyFor(ctx, subject, false)
	if err != nil {
		return "", err
	}
	plain, err := decrypt(k.seal, sealed, bound("field", subject, purpose))
	if err != nil {
		return "", fmt.Errorf("open %s of %s: %w", purpose, subject, ErrBroken)
	}
	return string(plain), nil
}

// MAC is the HMAC-SHA256 of the data under a key that belongs to the subject, making the key if there is none yet. It is
// what a ballot's id (subject: the round), the blind index of an address (subject: Community) and a slip's code are made
// of. The same input gives the same 32 bytes on every node, until the subject is erased: ErrErased.
func (v *Vault) MAC(ctx context.Context, subject, purpose string, data ...[]byte) ([]byte, error) {
	k, err := v.keyFor(ctx, subject, true)
	if err != nil {
		return nil, err
	}
	return k.hmac(purpose, data), nil
}

// Erase destroys the subject's key, for good and for every copy of what was sealed under it. Erasing twice, or a subject
// that never had a key, is no error; on an error nothing may be assumed: erase again. Other nodes must be told: Forget.
func (v *Vault) Erase(ctx context.Context, subject string) error {
	if subject == Community {
		return fault.Wrap(errors.New("the community's own key is never erased"), fault.Internal, "fault.internal")
	}
	// A node that makes a key between the two steps is overruled: the tombstone must win.
	for {
		if err := v.keys.Delete(ctx, subject); err != nil {
			return unavailable("erase "+subject, err)
		}
		held, err := v.keys.PutIfAbsent(ctx, subject, tombstone)
		if err != nil {
			return unavailable("erase "+subject, err)
		}
		if bytes.Equal(held, tombstone) {
			v.Forget(subject)
			return nil
		}
	}
}

// Forget treats the subject as erased in this process from now on, because another node is erasing it. It does not touch
// the key store, so it does not matter which of the two comes first.
func (v *Vault) Forget(subject string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.loaded[subject] = key{}
}

// keyFor is the subject's key: loaded, from the key store or, where create is set, new.
func (v *Vault) keyFor(ctx context.Context, subject string, create bool) (key, error) {
	v.mu.RLock()
	k, ok := v.loaded[subject]
	v.mu.RUnlock()
	if !ok {
		held, err := v.fetch(ctx, subject, create)
		if err != nil {
			return key{}, err
		}
		// A sealed value whose key is nowhere: the key was destroyed by a node that did not live to leave a tombstone.
		if held == nil {
			return key{}, ErrErased
		}
		if k, err = v.admit(subject, held); err != nil {
			return key{}, err
		}
	}
	if !k.live {
		return key{}, ErrErased
	}
	return k, nil
}

func (v *Vault) fetch(ctx context.Context, subject string, create bool) ([]byte, error) {
	held, err := v.keys.Get(ctx, subject)
	if err != nil {
		return nil, unavailable("get the key of "+subject, err)
	}
	if held != nil || !create {
		return held, nil
	}
	wrapped, err := newWrapped(v.master, subject)
	if err != nil {
		return nil, fmt.Errorf("make a key for %s: %w", subject, err)
	}
	if held, err = v.keys.PutIfAbsent(ctx, subject, wrapped); err != nil {
		return nil, unavailable("keep the key of "+subject, err)
	}
	return held, nil
}

// admit unwraps what the key store holds and loads it, unless the subject was loaded or erased meanwhile.
func (v *Vault) admit(subject string, held []byte) (key, error) {
	k, err := unwrap(v.master, subject, held)
	if err != nil {
		return key{}, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if first, ok := v.loaded[subject]; ok {
		return first, nil
	}
	v.loaded[subject] = k
	return k, nil
}

func unavailable(doing string, err error) error {
	f := fault.Wrap(fmt.Errorf("%s: %w", doing, err), fault.Unavailable, "fault.seal.keys_unavailable")
	f.RetryAfter = 2 * time.Second
	return f
}
