package council

import (
	"context"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// ChangeRole makes a member something else in the council. It fails with Invalid, NotFound, and Conflict where nobody
// would be left to look after the council.
func (a *Acts) ChangeRole(ctx context.Context, actor, council, person string, to Role) error {
	if !to.known() {
		return unknownRole()
	}
	_, err := a.deps.Store.Update(ctx, "council.change_role", actor, func(v store.View) ([]store.Change, error) {
		m, ok := Memberships.Get(v, membershipKey(council, person))
		switch {
		case !ok:
			return nil, memberNotFound()
		case m.Role == to:
			return nil, nil
		case !to.Staff() && lastStaff(v, m):
			return nil, nobodyLeft()
		}
		m.Role = to
		return []store.Change{Memberships.Put(m)}, nil
	})
	return err
}

// RemoveMember takes somebody out of the council. It fails with NotFound, and Conflict where nobody would be left to
// look after the council.
func (a *Acts) RemoveMember(ctx context.Context, actor, council, person string) error {
	_, err := a.deps.Store.Update(ctx, "council.remove_member", actor, func(v store.View) ([]store.Change, error) {
		m, ok := Memberships.Get(v, membershipKey(council, person))
		if !ok {
			return nil, memberNotFound()
		}
		if lastStaff(v, m) {
			return nil, nobodyLeft()
		}
		return []store.Change{Memberships.Delete(membershipKey(council, person))}, nil
	})
	return err
}

// lastStaff says whether a member is the only one who looks after the council.
func lastStaff(v store.View, m Membership) bool {
	return m.Role.Staff() && membershipTotals.Get(v, m.Council+"/staff") == 1
}

func notFound() error { return fault.New(fault.NotFound, "fault.council.not_found") }

func memberNotFound() error { return fault.New(fault.NotFound, "fault.council.member_not_found") }

func nobodyLeft() error { return fault.New(fault.Conflict, "fault.council.nobody_left") }

func unknownRole() error {
	var c fault.Checks
	c.That(false, "role", "fault.council.role")
	return c.Fault()
}
