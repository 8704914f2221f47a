package people_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

func TestSigningInEndsTheSessionThatTheBrowserHad(t *testing.T) {
	r := newRig(t)
	r.add(t, "Amina", amina)
	first := r.signIn(t, amina, "")
	second := r.signIn(t, amina, first.Token)
	if first.Token == second.Token || r.knows(first.Token) || !r.knows(second.Token) {
		t.Fatal("the session was not rotated")
	}
	_, code := r.issue(t, "round/1", "")
	third, err := r.UseSlip(context.Background(), code, people.From{Session: second.Token})
	if err != nil || r.knows(second.Token) || !r.knows(third.Token) {
		t.Fatalf("a slip did not rotate the session: %v", err)
	}
}

func TestSessionEndsWhenIdleAndAtTheLatestAtItsLimit(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	r.add(t, "Amina", amina)
	idle := r.signIn(t, amina, "")
	r.clock.pass(people.DefaultIdle - time.Second)
	if !r.knows(idle.Token) {
		t.Fatal("ended early")
	}
	r.clock.pass(time.Second)
	if r.knows(idle.Token) {
		t.Fatal("an idle session goes on")
	}
	used := r.signIn(t, amina, "")
	for passed := time.Duration(0); passed < people.DefaultAbsolute; passed += 24 * time.Hour {
		who, ok := r.BySession(r.store.View(), used.Token, r.clock.Now())
		if !ok {
			t.Fatalf("ended after %v, though in use", passed)
		}
		if err := r.Touch(ctx, who); err != nil {
			t.Fatal(err)
		}
		r.clock.pass(24 * time.Hour)
	}
	if r.knows(used.Token) {
		t.Fatal("it goes on for ever")
	}
}

func TestSessionInUseIsWrittenDownAtMostEveryTenMinutes(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	r.add(t, "Amina", amina)
	in := r.signIn(t, amina, "")
	before := r.store.View().Seq()
	for range 100 {
		who, ok := r.BySession(r.store.View(), in.Token, r.clock.Now())
		if !ok {
			t.Fatal("no session")
		}
		if err := r.Touch(ctx, who); err != nil {
			t.Fatal(err)
		}
		r.clock.pass(time.Minute)
	}
	if n := r.store.View().Seq() - before; n != 9 {
		t.Fatalf("written %d times in 100 minutes", n)
	}
}

func TestSignedOutSessionIsDeadAtOnceAndItsConnectionsAreTold(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	who := r.add(t, "Amina", amina)
	r.add(t, "Bea", "bea@example.org")
	phone, laptop, bea := r.signIn(t, amina, ""), r.signIn(t, amina, ""), r.signIn(t, "bea@example.org", "")
	var ended []string
	r.store.Subscribe(func(c store.Commit) { ended = append(ended, people.Ended(c)...) })

	wantFault(t, r.SignOut(ctx, bea.Session.Person, phone.Session.ID), fault.NotFound, "fault.people.session_not_found")
	if err := r.SignOut(ctx, who.ID, phone.Session.ID); err != nil {
		t.Fatal(err)
	}
	if r.knows(phone.Token) || !r.knows(laptop.Token) || !slices.Equal(ended, []string{phone.Session.ID}) {
		t.Fatalf("ended %v", ended)
	}
	if err := r.SignOut(ctx, who.ID, phone.Session.ID); err != nil {
		t.Fatalf("signing out twice: %v", err)
	}
}

func TestSignOutEverywhereEndsAllOfOnePersonsSessions(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	who := r.add(t, "Amina", amina)
	r.add(t, "Bea", "bea@example.org")
	phone, laptop, bea := r.signIn(t, amina, ""), r.signIn(t, amina, ""), r.signIn(t, "bea@example.org", "")
	if n := len(r.SessionsOf(r.store.View(), who.ID)); n != 2 {
		t.Fatalf("%d sessions", n)
	}
	if err := r.SignOutEverywhere(ctx, who.ID); err != nil {
		t.Fatal(err)
	}
	if r.knows(phone.Token) || r.knows(laptop.Token) || !r.knows(bea.Token) || len(r.SessionsOf(r.store.View(), who.ID)) != 0 {
		t.Fatal("not everywhere, or not only there")
	}
}

func TestPersonHasAtMostTwentySessions(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	_, code := r.issue(t, "round/1", "voter")
	var all []people.SignedIn
	for range 25 {
		in, err := r.UseSlip(ctx, code, people.From{})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, in)
		r.clock.pass(time.Minute)
	}
	for i, in := range all {
		if r.knows(in.Token) != (i >= 5) {
			t.Fatalf("session %d of 25 is known: %v", i, i < 5)
		}
	}
}

func TestWhoSaysWhatSomebodyMayBe(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	who, err := r.Add(ctx, "", people.Particulars{Name: "Cara", Email: amina, Coordinator: true})
	if err != nil {
		t.Fatal(err)
	}
	in := r.signIn(t, amina, "")
	w, ok := r.BySession(r.store.View(), in.Token, r.clock.Now())
	if !ok || w.Person != who.ID || !w.Coordinator || w.Scope != "" || w.Slip != "" || !w.SignedIn.Equal(r.clock.Now()) {
		t.Fatalf("%+v", w)
	}
	slip, code := r.issue(t, "round/1", who.ID)
	bySlip, err := r.UseSlip(ctx, code, people.From{})
	if err != nil {
		t.Fatal(err)
	}
	w, ok = r.BySession(r.store.View(), bySlip.Token, r.clock.Now())
	if !ok || w.Person != who.ID || w.Coordinator || w.Scope != "round/1" || w.Slip != slip.ID {
		t.Fatalf("a slip gives more than its scope: %+v", w)
	}
}

func TestSweepDropsOnlyWhatHasExpired(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	r.add(t, "Amina", amina)
	old := r.signIn(t, amina, "")
	r.ask(t, amina)
	room, err := r.OpenRoom(ctx, "", "round/1")
	if err != nil {
		t.Fatal(err)
	}
	if err := r.CloseRoom(ctx, "", "round/1"); err != nil {
		t.Fatal(err)
	}
	r.clock.pass(people.DefaultIdle)
	fresh := r.signIn(t, amina, "")
	_, letter := r.ask(t, amina)
	duty := r.SweepDuty()
	if !duty.Due(r.store.View(), r.clock.Now()) {
		t.Fatal("nothing is due")
	}
	if err := duty.Work(ctx); err != nil {
		t.Fatal(err)
	}
	v := r.store.View()
	if _, kept := people.Sessions.Get(v, old.Session.ID); kept || !r.knows(fresh.Token) {
		t.Error("sessions")
	}
	if _, err := r.LookAtLink(v, letter.Token, ""); err != nil || people.Links.Len(v) != 1 {
		t.Errorf("links: %v, %d", err, people.Links.Len(v))
	}
	if _, kept := people.Rooms.Get(v, room.Code); kept {
		t.Error("the closed room is kept")
	}
	if duty.Due(v, r.clock.Now()) || !duty.Due(v, r.clock.Now().Add(15*time.Minute)) {
		t.Error("it is due every quarter of an hour")
	}
}
