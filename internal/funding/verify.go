package funding

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/parentpower/parentpower/internal/tally"
)

// Check is one thing that Verify looked at.
type Check struct {
	What string `json:"what"` // a stable name, such as "recount"
	OK   bool   `json:"ok"`
	Note string `json:"note,omitempty"` // what was found, or why it could not be checked
}

// Verify checks an audit bundle: that the box is whole and its hash right, that every ballot keeps to the rules, that
// no more ballots are in it than people voted, that the lot is the one committed to, and that counting again gives the
// announced result. With an older bundle of the same round it also checks that nothing was taken out or changed since.
// It needs nothing but the bundles.
func Verify(ctx context.Context, b Bundle, older *Bundle) []Check {
	k := &checker{}
	if k.that("format", b.Format == BundleFormat, "the file says "+b.Format); b.Format != BundleFormat {
		return k.checks
	}
	k.that("lot", tally.Commitment(b.Lot.Seed) == b.Lot.Commitment, "the seed is not what was committed to")
	voted := int64(0)
	for _, n := range b.Roll.Voted {
		voted += n
	}
	k.that("one-ballot-a-voter", voted == b.Box.Count && voted <= b.Roll.Entries,
		fmt.Sprintf("%d ballots, %d voters marked, %d on the roll", b.Box.Count, voted, b.Roll.Entries))
	if b.Box.Ballots == nil && b.Box.Count > 0 {
		k.checks = append(k.checks, Check{What: "ballots", OK: true, Note: "not in this bundle: the round is small, so only its scrutineers can recount it"})
	} else {
		k.box(b)
		k.recount(ctx, b)
	}
	if older != nil {
		k.nothingRemoved(b, *older)
	}
	return k.checks
}

type checker struct{ checks []Check }

func (k *checker) that(what string, ok bool, note string) {
	if ok {
		note = ""
	}
	k.checks = append(k.checks, Check{What: what, OK: ok, Note: note})
}

// box checks the ballots by themselves.
func (k *checker) box(b Bundle) {
	k.that("count", int64(len(b.Box.Ballots)) == b.Box.Count, fmt.Sprintf("%d ballots, %d announced", len(b.Box.Ballots), b.Box.Count))
	box := countedOf(b)
	k.that("hash", boxHash(box) == b.Box.Hash, "the ballots are not the ones that were hashed")
	for i := 1; i < len(box); i++ {
		if box[i-1].Receipt == box[i].Receipt {
			k.that("receipts", false, "the receipt "+box[i].Receipt+" is there twice")
			return
		}
	}
	k.that("receipts", true, "")
	for _, ballot := range b.Box.Ballots {
		if err := b.breaks(ballot); err != nil {
			k.that("rules", false, ballot.Receipt+": "+err.Error())
			return
		}
	}
	k.that("rules", true, "")
}

// breaks says which rule of the round a ballot breaks; nothing if none.
func (b Bundle) breaks(ballot BundleBallot) error {
	rules := b.Round.settings()
	if err := ballot.whole(); err != nil {
		return err
	}
	if rules.Ballot.tidy(ballot.Choice).String() != ballot.String() {
		return errors.New("the picks are not in their order")
	}
	return rules.allows(ballot.Choice, func(number int32) (int64, bool) {
		at := slices.IndexFunc(b.Projects, func(p BundleProject) bool { return p.Number == number })
		if at < 0 {
			return 0, false
		}
		return b.Projects[at].Cost, true
	})
}

// settings are the rules by which ballots were taken and counted.
func (r BundleRound) settings() Settings {
	return Settings{Budget: r.Budget, Ballot: r.Ballot, Most: r.Most, Points: r.Points, Rule: r.Rule}
}

// recount counts again and compares with what was announced, to the last step of the account.
func (k *checker) recount(ctx context.Context, b Bundle) {
	r := Round{ID: b.Round.ID, Lot: b.Lot.Seed, Settings: b.Round.settings()}
	projects := make([]Project, len(b.Projects))
	for i, p := range b.Projects {
		projects[i] = Project{Number: p.Number, Cost: p.Cost}
	}
	account, err := count(ctx, r, projects, countedOf(b))
	if err != nil {
		k.that("recount", false, err.Error())
		return
	}
	winners := numbersOf(projects, account.Outcome.Winners)
	votes := map[int32]int64{}
	for i, p := range projects {
		votes[p.Number] = account.Outcome.Scores[i]
	}
	k.that("votes", maps.Equal(votes, b.Result.Votes), "the votes by project differ")
	k.that("recount", slices.Equal(winners, b.Result.Winners) && account.Outcome.Cost == b.Result.Cost,
		fmt.Sprintf("counting again gives %v for %d, announced %v for %d", winners, account.Outcome.Cost, b.Result.Winners, b.Result.Cost))
	again, err := json.Marshal(account)
	k.that("account", err == nil && sameJSON(again, b.Result.Account), "the steps of the count differ")
	k.that("quorum", b.Result.QuorumMet == (b.Box.Count >= b.Round.Quorum), "the quorum is not as announced")
}

// nothingRemoved checks that a newer bundle says all that an older one did.
func (k *checker) nothingRemoved(b, older Bundle) {
	k.that("same-round", b.Round == older.Round && slices.Equal(b.Projects, older.Projects), "the rules or projects differ")
	k.that("same-journal", b.Journal == older.Journal && b.Lot == older.Lot, "the journal's heads or the lot differ")
	now := make(map[string]string, len(b.Box.Ballots))
	for _, ballot := range b.Box.Ballots {
		now[ballot.Receipt] = ballot.String()
	}
	missing := 0
	for _, ballot := range older.Box.Ballots {
		if says, there := now[ballot.Receipt]; !there || says != ballot.String() {
			missing++
		}
	}
	if b.Box.Ballots == nil {
		missing = 0 // a public bundle beside a scrutineer's: the hash speaks
	}
	k.that("nothing-removed", missing == 0 && b.Box.Hash == older.Box.Hash, fmt.Sprintf("%d ballots of the older bundle are gone or changed", missing))
}

// countedOf is a bundle's box in the order of receipts.
func countedOf(b Bundle) []Counted {
	box := make([]Counted, len(b.Box.Ballots))
	for i, ballot := range b.Box.Ballots {
		box[i] = Counted{Receipt: ballot.Receipt, Choice: ballot.Choice}
	}
	slices.SortFunc(box, func(x, y Counted) int { return cmp.Compare(x.Receipt, y.Receipt) })
	return box
}

// sameJSON compares two JSON texts by what they say.
func sameJSON(a, b []byte) bool {
	var x, y any
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		return false
	}
	xs, errX := json.Marshal(x)
	ys, errY := json.Marshal(y)
	return errX == nil && errY == nil && string(xs) == string(ys)
}
