package people

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
	"strings"
)

// purpose tells kinds of token apart. It is the first part of the token, so that people and secret scanners can tell,
// and is hashed with it.
type purpose string

const (
	forLink    purpose = "link_"    // in the letter
	forBrowser purpose = "browser_" // in the cookie of the browser that asked for a link
	forSession purpose = "session_" // in the session's cookie
	forProgram purpose = "api_"     // shown once, to a member of staff
)

const secretBytes = 24

// draw makes a token, and the hash under which it is stored.
func (u purpose) draw(rand io.Reader) (token, hash string) {
	var b [secretBytes]byte
	fill(rand, b[:])
	token = string(u) + base64.RawURLEncoding.EncodeToString(b[:])
	return token, u.hash(token)
}

// hash is what a token of this purpose is stored under; empty for anything else, which is stored under nothing. A token
// has too many bits to be guessed from a plain hash.
func (u purpose) hash(token string) string {
	if !strings.HasPrefix(token, string(u)) || len(token) != len(u)+base64.RawURLEncoding.EncodedLen(secretBytes) {
		return ""
	}
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
