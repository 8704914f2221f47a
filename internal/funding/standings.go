package funding

import (
	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/store"
)

// boardEvery is how many ballots lie between two boards at the least, so that no two differ by one ballot.
const boardEvery = 5

// nextBoard is the change that brings the board up to date once enough ballots lie between: five, or a hundredth of
// those in the box. It sees the box as it was before the ballot being cast, which waits for the next board.
func nextBoard(v store.View, round string) []store.Change {
	casts := ballotTotals.Get(v, round+"/casts")
	board, _ := Boards.Get(v, round)
	ballots := ballotTotals.Get(v, round)
	if casts-board.Casts < max(boardEvery, ballots/100) {
		return nil
	}
	r, ok := Rounds.Get(v, round)
	if !ok {
		return nil
	}
	next := Board{Round: round, Casts: casts, Ballots: ballots, Votes: make([]int64, r.Numbers)}
	for i := range next.Votes {
		next.Votes[i] = ballotTotals.Get(v, projectKey(round, int32(i+1)))
	}
	return []store.Change{Boards.Put(next)}
}

// Hidden says why there are no standings to see; empty where there are.
type Hidden string

// Why standings do not show.
const (
	UntilClose   Hidden = "until-close"
	UntilVoted   Hidden = "until-voted"
	UntilMinimum Hidden = "until-minimum"
)

// Turnout is how many may vote and how many ballots are in.
type Turnout struct {
	Voted, Roll int64
}

// TurnoutOf counts a round's turnout: the one number that always shows. Until voting opens the roll is as it would be if
// it opened now: members who may vote count along.
func TurnoutOf(v store.View, r Round) Turnout {
	t := Turnout{Voted: ballotTotals.Get(v, r.ID), Roll: rollTotals.Get(v, r.ID)}
	if r.Phase.Unopened() && r.Voters != SlipHolders {
		t.Roll += int64(council.Count(v, r.Council)) - rollTotals.Get(v, r.ID+"/"+string(ByMembership))
	}
	if res, ok := Results.Get(v, r.ID); ok {
		t.Voted = res.Ballots
	} else if t.Voted == 0 {
		t.Voted = boxTotals.Get(v, r.ID)
	}
	return t
}

// VotesOf returns the votes by project number − 1 that may be shown to somebody, or why none may. Every channel asks
// here: pages, websocket, API, exports and mails.
func VotesOf(v store.View, r Round, hasVoted bool) ([]int64, Hidden) {
	switch {
	case r.Phase.Counted():
		res, _ := Results.Get(v, r.ID)
		return res.Votes, ""
	case r.Phase != Voting || r.Standings == ShowAfterClose:
		return nil, UntilClose
	case r.Standings == ShowAfterVote && !hasVoted:
		return nil, UntilVoted
	}
	board, _ := Boards.Get(v, r.ID)
	if board.Ballots < r.Minimum {
		return nil, UntilMinimum
	}
	return board.Votes, ""
}
