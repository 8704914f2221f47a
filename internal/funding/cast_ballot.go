package funding

import (
	"cmp"
	"context"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

// Vote is what somebody asks to put in the box. Key tells a repeat of the same request from a new one: 8 to 64
// characters, made by the client, new for each time that the voter presses the button.
type Vote struct {
	Round  string
	Voter  string
	Slip   string // the id of the slip that they came by; empty for those who signed in
	Help   string // the id of the help with which they vote at a desk; empty for those who vote by themselves
	Choice        // picks in any order, other than where the order is the vote
	Key    string
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
// key and choice changes nothing and gets the same answer, also after a later change. Once a slip is revoked or a help
// is over no ballot comes in by it, not even one that was on its way.
//
// It fails with Invalid, naming the field, where the choice is not one that the round allows; Forbidden where the
// voter is not on the roll; Gone where voting has closed, the slip was revoked or the help is over; Conflict where it
// has not opened or where the key has been used for another choice; TooMany after fifty changes; NotFound; Unavailable,
// after which the same request may be repeated.
func (f *Funding) CastBallot(ctx context.Context, vote Vote) (Cast, error) {
	var c fault.Checks
	c.That(len(vote.Key) >= 8 && len(vote.Key) <= 64, "key", "fault.funding.key_length")
	if err := cmp.Or(c.Fault(), vote.whole()); err != nil {
		return Cast{}, err
	}
	// Only of a round that is open: asking for a key makes one where there is none.
	r, err := takesBallots(f.Store.View(), vote.Round, vote.Voter)
	if err != nil {
		return Cast{}, err
	}
	choice := r.Ballot.tidy(vote.Choice)
	id, err := f.ballotID(ctx, vote.Round, vote.Voter)
	if err != nil {
		return Cast{}, err
	}
	fresh, err := f.freshBallot(ctx, vote.Round, id, vote.way())
	if err != nil {
		return Cast{}, err
	}
	try := Try{Key: digest([]byte(vote.Key)), Body: digest([]byte(choice.String()))}
	var done Cast
	// No actor: the journal must not name the voter beside the ballot.
	seq, err := f.Store.Update(ctx, "funding.cast_ballot", "", func(v store.View) ([]store.Change, error) {
		if err := vote.holds(v); err != nil {
			return nil, err
		}
		r, err := takesBallots(v, vote.Round, vote.Voter)
		if err != nil {
			return nil, err
		}
		var changes []store.Change
		if done, changes, err = fresh.place(v, r, choice, try); err != nil || changes == nil {
			return nil, err
		}
		return append(changes, nextBoard(v, vote.Round)...), nil
	})
	done.Seq = seq
	return done, err
}

// openRound is a round that takes ballots. Its rules stay as they are from then on.
func openRound(v store.View, round string) (Round, error) {
	r, err := RoundByID(v, round)
	if err != nil {
		return Round{}, err
	}
	switch {
	case r.Phase.Unopened():
		return Round{}, fault.New(fault.Conflict, "fault.funding.not_open")
	case r.Phase != Voting || r.pastClose(v.Time()):
		return Round{}, fault.New(fault.Gone, "fault.funding.closed")
	}
	return r, nil
}

// takesBallots is the round, while it is open and the voter is on its roll.
func takesBallots(v store.View, round, voter string) (Round, error) {
	r, err := openRound(v, round)
	if err != nil {
		return Round{}, err
	}
	if _, ok := Roll.Get(v, round+"/"+voter); !ok {
		return Round{}, fault.New(fault.Forbidden, "fault.funding.not_on_roll")
	}
	return r, nil
}

// allowed checks a tidy choice against the round's rules and projects.
func allowed(v store.View, r Round, c Choice) error {
	return r.allows(c, func(number int32) (int64, bool) {
		p, known := Projects.Get(v, projectKey(r.ID, number))
		return p.Cost, known
	})
}
