// Package funding holds rounds of micro-grants: what may be paid for, who may vote, the ballots and the result.
//
// Invariants:
//   - One voter, one ballot, whichever way they vote. While voting is open a ballot's id is a MAC of the voter under
//     the round's key, so a second ballot of the same voter replaces the first and cannot stand beside it.
//   - No record or journal entry names a voter next to a ballot. Who has voted is derived from the ids, not stored.
//   - Every move of a round from phase to phase is on record, with who moved it and why.
//   - Settings, projects, the rule for the roll and the lot for ties are frozen when voting opens. A draft can be
//     thrown away with all that belongs to it; once parents have been shown it, it stays.
//   - Nothing is counted that the journal holds after the commit that closed the round.
//   - What somebody typed of a ballot paper is sealed under the round's key and is not a ballot before a second person
//     typed the same. It goes with the count.
//   - After the count ballots have fresh random ids in random order, the round's key is destroyed and the journal's
//     ballots are redacted: nobody can link them to voters any more, the operator included.
//   - What an application says is sealed under its author's key; the project that comes of it, within the money that the
//     application asked for, is public.
//   - Whoever leads an application or is otherwise too close to it is set aside: they do not see it as the panel does, and
//     neither review nor decide about it. A member of the panel sees what others found after they have reviewed it.
//   - A number that the round's settings hide is hidden from every channel: all of them ask the same query.
//
// Money is in pence. Times are UTC.
package funding

import (
	"io"
	"strconv"
	"time"

	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
)

// Phase is where a round stands.
type Phase string

// The phases of a round, in their order.
const (
	Draft        Phase = "draft"        // being set up, known to its council alone
	Applications Phase = "applications" // parents put their ideas forward
	Review       Phase = "review"       // the panel looks at them
	Pitches      Phase = "pitches"      // all can read about the projects; the room's lobby may be open
	Voting       Phase = "voting"       // open: settings are frozen
	Counting     Phase = "counting"     // no ballot is taken any more
	Awarded      Phase = "awarded"      // the result stands; the winners are asked to accept
	Reporting    Phase = "reporting"    // the money is spent and accounted for
	Closed       Phase = "closed"       // all is told; nothing changes any more
)

var phaseOrder = map[Phase]int{
	Draft: 0, Applications: 1, Review: 2, Pitches: 3, Voting: 4, Counting: 5, Awarded: 6, Reporting: 7, Closed: 8,
}

// Known reports whether there is such a phase.
func (p Phase) Known() bool {
	_, known := phaseOrder[p]
	return known
}

// Before reports whether a phase comes before another.
func (p Phase) Before(q Phase) bool { return phaseOrder[p] < phaseOrder[q] }

// Unopened reports whether voting is yet to open: settings and projects may still change.
func (p Phase) Unopened() bool { return p.Before(Voting) }

// Counted reports whether the result stands.
func (p Phase) Counted() bool { return !p.Before(Awarded) }

// Round is one funding vote.
type Round struct {
	ID       string `bson:"_id"`
	Council  string `bson:"council"`
	Settings `bson:"settings"`
	Phase    Phase     `bson:"phase"`
	Created  time.Time `bson:"created"`
	Opened   time.Time `bson:"opened,omitempty"`
	Closed   time.Time `bson:"closed,omitempty"`
	Numbers  int32     `bson:"numbers"` // project numbers given out so far; none is used twice
	Moves    int32     `bson:"moves,omitempty"`
	Heeded   time.Time `bson:"heeded,omitempty"` // its last move: dates up to then are spent

	Seed        seal.Sealed `bson:"seed,omitempty"`      // of the lot for ties, sealed under the round's key
	SeedHash    string      `bson:"seed_hash,omitempty"` // SHA-256 of the seed, shown from opening on
	OpenedAfter Head        `bson:"opened_after,omitempty"`
	ClosedAfter Head        `bson:"closed_after,omitempty"`
	Lot         string      `bson:"lot,omitempty"`         // the seed itself, shown once voting has closed
	RollMarked  bool        `bson:"roll_marked,omitempty"` // who took part is on the roll: ballots may be cut loose
	Redacted    bool        `bson:"redacted,omitempty"`    // the journal's ballots of this round have been emptied
	Panel       []string    `bson:"panel,omitempty"`       // persons who review the applications
	Chair       string      `bson:"chair,omitempty"`       // the one of them who may decide, beside staff
	Reminded    bool        `bson:"reminded,omitempty"`    // those who had not voted by the last day have been written to
	Scrutineers []string    `bson:"scrutineers,omitempty"` // persons who may see the ballots of a small round
}

