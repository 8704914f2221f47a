package funding

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/parentpower/parentpower/internal/store"
	"github.com/parentpower/parentpower/internal/tally"
)

// Result is the outcome of a round.
type Result struct {
	Round     string        `bson:"_id"`
	At        time.Time     `bson:"at"`
	Winners   []int32       `bson:"winners"` // project numbers, in the order in which they won
	Cost      int64         `bson:"cost"`    // pence
	MoneyLeft int64         `bson:"money_left"`
	Votes     []int64       `bson:"votes"`    // by project number − 1: as in Board
	Ballots   int64         `bson:"ballots"`  // in the count
	Roll      int64         `bson:"roll"`     // who could have voted
	Voted     map[Way]int64 `bson:"voted"`    // who did, by how their ballot came in
	Late      int64         `bson:"late"`     // came on the roll after voting opened
	Spoilt    int64         `bson:"spoilt"`   // papers that were entered and are no ballots
	Reissued  int64         `bson:"reissued"` // had a slip again after voting opened
	Quorum    bool          `bson:"quorum"`   // was met
	BoxHash   string        `bson:"box_hash"` // of all ballots in the count: see Bundle
	Account   []byte        `bson:"account"`  // Account as JSON
}

// Account is the story of a count, from which the reasons on the result page are made.
type Account struct {
	Outcome    *tally.Outcome    `json:"outcome"`
	Reasons    []tally.Reason    `json:"reasons"` // winners in the order in which they won, then the others by votes
	Comparison *tally.Comparison `json:"comparison"`
}

// result counts the box of a closed round.
func (f *Funding) result(ctx context.Context, v store.View, id string) (Result, error) {
	r, err := RoundByID(v, id)
	if err != nil {
		return Result{}, err
	}
	projects := ProjectsOf(v, id)
	box := boxOf(v, id)
	account, err := count(ctx, r, projects, box)
	if err != nil {
		return Result{}, err
	}
	text, err := json.Marshal(account)
	if err != nil {
		return Result{}, fmt.Errorf("account: %w", err)
	}
	outcome := account.Outcome
	res := Result{
		Round: id, Cost: outcome.Cost, MoneyLeft: outcome.MoneyLeft, Votes: make([]int64, r.Numbers),
		Ballots: int64(len(box)), Roll: rollTotals.Get(v, id), Voted: map[Way]int64{},
		Late: rollTotals.Get(v, id+"/late"), Reissued: rollTotals.Get(v, id+"/reissued"),
		Quorum: int64(len(box)) >= r.Quorum, BoxHash: boxHash(box), Account: text,
		Winners: numbersOf(projects, outcome.Winners),
	}
	for i, p := range projects {
		res.Votes[p.Number-1] = outcome.Scores[i]
	}
	for b := range Batches.Under(v, id+"/") {
		for _, n := range b.Spoilt {
			if b.State == BatchIn {
				res.Spoilt += n
			}
		}
	}
	// Exact however few they are: no vote, standing or published ballot is ever told apart by its way, so a line of one
	// says that somebody came so, which whoever saw them come knows, and nothing of what they chose.
	for _, way := range Ways {
		res.Voted[way] = rollTotals.Get(v, id+"/voted/"+string(way))
	}
	return res, nil
}

// count counts a box by a round's rules.
func count(ctx context.Context, r Round, projects []Project, box []Counted) (Account, error) {
	election := electionOf(r, projects, box)
	outcome, err := tally.Count(ctx, election, r.rules())
	if err != nil {
		return Account{}, fmt.Errorf("count: %w", err)
	}
	reasons, err := tally.Reasons(election, r.rules(), outcome)
	if err != nil {
		return Account{}, fmt.Errorf("reasons: %w", err)
	}
	comparison, err := tally.Compare(ctx, election, r.rules())
	if err != nil {
		return Account{}, fmt.Errorf("compare: %w", err)
	}
	return Account{Outcome: outcome, Reasons: reasons, Comparison: comparison}, nil
}

// numbersOf are the numbers of the projects at the given places.
func numbersOf(projects []Project, places []int) []int32 {
	numbers := make([]int32, len(places))
	for i, p := range places {
		numbers[i] = projects[p].Number
	}
	return numbers
}

// rules are a round's rules as the count takes them.
func (r Round) rules() tally.Rules {
	// What most votes is compared with is equal shares as we advise it.
	rules := tally.Rules{Method: tally.EqualShares, Utility: tally.UtilityCost, Completion: tally.Add1, Ties: tally.CostVotesLot, Seed: r.Lot}
	if r.Ballot.Scored() {
		rules.Utility = tally.UtilityPoints
	}
	switch r.Rule {
	case MostVotes:
		rules.Method = tally.MostVotes
	case EqualSharesExhausted:
		rules.Completion = tally.Add1Exhaustive
	case EqualSharesTopUp:
		rules.Completion = tally.Add1U
	case EqualSharesOnly:
		rules.Completion = tally.NoCompletion
	case EqualShares: // as it stands
	}
	return rules
}

// countedAs are the kinds of ballot as the count knows them. It gives the points of an order itself.
var countedAs = map[BallotKind]tally.Kind{
	AnyNumber: tally.Approval, UpToMost: tally.Approval, WithinBudget: tally.Knapsack,
	SharePoints: tally.Points, InOrder: tally.Ordinal,
}

// electionOf is a round's vote as the count takes it.
func electionOf(r Round, projects []Project, box []Counted) *tally.Election {
	e := &tally.Election{Budget: r.Budget, Kind: countedAs[r.Ballot]}
	place := make(map[int32]int, len(projects))
	for i, p := range projects {
		place[p.Number] = i
		e.Projects = append(e.Projects, tally.Project{ID: strconv.Itoa(int(p.Number)), Cost: p.Cost})
	}
	for _, c := range box {
		picks := make([]int, len(c.Picks))
		for i, n := range c.Picks {
			picks[i] = place[n]
		}
		ballot := tally.Ballot{Projects: picks, Count: 1}
		if e.Kind == tally.Points {
			ballot.Points = c.Points
		}
		e.Ballots = append(e.Ballots, ballot)
	}
	return e
}
