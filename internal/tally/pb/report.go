package pb

import (
	"encoding/json"
	"math/big"

	"github.com/parentpower/parentpower/internal/tally"
)

// Report is the outcome of counting a file, for the command line: projects by their IDs, money in the file's
// own unit as exact decimals, prices and endowments as exact fractions.
type Report struct {
	Rule       tally.Method     `json:"rule"`
	Utility    tally.Utility    `json:"utility"`
	Completion tally.Completion `json:"completion"`
	TieRule    tally.TieRule    `json:"tie_rule"`
	Winners    []string         `json:"winners"`
	Cost       json.Number      `json:"cost"`
	MoneyLeft  json.Number      `json:"money_left"`
	Budget     json.Number      `json:"budget"`
	Ballots    int              `json:"ballots"`
	DecidedBy  tally.Method     `json:"decided_by"`
	FundedAll  bool             `json:"funded_all"`
	Shares     *SharesReport    `json:"shares,omitempty"`
	Compared   *PreferReport    `json:"compared,omitempty"`
	Ties       []TieReport      `json:"ties"`
	Lot        []string         `json:"lot,omitempty"`
	Commitment string           `json:"commitment,omitempty"`
	Trace      []StepReport     `json:"trace,omitempty"`
}

// SharesReport says how equal shares ended.
type SharesReport struct {
	Endowment  string `json:"endowment"`
	Rounds     int    `json:"rounds"`
	CapReached bool   `json:"cap_reached"`
}

// PreferReport is the comparison step: how many ballots prefer which outcome.
type PreferReport struct {
	MostVotes   int64 `json:"most_votes"`
	EqualShares int64 `json:"equal_shares"`
	Same        int64 `json:"same"`
}

// TieReport is a tie that was broken.
type TieReport struct {
	Chosen   string          `json:"chosen"`
	Among    []string        `json:"among"`
	By       tally.Criterion `json:"by"`
	Stage    tally.Stage     `json:"stage"`
	Decisive bool            `json:"decisive"`
}

// StepReport is one step of the trace.
type StepReport struct {
	Project   string      `json:"project"`
	Stage     tally.Stage `json:"stage"`
	Funded    bool        `json:"funded"`
	Cost      json.Number `json:"cost"`
	Votes     int64       `json:"votes"`
	Score     int64       `json:"score"`
	MoneyLeft json.Number `json:"money_left"`
	Rho       string      `json:"rho,omitempty"`       // exact
	RhoAbout  string      `json:"rho_about,omitempty"` // the same to nine decimals, for reading
	Shares    string      `json:"shares,omitempty"`    // what the backers had together, exact
	PaidFull  int64       `json:"paid_full,omitempty"`
	PaidAll   int64       `json:"paid_all,omitempty"`
}

// NewReport puts an outcome of counting f in the file's words; the trace only if it is asked for.
func NewReport(f *File, rules tally.Rules, o *tally.Outcome, trace bool) *Report {
	r := &Report{
		Rule: rules.Method, Utility: rules.Utility, Completion: rules.Completion, TieRule: rules.Ties,
		Winners: f.ids(o.Winners), Cost: f.money(o.Cost), MoneyLeft: f.money(o.MoneyLeft), Budget: f.money(f.Budget),
		Ballots: len(f.Votes), DecidedBy: o.Method, FundedAll: o.FundedAll, Ties: []TieReport{},
	}
	if o.Shares != nil {
		r.Shares = &SharesReport{f.fraction(o.Shares.Endowment), o.Shares.Rounds, o.Shares.CapReached}
	}
	if o.Compared != nil {
		r.Compared = (*PreferReport)(o.Compared)
	}
	for _, tie := range o.Ties {
		among := f.ids(tie.Among)
		r.Ties = append(r.Ties, TieReport{among[0], among, tie.By, tie.Stage, tie.Decisive})
	}
	if o.Lot != nil {
		r.Lot, r.Commitment = f.ids(o.Lot), tally.Commitment(rules.Seed)
	}
	if trace {
		for _, step := range o.Trace {
			r.Trace = append(r.Trace, f.step(o, step, rules))
		}
	}
	return r
}

func (f *File) step(o *tally.Outcome, s tally.Step, rules tally.Rules) StepReport {
	r := StepReport{
		Project: f.Projects[s.Project].ID, Stage: s.Stage, Funded: s.Funded,
		Cost: f.money(f.Projects[s.Project].Cost), Votes: o.Votes[s.Project], Score: o.Scores[s.Project],
		MoneyLeft: f.money(s.MoneyLeft), PaidFull: s.PaidFull, PaidAll: s.PaidAll,
	}
	if s.Rho != nil {
		rho := s.Rho // money for money has no unit; any other price is in money
		if s.Stage == tally.StageLoads || rules.Utility != tally.UtilityCost {
			rho = f.units(rho)
		}
		r.Rho, r.RhoAbout = rho.RatString(), rho.FloatString(9)
	}
	if s.Shares != nil {
		r.Shares = f.fraction(s.Shares)
	}
	return r
}

// DefaultStep is the step of Add1 for this file: a hundredth of its unit up to 500 ballots, one above.
func (f *File) DefaultStep() int64 {
	return tally.DefaultStep(int64(len(f.Votes))) * (f.Unit / 100)
}

func (f *File) ids(places []int) []string {
	ids := make([]string, len(places))
	for i, p := range places {
		ids[i] = f.Projects[p].ID
	}
	return ids
}

func (f *File) money(minor int64) json.Number { return json.Number(FormatAmount(minor, f.Unit)) }

func (f *File) units(minor *big.Rat) *big.Rat {
	return new(big.Rat).Quo(minor, new(big.Rat).SetInt64(f.Unit))
}

func (f *File) fraction(minor *big.Rat) string { return f.units(minor).RatString() }
