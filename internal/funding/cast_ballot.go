package funding

import (
	"context"
	"fmt"
	"slices"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

// Vote is what somebody asks to put in the box. Key tells a repeat of the same request from a new one: 8 to 64
// characters, made by the client, new for each time that the voter presses the button.
type Vote struct {
	Round string
	Voter string
	Slip  string  // the id of the slip that they came by; empty for those who signed in
	Help  string  // the id of the help with which they vote at a desk; empty for those who vote by themselves
	Picks []int32 // project numbers, in any order; none means "none of these"
	Key   string
}

// way is how the vote comes in.
func (v Vote) way() Way {
	switch {
	case v.Help != "":
		return AtDesk
	case v.Slip != "":
		return WithSlip
	}
	return WithAccount
}

// holds is nil while what the vote comes in by is good: its slip, or the help with it.
func (v Vote) holds(now store.View) error {
	if v.Help == "" {
		return people.Holds(now, v.Slip)
	}
	h, err := HelpNow(now, v.Round, v.Help, now.Time())
	if err == nil && h.Voter != v.Voter {
		err = fault.New(fault.Forbidden, "fault.forbidden")
	}
	return err
}

// Cast is what the voter gets: the words that will be on the list of counted ballots.
type Cast struct {
	Receipt string
	Changed bool // it took the place of an earlier ballot of the same voter
	Seq     int64
}

const (
	maxTries    = 50 // accepted changes of one ballot
	idBytes     = 16
	digestBytes = 12 // of an idempotency key and of a body: enough within the 50 tries of one ballot
)

// CastBallot puts a voter's ballot in the box, in place of the one that is there. Repeating a request with the same
// key and picks changes nothing and gets the same answer, also after a later change. Once a slip is revoked or a help
// is over no ballot comes in by it, not even one that was on its way.
//
// It fails with Invalid, naming the field, where the picks are not ones that the round allows; Forbidden where the
// voter is not on the roll; Gone where voting has closed, the slip was revoked or the help is over; Conflict where it
// has not opened or where the key has been used for other picks; TooMany after fifty changes; NotFound; Unavailable,
// after which the same request may be repeated.
func (f *Funding) CastBallot(ctx context.Context, vote Vote) (Cast, error) {
	picks := slices.Clone(vote.Picks)
	slices.Sort(picks)
	var c fault.Checks
	c.That(len(vote.Key) >= 8 && len(vote.Key) <= 64, "key", "fault.funding.key_length")
	c.That(len(picks) <= MaxProjects && len(slices.Compact(slices.Clone(picks))) == len(picks), "pick", "fault.funding.pick_twice")
	if err := c.Fault(); err != nil {
		return Cast{}, err
	}
	// Only of a round that is open: asking for a key makes one where there is none.
	if err := takesBallots(f.Store.View(), vote.Round, vote.Voter); err != nil {
		return Cast{}, err
	}
	id, err := f.ballotID(ctx, vote.Round, vote.Voter)
	if err != nil {
		return Cast{}, err
	}
	fresh, err := f.freshBallot(ctx, vote.Round, id, vote.way())
	if err != nil {
		return Cast{}, err
	}
	try := Try{Key: digest([]byte(vote.Key)), Body: digest(fmt.Append(nil, picks))}
	var done Cast
	// No actor: the journal must not name the voter beside the ballot.
	seq, err := f.Store.Update(ctx, "funding.cast_ballot", "", func(v store.View) ([]store.Change, error) {
		if err := vote.holds(v); err != nil {
			return nil, err
		}
		if err := takesBallots(v, vote.Round, vote.Voter); err != nil {
			return nil, err
		}
		var changes []store.Change
		var err error
		if done, changes, err = fresh.place(v, picks, try); err != nil || changes == nil {
			return nil, err
		}
		return append(changes, nextBoard(v, vote.Round)...), nil
	})
	done.Seq = seq
	return done, err
}

// takesBallots is nil while the round is open and the voter is on its roll.
func takesBallots(v store.View, round, voter string) error {
	r, err := RoundByID(v, round)
	if err != nil {
		return err
	}
	switch {
	case r.Phase.Unopened():
		return fault.New(fault.Conflict, "fault.funding.not_open")
	case r.Phase != Voting || r.pastClose(v.Time()):
		return fault.New(fault.Gone, "fault.funding.closed")
	}
	if _, ok := Roll.Get(v, round+"/"+voter); !ok {
		return fault.New(fault.Forbidden, "fault.funding.not_on_roll")
	}
	return nil
}

// allowed checks picks, which are sorted, against the round's rules.
func allowed(v store.View, round string, picks []int32) error {
	r, err := RoundByID(v, round)
	if err != nil {
		return err
	}
	var c fault.Checks
	cost := int64(0)
	for _, n := range picks {
		p, ok := Projects.Get(v, projectKey(round, n))
		c.That(ok, "pick", "fault.funding.pick_unknown")
		cost += p.Cost
	}
	c.That(r.Ballot != UpToMost || len(picks) <= r.Most, "pick", "fault.funding.pick_most", "most", r.Most)
	c.That(r.Ballot != WithinBudget || cost <= r.Budget, "pick", "fault.funding.pick_budget", "over", cost-r.Budget)
	return c.Fault()
}
