package people_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
)

const amina = "amina@example.org"

func TestLinkSignsInOnceHoweverManyPressAtOnce(t *testing.T) {
	r := newRig(t)
	r.add(t, "Amina", amina)
	asked, letter := r.ask(t, amina)
	var in, gone atomic.Int32
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			_, err := r.OpenLink(context.Background(), letter.Token, asked.Secret, "", people.From{})
			switch {
			case err == nil:
				in.Add(1)
			case fault.Is(err, fault.Gone):
				gone.Add(1)
			}
		})
	}
	wg.Wait()
	if in.Load() != 1 || gone.Load() != 99 || people.Sessions.Len(r.store.View()) != 1 {
		t.Fatalf("%d signed in, %d were refused, %d sessions", in.Load(), gone.Load(), people.Sessions.Len(r.store.View()))
	}
}

func TestLinkWorksForTenMinutesAndNoLonger(t *testing.T) {
	r := newRig(t)
	r.add(t, "Amina", amina)
	asked, letter := r.ask(t, amina)
	r.clock.pass(10*time.Minute - time.Second)
	if _, err := r.LookAtLink(r.store.View(), letter.Token, asked.Secret); err != nil {
		t.Fatal(err)
	}
	r.clock.pass(time.Second)
	if _, err := r.LookAtLink(r.store.View(), letter.Token, asked.Secret); !fault.Is(err, fault.Gone) {
		t.Fatalf("LookAtLink = %v", err)
	}
	_, err := r.OpenLink(context.Background(), letter.Token, asked.Secret, "", people.From{})
	wantFault(t, err, fault.Gone, "fault.people.link_gone")
}

func TestLookingAtLinkChangesNothing(t *testing.T) {
	r := newRig(t)
	r.add(t, "Amina", amina)
	asked, letter := r.ask(t, amina)
	before := r.store.View().Seq()
	for range 50 {
		if needs, err := r.LookAtLink(r.store.View(), letter.Token, ""); !needs || err != nil {
			t.Fatal(needs, err)
		}
	}
	if r.store.View().Seq() != before {
		t.Fatal("looking wrote something")
	}
	if _, err := r.OpenLink(context.Background(), letter.Token, asked.Secret, "", people.From{}); err != nil {
		t.Fatal(err)
	}
}

func TestLinkOpenedInAnotherBrowserNeedsTheCode(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	who := r.add(t, "Amina", amina)
	elsewhere, _ := r.ask(t, amina)
	asked, letter := r.ask(t, amina)
	if needs, err := r.LookAtLink(r.store.View(), letter.Token, asked.Secret); needs || err != nil {
		t.Fatal(needs, err)
	}
	for _, secret := range []string{"", "nonsense", elsewhere.Secret} {
		_, err := r.OpenLink(ctx, letter.Token, secret, "", people.From{})
		wantFault(t, err, fault.Invalid, "code fault.people.link_code")
	}
	if code, err := r.CodeFor(ctx, asked.Secret); code != asked.Code || err != nil {
		t.Fatalf("the page shows %q again, %v, not %q", code, err, asked.Code)
	}
	in, err := r.OpenLink(ctx, letter.Token, "", " "+strings.ToLower(asked.Code), people.From{Device: "phone"})
	if err != nil || in.Session.Person != who.ID || in.Session.Device != "phone" {
		t.Fatalf("%+v, %v", in, err)
	}
}

func TestFiveWrongCodesEndALink(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	r.add(t, "Amina", amina)
	asked, letter := r.ask(t, amina)
	wrong := "2222"
	if wrong == asked.Code {
		wrong = "3333"
	}
	for range 5 {
		_, err := r.OpenLink(ctx, letter.Token, "", wrong, people.From{})
		wantFault(t, err, fault.Invalid, "code fault.people.link_code")
	}
	_, err := r.OpenLink(ctx, letter.Token, asked.Secret, asked.Code, people.From{})
	wantFault(t, err, fault.Gone, "fault.people.link_gone")
}

func TestAskingTellsNothingAboutWhoIsKnown(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	r.add(t, "Amina", amina)
	shape := func(email string) (sizes []int) {
		before := len(r.written(t))
		asked, err := r.AskLink(ctx, email, "en", "192.0.2.1")
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range r.written(t)[before:] {
			sizes = append(sizes, len(c.Table), len(c.Key), len(c.Record))
		}
		return append(sizes, len(asked.Secret), len(asked.Code), int(asked.Lasts))
	}
	if known, unknown := shape(amina), shape("nobody@example.org"); !slices.Equal(known, unknown) {
		t.Fatalf("known %v, unknown %v", known, unknown)
	}
	if err := r.SendLinks(ctx); err != nil {
		t.Fatal(err)
	}
	if len(r.post.letters) != 1 || r.post.letters[0].To != amina {
		t.Fatalf("letters %+v", r.post.letters)
	}
	if n := people.Links.Len(r.store.View()); n != 1 {
		t.Fatalf("%d links are left", n)
	}
}

