package people

import (
	"io"
	"math/big"
	"strings"
)

// alphabet has 31 characters for codes that people read and type. Of characters that look alike only one is in it, and
// whichever was typed is read as that one (lookAlikes). That 31 is a prime makes the check letter catch more.
const alphabet = "0123456789ACDEFGHJKMNPQRSTVWXYZ"

const (
	roomLength = 6  // 31^6: 29.7 bits
	slipLength = 14 // 13 that hold 64 bits, and a check letter
	linkLength = 4  // 19.8 bits, for five tries by somebody who has the letter

	// InvitationLength is that of a code which invites somebody whom the round knows already: 44 bits and a check letter.
	InvitationLength = 10
)

var lookAlikes = strings.NewReplacer("O", "0", "I", "1", "L", "1", "B", "8", "U", "V", " ", "", "-", "", "–", "", ".", "", "\t", "", "\u00a0", "")

// ReadCode reads a code as a person typed it: any case, spaces and dashes anywhere, look-alikes forgiven.
func ReadCode(typed string) string {
	if len(typed) > 100 {
		return ""
	}
	return lookAlikes.Replace(strings.ToUpper(typed))
}

// ShowCode writes a code in groups that can be read out.
func ShowCode(code string) string {
	switch len(code) {
	case roomLength:
		return code[:3] + "-" + code[3:]
	case InvitationLength:
		return code[:5] + "-" + code[5:]
	case slipLength:
		return code[:5] + "-" + code[5:10] + "-" + code[10:]
	}
	return code
}

// wellFormed says whether a code has the length and only characters of the alphabet.
func wellFormed(code string, length int) bool {
	return len(code) == length && strings.Trim(code, alphabet) == ""
}

// spell writes the number that the bytes are in n characters, most significant first; what does not fit is dropped.
func spell(number []byte, n int) string {
	rest, digit, base := new(big.Int).SetBytes(number), new(big.Int), big.NewInt(int64(len(alphabet)))
	text := make([]byte, n)
	for i := range n {
		rest.DivMod(rest, base, digit)
		text[n-1-i] = alphabet[digit.Int64()]
	}
	return string(text)
}

// SpellCode is a code of a length for people to read out and type, made of a secret and ending in a check letter.
func SpellCode(secret []byte, length int) string {
	code := spell(secret, length-1)
	return code + string(checkLetter(code))
}

// checkLetter catches every single wrong character and every two that changed places: the weights 1…13, and −1 of
// the check letter itself, are distinct and not zero modulo the prime 31.
func checkLetter(code string) byte {
	sum := 0
	for i := range len(code) {
		sum += (i + 1) * strings.IndexByte(alphabet, code[i])
	}
	return alphabet[sum%len(alphabet)]
}

// IsSlipCode says whether what was typed is the code of a slip, right in its form and its check letter.
func IsSlipCode(typed string) bool {
	code := ReadCode(typed)
	return wellFormed(code, slipLength) && checks(code)
}

// checks says whether a well-formed slip code ends in its check letter.
func checks(code string) bool {
	body := code[:slipLength-1]
	return code[slipLength-1] == checkLetter(body)
}

// drawRoomCode draws a code, each equally likely.
func drawRoomCode(rand io.Reader) string {
	text := make([]byte, 0, roomLength)
	for b := make([]byte, 1); len(text) < roomLength; {
		fill(rand, b)
		// 248 is the greatest multiple of 31 in a byte: beyond it the first characters would be likelier.
		if b[0] < 248 {
			text = append(text, alphabet[int(b[0])%len(alphabet)])
		}
	}
	return string(text)
}
