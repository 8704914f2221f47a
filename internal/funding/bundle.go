package funding

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// BundleFormat names this version of the audit bundle.
const BundleFormat = "parentpower-audit-1"

// Bundle is everything that somebody needs to check a result without trusting this server, as one JSON file. Ballots
// is nil where the round is too small to publish them; BoxHash stands for them then, and named scrutineers get the
// bundle that has them. Verify checks a bundle.
type Bundle struct {
	Format   string          `json:"format"`
	Round    BundleRound     `json:"round"`
	Projects []BundleProject `json:"projects"`
	Roll     BundleRoll      `json:"roll"`
	Lot      BundleLot       `json:"lot"`
	Journal  BundleJournal   `json:"journal"`
	Box      BundleBox       `json:"box"`
	Result   BundleResult    `json:"result"`
}

// BundleRound is the round's rules as they were frozen. Money is in pence.
type BundleRound struct {
	ID      string     `json:"id"`
	Title   string     `json:"title"`
	Budget  int64      `json:"budget"`
	Ballot  BallotKind `json:"ballot"`
	Most    int        `json:"most,omitempty"`
	Points  int        `json:"points,omitempty"`
	Rule    Rule       `json:"rule"`
	Quorum  int64      `json:"quorum"`
	Opened  time.Time  `json:"opened"`
	Closed  time.Time  `json:"closed"`
	Publish int64      `json:"publish"`
}

// BundleProject is one project on the ballot.
type BundleProject struct {
	Number int32  `json:"number"`
	Title  string `json:"title"`
	Cost   int64  `json:"cost"`
}

// BundleRoll is the roll in numbers.
type BundleRoll struct {
	Entries  int64         `json:"entries"`
	Voted    map[Way]int64 `json:"voted"` // by how the ballot came in
	Late     int64         `json:"late"`
	Reissued int64         `json:"reissued"`
}

// BundleLot is the lot for ties: Commitment was shown when voting opened, Seed is what it commits to.
type BundleLot struct {
	Commitment string `json:"commitment"`
	Seed       string `json:"seed"`
}

// BundleJournal is where the journal stood just before voting opened and closed.
type BundleJournal struct {
	Opened Head `json:"opened"`
	Closed Head `json:"closed"`
}

// BundleBox is the box. Hash is SHA-256, in hexadecimal, over one line a ballot in the order of receipts: the receipt,
// a colon, the choice as Choice.String writes it, a line feed.
type BundleBox struct {
	Count   int64          `json:"count"`
	Hash    string         `json:"hash"`
	Ballots []BundleBallot `json:"ballots,omitempty"`
}

// BundleBallot is one ballot.
type BundleBallot struct {
	Receipt string `json:"receipt"`
	Choice
}

// BundleResult is what was announced.
type BundleResult struct {
	Winners   []int32         `json:"winners"`
	Cost      int64           `json:"cost"`
	MoneyLeft int64           `json:"money_left"`
	Votes     map[int32]int64 `json:"votes"` // or points: see Board
	QuorumMet bool            `json:"quorum_met"`
	Account   json.RawMessage `json:"account"`
}

// MayPublish reports whether anyone may have a round's ballots.
func MayPublish(r Round, res Result) bool { return res.Ballots >= r.Publish }

// NewBundle makes the audit bundle of a round whose result stands; with ballots where the round is large enough to
// publish them, or where the asker is a scrutineer. It fails with NotFound, and Conflict before the result.
func NewBundle(v store.View, id string, scrutineer bool) (Bundle, error) {
	r, err := RoundByID(v, id)
	if err != nil {
		return Bundle{}, err
	}
	res, err := ResultOf(v, id)
	if err != nil {
		return Bundle{}, err
	}
	b := Bundle{
		Format: BundleFormat,
		Round: BundleRound{ID: id, Title: r.Title, Budget: r.Budget, Ballot: r.Ballot, Most: r.Most, Points: r.Points,
			Rule: r.Rule, Quorum: r.Quorum, Opened: r.Opened, Closed: r.Closed, Publish: r.Publish},
		Roll:    BundleRoll{Entries: res.Roll, Voted: res.Voted, Late: res.Late, Reissued: res.Reissued},
		Lot:     BundleLot{Commitment: r.SeedHash, Seed: r.Lot},
		Journal: BundleJournal{Opened: r.OpenedAfter, Closed: r.ClosedAfter},
		Box:     BundleBox{Count: res.Ballots, Hash: res.BoxHash},
		Result: BundleResult{Winners: res.Winners, Cost: res.Cost, MoneyLeft: res.MoneyLeft,
			Votes: map[int32]int64{}, QuorumMet: res.Quorum, Account: res.Account},
	}
	for _, p := range ProjectsOf(v, id) {
		b.Projects = append(b.Projects, BundleProject{Number: p.Number, Title: p.Title, Cost: p.Cost})
		b.Result.Votes[p.Number] = res.Votes[p.Number-1]
	}
	if scrutineer || MayPublish(r, res) {
		for _, c := range boxOf(v, id) {
			c.Picks = append([]int32{}, c.Picks...) // never null
			b.Box.Ballots = append(b.Box.Ballots, BundleBallot{c.Receipt, c.Choice})
		}
	}
	return b, nil
}

// ResultOf returns a round's result; Conflict where it is not out yet.
func ResultOf(v store.View, id string) (Result, error) {
	res, ok := Results.Get(v, id)
	if !ok {
		return Result{}, fault.New(fault.Conflict, "fault.funding.no_result")
	}
	return res, nil
}

// boxOf returns a round's counted ballots in the order of their receipts.
func boxOf(v store.View, round string) []Counted {
	box := slices.Collect(Box.Under(v, round+"/"))
	slices.SortFunc(box, func(a, b Counted) int { return cmp.Compare(a.Receipt, b.Receipt) })
	return box
}

// boxHash is BundleBox.Hash. The box must be in the order of receipts.
func boxHash(box []Counted) string {
	h := sha256.New()
	w := bufio.NewWriter(h)
	for _, c := range box {
		_, _ = fmt.Fprintf(w, "%s:%s\n", c.Receipt, c.Choice)
	}
	_ = w.Flush() // a hash takes everything
	return hex.EncodeToString(h.Sum(nil))
}