// Head is a point in the journal, as published with a round.
type Head struct {
	Seq  int64  `bson:"seq" json:"seq"`
	Hash string `bson:"hash" json:"hash"`
}

// Project is something that the round's money could pay for.
type Project struct {
	Round  string `bson:"round"`
	Number int32  `bson:"number"` // from 1; its letter on the ballot is A for the first
	Title  string `bson:"title"`
	About  string `bson:"about"` // what, and for whom
	Lead   string `bson:"lead"`  // who leads it, as they wish to be named in public
	Cost   int64  `bson:"cost"`  // pence

	Picture     string `bson:"picture,omitempty"`     // a media.File
	Voice       string `bson:"voice,omitempty"`       // likewise: its leader telling about it
	Application string `bson:"application,omitempty"` // that it came of
	Language    string `bson:"language,omitempty"`    // BCP 47, of title and about; empty where nobody said
}

// RollEntry says that somebody may vote in a round. Voted is marked after voting has closed, never before.
type RollEntry struct {
	Round    string  `bson:"round"`
	Voter    string  `bson:"voter"`
	Channel  Channel `bson:"channel"`
	Late     bool    `bson:"late,omitempty"`     // admitted after voting opened: counted and shown on the result
	Reissued bool    `bson:"reissued,omitempty"` // was given another slip after voting opened: shown too
	Voted    bool    `bson:"voted,omitempty"`
	Way      Way     `bson:"way,omitempty"` // how the ballot came in, marked along with Voted
}

// Channel is how somebody came onto the roll.
type Channel string

// The channels.
const (
	ByMembership Channel = "member"
	BySlip       Channel = "slip"
	ByPaper      Channel = "paper" // was issued a ballot paper
)

// Ballot is one voter's choice while the round is open. It carries nothing about the voter.
type Ballot struct {
	Round   string `bson:"round"`
	ID      string `bson:"id"`
	Choice  `bson:",inline"`
	Receipt string `bson:"receipt"`
	Salt    []byte `bson:"salt"` // so that the journal's digest of a redacted ballot cannot be guessed at
	Tries   []Try  `bson:"tries"`

	Way seal.Sealed `bson:"way,omitempty"` // sealed under the round's key: see ways.go
}

// Try is one accepted request to put a ballot in: its idempotency key and what it asked for, hashed. A late repeat of
// an early try finds itself here and changes nothing.
type Try struct {
	Key  []byte `bson:"key"`
	Body []byte `bson:"body"`
}

// Counted is a ballot after close: a fresh id, and nothing that leads back.
type Counted struct {
	Round   string `bson:"round"`
	ID      string `bson:"id"`
	Choice  `bson:",inline"`
	Receipt string `bson:"receipt"`
}

// Board is what the standings show while voting is open. It follows the ballots in batches, because the difference
// between two boards that are one ballot apart would be that ballot.
type Board struct {
	Round   string  `bson:"_id"`
	Casts   int64   `bson:"casts"`   // ballots put in or changed, as of this board
	Ballots int64   `bson:"ballots"` // ballots in the box, as of this board
	Votes   []int64 `bson:"votes"`   // by project number − 1: votes, or points where ballots give points
}

