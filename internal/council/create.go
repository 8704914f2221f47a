package council

import (
	"context"
	"strings"

	"golang.org/x/text/language"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

// Particulars describe a council. Only the name is required; joining is by invitation unless it says otherwise.
type Particulars struct {
	Name, Purpose, Area string
	Joining             Joining
	Languages           []string
}

const (
	maxName      = 80
	maxPurpose   = 300
	maxArea      = 80
	maxLanguages = 20
)

// Create founds a council with the person who does so as its coordinator. It fails with Invalid, naming the fields, and
// NotFound for a person who is not known.
func (a *Acts) Create(ctx context.Context, actor string, in Particulars) (Council, error) {
	in = in.tidy()
	if err := in.check(); err != nil {
		return Council{}, err
	}
	c := Council{ID: a.deps.People.NewID(), Name: in.Name, Purpose: in.Purpose, Area: in.Area, Joining: in.Joining, Languages: in.Languages}
	_, err := a.deps.Store.Update(ctx, "council.create", actor, func(v store.View) ([]store.Change, error) {
		if _, ok := people.Get(v, actor); !ok {
			return nil, fault.New(fault.NotFound, "fault.people.not_found")
		}
		c.Created = v.Time()
		founder := Membership{Council: c.ID, Person: actor, Role: Coordinator, Since: v.Time()}
		return []store.Change{Councils.Put(c), Memberships.Put(founder)}, nil
	})
	if err != nil {
		return Council{}, err
	}
	return c, nil
}

func (in Particulars) tidy() Particulars {
	in.Name, in.Purpose, in.Area = strings.TrimSpace(in.Name), strings.TrimSpace(in.Purpose), strings.TrimSpace(in.Area)
	if in.Joining == "" {
		in.Joining = ByInvitation
	}
	return in
}

func (in Particulars) check() error {
	var c fault.Checks
	c.That(in.Name != "", "name", "fault.council.name_missing")
	c.That(people.IsLine(in.Name, maxName), "name", "fault.council.too_long", "most", maxName)
	c.That(people.IsLine(in.Purpose, maxPurpose), "purpose", "fault.council.too_long", "most", maxPurpose)
	c.That(people.IsLine(in.Area, maxArea), "area", "fault.council.too_long", "most", maxArea)
	c.That(in.Joining == Open || in.Joining == ByRequest || in.Joining == ByInvitation, "joining", "fault.council.joining")
	c.That(len(in.Languages) <= maxLanguages && areLanguages(in.Languages), "languages", "fault.council.languages")
	return c.Fault()
}

func areLanguages(tags []string) bool {
	for _, tag := range tags {
		if _, err := language.Parse(tag); err != nil || len(tag) > 35 {
			return false
		}
	}
	return true
}
