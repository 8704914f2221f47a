package council

import (
	"iter"

	"github.com/parentpower/parentpower/internal/store"
)

// Get finds a council; NotFound where there is none.
func Get(v store.View, id string) (Council, error) {
	c, ok := Councils.Get(v, id)
	if !ok {
		return Council{}, notFound()
	}
	return c, nil
}

// Members yields who is in a council.
func Members(v store.View, council string) iter.Seq[Membership] {
	return Memberships.Under(v, council+"/")
}

// Count is how many are in a council.
func Count(v store.View, council string) int { return int(membershipTotals.Get(v, council)) }

// RoleOf is what a person is in a council; false when they are not in it.
func RoleOf(v store.View, council, person string) (Role, bool) {
	m, ok := Memberships.Get(v, membershipKey(council, person))
	return m.Role, ok
}

// IsStaff says whether a person looks after a council.
func IsStaff(v store.View, council, person string) bool {
	role, _ := RoleOf(v, council, person)
	return role.Staff()
}

// Of yields the councils that a person is in.
func Of(v store.View, person string) iter.Seq[Membership] { return membershipsByPerson.Each(v, person) }
