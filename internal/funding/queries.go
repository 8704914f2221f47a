package funding

import (
	"iter"
	"slices"
	"strings"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// RoundByID returns a round; NotFound where there is none.
func RoundByID(v store.View, id string) (Round, error) {
	r, ok := Rounds.Get(v, id)
	if !ok {
		return Round{}, fault.New(fault.NotFound, "fault.funding.round_not_found")
	}
	return r, nil
}

// RoundsOf returns a council's rounds, the newest first.
func RoundsOf(v store.View, council string) []Round {
	rounds := slices.Collect(roundsOfCouncil.Each(v, council))
	slices.SortStableFunc(rounds, func(a, b Round) int { return b.Created.Compare(a.Created) })
	return rounds
}

// ProjectsOf returns a round's projects in the order of the ballot.
func ProjectsOf(v store.View, round string) []Project {
	return slices.Collect(Projects.Under(v, round+"/"))
}

// ProjectByNumber returns a project; NotFound where there is none.
func ProjectByNumber(v store.View, round string, number int32) (Project, error) {
	p, ok := Projects.Get(v, projectKey(round, number))
	if !ok {
		return Project{}, fault.New(fault.NotFound, "fault.funding.project_not_found")
	}
	return p, nil
}

// OnBallot reports whether a file is the picture or the voice note of a project.
func OnBallot(v store.View, round, file string) bool {
	for p := range Projects.Under(v, round+"/") {
		if file != "" && (p.Picture == file || p.Voice == file) {
			return true
		}
	}
	return false
}

// RollOf yields a round's roll in the order of voters' ids.
func RollOf(v store.View, round string) iter.Seq[RollEntry] { return Roll.Under(v, round+"/") }

// OnRoll reports whether somebody may vote in a round.
func OnRoll(v store.View, round, voter string) bool {
	_, ok := Roll.Get(v, round+"/"+voter)
	return ok
}

// ReceiptState is what can be said about a receipt.
type ReceiptState string

// The answers to "is my vote in the count?".
const (
	InTheBox   ReceiptState = "in-the-box" // voting is open and a ballot with this receipt is in
	InTheCount ReceiptState = "counted"
	NoReceipt  ReceiptState = "unknown"
)

// FindReceipt says whether a ballot with these words is in the box or in the count. Upper and lower case and what
// stands between the words do not matter.
func FindReceipt(v store.View, round, words string) ReceiptState {
	receipt := round + "/" + tidyReceipt(words)
	if _, ok := boxByReceipt.First(v, receipt); ok {
		return InTheCount
	}
	if _, ok := ballotByReceipt.First(v, receipt); ok {
		return InTheBox
	}
	return NoReceipt
}

// tidyReceipt brings what a person typed into the form in which receipts are kept: "maple-otter-lantern-42".
func tidyReceipt(words string) string {
	parts := strings.FieldsFunc(strings.ToLower(words), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	return strings.Join(parts, "-")
}
