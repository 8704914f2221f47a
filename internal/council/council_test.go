package council_test

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/journal/memory"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/seal/sealtest"
	"github.com/parentpower/parentpower/internal/store"
)

// rig is a community with one coordinator, Cara, who founded one council.
type rig struct {
	*council.Acts
	people  *people.People
	store   *store.Store
	vault   *seal.Vault
	cara    people.Person
	council council.Council
	letters []council.InviteLetter
}

var post = store.NewTable("post", func(p posted) string { return p.ID })

type posted struct {
	ID string `bson:"_id"`
}

func (r *rig) Invite(_ context.Context, l council.InviteLetter) ([]store.Change, error) {
	r.letters = append(r.letters, l)
	return []store.Change{post.Put(posted{ID: rand.Text()})}, nil
}

func newRig(t *testing.T) *rig {
	t.Helper()
	ctx := context.Background()
	r := &rig{vault: sealtest.Vault(t)}
	var err error
	tables := slices.Concat(people.Tables(), council.Tables(), []store.Registered{post})
	if r.store, err = store.Open(ctx, store.Options{Journal: memory.New(), Tables: tables, Patience: time.Minute}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.store.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	r.people = people.New(people.Deps{Store: r.store, Vault: r.vault, Rand: rand.Reader, Now: time.Now})
	r.Acts = council.New(council.Deps{Store: r.store, People: r.people, Letters: r})
	if r.cara, err = r.people.Add(ctx, "", people.Particulars{Name: "Cara", Email: "cara@example.org", Coordinator: true}); err != nil {
		t.Fatal(err)
	}
	if r.council, err = r.Create(ctx, r.cara.ID, council.Particulars{Name: " Blackbird Leys parents ", Languages: []string{"en", "tet"}}); err != nil {
		t.Fatal(err)
	}
	return r
}

// join adds somebody new.
func (r *rig) join(t *testing.T, name, email string, role council.Role) string {
	t.Helper()
	m, err := r.AddMember(context.Background(), r.cara.ID, r.council.ID, council.Joiner{Particulars: people.Particulars{Name: name, Email: email}, Role: role})
	if err != nil {
		t.Fatal(err)
	}
	return m.Person
}

func wantFault(t *testing.T, err error, kind fault.Kind, keys ...string) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) {
		t.Fatalf("no fault: %v", err)
	}
	got := []string{f.Key}
	if len(f.Fields) > 0 {
		got = nil
		for _, field := range f.Fields {
			got = append(got, field.Name+" "+field.Key)
		}
	}
	if f.Kind != kind || !slices.Equal(got, keys) {
		t.Fatalf("fault %v %q, want %v %q", f.Kind, got, kind, keys)
	}
}

func TestFounderIsTheCouncilsCoordinator(t *testing.T) {
	r := newRig(t)
	v := r.store.View()
	c, err := council.Get(v, r.council.ID)
	if err != nil || c.Name != "Blackbird Leys parents" || c.Joining != council.ByInvitation {
		t.Fatalf("%+v, %v", c, err)
	}
	if role, ok := council.RoleOf(v, c.ID, r.cara.ID); !ok || role != council.Coordinator || !council.IsStaff(v, c.ID, r.cara.ID) {
		t.Fatal(role, ok)
	}
	_, err = council.Get(v, "none")
	wantFault(t, err, fault.NotFound, "fault.council.not_found")
	_, err = r.Create(context.Background(), "nobody", council.Particulars{Name: "x"})
	wantFault(t, err, fault.NotFound, "fault.people.not_found")
}

func TestCouncilSaysWhatIsWrongFieldByField(t *testing.T) {
	r := newRig(t)
	_, err := r.Create(context.Background(), r.cara.ID, council.Particulars{Purpose: strings.Repeat("x", 301), Area: "a\nb", Joining: "magic", Languages: []string{"??"}})
	wantFault(t, err, fault.Invalid, "name fault.council.name_missing", "purpose fault.council.too_long", "area fault.council.too_long", "joining fault.council.joining", "languages fault.council.languages")
}

func TestMembersAreCountedAndFoundFromBothSides(t *testing.T) {
	r := newRig(t)
	amina := r.join(t, "Amina", "", council.Member)
	bea := r.join(t, "Bea", "bea@example.org", council.Advocate)
	v := r.store.View()
	roles := map[string]council.Role{}
	for m := range council.Members(v, r.council.ID) {
		roles[m.Person] = m.Role
	}
	if len(roles) != 3 || council.Count(v, r.council.ID) != 3 || roles[amina] != council.Member || roles[bea] != council.Advocate {
		t.Fatalf("%v", roles)
	}
	for m := range council.Of(v, amina) {
		if m.Council != r.council.ID {
			t.Fatalf("%+v", m)
		}
	}
	if council.IsStaff(v, r.council.ID, amina) || !council.IsStaff(v, r.council.ID, bea) || council.IsStaff(v, "none", bea) {
		t.Fatal("who looks after it")
	}
}

