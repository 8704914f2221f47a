// Package form holds questions and the logic between them: what is asked, when, what answers are allowed, what is worked
// out of them. Its logic is a part of ODK's XPath (docs.getodk.org/form-operators-functions), so that forms can be
// exchanged with other tools as XLSForm; see the package xlsform.
//
// Invariants:
//   - It is pure: nothing in it reads a file, a clock or chance.
//   - An expression that Parse accepts uses only operators and functions that are known here, with as many arguments as
//     they take.
package form

// Form is a list of questions with all that they use.
type Form struct {
	Title, ID, Version string
	Languages          []string // in the order of the columns; Default where texts have none
	Items              []Item   // in order; what is in a group or a repeat stands between its begin and its end
	Lists              map[string][]Choice
}

// Default is the name of the language of texts that name none.
const Default = "default"

// Text is something to be read, by language.
type Text map[string]string

// Type is the kind of an item.
type Type string

// The types of items.
const (
	ShortText   Type = "text"
	Integer     Type = "integer"
	Decimal     Type = "decimal"
	Range       Type = "range"
	SelectOne   Type = "select_one"
	SelectMany  Type = "select_multiple"
	Rank        Type = "rank"
	Note        Type = "note"
	Date        Type = "date"
	Time        Type = "time"
	DateTime    Type = "dateTime"
	Audio       Type = "audio"
	Image       Type = "image"
	File        Type = "file"
	Calculate   Type = "calculate"
	Acknowledge Type = "acknowledge"
	Hidden      Type = "hidden"
	Start       Type = "start"
	End         Type = "end"
	Today       Type = "today"
	BeginGroup  Type = "begin_group"
	EndGroup    Type = "end_group"
	BeginRepeat Type = "begin_repeat"
	EndRepeat   Type = "end_repeat"
)

// Structure reports whether an item is no question but the edge of a group or a repeat.
func (t Type) Structure() bool {
	return t == BeginGroup || t == EndGroup || t == BeginRepeat || t == EndRepeat
}

// Chooses reports whether an item's answers come from a list.
func (t Type) Chooses() bool { return t == SelectOne || t == SelectMany || t == Rank }

// Item is a question, a note, something worked out, or the edge of a group.
type Item struct {
	Type    Type
	Name    string
	List    string // of its choices
	OrOther bool   // with a choice of "other", to be written in

	Label, Hint, ConstraintMessage, RequiredMessage Text
	Image, Audio                                    Text // names of files

	Required, Relevant, Constraint, Calculation, ChoiceFilter, RepeatCount, ReadOnly *Expression // nil where there is none
	Default, Appearance, Parameters                                                  string
}

// Choice is one answer that a list offers.
type Choice struct {
	Name         string
	Label        Text
	Image, Audio Text
	Columns      map[string]string // what a choice filter may ask for
}
