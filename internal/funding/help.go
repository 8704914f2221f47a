package funding

import (
	"context"
	"slices"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
)

// Help says that somebody was helped to vote: by whom and why. It goes on record with the roll before they vote and
// names no ballot; whether a vote followed, and which, it does not say.
type Help struct {
	Round  string      `bson:"round"`
	ID     string      `bson:"id"` // random
	Voter  string      `bson:"voter"`
	Helper string      `bson:"helper"`
	Reason HelpReason  `bson:"reason"`
	Words  seal.Sealed `bson:"words,omitempty"` // more about the reason, under the voter's own key
	At     time.Time   `bson:"at"`
}

// HelpReason is why somebody was helped.
type HelpReason string

// HelpReasons are all of them.
var HelpReasons = []HelpReason{"reading", "language", "phone", "seeing", HelpOther}

// HelpOther is a reason that takes words.
const HelpOther HelpReason = "other"

// helpLasts is how long a vote may take from when the help went on record.
const helpLasts = 30 * time.Minute

const (
	helpPurpose  = "funding.help"
	maxHelpWords = 300
)

// BeginHelp puts on record that a helper sits with a voter, and why; votes with its id come in at the desk for as long
// as helpLasts. It fails with Invalid, naming the field; Forbidden where the voter is not on the roll; Conflict where
// somebody would help themselves or voting has not opened; Gone once it has closed; NotFound.
func (f *Funding) BeginHelp(ctx context.Context, h Help, words string) (Help, error) {
	var c fault.Checks
	c.That(slices.Contains(HelpReasons, h.Reason), "reason", "fault.choose_one")
	c.That(h.Reason != HelpOther || words != "", "words", "fault.funding.help_words")
	c.That(within(words, 0, maxHelpWords), "words", "fault.too_long", "max", maxHelpWords)
	if err := c.Fault(); err != nil {
		return Help{}, err
	}
	if _, err := takesBallots(f.Store.View(), h.Round, h.Voter); err != nil {
		return Help{}, err
	}
	h.ID = f.NewID()
	if words != "" {
		var err error
		if h.Words, err = f.Vault.Seal(ctx, people.Subject(h.Voter), helpPurpose, words); err != nil {
			return Help{}, err
		}
	}
	_, err := f.Store.Update(ctx, "funding.begin_help", h.Helper, func(v store.View) ([]store.Change, error) {
		if _, err := takesBallots(v, h.Round, h.Voter); err != nil {
			return nil, err
		}
		if h.Voter == h.Helper {
			return nil, fault.New(fault.Conflict, "fault.funding.help_self")
		}
		h.At = v.Time()
		return []store.Change{Helps.Put(h)}, nil
	})
	if err != nil {
		return Help{}, err
	}
	return h, nil
}

// HelpNow is a help with which a vote may still come in; Gone where it is over, and where there is none.
func HelpNow(v store.View, round, id string, now time.Time) (Help, error) {
	h, ok := Helps.Get(v, round+"/"+id)
	if !ok || !now.Before(h.At.Add(helpLasts)) {
		return Help{}, fault.New(fault.Gone, "fault.funding.help_over")
	}
	return h, nil
}

// HelpsOf are a round's, the last first.
func HelpsOf(v store.View, round string) []Help {
	return lastFirst(slices.Collect(Helps.Under(v, round+"/")))
}

// HelpsWith are those with one voter, for them to see that somebody sat with them, the last first.
func HelpsWith(v store.View, round, voter string) []Help {
	return lastFirst(slices.Collect(helpsByVoter.Each(v, round+"/"+voter)))
}

func lastFirst(helps []Help) []Help {
	slices.SortFunc(helps, func(a, b Help) int { return b.At.Compare(a.At) })
	return helps
}

// HelpWords is what a helper said about the reason; empty where nothing was said, or it was erased with the voter.
func (f *Funding) HelpWords(ctx context.Context, h Help) (string, error) {
	words, err := f.Vault.Open(ctx, people.Subject(h.Voter), helpPurpose, h.Words)
	if fault.Is(err, fault.Gone) {
		return "", nil
	}
	return words, err
}
