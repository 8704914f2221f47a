package page

import (
	"strconv"
	"time"

	"github.com/parentpower/parentpower/internal/i18n"
)

// Papers is where ballot papers are made, printed and taken in. Make: POST /rounds/{round}/papers: number. Open a
// batch: POST /rounds/{round}/batches: name.
type Papers struct {
	Round   Round
	Made    int // that are good
	MayMake bool
	Batches []BatchLine
	Form    Form
}

// BatchLine is a batch in the list.
type BatchLine struct {
	ID, Name     string
	State        string // open, agreed or in
	Clerks       []string
	Good, Spoilt int // once agreed
	Opened       time.Time
}

// Batch is where one clerk enters the papers of a batch. What the other has typed is nowhere on it. Enter: POST
// /rounds/{round}/batches/{id}/papers: paper, spoilt, none, and pick, points-{project} or place-{project} by the kind of
// ballot. All entered: POST …/finish. Into the box: POST …/put. Away with it: POST …/drop.
type Batch struct {
	Round     Round
	Batch     BatchLine
	Projects  []Project
	MayEnter  bool // is one of its two clerks, or may become one
	Done      bool // this clerk has entered all; the other has not
	Entered   []EnteredPaper
	Again     []int // papers that the two entered differently and this clerk has not entered again
	Replacing int   // papers of an agreed batch whose voters have a vote in already
	Form      Form
}

// EnteredPaper is one that this clerk has entered. POST …/papers/{number}/remove takes it out.
type EnteredPaper struct {
	Number int
	Spoilt string // why it is no ballot, or empty
}

// Ballots are the projects as the choices of a field, with the letter that is on the paper.
func (b Batch) Ballots() []Option {
	list := make([]Option, len(b.Projects))
	for i, p := range b.Projects {
		list[i] = Option{Value: p.ID, Text: p.Tile().Letter() + " · " + p.Title}
	}
	return list
}

// PaperSheet is ballot papers to print, one to a page, with what all of them say in some languages.
type PaperSheet struct {
	Round    Round
	Projects []Project
	Marks    []string // what is printed on each: its number and letters
	Next     int      // number of the first that is not on this sheet; zero: all are
	Voices
}

// Voices are the languages in which something printed speaks, and those that it could.
type Voices struct {
	Speak  []*i18n.Translator
	Chosen Form // lang
	Known  []Option
}

// PrintedPaper is one ballot paper.
type PrintedPaper struct {
	PaperSheet
	Mark string
}

// Papers are the ballot papers of the sheet.
func (s PaperSheet) Papers() []PrintedPaper {
	papers := make([]PrintedPaper, len(s.Marks))
	for i, mark := range s.Marks {
		papers[i] = PrintedPaper{s, mark}
	}
	return papers
}

// Query asks for the sheet from a number on, in the same languages.
func (s Voices) Query(from int) string {
	query := "?from=" + strconv.Itoa(from)
	for _, v := range s.Speak {
		query += "&lang=" + v.Lang()
	}
	return query
}

func (Papers) Template() string     { return "papers" }
func (Batch) Template() string      { return "batch" }
func (PaperSheet) Template() string { return "paper-sheet" }
