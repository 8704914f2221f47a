package people_test

import (
	"context"
	"strings"
	"testing"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
)

func TestPersonIsFoundByAddressHoweverItIsWritten(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	who := r.add(t, " Amina ", "Amina@Example.org")
	for _, typed := range []string{"amina@example.org", " AMINA@EXAMPLE.ORG"} {
		if found, ok, err := r.ByEmail(ctx, r.store.View(), typed); !ok || found.ID != who.ID || err != nil {
			t.Errorf("%q: %v, %v", typed, ok, err)
		}
	}
	if _, ok, err := r.ByEmail(ctx, r.store.View(), "nobody@example.org"); ok || err != nil {
		t.Error(ok, err)
	}
	if name, err := r.Name(ctx, r.store.View(), who.ID); name != "Amina" || err != nil {
		t.Errorf("%q, %v", name, err)
	}
	_, err := r.Add(ctx, "", people.Particulars{Name: "Another", Email: "AMINA@example.org"})
	wantFault(t, err, fault.Conflict, "fault.people.email_known")
}

func TestErasedOrUnknownPersonHasNoName(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	who := r.add(t, "Amina", amina)
	if err := r.vault.Erase(ctx, people.Subject(who.ID)); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{who.ID, "nobody"} {
		if name, err := r.Name(ctx, r.store.View(), id); name != "" || err != nil {
			t.Errorf("%q, %v", name, err)
		}
	}
}

func TestPeopleWithoutAddressAreNotTakenForEachOther(t *testing.T) {
	r := newRig(t)
	one, two := r.add(t, "Amina", ""), r.add(t, "Amina", "")
	if _, ok := people.HasEmail(r.store.View(), one.EmailKey); ok || one.ID == two.ID {
		t.Fatal("found by no address")
	}
}

func TestParticularsSayWhatIsWrongFieldByField(t *testing.T) {
	r := newRig(t)
	for _, c := range []struct {
		in   people.Particulars
		want []string
	}{
		{people.Particulars{Name: " ", Email: "x", Language: "?"}, []string{"name fault.people.name_missing", "email fault.mail.address", "lang fault.people.language"}},
		{people.Particulars{Name: strings.Repeat("é", 81)}, []string{"name fault.people.name_long"}},
		{people.Particulars{Name: "Amina\r\nBcc: x"}, []string{"name fault.people.name_long"}},
		{people.Particulars{Name: "Amina\xff"}, []string{"name fault.people.name_long"}},
		{people.Particulars{Name: "Amina", Email: "a@example.org\r\nBcc: b@example.org"}, []string{"email fault.mail.address"}},
	} {
		_, err := r.Add(context.Background(), "", c.in)
		wantFault(t, err, fault.Invalid, c.want...)
	}
	if _, err := r.Add(context.Background(), "", people.Particulars{Name: strings.Repeat("é", 80), Language: "pt-BR"}); err != nil {
		t.Fatal(err)
	}
}
