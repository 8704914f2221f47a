package funding

import (
	"context"

	"github.com/parentpower/parentpower/internal/store"
)

// OwnBallot is the ballot that a voter has in the box of an open round, for them alone to look at; false where there
// is none, or where voting is not open and nobody can tell any more.
func (f *Funding) OwnBallot(ctx context.Context, v store.View, round, voter string) (Ballot, bool, error) {
	if r, ok := Rounds.Get(v, round); !ok || r.Phase != Voting || !OnRoll(v, round, voter) {
		return Ballot{}, false, nil
	}
	id, err := f.ballotID(ctx, round, voter)
	if err != nil {
		return Ballot{}, false, err
	}
	b, ok := Ballots.Get(v, round+"/"+id)
	return b, ok, nil
}

// HasVoted reports whether a voter took part: by their ballot while voting is open, by the roll once that is marked.
func (f *Funding) HasVoted(ctx context.Context, v store.View, round, voter string) (bool, error) {
	if e, ok := Roll.Get(v, round+"/"+voter); ok && e.Voted {
		return true, nil
	}
	_, has, err := f.OwnBallot(ctx, v, round, voter)
	return has, err
}

// CheckChoice says what CastBallot would say of a choice, so that a voter can be told before they put it in.
func CheckChoice(v store.View, r Round, c Choice) error {
	if err := c.whole(); err != nil {
		return err
	}
	return allowed(v, r, r.Ballot.tidy(c))
}
