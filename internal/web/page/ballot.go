package page

import (
	"slices"
	"strconv"
	"strings"
)

// RoundPage is what a round is about: who asks, who decides, by when, and the projects.
type RoundPage struct {
	Round    Round
	Projects []Project
	MayVote  bool // is on the roll
	Voted    bool
	Manage   bool // may look after it
	Panel    bool // may see what the panel does
	Ideas    RoundIdeas

	Calendar   Calendar
	Guidelines []string // what an idea must meet
}

// ProjectPage is one project, whole.
type ProjectPage struct {
	Round   Round
	Project Project
	MayVote bool

	Translated   *Translated // nil where it shows as it was written
	MayTranslate bool
	Story        *ThreadLeaf // what came of it; nil where it is not told
}

// Sound lets its voice note be played.
func (ProjectPage) Sound() Sound { return Plays }

// Vote is the ballot. POST /rounds/{round}/vote/check: the choice (see Marked), none, key.
type Vote struct {
	Round    Round
	Projects []Project
	Chosen   []Marked   // what was chosen before
	None     bool       // "none of these" was chosen before
	Voted    bool       // there is a ballot already, which this one replaces
	Helps    []HelpLine // who sat with the voter at the desk
	Key      string     // makes sending it twice harmless
	Form     Form       // its fault says what is wrong with what was chosen
}

// Filled reports whether the ballot shows something that is newer than what a phone may have kept.
func (v Vote) Filled() bool { return len(v.Chosen) > 0 || v.None || v.Form.Fault != nil }

// Cost is what the picked projects cost together.
func (v Vote) Cost() int64 { return costOf(v.Chosen) }

// Given is how many points are shared out.
func (v Vote) Given() int { return pointsOf(v.Chosen) }

// Left is how many points are not; below zero where there are too many.
func (v Vote) Left() int { return v.Round.Max - v.Given() }

// Lines are the projects in the order of the ballot, each with what was chosen of it.
func (v Vote) Lines() []BallotLine {
	lines := make([]BallotLine, len(v.Projects))
	for i, p := range v.Projects {
		lines[i] = BallotLine{Marked: Marked{Project: p}, Round: v.Round, Of: len(v.Projects)}
		at := slices.IndexFunc(v.Chosen, func(m Marked) bool { return m.ID == p.ID })
		if at >= 0 {
			lines[i].Marked, lines[i].Picked = v.Chosen[at], true
		}
	}
	return lines
}

// Places are those that a project can have in the voter's order.
func (v Vote) Places() []int { return placesOf(v.Round.Max, len(v.Projects)) }

func placesOf(most, projects int) []int {
	places := make([]int, min(most, projects))
	for i := range places {
		places[i] = i + 1
	}
	return places
}

// BallotLine is one project on the ballot.
type BallotLine struct {
	Marked
	Picked bool
	Round  Round
	Of     int // so many projects
}

// Marked is a project that was chosen. It goes by the form's field "pick", by "points-{id}" where the ballot shares out
// points, and by "place-{id}" where it is an order.
type Marked struct {
	Project
	Place  int // in the voter's order, from 1
	Points int // that it gets, where the ballot gives points
}

func costOf(chosen []Marked) int64 {
	var sum int64
	for _, m := range chosen {
		sum += m.Cost
	}
	return sum
}

func pointsOf(chosen []Marked) int {
	sum := 0
	for _, m := range chosen {
		sum += m.Points
	}
	return sum
}

func projectsOf(chosen []Marked) []Project {
	list := make([]Project, len(chosen))
	for i, m := range chosen {
		list[i] = m.Project
	}
	return list
}

// Check shows a ballot before it is put in. POST /rounds/{round}/vote: the same fields as Vote. "Go back" is POST
// /rounds/{round}/vote/change with them, which shows Vote again.
type Check struct {
	Round  Round
	Chosen []Marked // none when nothing pleased
	Voted  bool
	Key    string
}

// Cost is what the chosen projects cost together.
func (c Check) Cost() int64 { return costOf(c.Chosen) }

// Given is how many points are shared out.
func (c Check) Given() int { return pointsOf(c.Chosen) }

// Left is how many points are not.
func (c Check) Left() int { return c.Round.Max - c.Given() }

// Fields are the form's, with what was chosen.
func (c Check) Fields() []Hidden {
	if len(c.Chosen) == 0 {
		return []Hidden{{"none", "1"}}
	}
	fields := make([]Hidden, len(c.Chosen))
	for i, m := range c.Chosen {
		switch c.Round.Kind {
		case SharePoints:
			fields[i] = Hidden{"points-" + m.ID, strconv.Itoa(m.Points)}
		case InOrder:
			fields[i] = Hidden{"place-" + m.ID, strconv.Itoa(m.Place)}
		default:
			fields[i] = Hidden{"pick", m.ID}
		}
	}
	return fields
}

// BallotField is the field of one project on the ballot, where ticking it is not enough.
type BallotField struct {
	Line   BallotLine
	Field  Field
	Places []int // to choose from, in an order
}

// At reports whether the project has a place in the order.
func (f BallotField) At(place int) bool { return f.Field.Value == strconv.Itoa(place) }

// Mark is the field of a line: as it was typed, where the form came back, or as it was chosen.
func (v View) Mark(form Form, line BallotLine) (BallotField, error) {
	name, n := "points-"+line.ID, line.Points
	if line.Round.Kind == InOrder {
		name, n = "place-"+line.ID, line.Place
	}
	value := ""
	if n > 0 {
		value = strconv.Itoa(n)
	}
	field, err := v.Field(form, name, "value", value)
	return BallotField{Line: line, Field: field, Places: placesOf(line.Round.Max, line.Of)}, err
}

// Hidden is a field that is sent as it is.
type Hidden struct{ Name, Value string }

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
	Chosen    []Marked   // the person's own choice, which only they see, until close
	None      bool       // it is "none of these"
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
