package web

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/tally"
)

// apiResult is what was decided. Winners are in the order in which they won; money is in pence.
type apiResult struct {
	Round     string                `json:"round"`
	At        string                `json:"at"`
	Winners   []int32               `json:"winners"`
	Cost      int64                 `json:"cost"`
	MoneyLeft int64                 `json:"money_left"`
	Projects  []apiOutcome          `json:"projects"`
	Ballots   int64                 `json:"ballots"`
	Roll      int64                 `json:"roll"`
	Voted     map[funding.Way]int64 `json:"voted"`  // by how the ballot came in
	Spoilt    int64                 `json:"spoilt"` // papers that could not be counted
	Late      int64                 `json:"late"`
	Revoked   int64                 `json:"revoked"`
	Reissued  int64                 `json:"reissued"`
	QuorumMet bool                  `json:"quorum_met"`
	BoxHash   string                `json:"box_hash"`
	Published bool                  `json:"published"` // anyone may have the ballots
	Lot       apiLot                `json:"lot"`
}

// apiOutcome says of one project whether it was funded, and why.
type apiOutcome struct {
	Project int32            `json:"project"`
	Votes   int64            `json:"votes"`
	Score   int64            `json:"score"` // what most votes goes by: votes, or points where ballots give points
	Funded  bool             `json:"funded"`
	Reason  tally.ReasonKind `json:"reason"`
}

type apiLot struct {
	Commitment string `json:"commitment"`
	Seed       string `json:"seed"`
}

func (s *Site) apiResult(r *request) error {
	res, err := funding.ResultOf(r.view, r.round.ID)
	if err != nil {
		return err
	}
	var story funding.Account
	if err := json.Unmarshal(res.Account, &story); err != nil {
		return fmt.Errorf("read the account of a count: %w", err)
	}
	_, revoked := people.SlipCount(r.view, funding.Scope(r.round.ID))
	told := apiResult{
		Round: r.round.ID, At: tellTime(res.At), Winners: tellNumbers(res.Winners), Cost: res.Cost, MoneyLeft: res.MoneyLeft,
		Projects: []apiOutcome{}, Ballots: res.Ballots, Roll: res.Roll, Voted: res.Voted, Spoilt: res.Spoilt, Late: res.Late, Revoked: revoked,
		Reissued: res.Reissued, QuorumMet: res.Quorum, BoxHash: res.BoxHash, Published: funding.MayPublish(r.round, res),
		Lot: apiLot{Commitment: r.round.SeedHash, Seed: r.round.Lot},
	}
	projects := funding.ProjectsOf(r.view, r.round.ID)
	for _, reason := range story.Reasons {
		number := projects[reason.Project].Number
		told.Projects = append(told.Projects, apiOutcome{
			Project: number, Votes: reason.Backers, Score: res.Votes[number-1], Funded: reason.Funded, Reason: reason.Kind,
		})
	}
	return r.json(http.StatusOK, told)
}

// apiReceipt says whether a ballot with this receipt is in the box or in the count.
func (s *Site) apiReceipt(r *request) error {
	words := r.param("receipt")
	return r.json(http.StatusOK, map[string]any{"receipt": words, "state": funding.FindReceipt(r.view, r.round.ID, words)})
}
