package funding

import (
	"cmp"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
)

// Settings are the rules of a round. All of it freezes when voting opens, but for Standings, which may be tightened.
type Settings struct {
	Title     string     `bson:"title"`
	Purpose   string     `bson:"purpose"`
	Budget    int64      `bson:"budget"`             // pence
	Smallest  int64      `bson:"smallest,omitempty"` // grant, pence; zero: no limit
	Largest   int64      `bson:"largest,omitempty"`  // grant, pence; zero: no limit
	Voters    Voters     `bson:"voters"`
	Ballot    BallotKind `bson:"ballot"`
	Most      int        `bson:"most,omitempty"`   // picks, for UpToMost; projects to put in order, for InOrder
	Points    int        `bson:"points,omitempty"` // to share out, for SharePoints
	Rule      Rule       `bson:"rule"`
	Quorum    int64      `bson:"quorum,omitempty"`  // ballots; zero: none
	Standings Standings  `bson:"standings"`         // when votes by project show
	Minimum   int64      `bson:"minimum,omitempty"` // ballots before any standings show
	Publish   int64      `bson:"publish"`           // ballots from which anyone may download them
	Dates     Dates      `bson:"dates"`
	Closes    time.Time  `bson:"closes,omitempty"` // zero: closed by hand

	Guidelines []string `bson:"guidelines,omitempty"` // what an idea must meet, in the order of their numbers from 1
	Checklist  []string `bson:"checklist,omitempty"`  // what the panel says yes or no to, about each idea
	Reviews    int      `bson:"reviews,omitempty"`    // of the panel, before an idea is decided
}

// Voters says who is on the roll.
type Voters string

// Who may vote.
const (
	Members       Voters = "members"
	SlipHolders   Voters = "slips"
	MembersOrSlip Voters = "both"
)

// BallotKind says what a voter may put on a ballot.
type BallotKind string

// The kinds of ballot.
const (
	AnyNumber    BallotKind = "any"
	UpToMost     BallotKind = "up-to"
	WithinBudget BallotKind = "within-budget"
	SharePoints  BallotKind = "points" // a number of points, shared out as the voter likes
	InOrder      BallotKind = "rank"   // some projects, the best first
)

// Scored reports whether ballots give points, by which projects are then counted instead of by votes.
func (k BallotKind) Scored() bool { return k == SharePoints || k == InOrder }

// Rule is how the votes are counted.
type Rule string

// The rules, with the completions of equal shares. See docs/counting.md.
const (
	MostVotes            Rule = "most-votes"
	EqualShares          Rule = "equal-shares"            // completed by Add1
	EqualSharesExhausted Rule = "equal-shares-exhaustive" // completed by Add1, until nothing more fits
	EqualSharesTopUp     Rule = "equal-shares-topup"      // completed by Add1, then most votes with what is left
	EqualSharesOnly      Rule = "equal-shares-only"       // what equal shares leaves stays in the pot
)

// Standings says when votes by project show. In this order each is tighter than the one before.
type Standings string

// When standings show.
const (
	ShowLive       Standings = "live"
	ShowAfterVote  Standings = "after-vote"
	ShowAfterClose Standings = "after-close"
)

// Limits of a round.
const (
	MaxProjects    = 200
	MaxPoints      = 100 // to share out
	MaxOrder       = 20  // projects to put in order
	DefaultPoints  = 10
	DefaultOrder   = 5
	MaxBudget      = 100_000_000_000 // pence: a thousand million pounds
	DefaultPublish = 100
	leastPublish   = 30
	leastMinimum   = 5

	MaxGuidelines = 20
	maxGuideline  = 300
)

var (
	votersKnown    = map[Voters]bool{Members: true, SlipHolders: true, MembersOrSlip: true}
	kindsKnown     = map[BallotKind]bool{AnyNumber: true, UpToMost: true, WithinBudget: true, SharePoints: true, InOrder: true}
	rulesKnown     = map[Rule]bool{MostVotes: true, EqualShares: true, EqualSharesExhausted: true, EqualSharesTopUp: true, EqualSharesOnly: true}
	standingsOrder = map[Standings]int{ShowLive: 1, ShowAfterVote: 2, ShowAfterClose: 3}
)

// check names everything that is wrong with the settings of a round that has reached a phase, or fills in what may be left out and returns nil.
func (s *Settings) check(now time.Time, reached Phase) error {
	var c fault.Checks
	c.That(within(s.Title, 3, 120), "title", "fault.funding.title_length", "max", 120)
	c.That(within(s.Purpose, 0, 2000), "purpose", "fault.too_long", "max", 2000)
	c.That(s.Budget >= 100 && s.Budget <= MaxBudget, "budget", "fault.funding.budget")
	c.That(s.Smallest >= 0 && s.Smallest <= s.Budget, "smallest", "fault.funding.smallest")
	c.That(s.Largest == 0 || s.Largest >= max(s.Smallest, 1) && s.Largest <= s.Budget, "largest", "fault.funding.largest")
	c.That(votersKnown[s.Voters], "voters", "fault.choose_one")
	s.checkBallot(&c)
	c.That(rulesKnown[s.Rule], "rule", "fault.choose_one")
	c.That(s.Quorum >= 0, "quorum", "fault.not_negative")
	c.That(standingsOrder[s.Standings] > 0, "standings", "fault.choose_one")
	c.That(s.Minimum >= 0, "minimum", "fault.not_negative")
	s.checkDates(&c, now, reached)
	s.checkReview(&c)
	if s.Publish == 0 {
		s.Publish = DefaultPublish
	}
	c.That(s.Publish >= leastPublish, "publish", "fault.funding.publish", "min", leastPublish)
	s.Minimum = max(s.Minimum, leastMinimum)
	s.Dates, s.Closes = s.Dates.inUTC(), s.Closes.UTC().Truncate(time.Second)
	return c.Fault()
}

// checkBallot checks how much a ballot may say: how many picks, or how many points.
func (s *Settings) checkBallot(c *fault.Checks) {
	c.That(kindsKnown[s.Ballot], "ballot", "fault.choose_one")
	most, points := s.Most, s.Points
	s.Most, s.Points = 0, 0 // of a kind that has neither
	switch s.Ballot {
	case UpToMost:
		s.Most = most
		c.That(most >= 1 && most <= MaxProjects, "most", "fault.funding.most", "max", MaxProjects)
	case InOrder:
		s.Most = cmp.Or(most, DefaultOrder)
		c.That(s.Most >= 1 && s.Most <= MaxOrder, "most", "fault.funding.most", "max", MaxOrder)
	case SharePoints:
		s.Points = cmp.Or(points, DefaultPoints)
		c.That(s.Points >= 1 && s.Points <= MaxPoints, "points", "fault.funding.most", "max", MaxPoints)
	}
}

// within reports whether a text's length in characters is between the limits.
func within(text string, least, most int) bool {
	n := 0
	for range text {
		n++
	}
	return n >= least && n <= most
}
