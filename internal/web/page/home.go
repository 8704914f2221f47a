package page

// Home is the first page: what this is, or what needs you now.
type Home struct {
	Awards   []AwardNeed // awards that the signed-in person looks after and is not done with
	Needs    []Need      // what needs the signed-in person now, most urgent first
	Past     []Round
	Councils []Link // councils that a member of staff looks after
	MayFound bool   // may make a new council
}

// Need is one card on the first page: a round, and where the person stands with it.
type Need struct {
	Round Round
	What  string // NeedVote, NeedVoted, NeedReview, NeedIdea, NeedWait, NeedResult or NeedManage
}

// What a card on the first page is about.
const (
	NeedVote   = "vote"   // open, not voted yet
	NeedVoted  = "voted"  // open, voted
	NeedReview = "review" // ideas wait for the person, who is on the panel
	NeedIdea   = "idea"   // takes ideas
	NeedWait   = "wait"   // not open yet
	NeedResult = "result" // closed, there is a result to read
	NeedManage = "manage" // a draft that a member of staff is making
)

func (Home) Template() string { return "home" }

// AwardNeed is one card on the first page about money for a project that the person leads.
type AwardNeed struct {
	Round Round
	Award Award
}

// Offered reports whether the award is to be answered.
func (n AwardNeed) Offered() bool { return n.Award.State == "offered" }

// Waits reports whether the card asks for something now.
func (n AwardNeed) Waits() bool { return n.Offered() || n.Award.Late != "" }

// Waiting counts the cards that ask for something.
func (h Home) Waiting() int {
	n := 0
	for _, need := range h.Awards {
		if need.Waits() {
			n++
		}
	}
	for _, need := range h.Needs {
		if need.What == NeedVote || need.What == NeedManage || need.What == NeedReview {
			n++
		}
	}
	return n
}
