package people

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/parentpower/parentpower/internal/store"
)

// paperLetters are those that stand after a paper's number: letters alone, so that it is plain where the number ends.
const paperLetters = "ACDEFGHJKMNPQRSTVWXYZ"

// PaperMark is what is printed on a ballot paper, and typed when it is entered: its number and two letters, "17-KD".
// The letters come from the scope's key, so they catch a slip of the pen, and nobody can make a paper up. It fails with
// Gone once the scope's key is destroyed.
func (p *People) PaperMark(ctx context.Context, s Slip) (string, error) {
	mac, err := p.deps.Vault.MAC(ctx, s.Scope(), "paper", []byte(s.ID))
	if err != nil {
		return "", fmt.Errorf("letters of a paper: %w", err)
	}
	n := int(mac[0])<<8 | int(mac[1])
	most := len(paperLetters)
	return ShowPaper(s.Number) + "-" + string(paperLetters[n%most]) + string(paperLetters[n/most%most]), nil
}

// ShowPaper is a paper's number as people write it.
func ShowPaper(number int64) string { return strconv.FormatInt(number, 10) }

// PaperByMark finds the paper of a scope with what is printed on it, however it was typed. It is false where the number
// is none of a paper, or the letters are not its own.
func (p *People) PaperByMark(ctx context.Context, v store.View, scope, typed string) (Slip, bool, error) {
	code := ReadCode(typed)
	end := len(code) - len(strings.TrimLeft(code, "0123456789"))
	number, err := strconv.ParseInt(code[:end], 10, 64)
	if err != nil {
		return Slip{}, false, nil //nolint:nilerr // what is no number is no paper
	}
	for s := range SlipsOf(v, scope) {
		if !s.Paper || s.Number != number {
			continue
		}
		mark, err := p.PaperMark(ctx, s)
		return s, err == nil && ReadCode(mark) == code, err
	}
	return Slip{}, false, nil
}
