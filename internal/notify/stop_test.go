package notify

import (
	"testing"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
)

func TestATokenStopsWhatItIsForAndNothingElse(t *testing.T) {
	for _, c := range []struct {
		what string
		want map[Kind]Choice
	}{
		{string(LastDay), map[Kind]Choice{Opening: Now, LastDay: Never, Outcome: InDigest, Project: Now, Story: InDigest}},
		{StopDigest, map[Kind]Choice{Opening: Now, LastDay: Now, Outcome: Never, Project: Now, Story: Never}},
		{StopAll, map[Kind]Choice{Opening: Never, LastDay: Never, Outcome: Never, Project: Never, Story: Never}},
	} {
		r := newRig(t, 2)
		r.wishes(0, Daily, map[Kind]Choice{Outcome: InDigest})
		token, err := r.StopToken(t.Context(), r.persons[0], c.what)
		r.must(err)
		for range 2 {
			if what, err := r.Stop(t.Context(), token); err != nil || what != c.what {
				t.Fatal(what, err)
			}
		}
		got := WishesOf(r.deps.Store.View(), r.persons[0])
		for kind, want := range c.want {
			if got.Choices[kind] != want {
				t.Errorf("after stopping %s, %s is %s, want %s", c.what, kind, got.Choices[kind], want)
			}
		}
		if other := WishesOf(r.deps.Store.View(), r.persons[1]); other.Choices[LastDay] != Now {
			t.Error("somebody else's letters stopped")
		}
	}
}

func TestATokenEndsWithItsPersonAndMakesNoKeys(t *testing.T) {
	r := newRig(t, 1)
	token, err := r.StopToken(t.Context(), r.persons[0], StopAll)
	r.must(err)
	r.must(r.deps.Vault.Erase(t.Context(), people.Subject(r.persons[0])))
	if _, err := r.Stop(t.Context(), token); !fault.Is(err, fault.NotFound) {
		t.Errorf("of somebody erased: %v", err)
	}
	if _, err := r.Stop(t.Context(), "stop_all.stranger.AAAA"); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
	if key, err := r.keys.Get(t.Context(), people.Subject("stranger")); err != nil || key != nil {
		t.Error("a made-up token made a key")
	}
}

func TestWishesAreCheckedFieldByField(t *testing.T) {
	r := newRig(t, 1)
	w := WishesOf(r.deps.Store.View(), r.persons[0])
	w.Choices[LastDay], w.Choices[Opening], w.Choices["gossip"], w.Digest = InDigest, "", Now, "hourly"
	var fields []string
	for _, f := range fault.From(r.Choose(t.Context(), w)).Fields {
		fields = append(fields, f.Name)
	}
	if len(fields) != 4 {
		t.Errorf("named %v", fields)
	}
}
