package people

import (
	"context"
	"fmt"

	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
)

// slipPurpose names the MAC that slip codes are made of.
const slipPurpose = "slip"

// PlanSlips makes a slip for each voter, not yet issued. An empty voter is somebody nobody knows by name, and gets an id
// of their own. Scope is also the subject of the key that the codes are made with ("round/<id>"): once that key is
// destroyed they can never be printed again.
func (p *People) PlanSlips(ctx context.Context, scope string, voters []string) ([]Slip, error) {
	slips := make([]Slip, len(voters))
	for i, voter := range voters {
		if voter == "" {
			voter = p.NewID()
		}
		s := Slip{ID: scope + "/" + p.NewID(), Person: voter}
		code, err := p.CodeOf(ctx, s)
		if err != nil {
			return nil, err
		}
		if s.Code, err = p.slipMAC(ctx, code); err != nil {
			return nil, err
		}
		slips[i] = s
	}
	return slips, nil
}

// IssueSlips is the changes that issue planned slips, numbered on from those of the scope that there are. All must be of
// one scope.
func IssueSlips(v store.View, slips []Slip) []store.Change {
	changes := make([]store.Change, len(slips))
	for i, s := range slips {
		s.Number = slipTotals.Get(v, s.Scope()) + int64(i) + 1
		s.Issued = v.Time()
		changes[i] = Slips.Put(s)
	}
	return changes
}

// CodeOf is the code to print on a slip. It is worked out, not stored, and fails with Gone once the scope's key is
// destroyed.
func (p *People) CodeOf(ctx context.Context, s Slip) (string, error) {
	mac, err := p.deps.Vault.MAC(ctx, s.Scope(), slipPurpose, []byte(s.ID))
	if err != nil {
		return "", fmt.Errorf("code of a slip: %w", err)
	}
	return SpellCode(mac[:8], slipLength), nil // 64 bits, which 31^13 holds
}

// slipMAC is what a slip is found by. A plain hash of 64 bits could be searched for; this needs the community's key.
func (p *People) slipMAC(ctx context.Context, code string) ([]byte, error) {
	mac, err := p.deps.Vault.MAC(ctx, seal.Community, "people.slip_code", []byte(code))
	if err != nil {
		return nil, err
	}
	return mac[:16], nil
}