func TestKnownAddressLeadsToThePersonWhoHasIt(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	before := people.Persons.Len(r.store.View())
	second, err := r.Create(ctx, r.cara.ID, council.Particulars{Name: "Second"})
	if err != nil {
		t.Fatal(err)
	}
	bea := r.join(t, "Bea", "bea@example.org", council.Member)
	m, err := r.AddMember(ctx, r.cara.ID, second.ID, council.Joiner{Particulars: people.Particulars{Name: "B.", Email: "BEA@example.org"}})
	if err != nil || m.Person != bea || m.Role != council.Member || people.Persons.Len(r.store.View()) != before+1 {
		t.Fatalf("%+v, %v", m, err)
	}
	_, err = r.AddMember(ctx, r.cara.ID, second.ID, council.Joiner{Person: bea, Role: council.Advocate})
	wantFault(t, err, fault.Conflict, "fault.council.already_member")
	_, err = r.AddMember(ctx, r.cara.ID, second.ID, council.Joiner{Person: "nobody"})
	wantFault(t, err, fault.NotFound, "fault.people.not_found")
	_, err = r.AddMember(ctx, r.cara.ID, "none", council.Joiner{Person: bea})
	wantFault(t, err, fault.NotFound, "fault.council.not_found")
	_, err = r.AddMember(ctx, r.cara.ID, second.ID, council.Joiner{Person: bea, Role: "queen"})
	wantFault(t, err, fault.Invalid, "role fault.council.role")
	_, err = r.AddMember(ctx, r.cara.ID, second.ID, council.Joiner{})
	wantFault(t, err, fault.Invalid, "name fault.people.name_missing")
}

func TestAddingAMemberNeverMakesACoordinatorOfTheCommunity(t *testing.T) {
	r := newRig(t)
	m, err := r.AddMember(context.Background(), r.cara.ID, r.council.ID, council.Joiner{Particulars: people.Particulars{Name: "Amina", Coordinator: true}})
	if err != nil {
		t.Fatal(err)
	}
	if p, _ := people.Get(r.store.View(), m.Person); p.Coordinator {
		t.Fatal("she is")
	}
}

func TestInvitationIsWrittenToWhoeverHasAnAddressAndGoesOnlyWithTheMembership(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	invite := func(in council.Joiner) error {
		in.Invite = true
		_, err := r.AddMember(ctx, r.cara.ID, r.council.ID, in)
		return err
	}
	if err := invite(council.Joiner{Particulars: people.Particulars{Name: "Amina"}}); err != nil || len(r.letters) != 0 {
		t.Fatal(r.letters, err)
	}
	if err := invite(council.Joiner{Particulars: people.Particulars{Name: "Bea", Email: " Bea@Example.org", Language: "pl"}}); err != nil {
		t.Fatal(err)
	}
	bea, _, err := r.people.ByEmail(ctx, r.store.View(), "bea@example.org")
	if err != nil {
		t.Fatal(err)
	}
	want := council.InviteLetter{Whose: people.Subject(bea.ID), To: "Bea@example.org", Language: "pl", Name: "Bea", Council: r.council.Name}
	if len(r.letters) != 1 || r.letters[0] != want {
		t.Fatalf("%+v", r.letters)
	}
	if err := invite(council.Joiner{Person: bea.ID}); !fault.Is(err, fault.Conflict) {
		t.Fatal(err)
	}
	if r.letters[1] != want || post.Len(r.store.View()) != 1 {
		t.Fatalf("%d letters are queued", post.Len(r.store.View()))
	}
}

func TestLastWhoLooksAfterACouncilCannotLeaveItAlone(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	amina := r.join(t, "Amina", "", council.Member)
	wantFault(t, r.RemoveMember(ctx, "", r.council.ID, r.cara.ID), fault.Conflict, "fault.council.nobody_left")
	wantFault(t, r.ChangeRole(ctx, "", r.council.ID, r.cara.ID, council.Member), fault.Conflict, "fault.council.nobody_left")
	wantFault(t, r.ChangeRole(ctx, "", r.council.ID, "nobody", council.Member), fault.NotFound, "fault.council.member_not_found")
	wantFault(t, r.RemoveMember(ctx, "", r.council.ID, "nobody"), fault.NotFound, "fault.council.member_not_found")
	wantFault(t, r.ChangeRole(ctx, "", r.council.ID, amina, "queen"), fault.Invalid, "role fault.council.role")
	if err := r.ChangeRole(ctx, "", r.council.ID, amina, council.Advocate); err != nil {
		t.Fatal(err)
	}
	if err := r.RemoveMember(ctx, "", r.council.ID, r.cara.ID); err != nil {
		t.Fatal(err)
	}
	if _, known := people.Get(r.store.View(), r.cara.ID); !known {
		t.Fatal("removed from the community too")
	}
}

func TestCouncilIsLookedAfterWhateverIsDoneToIt(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		ctx := context.Background()
		r := newRig(t)
		persons := []string{r.cara.ID, r.join(t, "A", "", council.Member), r.join(t, "B", "", council.Advocate)}
		for range rapid.IntRange(1, 20).Draw(rt, "acts") {
			who := rapid.SampledFrom(persons).Draw(rt, "who")
			role := rapid.SampledFrom([]council.Role{council.Member, council.Advocate, council.Coordinator}).Draw(rt, "role")
			var err error
			switch rapid.IntRange(0, 2).Draw(rt, "act") {
			case 0:
				_, err = r.AddMember(ctx, "", r.council.ID, council.Joiner{Person: who, Role: role})
			case 1:
				err = r.ChangeRole(ctx, "", r.council.ID, who, role)
			case 2:
				err = r.RemoveMember(ctx, "", r.council.ID, who)
			}
			if err != nil && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.NotFound) {
				rt.Fatal(err)
			}
			staff := 0
			for m := range council.Members(r.store.View(), r.council.ID) {
				if m.Role.Staff() {
					staff++
				}
			}
			if staff == 0 {
				rt.Fatal("nobody is left")
			}
		}
	})
}
