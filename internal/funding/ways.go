package funding

import (
	"context"
	"fmt"

	"github.com/parentpower/parentpower/internal/seal"
)

// Way is how a ballot came in. It is not how its voter came onto the roll: somebody with an account may ask a helper.
type Way string

// The ways in.
const (
	WithAccount Way = "member"
	WithSlip    Way = "slip"
	AtDesk      Way = "desk"  // put in by the voter with a helper
	OnPaper     Way = "paper" // entered by two clerks
)

// Ways are all of them, in the order in which a turnout lists them.
var Ways = []Way{WithAccount, WithSlip, AtDesk, OnPaper}

// wayMarks are what is sealed with an open ballot. All are of one length, so that what is sealed tells nothing.
var wayMarks = map[Way]string{WithAccount: "m", WithSlip: "s", AtDesk: "d", OnPaper: "p"}

// sealWay hides how a ballot came in from everybody who does not hold the round's key, until the count marks it on the
// roll and cuts the ballot loose. It is bound to the ballot's id, so it says nothing beside another ballot.
func (f *Funding) sealWay(ctx context.Context, round, id string, way Way) (seal.Sealed, error) {
	return f.Vault.Seal(ctx, Scope(round), wayPurpose(id), wayMarks[way])
}

// wayOf is how a ballot of the open box came in.
func (f *Funding) wayOf(ctx context.Context, b Ballot) (Way, error) {
	mark, err := f.Vault.Open(ctx, Scope(b.Round), wayPurpose(b.ID), b.Way)
	if err != nil {
		return "", fmt.Errorf("how a ballot came in: %w", err)
	}
	for way, known := range wayMarks {
		if known == mark {
			return way, nil
		}
	}
	return "", fmt.Errorf("a ballot came in by %q", mark)
}

func wayPurpose(ballot string) string { return "way/" + ballot }
