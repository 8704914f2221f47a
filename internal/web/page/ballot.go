package page

import "strings"

// RoundPage is what a round is about: who asks, who decides, by when, and the projects.
type RoundPage struct {
	Round    Round
	Projects []Project
	MayVote  bool // is on the roll
	Voted    bool
	Manage   bool // may look after it
	Ideas    RoundIdeas

	Calendar   Calendar
	Guidelines []string // what an idea must meet
}

// ProjectPage is one project, whole.
type ProjectPage struct {
	Round   Round
	Project Project
	MayVote bool
}

// Vote is the ballot. POST /rounds/{round}/vote/check: pick (repeated), none, key.
type Vote struct {
	Round    Round
	Projects []Project
	Picked   map[string]bool // by project id: what was picked before
	None     bool            // "none of these" was chosen before
	Voted    bool            // there is a ballot already, which this one replaces
	Helps    []HelpLine      // who sat with the voter at the desk
	Key      string          // makes sending it twice harmless
	Form     Form            // its fault says what is wrong with what was picked
}

// Chosen lists the picked projects in the ballot's order.
func (v Vote) Chosen() []Project {
	var list []Project
	for _, p := range v.Projects {
		if v.Picked[p.ID] {
			list = append(list, p)
		}
	}
	return list
}

// Cost is what the picked projects cost together.
func (v Vote) Cost() int64 { return cost(v.Chosen()) }

// Check shows a ballot before it is put in. POST /rounds/{round}/vote: pick (repeated), none, key. "Go back"
// is POST /rounds/{round}/vote/change with the same fields, which shows Vote again with them.
type Check struct {
	Round  Round
	Chosen []Project // none when nothing pleased
	Voted  bool
	Key    string
}

// Cost is what the chosen projects cost together.
func (c Check) Cost() int64 { return cost(c.Chosen) }

func cost(projects []Project) int64 {
	var sum int64
	for _, p := range projects {
		sum += p.Cost
	}
	return sum
}

// Voted says that the vote is in, and gives the receipt.
type Voted struct {
	Round     Round
	Receipt   string     // the words, parted by spaces; empty when they are not known any more
	Chosen    []Project  // the person's own picks, which only they see, until close
	Standings []Standing // when they show to those who voted
	Hidden    string     // why there are none: until-close, until-voted, until-minimum or empty
	Minimum   int        // for until-minimum
	Helps     []HelpLine // as in Vote
}

// Words are the receipt's, as they are shown.
func (v Voted) Words() string { return showWords(v.Receipt) }

func showWords(receipt string) string { return strings.Join(strings.Fields(receipt), "\u00a0· ") }

// Standing is how a project stands.
type Standing struct {
	Project Project
	Votes   int
}

func (RoundPage) Template() string   { return "round" }
func (ProjectPage) Template() string { return "project" }
func (Vote) Template() string        { return "vote" }
func (Check) Template() string       { return "check" }
func (Voted) Template() string       { return "voted" }
