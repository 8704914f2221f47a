package mail

import (
	"fmt"
	"testing"
)

func TestMailboxShowsLettersAsTheirReadersWouldSeeThem(t *testing.T) {
	var box Mailbox
	m := letter()
	m.Subject = "ভোট শুরু হয়েছে"
	for range 2 {
		r, err := composer().Compose(m)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // once more after an unknown outcome
			if outcome, err := box.Deliver(t.Context(), r); outcome != Delivered || err != nil {
				t.Fatal(outcome, err)
			}
		}
		m.HTML = ""
	}
	list := box.List()
	if len(list) != 2 || list[0].HTML != "" || list[1].HTML != letter().HTML {
		t.Fatalf("%+v", list)
	}
	for _, l := range list {
		if got, ok := box.Get(l.ID); !ok || got != l || l.Subject != m.Subject || l.To != m.To || l.Text != m.Text || !l.Date.Equal(noon) {
			t.Errorf("%+v", l)
		}
	}
	if _, ok := box.Get("nothing"); ok {
		t.Error("found a letter that never came")
	}
}

func TestMailboxKeepsTheNewest(t *testing.T) {
	var box Mailbox
	for i := range mailboxHolds + 5 {
		m := letter()
		m.Subject = fmt.Sprintf("Letter %d", i)
		r, err := composer().Compose(m)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := box.Deliver(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	list := box.List()
	if len(list) != mailboxHolds || list[0].Subject != fmt.Sprintf("Letter %d", mailboxHolds+4) {
		t.Fatalf("%d letters, the newest %q", len(list), list[0].Subject)
	}
}
