package people

import (
	"context"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// UseSlip signs in by the code on a slip, for the slip's scope. It fails with Invalid on "code" (apart: not a code at
// all, a slip of the pen, no such code), Gone when the slip was revoked, and TooMany after many wrong codes.
func (p *People) UseSlip(ctx context.Context, typed string, from From) (SignedIn, error) {
	slip, err := p.slipByCode(ctx, typed, from.Network)
	if err != nil {
		return SignedIn{}, err
	}
	return p.signInBySlip(ctx, slip.ID, from)
}

// BySlip is who holds the slip with a code, for a program that shows the code with each request. It begins no session
// and changes nothing. It fails as UseSlip does.
func (p *People) BySlip(ctx context.Context, typed, network string) (Who, error) {
	slip, err := p.slipByCode(ctx, typed, network)
	if err != nil {
		return Who{}, err
	}
	if slip.Revoked {
		return Who{}, slipRevoked()
	}
	return Who{Person: slip.Person, Slip: slip.ID, Scope: slip.Scope()}, nil
}

// slipByCode finds the slip, a revoked one too, and counts wrong codes.
func (p *People) slipByCode(ctx context.Context, typed, network string) (Slip, error) {
	code := ReadCode(typed)
	var c fault.Checks
	formed := wellFormed(code, slipLength)
	c.That(formed, "code", "fault.people.slip_shape", "length", slipLength)
	c.That(!formed || checks(code), "code", "fault.people.slip_typo")
	if err := c.Fault(); err != nil {
		return Slip{}, err
	}
	mac, err := p.slipMAC(ctx, code)
	if err != nil {
		return Slip{}, err
	}
	var slip Slip
	known, err := p.limiters.slips.try(Network(network), p.deps.Now(), func() (ok bool) {
		slip, ok = slipsByCode.First(p.deps.Store.View(), string(mac))
		return ok
	})
	if err != nil {
		return Slip{}, err
	}
	c.That(known, "code", "fault.people.slip_unknown")
	return slip, c.Fault()
}

func (p *People) signInBySlip(ctx context.Context, id string, from From) (SignedIn, error) {
	fresh := p.drawSession(from)
	seq, err := p.deps.Store.Update(ctx, "people.use_slip", "", func(v store.View) ([]store.Change, error) {
		slip, ok := Slips.Get(v, id)
		if !ok || slip.Revoked {
			return nil, slipRevoked()
		}
		fresh.Session.Person, fresh.Session.Slip, fresh.Session.Scope = slip.Person, slip.ID, slip.Scope()
		return p.begin(v, &fresh.Session, from.Session), nil
	})
	if err != nil {
		return SignedIn{}, err
	}
	fresh.Seq = seq
	return fresh, nil
}

func slipRevoked() error { return fault.New(fault.Gone, "fault.people.slip_revoked") }
