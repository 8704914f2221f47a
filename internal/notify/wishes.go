package notify

import (
	"context"
	"slices"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// Kind is a kind of news that a person can wish for or not.
type Kind string

// The kinds, in the order in which they are shown.
const (
	Opening Kind = "opening"  // a vote opens in which the reader may vote
	LastDay Kind = "last-day" // it closes soon, and the reader has not voted
	Outcome Kind = "result"   // it was counted
	Project Kind = "project"  // of what the reader put forward or leads
	Story   Kind = "story"    // what became of what the reader voted on
)

// Choice is what somebody wishes for a kind of news.
type Choice string

// The choices.
const (
	Now      Choice = "now"
	InDigest Choice = "digest"
	Never    Choice = "never"
)

// Often is how often somebody's digest comes.
type Often string

// How often.
const (
	Daily  Often = "daily"
	Weekly Often = "weekly" // on Mondays
)

// standard is what those get who never said anything: at once where there is something to do or to know, and stories
// when there is time to read.
var standard = []struct {
	kind   Kind
	choice Choice
	urgent bool // of no use in a digest
}{
	{Opening, Now, false},
	{LastDay, Now, true},
	{Outcome, Now, false},
	{Project, Now, false},
	{Story, InDigest, false},
}

// Kinds are all kinds of news.
func Kinds() []Kind {
	kinds := make([]Kind, len(standard))
	for i, s := range standard {
		kinds[i] = s.kind
	}
	return kinds
}

// Choices are what can be wished for a kind; none for one that there is not.
func (k Kind) Choices() []Choice {
	for _, s := range standard {
		switch {
		case s.kind != k:
		case s.urgent:
			return []Choice{Now, Never}
		default:
			return []Choice{Now, InDigest, Never}
		}
	}
	return nil
}

// Wishes are what somebody wants to be written to about.
type Wishes struct {
	Person  string          `bson:"_id"`
	Choices map[Kind]Choice `bson:"choices"`
	Digest  Often           `bson:"digest"`
}

// WishesOf are a person's wishes, with what is usual for all that they said nothing about.
func WishesOf(v store.View, person string) Wishes {
	w := Wishes{Person: person, Choices: make(map[Kind]Choice, len(standard)), Digest: Weekly}
	for _, s := range standard {
		w.Choices[s.kind] = s.choice
	}
	said, _ := Chosen.Get(v, person)
	for kind, choice := range said.Choices {
		w.Choices[kind] = choice
	}
	if said.Digest != "" {
		w.Digest = said.Digest
	}
	return w
}

// Choose keeps what somebody wishes: a choice for every kind of news, and how often their digest comes. It fails with
// Invalid, naming the fields.
func (n *Notify) Choose(ctx context.Context, w Wishes) error {
	var c fault.Checks
	for kind := range w.Choices {
		c.That(kind.Choices() != nil, string(kind), "fault.unknown_field")
	}
	for _, kind := range Kinds() {
		c.That(slices.Contains(kind.Choices(), w.Choices[kind]), string(kind), "fault.choose_one")
	}
	c.That(w.Digest == Daily || w.Digest == Weekly, "digest", "fault.choose_one")
	if err := c.Fault(); err != nil {
		return err
	}
	_, err := n.deps.Store.Update(ctx, "notify.choose", w.Person, func(store.View) ([]store.Change, error) {
		return []store.Change{Chosen.Put(w)}, nil
	})
	return err
}
