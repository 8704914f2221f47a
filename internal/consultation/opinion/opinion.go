// Package opinion finds the groups of opinion in votes on short statements: who votes alike, what each group says, and
// what all groups agree on. It is the analysis of Polis (Small, Bjorkegren, Erkkilä, Shaw, Megill: "Polis: Scaling
// deliberation by mapping high dimensional opinion spaces", 2021), with the same constants, so that its results can be
// laid beside those of a Polis server.
//
// Invariants:
//   - It is pure: the same votes, in the same order, give the same map, to the last bit.
//   - Agree is +1, disagree −1, pass 0. A statement that somebody has not seen is none of these, and never counts as 0.
//   - A statement that is held back is a column of zeros: it moves nobody, and stays in the count of statements.
//   - Where the sign of an axis is free, its largest part is made positive.
//
// What comes out names persons and small groups: it goes through disclosure control before anybody is shown it.
package opinion

// Stance is what somebody said of a statement.
type Stance int8

// The stances.
const (
	Disagree Stance = -1
	Pass     Stance = 0
	Agree    Stance = 1

	unseen Stance = 2
)

// Vote is one person's stance on one statement. A later vote of the same person on the same statement replaces the
// earlier one.
type Vote struct {
	Person    int
	Statement int
	Stance    Stance
}

// Options say what is known of the statements, and of how things stood before.
type Options struct {
	Held     map[int]bool // statements that are moderated out
	About    map[int]bool // statements about the voter ("I am a grandparent"): held as well, and asked early
	Counted  []int        // persons who were counted before: they stay
	Smoother Smoother     // of the number of groups
}

// Map is the whole result.
type Map struct {
	Persons    []int // in the order of their first votes
	Statements []int // ascending
	Counted    []int // those who have voted enough to be put in a group, in the order of Persons

	Axes     Axes
	Places   []Point   // of Persons
	Clusters []Cluster // of those counted, up to a hundred: people who voted nearly the same
	Groups   []Group
	Smoother Smoother // to be given back the next time

	Consensus  Consensus
	GroupAware []float64 // by place in Statements: how sure it is that every group agrees; 0 to 1
	Priorities []float64 // by place in Statements: weight with which a statement is drawn to be shown next
}

// Point is a place on the map.
type Point struct{ X, Y float64 }

// Cluster are people who voted nearly the same.
type Cluster struct {
	Persons []int
	Centre  Point
}

// Group is a group of opinion.
type Group struct {
	Clusters []int // places in Map.Clusters
	Persons  []int
	Centre   Point
	Votes    []Count          // by place in Statements
	Says     []Representative // what defines it, at most five
}

// Count is how a statement was voted on.
type Count struct{ Agree, Disagree, Seen int }

// Passed are those who saw a statement and took neither side.
func (c Count) Passed() int { return c.Seen - c.Agree - c.Disagree }

// Analyse makes the map of votes. Votes on no statement at all give an empty map.
func Analyse(votes []Vote, o Options) Map {
	m := newMatrix(votes, o)
	if len(m.persons) == 0 {
		return Map{Smoother: o.Smoother}
	}
	result := Map{Persons: m.persons, Statements: m.statements, Counted: m.counted(o.Counted)}
	result.Axes = m.axes()
	result.Places = m.places(result.Axes)
	result.Clusters = m.clusters(result.Places, result.Counted)
	groups, smoother := Split(result.Clusters, o.Smoother)
	result.Smoother = smoother
	for _, members := range groups {
		result.Groups = append(result.Groups, m.group(members, result.Clusters))
	}
	m.describe(result.Groups)
	result.Consensus = m.consensus()
	result.GroupAware = GroupAware(result.Groups, len(m.statements))
	result.Priorities = m.priorities(result.Groups, result.Axes)
	return result
}