func TestAskingTakesAsLongForKnownAndUnknown(t *testing.T) {
	const asks = 1000
	ctx := context.Background()
	r := newRig(t)
	r.add(t, "Amina", amina)
	type sample struct {
		took  time.Duration
		known bool
	}
	samples := make([]sample, 0, 2*asks)
	for i := range 2 * asks {
		email, known := amina, i%2 == 0
		if !known {
			email = "nobody@example.org"
		}
		r.clock.pass(10 * time.Minute)
		start := time.Now()
		if _, err := r.AskLink(ctx, email, "en", "192.0.2.1"); err != nil {
			t.Fatal(err)
		}
		samples = append(samples, sample{time.Since(start), known})
	}
	// Mann and Whitney's U: were known addresses slower or faster, their ranks would be higher or lower than half.
	slices.SortFunc(samples, func(a, b sample) int { return int(a.took - b.took) })
	ranks := 0.0
	for i, s := range samples {
		if s.known {
			ranks += float64(i + 1)
		}
	}
	u := ranks - asks*(asks+1)/2
	z := (u - asks*asks/2) / math.Sqrt(asks*asks*(2*asks+1)/12)
	if math.Abs(z) > 5 {
		t.Fatalf("known addresses are told apart by time: z = %.1f", z)
	}
}

func TestAskingIsLimitedByAddressAndByNetwork(t *testing.T) {
	ctx := context.Background()
	for _, email := range []string{amina, "nobody@example.org"} {
		r := newRig(t)
		r.add(t, "Amina", amina)
		for i := range 4 {
			typed := email
			if i%2 == 0 {
				typed = " " + strings.ToUpper(email) // the same address all the same
			}
			_, err := r.AskLink(ctx, typed, "en", "192.0.2.1")
			if limited := fault.Is(err, fault.TooMany); limited != (i == 3) {
				t.Fatalf("try %d: %v", i, err)
			}
		}
	}
	r := newRig(t)
	n := 0
	for ; n < 1000; n++ {
		if _, err := r.AskLink(ctx, r.NewID()+"@example.org", "en", "2001:db8::1"); fault.Is(err, fault.TooMany) {
			break
		}
	}
	if n != 60 {
		t.Fatalf("one network asked %d times", n)
	}
	if _, err := r.AskLink(ctx, amina, "en", "2001:db8:0:0:ffff::1"); !fault.Is(err, fault.TooMany) {
		t.Fatal("another address of the same network is not the same network")
	}
	if _, err := r.AskLink(ctx, amina, "en", "2001:db8:0:1::1"); err != nil {
		t.Fatal("another network is held back too")
	}
}

func TestLetterGoesToTheStoredAddress(t *testing.T) {
	r := newRig(t)
	who := r.add(t, "Amina", "Amina@Example.org")
	_, letter := r.ask(t, "AMINA@EXAMPLE.ORG ")
	if letter.To != "Amina@example.org" || letter.Whose != people.Subject(who.ID) || letter.Language != "en" {
		t.Fatalf("%+v", letter)
	}
}

func TestLetterAndLinkAreOneCommit(t *testing.T) {
	r := newRig(t)
	r.add(t, "Amina", amina)
	r.ask(t, amina)
	written := r.written(t)
	last := written[len(written)-2:]
	if last[0].Table != "links" || last[1].Table != "post" {
		t.Fatalf("%s, %s", last[0].Table, last[1].Table)
	}
}

func TestLetterThatCannotBeWrittenIsTriedAgain(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	r.add(t, "Amina", amina)
	asked, err := r.AskLink(ctx, amina, "en", "192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	r.post.err = errors.New("no template")
	if err := r.SendLinks(ctx); !errors.Is(err, r.post.err) {
		t.Fatalf("SendLinks = %v", err)
	}
	duty := r.SendDuty()
	if !duty.Due(r.store.View(), r.clock.Now()) {
		t.Fatal("nothing is due")
	}
	r.post.err = nil
	if err := r.SendLinks(ctx); err != nil {
		t.Fatal(err)
	}
	if duty.Due(r.store.View(), r.clock.Now()) {
		t.Fatal("still due")
	}
	if _, err := r.OpenLink(ctx, r.post.letters[0].Token, asked.Secret, "", people.From{}); err != nil {
		t.Fatal(err)
	}
}

func TestErasedPersonIsSentNothing(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	who := r.add(t, "Amina", amina)
	if err := r.vault.Erase(ctx, people.Subject(who.ID)); err != nil {
		t.Fatal(err)
	}
	if _, err := r.AskLink(ctx, amina, "en", "192.0.2.1"); err != nil {
		t.Fatal(err)
	}
	if err := r.SendLinks(ctx); err != nil || len(r.post.letters) != 0 || people.Links.Len(r.store.View()) != 0 {
		t.Fatalf("%v, letters %v", err, r.post.letters)
	}
}

func TestOperatorLinkNeedsNoBrowserAndWorksOnce(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	who := r.add(t, "Amina", "")
	token, err := r.OperatorLink(ctx, who.ID, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if needs, err := r.LookAtLink(r.store.View(), token, ""); needs || err != nil {
		t.Fatal(needs, err)
	}
	in, err := r.OpenLink(ctx, token, "", "", people.From{})
	if err != nil || in.Session.Person != who.ID {
		t.Fatalf("%+v, %v", in, err)
	}
	if _, err := r.OpenLink(ctx, token, "", "", people.From{}); !fault.Is(err, fault.Gone) {
		t.Fatalf("OpenLink = %v", err)
	}
	_, err = r.OperatorLink(ctx, "nobody", time.Hour)
	wantFault(t, err, fault.NotFound, "fault.people.not_found")
}
