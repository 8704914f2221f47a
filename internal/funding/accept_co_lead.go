package funding

import (
	"context"
	"slices"
	"strings"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

// ByCoLeadCode finds the application that somebody was invited to lead, by the code as they typed it. It fails with
// Invalid on "code" where it is no such code, or was used or ran out.
func (f *Funding) ByCoLeadCode(ctx context.Context, round, typed string) (Application, error) {
	code, err := f.coLeadMAC(ctx, people.ReadCode(typed))
	if err != nil {
		return Application{}, err
	}
	v := f.Store.View()
	return invitedTo(v, round, code)
}

// AcceptCoLead makes somebody a leader of the application that they were invited to, by the code as they typed it. Name
// is how they wish to be named in public. The code is used up by it. It fails with Invalid, naming the field, Conflict
// where they lead it already or it was sent, and Gone where the round takes no applications any more.
func (f *Funding) AcceptCoLead(ctx context.Context, actor, round, typed, name string) (Application, error) {
	name = strings.TrimSpace(name)
	var c fault.Checks
	checkName(&c, name)
	if err := c.Fault(); err != nil {
		return Application{}, err
	}
	code, err := f.coLeadMAC(ctx, people.ReadCode(typed))
	if err != nil {
		return Application{}, err
	}
	signature, err := f.sign(ctx, actor, name)
	if err != nil {
		return Application{}, err
	}
	var led Application
	_, err = f.Store.Update(ctx, "funding.accept_co_lead", actor, func(v store.View) ([]store.Change, error) {
		r, err := RoundByID(v, round)
		if err != nil {
			return nil, err
		}
		a, err := invitedTo(v, round, code)
		if err != nil {
			return nil, err
		}
		if a.LedBy(actor) {
			return nil, fault.New(fault.Conflict, "fault.funding.leads_already")
		}
		if err := Mendable(r, a.State); err != nil {
			return nil, err
		}
		signature.At = v.Time()
		a.Leaders = append(slices.Clone(a.Leaders), signature)
		a.Invitations = slices.DeleteFunc(slices.Clone(a.Invitations), func(in Invitation) bool { return in.Code == code })
		a.Changed, led = v.Time(), a
		return []store.Change{applications.Put(a)}, nil
	})
	return led, err
}

// LeaveCoLead takes somebody off the leaders of an application who is not its author: they may do so themselves, and its
// author may. It fails with NotFound, Forbidden for others, and Conflict or Gone where it is not one to change any more.
func (f *Funding) LeaveCoLead(ctx context.Context, actor, round, id, person string) error {
	_, err := f.Store.Update(ctx, "funding.leave_co_lead", actor, func(v store.View) ([]store.Change, error) {
		r, err := RoundByID(v, round)
		if err != nil {
			return nil, err
		}
		a, err := leading(v, round, id, actor)
		if err != nil {
			return nil, err
		}
		if person == a.Author() || actor != person && actor != a.Author() {
			return nil, fault.New(fault.Forbidden, "fault.funding.author_only")
		}
		if err := Mendable(r, a.State); err != nil {
			return nil, err
		}
		a.Leaders = slices.DeleteFunc(slices.Clone(a.Leaders), func(l Signature) bool { return l.Person == person })
		a.Changed = v.Time()
		return []store.Change{applications.Put(a)}, nil
	})
	return err
}

func invitedTo(v store.View, round, code string) (Application, error) {
	a, ok := applicationByCode.First(v, code)
	ok = ok && a.Round == round && slices.ContainsFunc(OpenInvitations(a, v.Time()), func(in Invitation) bool { return in.Code == code })
	var c fault.Checks
	c.That(ok, "code", "fault.funding.code_unknown")
	return a, c.Fault()
}
