package people_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
)

// secrets are one good token of every kind, and where each is used.
type secrets struct {
	tokens map[string]string
	doors  map[string]func(token string) bool
}

func everySecret(t *testing.T, r *rig) secrets {
	t.Helper()
	ctx := context.Background()
	r.add(t, "Amina", amina)
	asked, letter := r.ask(t, amina)
	session := r.signIn(t, amina, "")
	api, _, err := r.CreateToken(ctx, session.Session.Person, "spreadsheet", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	_, slip := r.issue(t, "round/1", "")
	room, err := r.OpenRoom(ctx, "", "round/1")
	if err != nil {
		t.Fatal(err)
	}
	return secrets{
		tokens: map[string]string{"link": letter.Token, "browser": asked.Secret, "session": session.Token, "api": api, "slip": slip, "room": room.Code},
		doors: map[string]func(string) bool{
			"link": func(s string) bool { _, err := r.LookAtLink(r.store.View(), s, ""); return err == nil },
			"browser": func(s string) bool {
				needs, err := r.LookAtLink(r.store.View(), letter.Token, s)
				return err == nil && !needs
			},
			"session": r.knows,
			"api":     func(s string) bool { _, ok := people.ByToken(r.store.View(), s, r.clock.Now()); return ok },
			"slip":    func(s string) bool { _, err := r.UseSlip(ctx, s, people.From{}); return err == nil },
			"room":    func(s string) bool { _, err := r.EnterRoom(s, ""); return err == nil },
		},
	}
}

func TestEverySecretOpensItsOwnDoorAndNoOther(t *testing.T) {
	s := everySecret(t, newRig(t))
	for kind, token := range s.tokens {
		for door, opens := range s.doors {
			if opens(token) != (kind == door) {
				t.Errorf("a %s secret at the %s door: %v", kind, door, kind != door)
			}
			if opens(token[:len(token)-1]) || opens(token+"A") || opens("") {
				t.Errorf("a mangled %s secret opens the %s door", kind, door)
			}
		}
	}
}

func TestNothingStoredOpensAnythingOrNamesAnybody(t *testing.T) {
	r := newRig(t)
	s := everySecret(t, r)
	delete(s.tokens, "room") // it is on the wall, and authorises nothing
	for _, name := range []string{"Amina", amina} {
		s.tokens[name] = name
	}
	for _, c := range r.written(t) {
		for kind, token := range s.tokens {
			if bytes.Contains(c.Record, []byte(token)) || c.Key == token {
				t.Errorf("%s: the %s stands in table %s", kind, kind, c.Table)
			}
		}
		for door, opens := range s.doors {
			if door != "room" && opens(c.Key) {
				t.Errorf("the key of a record in %s opens the %s door", c.Table, door)
			}
		}
	}
}

func TestAPITokenActsUntilItEndsOrIsRevoked(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	who := r.add(t, "Amina", amina)
	plain, token, err := r.CreateToken(ctx, who.ID, " spreadsheet ", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	acts := func() bool {
		w, ok := people.ByToken(r.store.View(), plain, r.clock.Now())
		return ok && w.Person == who.ID
	}
	if list := people.TokensOf(r.store.View(), who.ID); !acts() || len(list) != 1 || list[0].Label != "spreadsheet" {
		t.Fatalf("%+v", list)
	}
	r.clock.pass(time.Hour)
	if acts() {
		t.Fatal("it outlived its time")
	}
	other, token2, err := r.CreateToken(ctx, who.ID, "again", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	wantFault(t, r.RevokeToken(ctx, "somebody else", token2.ID), fault.NotFound, "fault.people.token_not_found")
	if err := r.RevokeToken(ctx, who.ID, token2.ID); err != nil {
		t.Fatal(err)
	}
	if _, ok := people.ByToken(r.store.View(), other, r.clock.Now()); ok {
		t.Fatal("a revoked token works")
	}
	if err := r.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	if _, ok := people.Tokens.Get(r.store.View(), token.ID); ok {
		t.Fatal("an ended token is kept")
	}
}

func TestAPITokenSaysWhatIsWrongWithIt(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	who := r.add(t, "Amina", amina)
	_, _, err := r.CreateToken(ctx, who.ID, " ", 0)
	wantFault(t, err, fault.Invalid, "name fault.people.token_name_missing", "lasts fault.people.token_lasts")
	_, _, err = r.CreateToken(ctx, "nobody", "x", time.Hour)
	wantFault(t, err, fault.NotFound, "fault.people.not_found")
	for range 20 {
		if _, _, err := r.CreateToken(ctx, who.ID, "x", time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	_, _, err = r.CreateToken(ctx, who.ID, "x", time.Hour)
	wantFault(t, err, fault.Conflict, "fault.people.token_many")
}
