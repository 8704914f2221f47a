package people_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
)

const letters = "0123456789ACDEFGHJKMNPQRSTVWXYZ"

func TestSlipLetsItsVoterInForItsScopeOnly(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	slip, code := r.issue(t, "round/1", "voter")
	for range 2 { // on the phone, and again at the desk
		in, err := r.UseSlip(ctx, code, people.From{})
		if err != nil {
			t.Fatal(err)
		}
		who, ok := r.BySession(r.store.View(), in.Token, r.clock.Now())
		if !ok || who.Person != "voter" || who.Scope != "round/1" || who.Slip != slip.ID {
			t.Fatalf("%+v", who)
		}
	}
}

func TestSlipCodeIsReadHoweverItIsTyped(t *testing.T) {
	r := newRig(t)
	forms := map[rune][]string{'0': {"0", "O", "o"}, '1': {"1", "I", "l", "i", "L"}, '8': {"8", "B", "b"}, 'V': {"V", "U", "u", "v"}}
	rapid.Check(t, func(rt *rapid.T) {
		_, code := r.issue(t, "round/1", "")
		var typed strings.Builder
		for _, c := range code {
			typed.WriteString(rapid.SampledFrom([]string{"", "", " ", "-", " – "}).Draw(rt, "between"))
			as, ok := forms[c]
			if !ok {
				as = []string{string(c), strings.ToLower(string(c))}
			}
			typed.WriteString(rapid.SampledFrom(as).Draw(rt, "as"))
		}
		if _, err := r.UseSlip(context.Background(), typed.String(), people.From{}); err != nil {
			rt.Fatalf("%q typed as %q: %v", code, typed.String(), err)
		}
		if people.ReadCode(people.ShowCode(code)) != code {
			rt.Fatalf("%q is shown as %q", code, people.ShowCode(code))
		}
	})
}

func TestOneWrongLetterOrTwoSwappedAreAlwaysATypo(t *testing.T) {
	r := newRig(t)
	rapid.Check(t, func(rt *rapid.T) {
		_, code := r.issue(t, "round/1", "")
		wrong := []byte(code)
		i := rapid.IntRange(0, len(code)-1).Draw(rt, "i")
		if rapid.Bool().Draw(rt, "swap") {
			j := rapid.IntRange(0, len(code)-1).Draw(rt, "j")
			wrong[i], wrong[j] = wrong[j], wrong[i]
		} else {
			wrong[i] = letters[rapid.IntRange(0, len(letters)-1).Draw(rt, "letter")]
		}
		_, err := r.UseSlip(context.Background(), string(wrong), people.From{})
		if string(wrong) == code {
			if err != nil {
				rt.Fatal(err)
			}
			return
		}
		wantFault(t, err, fault.Invalid, "code fault.people.slip_typo")
	})
}

func TestSlipCodesAreSixtyBitsAndAllDifferent(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	const many = 20_000
	plan, err := r.PlanSlips(ctx, "round/1", make([]string, many))
	if err != nil {
		t.Fatal(err)
	}
	codes, voters, seen := map[string]bool{}, map[string]bool{}, [13]map[byte]bool{}
	for _, s := range plan {
		code, err := r.CodeOf(ctx, s)
		if err != nil {
			t.Fatal(err)
		}
		codes[code], voters[s.Person] = true, true
		for i := range seen {
			if seen[i] == nil {
				seen[i] = map[byte]bool{}
			}
			seen[i][code[i]] = true
		}
	}
	if len(codes) != many || len(voters) != many {
		t.Fatalf("%d codes, %d voters", len(codes), len(voters))
	}
	// 2^64 is 23.4 times 31^12: the first letter takes 24 values, the others all 31.
	for i, values := range seen {
		if want := map[bool]int{true: 24, false: 31}[i == 0]; len(values) != want {
			t.Errorf("letter %d takes %d values", i, len(values))
		}
	}
}

func TestSlipCanBePrintedAgainUntilItsScopesKeyIsDestroyed(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	slip, code := r.issue(t, "round/1", "voter")
	if again, err := r.CodeOf(ctx, slip); again != code || err != nil {
		t.Fatalf("%q, then %q, %v", code, again, err)
	}
	if err := r.vault.Erase(ctx, "round/1"); err != nil {
		t.Fatal(err)
	}
	if _, err := r.CodeOf(ctx, slip); !fault.Is(err, fault.Gone) {
		t.Fatalf("CodeOf = %v", err)
	}
	_, err := r.ReissueSlip(ctx, "", slip.ID)
	wantFault(t, err, fault.Gone, "fault.people.slips_over")
}

func TestSlipsAreNumberedOnAndCounted(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	r.issue(t, "round/2", "")
	for want := int64(1); want <= 3; want++ {
		if slip, _ := r.issue(t, "round/1", ""); slip.Number != want {
			t.Fatalf("number %d, want %d", slip.Number, want)
		}
	}
	for slip := range people.SlipsOf(r.store.View(), "round/1") {
		if err := r.RevokeSlip(ctx, "", slip.ID); err != nil {
			t.Fatal(err)
		}
		break
	}
	if issued, revoked := people.SlipCount(r.store.View(), "round/1"); issued != 3 || revoked != 1 {
		t.Fatalf("%d issued, %d revoked", issued, revoked)
	}
}

