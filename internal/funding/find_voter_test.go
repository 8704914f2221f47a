package funding

import (
	"slices"
	"strconv"
	"testing"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

func TestAVoterIsFoundByNameNumberOrCode(t *testing.T) {
	g := newRig(t, 1)
	named, err := g.People.Add(t.Context(), "", people.Particulars{Name: "Siobhán Murphy"})
	g.must(err)
	g.update(func(store.View) ([]store.Change, error) {
		return []store.Change{council.Memberships.Put(council.Membership{Council: g.council, Person: named.ID, Role: council.Member})}, nil
	})
	r := g.openRound(plainSettings(), 500)
	other := g.openRound(plainSettings(), 500)
	slips, err := g.IssueSlips(t.Context(), g.members[0], r.ID, nil, 2)
	g.must(err)
	g.must(g.RevokeSlip(t.Context(), g.members[0], r.ID, slips[1].ID))
	code := func(s people.Slip) string {
		text, err := g.People.CodeOf(t.Context(), s)
		g.must(err)
		return people.ShowCode(text)
	}
	number := func(s people.Slip) string { return strconv.FormatInt(s.Number, 10) }
	find := func(round Round, text string) ([]string, error) {
		return g.FindVoters(t.Context(), g.Store.View(), round, text, "network")
	}
	for text, want := range map[string][]string{
		"siobh": {named.ID}, "MURPHY": {named.ID}, number(slips[0]): {slips[0].Person}, " " + code(slips[0]): {slips[0].Person},
		"nobody": nil, "99": nil, number(slips[1]): nil, "00000-00000-0000": nil,
	} {
		if got, err := find(r, text); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q finds %v, %v; want %v", text, got, err, want)
		}
	}
	if got, err := find(other, code(slips[0])); err != nil || got != nil {
		t.Errorf("a slip of another round finds %v, %v", got, err)
	}
	if _, err := find(r, code(slips[1])); !fault.Is(err, fault.Gone) {
		t.Errorf("a slip that was taken back: %v", err)
	}
	if _, err := find(r, " "); !fault.Is(err, fault.Invalid) {
		t.Errorf("nothing typed: %v", err)
	}
}

func TestOnlyMembersMayBeAdmittedWhereTheRuleSaysSo(t *testing.T) {
	g := newRig(t, 2)
	closed := plainSettings()
	closed.Voters = Members
	r, members := g.openRound(plainSettings(), 500), g.openRound(closed, 500)
	v := g.Store.View()
	for name, c := range map[string]struct {
		round  Round
		person string
		want   bool
	}{
		"anybody": {r, "", true}, "a member": {r, g.members[1], true}, "a stranger by name": {r, "stranger", false},
		"anybody, members only": {members, "", false}, "a member, members only": {members, g.members[1], true},
	} {
		if got := MayAdmit(v, c.round, c.person); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	g.must(g.CloseVoting(t.Context(), g.members[0], r.ID))
	if r, _ := RoundByID(g.Store.View(), r.ID); MayAdmit(g.Store.View(), r, "") {
		t.Error("somebody may come onto the roll of a closed round")
	}
}