// The tables of this package.
var (
	Rounds   = store.NewTable("rounds", func(r Round) string { return r.ID })
	Moves    = store.NewTable("moves", Move.key)
	Projects = store.NewTable("projects", func(p Project) string { return projectKey(p.Round, p.Number) })
	Roll     = store.NewTable("roll", func(e RollEntry) string { return e.Round + "/" + e.Voter })
	Ballots  = store.NewTable("ballots", func(b Ballot) string { return b.Round + "/" + b.ID })
	Batches  = store.NewTable("paper_batches", func(b Batch) string { return b.Round + "/" + b.ID })
	Helps    = store.NewTable("helps", func(h Help) string { return h.Round + "/" + h.ID })
	Box      = store.NewTable("counted_ballots", func(c Counted) string { return c.Round + "/" + c.ID })
	Boards   = store.NewTable("boards", func(b Board) string { return b.Round })
	Results  = store.NewTable("results", func(r Result) string { return r.Round })

	clerkDrafts = store.NewTable("paper_drafts", clerkDraft.key)

	roundsOfCouncil = store.NewIndex(Rounds, func(r Round) []string { return []string{r.Council} })
	roundsToDo      = store.NewIndex(Rounds, Round.toDo)
	ballotByReceipt = store.NewIndex(Ballots, func(b Ballot) []string { return []string{b.Round + "/" + b.Receipt} })
	helpsByVoter    = store.NewIndex(Helps, func(h Help) []string { return []string{h.Round + "/" + h.Voter} })
	boxByReceipt    = store.NewIndex(Box, func(c Counted) []string { return []string{c.Round + "/" + c.Receipt} })
	rollTotals      = store.NewTotals(Roll, rollSums)
	ballotTotals    = store.NewTotals(Ballots, ballotSums)
	boxTotals       = store.NewTotals(Box, func(c Counted, add func(string, int64)) { add(c.Round, 1) })
)

// Tables are what a store needs to hold for this package.
func Tables() []store.Registered {
	return []store.Registered{
		Rounds, Moves, Projects, applications, translations, namings, reviews, conflicts, waivers,
		Roll, Ballots, Helps, Batches, clerkDrafts, Box, Boards, Results,
	}
}

// What the duty has to do for a round, as roundsToDo finds it.
const (
	toMove   = "move"   // not open yet: when the date of a phase comes
	toClose  = "close"  // open: at its time, if it has one
	toCount  = "count"  // closed and not counted
	toRedact = "redact" // counted; the journal still has its ballots in the order in which they came
)

func (r Round) toDo() []string {
	switch {
	case r.Phase.Unopened():
		return []string{toMove}
	case r.Phase == Voting:
		return []string{toClose}
	case r.Phase == Counting:
		return []string{toCount}
	case r.Phase.Counted() && !r.Redacted:
		return []string{toRedact}
	}
	return nil
}

// rollSums counts a round's roll: in all, by channel, who voted in which way, who came late, who had a slip again.
func rollSums(e RollEntry, add func(string, int64)) {
	add(e.Round, 1)
	add(e.Round+"/"+string(e.Channel), 1)
	if e.Voted {
		add(e.Round+"/voted/"+string(e.Way), 1)
	}
	if e.Late {
		add(e.Round+"/late", 1)
	}
	if e.Reissued {
		add(e.Round+"/reissued", 1)
	}
}

// ballotSums counts a round's open box: ballots, how often they were put in or changed, and votes or points by
// project number.
func ballotSums(b Ballot, add func(string, int64)) {
	add(b.Round, 1)
	add(b.Round+"/casts", int64(len(b.Tries)))
	for i, n := range b.Picks {
		add(projectKey(b.Round, n), b.worth(i))
	}
}

func projectKey(round string, number int32) string {
	// Zero-padded, so that the order of keys is the order of numbers.
	n := strconv.Itoa(int(number))
	return round + "/p" + "000"[:max(0, 3-len(n))] + n
}

// Funding carries out the acts of this package. Make it with New.
type Funding struct{ Deps }

// Deps is what the acts need.
type Deps struct {
	Store    *store.Store
	Vault    *seal.Vault
	People   *people.People // slips
	Letters  Letters
	Rand     io.Reader // salts, receipts, seeds and the order of the box
	NewID    func() string
	Now      func() time.Time
	Redactor Redactor
}

// New returns the acts of this package.
func New(d Deps) *Funding { return &Funding{Deps: d} }

// ScopePrefix begins the name of what belongs to a round, before its id.
const ScopePrefix = "round/"

// Scope names what belongs to a round: its slips, its room, the live topic that everybody may watch, and its own key in
// the vault, which ballot ids, slip codes and the seed of the lot hang on; the count destroys that key, as throwing the
// draft away does.
func Scope(round string) string { return ScopePrefix + round }

// FilesOwner is the vault's subject under which a round's own pictures and voices are sealed. It is not the round's key,
// which the count destroys.
func FilesOwner(round string) string { return "round-files/" + round }
