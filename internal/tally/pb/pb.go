// Package pb reads and writes .pb files, the format of the Pabulib library of participatory budgeting
// elections (pabulib.org/format): UTF-8, fields separated by semicolons and quoted like "say ""this""",
// in the sections META, PROJECTS and VOTES.
//
// Reading is tolerant: any order of columns, unknown columns and keys, either kind of line end, a byte-order
// mark, numbers of votes that do not add up (noted as a Warning). What would change a count is never
// guessed: such a file is refused with an Error that names the line and the column.
//
// Writing is safe by construction: a File has no place for a voter's age, sex, channel or time, voters are
// numbered afresh, and ballots are put in the order of what they say, so that neither their order nor their
// numbers tell who cast them.
package pb

import (
	"fmt"

	"github.com/parentpower/parentpower/internal/fault"
)

// File is a .pb file. Money is in minor units, of which Unit make one of the file's own.
type File struct {
	Meta     Meta
	Projects []Project
	Votes    []Vote
	Type     VoteType
	Budget   int64
	Unit     int64
	Warnings []Warning // what was odd but could be read
}

// Meta are the lines of the section META, in the file's order.
type Meta []Field

// Field is a key with its value.
type Field struct{ Key, Value string }

// Get returns the value of a key, or "" where there is none.
func (m Meta) Get(key string) string {
	for _, f := range m {
		if f.Key == key {
			return f.Value
		}
	}
	return ""
}

// VoteType is what the file says voters could do (the key vote_type).
type VoteType string

// The vote types of the format.
const (
	Approval   VoteType = "approval"
	ChooseOne  VoteType = "choose-1"
	Cumulative VoteType = "cumulative"
	Scoring    VoteType = "scoring"
	Ordinal    VoteType = "ordinal"
)

func (t VoteType) known() bool {
	switch t {
	case Approval, ChooseOne, Cumulative, Scoring, Ordinal:
		return true
	}
	return false
}

func (t VoteType) hasPoints() bool { return t == Cumulative || t == Scoring }

// Project is a line of PROJECTS. Columns holds all other columns that are not empty, by their header.
type Project struct {
	ID      string
	Cost    int64
	Columns map[string]string
}

// Vote is one voter's ballot: places in File.Projects, best first in an ordinal file, with their points in
// a cumulative or scoring one. What else a file says of a voter is not kept.
type Vote struct {
	Projects []int
	Points   []int64
}

// Official lists the projects that the file says were selected for funding.
func (f *File) Official() []string {
	var ids []string
	for _, p := range f.Projects {
		if p.Columns["selected"] == "1" {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// Limits bound what is read, so that no upload exhausts the server.
type Limits struct {
	Bytes    int64
	Projects int
	Votes    int
	Field    int // bytes of one field
}

// DefaultLimits are several times the largest election known.
var DefaultLimits = Limits{Bytes: 256 << 20, Projects: 10_000, Votes: 5_000_000, Field: 64 << 10}

// Problem is what is wrong with a line.
type Problem string

// The problems for which a file is refused.
const (
	TooLarge       Problem = "too_large"
	NotText        Problem = "not_text"
	OpenQuote      Problem = "open_quote"
	NoSection      Problem = "no_section"
	SectionTwice   Problem = "section_twice"
	OutsideSection Problem = "outside_section"
	NoColumn       Problem = "no_column"
	ColumnTwice    Problem = "column_twice"
	TooManyFields  Problem = "too_many_fields"
	NoValue        Problem = "no_value"
	NotAmount      Problem = "not_amount"
	NotNumber      Problem = "not_number"
	UnknownType    Problem = "unknown_type"
	ProjectTwice   Problem = "project_twice"
	UnknownProject Problem = "unknown_project"
	TooManyChoices Problem = "too_many_choices"
	PointsMismatch Problem = "points_mismatch"
	NotAnID        Problem = "not_an_id"
)

var texts = map[Problem]string{
	TooLarge:       "is larger than can be read; the limit is",
	NotText:        "is not UTF-8 text",
	OpenQuote:      "has a quotation mark that is never closed",
	NoSection:      "is a section that the file does not have",
	SectionTwice:   "is a section that comes twice",
	OutsideSection: "stands before the first section; the file starts with a line META",
	NoColumn:       "is a column that the section does not have",
	ColumnTwice:    "is a column that comes twice",
	TooManyFields:  "has more fields than the section has columns",
	NoValue:        "is empty and must not be",
	NotAmount:      "is not an amount of money such as 1200 or 1200.50",
	NotNumber:      "is not a whole number within the limits",
	UnknownType:    "is none of approval, choose-1, cumulative, scoring, ordinal",
	ProjectTwice:   "names a project twice",
	UnknownProject: "names a project that is not in the section PROJECTS",
	TooManyChoices: "has more than one project, and a choose-1 ballot has one",
	PointsMismatch: "does not have one number of points for each project",
	NotAnID:        "is empty, or has a comma, a line end or spaces around it, and so cannot be named on a ballot",
}

// Error is why a file was refused: what is wrong, on which line, in which column or key. It is also a
// fault of kind Invalid, whose message key is "fault.pb." and the problem.
type Error struct {
	Line    int    // from 1; 0 where it is about the whole file
	Field   string // the column or key, if one is to blame
	Value   string // what stood there, shortened
	Problem Problem
}

// Error says it in one English line, for the command line and the log.
func (e *Error) Error() string {
	text := "the file"
	if e.Line > 0 {
		text = fmt.Sprintf("line %d", e.Line)
	}
	if e.Field != "" {
		text += ", " + e.Field
	}
	text += ": " + texts[e.Problem]
	if e.Value != "" {
		text += fmt.Sprintf(": %q", e.Value)
	}
	return text
}

// Unwrap gives the fault for the edge.
func (e *Error) Unwrap() error {
	return fault.New(fault.Invalid, "fault.pb."+string(e.Problem), "line", e.Line, "field", e.Field, "value", e.Value)
}

// Oddity is something in a file that does not keep it from being counted.
type Oddity string

// The oddities.
const (
	VoterTwice    Oddity = "voter_twice"    // two lines of VOTES have the same voter_id; both are counted
	ChoiceTwice   Oddity = "choice_twice"   // an approval ballot names a project twice; it counts once
	EmptyBallot   Oddity = "empty_ballot"   // it names no project; it counts as cast
	WrongVotes    Oddity = "wrong_votes"    // num_votes is not the number of ballots
	WrongProjects Oddity = "wrong_projects" // num_projects is not the number of projects
)

// Warning is an oddity and the line that it is on.
type Warning struct {
	Line   int
	Oddity Oddity
	Value  string
}