func TestRevokedSlipAndItsSessionsAreDead(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	who := r.add(t, "Amina", amina)
	account := r.signIn(t, amina, "")
	slip, code := r.issue(t, "round/1", who.ID)
	in, err := r.UseSlip(ctx, code, people.From{})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.RevokeSlip(ctx, "", slip.ID); err != nil {
		t.Fatal(err)
	}
	if r.knows(in.Token) || !r.knows(account.Token) {
		t.Fatal("the slip's session lives, or another died with it")
	}
	_, err = r.UseSlip(ctx, code, people.From{})
	wantFault(t, err, fault.Gone, "fault.people.slip_revoked")
	wantFault(t, r.RevokeSlip(ctx, "", slip.ID), fault.Gone, "fault.people.slip_revoked")
	wantFault(t, r.RevokeSlip(ctx, "", "round/1/none"), fault.NotFound, "fault.people.slip_not_found")
}

func TestReissuedSlipIsTheSameVoterAndTheOldOneDies(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	slip, code := r.issue(t, "round/1", "voter")
	in, err := r.UseSlip(ctx, code, people.From{})
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := r.ReissueSlip(ctx, "", slip.ID)
	if err != nil || fresh.Person != "voter" || fresh.Number != 2 {
		t.Fatalf("%+v, %v", fresh, err)
	}
	old, _ := people.Slips.Get(r.store.View(), slip.ID)
	if r.knows(in.Token) || !old.Revoked || old.ReplacedBy != fresh.ID {
		t.Fatalf("the old slip lives on: %+v", old)
	}
	newCode, err := r.CodeOf(ctx, fresh)
	if err != nil {
		t.Fatal(err)
	}
	in, err = r.UseSlip(ctx, newCode, people.From{})
	if err != nil || in.Session.Person != "voter" {
		t.Fatalf("%+v, %v", in, err)
	}
	_, err = r.ReissueSlip(ctx, "", slip.ID)
	wantFault(t, err, fault.Gone, "fault.people.slip_revoked")
	_, err = people.Reissued(r.store.View(), fresh.ID, people.Slip{ID: "round/1/x", Person: "another"})
	wantFault(t, err, fault.Conflict, "fault.people.slip_other_voter")
}

func TestWrongSlipCodesAreThrottledAndRightOnesAreNot(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	_, code := r.issue(t, "round/1", "")
	wrong := wrongCodes(t, 61)
	school := people.From{Network: "192.0.2.7"}
	for i, w := range wrong {
		_, err := r.UseSlip(ctx, w, school)
		if i < 60 {
			wantFault(t, err, fault.Invalid, "code fault.people.slip_unknown")
			continue
		}
		if !fault.Is(err, fault.TooMany) || fault.From(err).RetryAfter != time.Minute {
			t.Fatalf("try %d: %v", i, err)
		}
	}
	if _, err := r.UseSlip(ctx, code, people.From{Network: "192.0.2.8"}); err != nil {
		t.Fatalf("another network: %v", err)
	}
	r.clock.pass(time.Minute)
	for range 100 {
		if _, err := r.UseSlip(ctx, code, school); err != nil {
			t.Fatalf("a right code: %v", err)
		}
	}
}

func TestWhatIsNoSlipCodeIsSaidSo(t *testing.T) {
	r := newRig(t)
	for _, typed := range []string{"", "ABC", "ACDEF GHJKM NPQRS", "ACDEFGHJKMNP!Q", "\xff\xfe", strings.Repeat("A", 10_000), "ÄCDEFGHJKMNPQ"} {
		_, err := r.UseSlip(context.Background(), typed, people.From{})
		wantFault(t, err, fault.Invalid, "code fault.people.slip_shape")
	}
}

func TestSlipsOfTwoScopesHaveDifferentCodesAndRecordsAreSmall(t *testing.T) {
	r := newRig(t)
	one, code := r.issue(t, "round/1", "voter")
	two, other := r.issue(t, "round/2", "voter")
	if code == other || bytes.Equal(one.Code, two.Code) {
		t.Fatal("the same code twice")
	}
	for _, c := range r.written(t) {
		if c.Table == "slips" && len(c.Record) > 160 {
			t.Fatalf("a slip takes %d bytes", len(c.Record))
		}
	}
}

// wrongCodes are well-formed codes, check letter and all, that no slip has.
func wrongCodes(t *testing.T, n int) []string {
	t.Helper()
	ctx := context.Background()
	r := newRig(t)
	plan, err := r.PlanSlips(ctx, "round/other", make([]string, n))
	if err != nil {
		t.Fatal(err)
	}
	codes := make([]string, n)
	for i, s := range plan {
		if codes[i], err = r.CodeOf(ctx, s); err != nil {
			t.Fatal(err)
		}
	}
	return codes
}
