package page

// Result is what was decided, and why, project by project in the order of the count.
type Result struct {
	Round     Round
	Outcomes  []Outcome
	Rule      string // most-votes, equal-shares, equal-shares-exhaustive, equal-shares-topup or equal-shares-only
	Ties      []Tie
	Others    []Project // most votes first (or under that rule, equal shares) would have paid for these instead
	Compared  bool      // Others was worked out
	Quorum    int       // 0 when there was none
	Turnout   Turnout
	LotSeed   string // what the lot was drawn from, or empty when none was needed
	LotHash   string // its hash, shown since voting opened
	BoxHash   string // of all ballots in the count
	Ballots   bool   // whoever looks at the page may download the votes
	Chosen    bool   // only because they were named as a scrutineer
	Bundle    bool   // the audit bundle may be downloaded
	MayManage bool
	Form      Form // of the receipt check; GET /rounds/{round}/receipt: words
}

// Outcome is what became of a project.
type Outcome struct {
	Project Project
	Funded  bool
	Votes   int // ballots that support it
	Points  int // that they gave, where ballots give points
	Reason  Reason
}

// Reason is a sentence of the catalogue, under "reason.", with what fills it. N chooses the plural.
type Reason struct {
	Key  string
	N    int
	Args map[string]any
}

// Values are the args with n among them.
func (r Reason) Values() map[string]any {
	values := map[string]any{"n": r.N}
	for k, v := range r.Args {
		values[k] = v
	}
	return values
}

// Tie is a place where the count came out even, and what broke it: "cost", "votes", "name" or "lot".
type Tie struct {
	Between []Project
	Winner  Project
	By      string
}

// Turnout is who took part, and what happened to the roll after voting opened.
type Turnout struct {
	Accounts, Slips         int // votes, by how they came
	Desk, Paper             int // likewise: with a helper, and on paper
	Spoilt                  int // papers that are no votes
	Late, Revoked, Reissued int // voters who came, and slips withdrawn and made anew, after voting opened
}

// Funded lists the projects that are paid for, in the order of the count.
func (r Result) Funded() []Project {
	var list []Project
	for _, o := range r.Outcomes {
		if o.Funded {
			list = append(list, o.Project)
		}
	}
	return list
}

// Given is what they cost together.
func (r Result) Given() int64 { return cost(r.Funded()) }

// Left is what is not given.
func (r Result) Left() int64 { return r.Round.Budget - r.Given() }

// OtherRule is the rule that Others is about.
func (r Result) OtherRule() string {
	if r.Rule == "most-votes" {
		return "equal-shares"
	}
	return "most-votes"
}

// Quorate reports whether enough people voted.
func (r Result) Quorate() bool { return r.Round.Voted >= r.Quorum }

// Receipt says whether a receipt's vote was counted.
type Receipt struct {
	Round Round
	Words string
	Found string // ReceiptFound, ReceiptMissing or ReceiptEarly
}

// What became of a receipt that was looked up.
const (
	ReceiptFound   = "found"
	ReceiptMissing = "missing"
	ReceiptEarly   = "early" // voting is not closed yet
)

func (Result) Template() string  { return "result" }
func (Receipt) Template() string { return "receipt" }
