package mail

import (
	"net/mail"
	"strings"
	"testing"

	"github.com/parentpower/parentpower/internal/fault"
)

func TestParseAddressTakesWhatPeopleHave(t *testing.T) {
	for typed, want := range map[string]Address{
		"amina@example.org":               "amina@example.org",
		"  Amina.O'Neil+pp@Example.ORG ":  "Amina.O'Neil+pp@example.org",
		"x@a-b.c3.museum":                 "x@a-b.c3.museum",
		strings.Repeat("a", 64) + "@b.uk": Address(strings.Repeat("a", 64) + "@b.uk"),
	} {
		if got, err := ParseAddress(typed); got != want || err != nil {
			t.Errorf("%q: %q, %v", typed, got, err)
		}
	}
}

func TestParseAddressRefusesEverythingElse(t *testing.T) {
	for _, typed := range []string{
		"", "@", "amina", "amina@", "@example.org", "amina@example", "amina@@example.org", "a@b@example.org",
		"Amina <amina@example.org>", "<amina@example.org>", "amina@example.org, eve@example.org", "amina@example.org (Amina)",
		`"a b"@example.org`, `"a"@example.org`, "a b@example.org", "amina@[127.0.0.1]", "amina@127.0.0.1", "amina@example.org.",
		"amina@-example.org", "amina@exa_mple.org", ".amina@example.org", "a..b@example.org", "amina@exämple.org", "åmina@example.org",
		"amina@example.org\r\nBcc: eve@example.org", "amina\x00@example.org", "amina\n@example.org", "\u202eamina@example.org",
		strings.Repeat("a", 65) + "@b.uk", "a@" + strings.Repeat("b", 64) + ".uk", "a@" + strings.Repeat("b.", 126) + "uk",
	} {
		if got, err := ParseAddress(typed); err == nil || !fault.Is(err, fault.Invalid) {
			t.Errorf("%q was taken as %q, %v", typed, got, err)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	for _, s := range []string{"amina@example.org", "a@b", "\"a\"@b.c", "a@b.c\r\nX: y", "a@[::1]", "=?utf-8?q?a?=@b.c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		a, err := ParseAddress(typed)
		if err != nil {
			return
		}
		list, err := mail.ParseAddressList(string(a))
		if err != nil || len(list) != 1 || list[0].Address != string(a) {
			t.Fatalf("%q became %q, which reads as %v, %v", typed, a, list, err)
		}
		if again, err := ParseAddress(string(a)); again != a || err != nil {
			t.Fatalf("%q became %q and then %q, %v", typed, a, again, err)
		}
	})
}
