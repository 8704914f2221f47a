package seal

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
)

const keySize = 32

// tombstone is what the key store holds in the place of an erased subject's key.
var tombstone = []byte("erased")

// key is what a subject's data key is good for, once unwrapped. The zero key is that of an erased subject.
type key struct {
	live      bool
	seal, mac [keySize]byte
}

// newWrapped makes a data key for subject, already wrapped.
func newWrapped(m Master, subject string) ([]byte, error) {
	data := make([]byte, keySize)
	_, _ = rand.Read(data) // never fails: the program would end first
	return encrypt(m.key, data, bound("key", subject))
}

// unwrap is the key in what the key store holds under subject.
func unwrap(m Master, subject string, held []byte) (key, error) {
	if bytes.Equal(held, tombstone) {
		return key{}, nil
	}
	data, err := decrypt(m.key, held, bound("key", subject))
	if err != nil || len(data) != keySize {
		return key{}, fmt.Errorf("unwrap the key of %s: %w", subject, ErrMaster)
	}
	k := key{live: true}
	for use, out := range map[string]*[keySize]byte{"seal": &k.seal, "mac": &k.mac} {
		derived, err := hkdf.Expand(sha256.New, data, "parentpower/1/"+use, keySize)
		if err != nil {
			return key{}, fmt.Errorf("derive the %s key: %w", use, err)
		}
		copy(out[:], derived)
	}
	return k, nil
}

func encrypt(k [keySize]byte, plain, bind []byte) ([]byte, error) {
	aead, err := subtle.NewXChaCha20Poly1305(k[:])
	if err != nil {
		return nil, err
	}
	return aead.Encrypt(plain, bind)
}

func decrypt(k [keySize]byte, sealed, bind []byte) ([]byte, error) {
	aead, err := subtle.NewXChaCha20Poly1305(k[:])
	if err != nil {
		return nil, err
	}
	return aead.Decrypt(sealed, bind)
}

// bound joins parts, each behind its length, so that no two lists of parts give the same bytes.
func bound(parts ...string) []byte {
	var b []byte
	for _, p := range parts {
		b = append(binary.AppendUvarint(b, uint64(len(p))), p...)
	}
	return b
}

func (k key) hmac(purpose string, data [][]byte) []byte {
	w := hmac.New(sha256.New, k.mac[:])
	part(w, []byte(purpose))
	for _, d := range data {
		part(w, d)
	}
	return w.Sum(nil)
}

func part(w hash.Hash, p []byte) {
	w.Write(binary.AppendUvarint(nil, uint64(len(p))))
	w.Write(p)
}
