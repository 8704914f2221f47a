package award

import (
	"context"
	"errors"

	"github.com/parentpower/parentpower/internal/seal"
)

// seal seals a text that is not for everybody; none is sealed as none.
func (a *Acts) seal(ctx context.Context, round string, project int32, purpose, text string) (seal.Sealed, error) {
	if text == "" {
		return nil, nil
	}
	return a.deps.Vault.Seal(ctx, subject(round, project), purpose, text)
}

func (a *Acts) unseal(ctx context.Context, round string, project int32, purpose string, sealed seal.Sealed) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	text, err := a.deps.Vault.Open(ctx, subject(round, project), purpose, sealed)
	if errors.Is(err, seal.ErrErased) {
		return "", nil
	}
	return text, err
}

// SaidBy is who told a member of staff an award's answer, and how; empty where a lead answered, or where it was erased.
func (a *Acts) SaidBy(ctx context.Context, w Award) (string, error) {
	return a.unseal(ctx, w.Round, w.Project, purposeSaidBy, w.SaidBy)
}

// ReferenceOf is an entry's reference, for staff; empty where there is none, or where it was erased.
func (a *Acts) ReferenceOf(ctx context.Context, e Entry) (string, error) {
	return a.unseal(ctx, e.Round, e.Project, purposeReference, e.Reference)
}
