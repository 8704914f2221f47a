package council

import (
	"context"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

// Joiner is somebody who is to become a member: a known person by id, or somebody by name and, if they have one, e-mail
// address. An address that is known already leads to the person who has it.
type Joiner struct {
	Person      string
	Particulars people.Particulars
	Role        Role // member when empty
	Invite      bool // write to them, if there is an address
}

// AddMember adds somebody to a council. It fails with Invalid, naming the fields, NotFound for the council or person,
// and Conflict when they are in it already.
func (a *Acts) AddMember(ctx context.Context, actor, council string, in Joiner) (Membership, error) {
	m := Membership{Council: council, Person: in.Person, Role: in.Role}
	if m.Role == "" {
		m.Role = Member
	}
	if !m.Role.known() {
		return Membership{}, unknownRole()
	}
	v := a.deps.Store.View()
	c, ok := Councils.Get(v, council)
	if !ok {
		return Membership{}, notFound()
	}
	var draft people.Person
	var err error
	if in.Person == "" {
		in.Particulars.Coordinator = false // of the community: not a council's to give
		if draft, err = a.deps.People.Draft(ctx, in.Particulars); err != nil {
			return Membership{}, err
		}
	}
	var letter []store.Change
	if in.Invite {
		if letter, err = a.invitation(ctx, v, c, in, draft); err != nil {
			return Membership{}, err
		}
	}
	_, err = a.deps.Store.Update(ctx, "council.add_member", actor, func(v store.View) ([]store.Change, error) {
		changes, person := admit(v, in.Person, draft)
		if person == "" {
			return nil, fault.New(fault.NotFound, "fault.people.not_found")
		}
		m.Person, m.Since = person, v.Time()
		if _, already := RoleOf(v, council, person); already {
			return nil, fault.New(fault.Conflict, "fault.council.already_member")
		}
		return append(append(changes, Memberships.Put(m)), letter...), nil
	})
	if err != nil {
		return Membership{}, err
	}
	return m, nil
}

// admit finds the person to add: the one with the id, the one with the address, or the one who was drafted, with the
// change that makes them known. The person is empty where there is none with the id.
func admit(v store.View, id string, draft people.Person) (changes []store.Change, person string) {
	if id != "" {
		known, _ := people.Get(v, id)
		return nil, known.ID
	}
	if known, ok := people.HasEmail(v, draft.EmailKey); ok {
		return nil, known.ID
	}
	draft.Added = v.Time()
	return []store.Change{people.Persons.Put(draft)}, draft.ID
}

// invitation is the changes that queue a letter to somebody who is to be added; none where there is no address. Whose
// language and name it is written in is looked up before they are added, which is soon enough for a letter.
func (a *Acts) invitation(ctx context.Context, v store.View, c Council, in Joiner, draft people.Person) ([]store.Change, error) {
	person := draft
	if known, ok := people.HasEmail(v, draft.EmailKey); ok {
		person = known
	}
	if in.Person != "" {
		person, _ = people.Get(v, in.Person)
	}
	to, err := a.deps.People.AddressOf(ctx, person)
	if err != nil || to == "" {
		return nil, err
	}
	name, err := a.deps.People.NameOf(ctx, person)
	if err != nil {
		return nil, err
	}
	l := InviteLetter{Whose: people.Subject(person.ID), To: to, Language: person.Language, Name: name, Council: c.Name}
	return a.deps.Letters.Invite(ctx, l)
}
