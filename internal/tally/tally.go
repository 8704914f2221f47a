// Package tally counts a funding vote. It is pure: the same election under the same rules gives the same
// outcome on every machine, and nothing but the ballots, the costs and the rules can change it.
//
// What always holds:
//   - the winners never cost more than the budget;
//   - all arithmetic is exact (integers and big rationals, never floating point), so that what ballots
//     are charged for a project is its cost to the last fraction of a penny;
//   - the order in which ballots or projects are given, and how ballots are grouped, change nothing;
//   - every tie that was broken is on record, with who was tied and what decided.
//
// Money is in minor units (pence). Projects are named by their place in Election.Projects.
// docs/counting.md explains the rules in plain words and names their sources.
package tally

import "math/big"

// Project is something that can win money. ID must be unique in its election; it is also the "name" by
// which the tie rule cost-votes-name decides at last.
type Project struct {
	ID   string
	Cost int64
}

// Ballot is what Count voters alike chose: places in Election.Projects. In an ordinal election the order
// is the voter's, best first. Points go with Projects, one for one, in a points election only.
type Ballot struct {
	Projects []int
	Points   []int64
	Count    int64
}

// Election is what is counted. An empty ballot is a ballot: whoever cast it has a share of the budget.
type Election struct {
	Budget   int64
	Kind     Kind
	Projects []Project
	Ballots  []Ballot
}

// Limits that keep every sum within 64 bits, whatever the file says.
const (
	MaxAmount   = 10_000_000_000_000 // minor units, of a cost or a budget
	MaxProjects = 10_000
	MaxBallots  = 100_000_000
	MaxPoints   = 1_000_000_000 // given by one ballot to one project
)

// Outcome is the result of a count and the account of how it came about.
type Outcome struct {
	Winners   []int // in the order in which they won
	Cost      int64
	MoneyLeft int64
	Method    Method  // the method that decided: the comparison step may have kept most votes
	FundedAll bool    // everything eligible fitted, so nothing had to be chosen
	Votes     []int64 // by project: how many ballots support it
	Scores    []int64 // by project: what most votes ranks by; votes, or points where points count
	Ties      []Tie
	Lot       []int // the order that was drawn by lot, where the tie rule has one
	Trace     []Step
	Shares    *Shares     // equal shares only
	Compared  *Preference // the comparison step, if the rules asked for it
}

// Shares says how an equal-shares count ended.
type Shares struct {
	Endowment  *big.Rat // minor units that each ballot was given in the run that was kept
	Rounds     int      // how many times the endowment was raised
	CapReached bool     // the rules' cap stopped the raising; a higher cap might fund more
}

// Stage says which part of a count a step belongs to.
type Stage string

// The stages of a count.
const (
	StageAll    Stage = "all"    // everything fits
	StageShares Stage = "shares" // paid for by its supporters' equal shares
	StageVotes  Stage = "votes"  // by most votes, of the whole budget or of what equal shares left
	StageLoads  Stage = "loads"  // sequential Phragmén
)

// Step is one project's turn. A step that is not Funded says why: MoneyLeft was too little in the stages
// that spend from one purse; in StageShares, Shares was less than the cost when nothing more could be bought.
type Step struct {
	Project   int
	Stage     Stage
	Funded    bool
	MoneyLeft int64    // of the budget, after this step
	Rho       *big.Rat // shares: price of a unit of utility; loads: the supporters' load; else nil
	Shares    *big.Rat // shares: what its supporters had left together before this step; else nil
	PaidFull  int64    // shares: ballots that paid the whole price of their utility
	PaidAll   int64    // shares: ballots that gave all that they had left, because it was less
}

// Tie is a choice between projects that the method ranks as equals.
type Tie struct {
	Among    []int     // all who were tied, the chosen one first
	By       Criterion // what told the chosen one from the next
	Stage    Stage
	Decisive bool // some of them won and some did not
}

// Funded reports whether a project is among the winners.
func (o *Outcome) Funded(project int) bool {
	for _, w := range o.Winners {
		if w == project {
			return true
		}
	}
	return false
}
