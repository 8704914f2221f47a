package funding

import (
	"context"
	"encoding/base64"
	"slices"
	"time"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/mail"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
)

// InvitationLasts is how long an invitation to lead an idea is good for.
const InvitationLasts = 14 * 24 * time.Hour

const coLeadPurpose = "co-lead" // of the MAC that the codes are made of

// Letters writes the letter that asks somebody to lead an idea, in the reader's language, and returns the changes that
// queue it.
type Letters interface {
	CoLead(ctx context.Context, l CoLeadLetter) ([]store.Change, error)
}

// CoLeadLetter is what the letter needs to say.
type CoLeadLetter struct {
	Whose    string // the vault's subject to seal the letter for
	To       mail.Address
	Language string
	Name     string // of the reader
	From     string // the author, as they wish to be named; may be empty
	Title    string // of the round
	Round    string
	Code     string
}

// InviteCoLeader lets one more person lead an application, by a code that they can type or follow as a link. The code is
// worked out, not stored: CoLeadCode. Where email is the address of somebody whom the round knows it is written to them;
// whether it is shows to nobody. It fails with Invalid on "email" where that is no address, NotFound, Forbidden for those who only lead it with its author, Conflict where it was sent or there are enough, and Gone where the round takes no applications any more.
func (f *Funding) InviteCoLeader(ctx context.Context, actor, round, id, email string) (Invitation, error) {
	in := Invitation{ID: f.NewID()}
	read, err := owning(f.Store.View(), round, id, actor)
	if err != nil {
		return Invitation{}, err
	}
	code, err := f.CoLeadCode(ctx, round, in)
	if err != nil {
		return Invitation{}, err
	}
	if in.Code, err = f.coLeadMAC(ctx, code); err != nil {
		return Invitation{}, err
	}
	letter, err := f.coLeadLetter(ctx, read, email, code)
	if err != nil {
		return Invitation{}, err
	}
	_, err = f.Store.Update(ctx, "funding.invite_co_leader", actor, func(v store.View) ([]store.Change, error) {
		r, err := RoundByID(v, round)
		if err != nil {
			return nil, err
		}
		a, err := owning(v, round, id, actor)
		if err != nil {
			return nil, err
		}
		if err := Mendable(r, a.State); err != nil {
			return nil, err
		}
		a.Invitations = OpenInvitations(a, v.Time())
		if len(a.Leaders)+len(a.Invitations) >= MaxLeaders || a.Invited >= maxInvited {
			return nil, fault.New(fault.Conflict, "fault.funding.enough_leaders", "max", MaxLeaders)
		}
		in.Until = v.Time().Add(InvitationLasts)
		a.Invitations = append(a.Invitations, in)
		a.Invited++
		return append(letter, applications.Put(a)), nil
	})
	return in, err
}

// coLeadLetter is the changes that queue a letter to whoever of the round has the address; none where nobody has.
func (f *Funding) coLeadLetter(ctx context.Context, a Application, email, code string) ([]store.Change, error) {
	if email == "" {
		return nil, nil
	}
	address, err := mail.ParseAddress(email)
	var c fault.Checks
	c.That(err == nil, "email", "fault.mail.address")
	if err := c.Fault(); err != nil {
		return nil, err
	}
	v := f.Store.View()
	r, err := RoundByID(v, a.Round)
	if err != nil {
		return nil, err
	}
	person, known, err := f.People.ByEmail(ctx, v, string(address))
	if err != nil || !known {
		return nil, err
	}
	if _, member := council.RoleOf(v, r.Council, person.ID); !member && !OnRoll(v, r.ID, person.ID) {
		return nil, nil
	}
	name, err := f.People.NameOf(ctx, person)
	if err != nil {
		return nil, err
	}
	from, err := f.ReadSignature(ctx, a.Leaders[0])
	if err != nil {
		return nil, err
	}
	return f.Letters.CoLead(ctx, CoLeadLetter{
		Whose: people.Subject(person.ID), To: address, Language: person.Language, Name: name, From: from,
		Title: r.Title, Round: r.ID, Code: people.ShowCode(code),
	})
}

// CoLeadCode is the code of an invitation, as it is shown to whoever gives it on. It fails with Gone once the round's
// key is destroyed.
func (f *Funding) CoLeadCode(ctx context.Context, round string, in Invitation) (string, error) {
	mac, err := f.Vault.MAC(ctx, Scope(round), coLeadPurpose, []byte(in.ID))
	if err != nil {
		return "", err
	}
	return people.SpellCode(mac[:8], people.InvitationLength), nil
}

// coLeadMAC is what an invitation is found by: a plain hash of so short a code could be searched for.
func (f *Funding) coLeadMAC(ctx context.Context, code string) (string, error) {
	mac, err := f.Vault.MAC(ctx, seal.Community, coLeadPurpose, []byte(code))
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(mac[:16]), nil
}

// OpenInvitations are copies of those that can still be used.
func OpenInvitations(a Application, now time.Time) []Invitation {
	return slices.DeleteFunc(slices.Clone(a.Invitations), func(in Invitation) bool { return !now.Before(in.Until) })
}
