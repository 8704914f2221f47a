package people_test

import (
	"context"
	"testing"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

func TestWhatBelongsToAScopeGoesWithItAndNothingElse(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	person := r.add(t, "Amina", "amina@example.org")
	account := r.signIn(t, "amina@example.org", "")
	enter := func(scope string) (code, session string) {
		_, code = r.issue(t, scope, person.ID)
		in, err := r.UseSlip(ctx, code, people.From{})
		if err != nil {
			t.Fatal(err)
		}
		return code, in.Token
	}
	gone, goneSession := enter("round/1")
	stays, staysSession := enter("round/10")
	room, err := r.OpenRoom(ctx, "", "round/1")
	if err != nil {
		t.Fatal(err)
	}

	if _, err := r.store.Update(ctx, "test", "", func(v store.View) ([]store.Change, error) { return people.ScopeGone(v, "round/1"), nil }); err != nil {
		t.Fatal(err)
	}
	_, err = r.UseSlip(ctx, gone, people.From{})
	wantFault(t, err, fault.Invalid, "code fault.people.slip_unknown")
	if _, err = r.UseSlip(ctx, stays, people.From{}); err != nil {
		t.Errorf("a slip of another scope: %v", err)
	}
	if r.knows(goneSession) || !r.knows(staysSession) || !r.knows(account.Token) {
		t.Errorf("sessions by the slip, by another, by the account: %v %v %v", r.knows(goneSession), r.knows(staysSession), r.knows(account.Token))
	}
	_, err = r.EnterRoom(room.Code, "192.0.2.1")
	wantFault(t, err, fault.Invalid, "code fault.people.room_unknown")
}
