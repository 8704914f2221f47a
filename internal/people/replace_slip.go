package people

import (
	"context"
	"errors"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
)

// RevokeSlip ends a slip and the sessions that came by it. It fails with NotFound, and Gone when it was revoked before.
func (p *People) RevokeSlip(ctx context.Context, actor, id string) error {
	_, err := p.deps.Store.Update(ctx, "people.revoke_slip", actor, func(v store.View) ([]store.Change, error) {
		return Revoked(v, id, "")
	})
	return err
}

// ReissueSlip gives the same voter another slip. The old one ends, with its sessions. It fails as RevokeSlip does, and
// with Gone once the scope's key is destroyed.
func (p *People) ReissueSlip(ctx context.Context, actor, id string) (Slip, error) {
	fresh, err := p.PlanReissue(ctx, p.deps.Store.View(), id)
	if err != nil {
		return Slip{}, err
	}
	_, err = p.deps.Store.Update(ctx, "people.reissue_slip", actor, func(v store.View) ([]store.Change, error) {
		return Reissued(v, id, fresh)
	})
	if err != nil {
		return Slip{}, err
	}
	fresh, _ = Slips.Get(p.deps.Store.View(), fresh.ID)
	return fresh, nil
}

// PlanReissue makes the slip that is to replace another. It fails with NotFound.
func (p *People) PlanReissue(ctx context.Context, v store.View, id string) (Slip, error) {
	old, ok := Slips.Get(v, id)
	if !ok {
		return Slip{}, slipNotFound()
	}
	fresh, err := p.PlanSlips(ctx, old.Scope(), []string{old.Person})
	if errors.Is(err, seal.ErrErased) {
		return Slip{}, fault.Wrap(err, fault.Gone, "fault.people.slips_over")
	}
	if err != nil {
		return Slip{}, err
	}
	fresh[0].Paper = old.Paper
	return fresh[0], nil
}

// Reissued is the changes that put a fresh slip in the place of an old one, for acts that change more in the same
// commit. It fails with NotFound, Gone when the old one was revoked before, and Conflict when the fresh one is for
// another voter or scope.
func Reissued(v store.View, id string, fresh Slip) ([]store.Change, error) {
	changes, err := Revoked(v, id, fresh.ID)
	if err != nil {
		return nil, err
	}
	old, _ := Slips.Get(v, id)
	if old.Person != fresh.Person || old.Scope() != fresh.Scope() {
		return nil, fault.New(fault.Conflict, "fault.people.slip_other_voter")
	}
	return append(changes, IssueSlips(v, []Slip{fresh})...), nil
}

// Revoked is the changes that end a slip and its sessions. ReplacedBy is the id of the slip in its place, if any.
func Revoked(v store.View, id, replacedBy string) ([]store.Change, error) {
	slip, ok := Slips.Get(v, id)
	if !ok {
		return nil, slipNotFound()
	}
	if slip.Revoked {
		return nil, fault.New(fault.Gone, "fault.people.slip_revoked")
	}
	slip.Revoked, slip.ReplacedBy = true, replacedBy
	return append(sessionsEnded(v, slip), Slips.Put(slip)), nil
}

func slipNotFound() error { return fault.New(fault.NotFound, "fault.people.slip_not_found") }
