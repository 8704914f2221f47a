package tally

import (
	"fmt"
	"strings"
)

// Kind is what a voter may put on a ballot.
type Kind int

// The kinds of ballot.
const (
	Approval  Kind = iota // any number of projects
	Knapsack              // projects that fit the budget together
	ChooseOne             // one project
	Points                // points shared out, or given freely
	Ordinal               // an order: with k projects, the first is worth k points and the last 1
)

// Method is how winners are found.
type Method int

// The methods.
const (
	MostVotes Method = iota
	EqualShares
	Phragmen
)

// Utility is what a funded project is worth to a ballot that supports it.
type Utility int

// The utilities. Under most votes, UtilityPoints ranks by points and the others by ballots.
const (
	UtilityCost Utility = iota
	UtilityCount
	UtilityPoints
)

// Completion is what happens to money that equal shares leaves.
type Completion int

// The completions.
const (
	NoCompletion   Completion = iota
	Add1                      // raise all endowments by a step while the outcome stays within the budget
	Add1Exhaustive            // the same, but stop as soon as nothing more fits
	Add1U                     // Add1, then most votes with what is left
	Greedy                    // most votes with what is left
)

// TieRule is the order in which tied projects are told apart.
type TieRule int

// The tie rules: lower cost, then more votes, then the project's ID or its place in a drawn lot.
const (
	CostVotesName TieRule = iota
	CostVotesLot
)

// Rules say how to count. The zero value is most votes first, skipping what does not fit.
type Rules struct {
	Method     Method
	Utility    Utility
	Completion Completion // equal shares only
	Step       int64      // minor units by which Add1 raises each endowment; 0 means DefaultStep
	Cap        int        // most raises of the endowment; 0 means DefaultCap
	Stop       bool       // most votes: end at the first project that does not fit, instead of skipping it
	MinScore   int64      // projects that score less are not eligible
	Compare    bool       // equal shares: keep the most-votes outcome if more ballots prefer it
	Pure       bool       // count even where everything fits, as textbooks and some tools do
	Ties       TieRule
	Seed       string // draws the lot of CostVotesLot
}

// DefaultCap bounds how often Add1 raises the endowment.
const DefaultCap = 1_000_000

// DefaultStep is a penny in rounds of up to 500 ballots, where pennies matter, and a pound above.
func DefaultStep(ballots int64) int64 {
	if ballots <= 500 {
		return 1
	}
	return 100
}

// names is the text form of an enumeration: the words of the command line, the JSON API and stored rounds.
type names []string

var (
	kindNames       = names{"approval", "knapsack", "choose-1", "points", "ordinal"}
	methodNames     = names{"most-votes", "equal-shares", "phragmen"}
	utilityNames    = names{"cost", "count", "points"}
	completionNames = names{"none", "add1", "add1-exhaustive", "add1u", "greedy"}
	tieNames        = names{"cost-votes-name", "cost-votes-lot"}
)

func (n names) text(i int) string {
	if i >= 0 && i < len(n) {
		return n[i]
	}
	return fmt.Sprintf("unknown(%d)", i)
}

func (n names) marshal(what string, i int) ([]byte, error) {
	if i < 0 || i >= len(n) {
		return nil, fmt.Errorf("%s %d has no name", what, i)
	}
	return []byte(n[i]), nil
}

func (n names) parse(what string, text []byte) (int, error) {
	for i, name := range n {
		if name == string(text) {
			return i, nil
		}
	}
	return 0, fmt.Errorf("%s %q is unknown: it is one of %s", what, text, strings.Join(n, ", "))
}

// The text forms below let the enumerations be flags, JSON values and stored fields as they are.

func (k Kind) String() string                { return kindNames.text(int(k)) }
func (k Kind) MarshalText() ([]byte, error)  { return kindNames.marshal("ballot kind", int(k)) }
func (k *Kind) UnmarshalText(t []byte) error { return set(k, kindNames, "ballot kind", t) }

func (m Method) String() string                { return methodNames.text(int(m)) }
func (m Method) MarshalText() ([]byte, error)  { return methodNames.marshal("rule", int(m)) }
func (m *Method) UnmarshalText(t []byte) error { return set(m, methodNames, "rule", t) }

func (u Utility) String() string                { return utilityNames.text(int(u)) }
func (u Utility) MarshalText() ([]byte, error)  { return utilityNames.marshal("utility", int(u)) }
func (u *Utility) UnmarshalText(t []byte) error { return set(u, utilityNames, "utility", t) }

func (c Completion) String() string { return completionNames.text(int(c)) }
func (c Completion) MarshalText() ([]byte, error) {
	return completionNames.marshal("completion", int(c))
}
func (c *Completion) UnmarshalText(t []byte) error { return set(c, completionNames, "completion", t) }

func (r TieRule) String() string                { return tieNames.text(int(r)) }
func (r TieRule) MarshalText() ([]byte, error)  { return tieNames.marshal("tie rule", int(r)) }
func (r *TieRule) UnmarshalText(t []byte) error { return set(r, tieNames, "tie rule", t) }

func set[T ~int](value *T, n names, what string, text []byte) error {
	i, err := n.parse(what, text)
	if err != nil {
		return err
	}
	*value = T(i)
	return nil
}
