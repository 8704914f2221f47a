// Package council holds the standing groups of parents, who belongs to them and what they are in them.
//
// Invariants:
//   - A person is in a council once, with one role.
//   - A council that has members always has an advocate or a coordinator among them: no act leaves it without anybody
//     who can look after it.
//   - Removing somebody from a council leaves the person known to the community.
//
// Who may call which act is the policy table's business, in web.
package council

import (
	"context"
	"time"

	"github.com/parentpower/parentpower/internal/mail"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

// Joining is how somebody becomes a member.
type Joining string

// The ways to join.
const (
	Open         Joining = "open"
	ByRequest    Joining = "request"
	ByInvitation Joining = "invitation"
)

// Role is what somebody is in a council.
type Role string

// The roles.
const (
	Member      Role = "member"
	Advocate    Role = "advocate"    // a trained parent, who runs sessions and votes
	Coordinator Role = "coordinator" // the hub's member of staff
)

// Staff says whether the role looks after the council.
func (r Role) Staff() bool { return r == Advocate || r == Coordinator }

func (r Role) known() bool { return r == Member || r.Staff() }

// Council is a standing group of parents.
type Council struct {
	ID        string    `bson:"_id"`
	Name      string    `bson:"name"`
	Purpose   string    `bson:"purpose,omitempty"`
	Area      string    `bson:"area,omitempty"`
	Joining   Joining   `bson:"joining"`
	Languages []string  `bson:"languages,omitempty"` // BCP 47, those that its meetings are held in
	Created   time.Time `bson:"created"`
}

// Membership says that a person is in a council.
type Membership struct {
	Council string    `bson:"council"`
	Person  string    `bson:"person"`
	Role    Role      `bson:"role"`
	Since   time.Time `bson:"since"`
}

// The tables of this package.
var (
	Councils    = store.NewTable("councils", func(c Council) string { return c.ID })
	Memberships = store.NewTable("memberships", func(m Membership) string { return membershipKey(m.Council, m.Person) })

	membershipsByPerson = store.NewIndex(Memberships, func(m Membership) []string { return []string{m.Person} })
	membershipTotals    = store.NewTotals(Memberships, membershipSums)
)

// Tables are what a store needs to hold for this package.
func Tables() []store.Registered { return []store.Registered{Councils, Memberships} }

func membershipKey(council, person string) string { return council + "/" + person }

// membershipSums counts a council's members, and those who look after it.
func membershipSums(m Membership, add func(string, int64)) {
	add(m.Council, 1)
	if m.Role.Staff() {
		add(m.Council+"/staff", 1)
	}
}

// Acts carries out the acts of this package. Make it with New.
type Acts struct{ deps Deps }

// Deps is what the acts need.
type Deps struct {
	Store   *store.Store
	People  *people.People
	Letters Letters
}

// Letters writes the letter that tells somebody they were invited, and returns the changes that queue it. It holds no
// token: it leads to where a sign-in link is asked for.
type Letters interface {
	Invite(ctx context.Context, l InviteLetter) ([]store.Change, error)
}

// InviteLetter is what the letter needs to say.
type InviteLetter struct {
	Whose    string // the vault's subject to seal the letter for
	To       mail.Address
	Language string
	Name     string // of the person
	Council  string // its name
}

// New returns the acts of this package.
func New(d Deps) *Acts { return &Acts{deps: d} }
