package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"text/tabwriter"

	"github.com/parentpower/parentpower/internal/consultation/opinion"
	"github.com/parentpower/parentpower/internal/consultation/opinion/polis"
)

type opinionCommand struct {
	Votes      string `arg:"" type:"existingfile" help:"The votes: votes.csv or votes.json as Polis exports them (agree is 1)."`
	Statements string `type:"existingfile" help:"The statements, comments.csv or comments.json, for which are moderated out or about the voter. Looked for beside the votes when left out." placeholder:"FILE"`
	JSON       bool   `name:"json" help:"Print everything as JSON."`
}

// opinionReport is what is printed: statements and persons by the file's own numbers.
type opinionReport struct {
	Participants int                      `json:"participants"`
	Statements   int                      `json:"statements"`
	Counted      []int                    `json:"counted"` // participants who are put in groups
	Groups       []opinionGroup           `json:"groups"`
	Consensus    map[string][]opinionSays `json:"consensus"` // agree, disagree
	GroupAware   map[string]float64       `json:"group_aware_consensus"`
	Says         map[string][]opinionSays `json:"representative"` // by group
	Priorities   map[string]float64       `json:"priorities"`
	Axes         opinionAxes              `json:"pca"`
	Places       map[string][2]float64    `json:"positions"` // by participant
}

type opinionGroup struct {
	ID      int                     `json:"id"`
	Size    int                     `json:"size"`
	Members []int                   `json:"members"`
	Centre  [2]float64              `json:"center"`
	Votes   map[string]opinionCount `json:"votes"` // by statement
}

type opinionCount struct {
	Agree    int `json:"agree"`
	Disagree int `json:"disagree"`
	Pass     int `json:"pass"`
	Seen     int `json:"seen"`
}

type opinionSays struct {
	Statement int      `json:"statement"`
	Side      string   `json:"side"` // agree or disagree
	First     bool     `json:"best_agree,omitempty"`
	Took      int      `json:"took"` // that side, of those who saw it
	Seen      int      `json:"seen"`
	Share     float64  `json:"p"`
	Test      float64  `json:"p_test"`
	Ratio     *float64 `json:"repness,omitempty"`
	RatioTest *float64 `json:"repness_test,omitempty"`
}

type opinionAxes struct {
	Centre []float64 `json:"center"` // by statement, ascending; agree is 1
	X      []float64 `json:"x"`
	Y      []float64 `json:"y"`
}

// Run makes the map of a file's votes.
func (c *opinionCommand) Run(t terminal) error {
	votes, err := readOf(c.Votes, polis.Votes)
	if err != nil {
		return err
	}
	var o opinion.Options
	if path := c.statements(); path != "" {
		held, err := readOf(path, func(r io.Reader) (o opinion.Options, err error) {
			o.Held, o.About, err = polis.Statements(r)
			return o, err
		})
		if err != nil {
			return err
		}
		o = held
		_, _ = fmt.Fprintf(t.err, "parentpower: what is known of the statements is from %s\n", path)
	}
	report := newOpinionReport(opinion.Analyse(votes, o))
	if c.JSON {
		return printJSON(t.out, report)
	}
	return report.print(t.out)
}

// statements is the file that says which statements are held back, or nothing.
func (c *opinionCommand) statements() string {
	if c.Statements != "" {
		return c.Statements
	}
	beside := filepath.Join(filepath.Dir(c.Votes), "comments"+filepath.Ext(c.Votes))
	if _, err := os.Stat(beside); errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	return beside
}

func newOpinionReport(m opinion.Map) opinionReport {
	r := opinionReport{
		Participants: len(m.Persons), Statements: len(m.Statements), Counted: append([]int{}, m.Counted...),
		Groups: []opinionGroup{}, Says: map[string][]opinionSays{}, Places: map[string][2]float64{},
		GroupAware: byStatement(m, m.GroupAware), Priorities: byStatement(m, m.Priorities),
		Consensus: map[string][]opinionSays{"agree": agreed(m.Consensus.Agree, true), "disagree": agreed(m.Consensus.Disagree, false)},
		Axes:      opinionAxes{m.Axes.Centre, m.Axes.X, m.Axes.Y},
	}
	for i, p := range m.Persons {
		r.Places[strconv.Itoa(p)] = [2]float64{m.Places[i].X, m.Places[i].Y}
	}
	for id, g := range m.Groups {
		one := opinionGroup{ID: id, Size: len(g.Persons), Members: g.Persons, Centre: [2]float64{g.Centre.X, g.Centre.Y}, Votes: map[string]opinionCount{}}
		for j, c := range g.Votes {
			one.Votes[strconv.Itoa(m.Statements[j])] = opinionCount{c.Agree, c.Disagree, c.Passed(), c.Seen}
		}
		r.Groups = append(r.Groups, one)
		says := []opinionSays{}
		for _, s := range g.Says {
			line := newOpinionSays(s.Statement, s.Agrees, s.Support)
			line.First, line.Ratio, line.RatioTest = s.First, &s.Ratio, &s.RatioTest
			says = append(says, line)
		}
		r.Says[strconv.Itoa(id)] = says
	}
	return r
}

func byStatement(m opinion.Map, numbers []float64) map[string]float64 {
	by := map[string]float64{}
	for j, x := range numbers {
		by[strconv.Itoa(m.Statements[j])] = x
	}
	return by
}

func newOpinionSays(statement int, agrees bool, s opinion.Support) opinionSays {
	side := "disagree"
	if agrees {
		side = "agree"
	}
	return opinionSays{Statement: statement, Side: side, Took: s.Took, Seen: s.Seen, Share: s.Share, Test: s.Test}
}

func agreed(list []opinion.Agreed, agrees bool) []opinionSays {
	says := []opinionSays{}
	for _, a := range list {
		says = append(says, newOpinionSays(a.Statement, agrees, a.Support))
	}
	return says
}

// print says in words what the groups are and what they say.
func (r opinionReport) print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	line := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format+"\n", args...) } // kept by w until Flush
	line("%d people voted on %d statements; %d are in %d groups.", r.Participants, r.Statements, len(r.Counted), len(r.Groups))
	for _, g := range r.Groups {
		line("\nGroup %d: %d people", g.ID+1, g.Size)
		for _, s := range r.Says[strconv.Itoa(g.ID)] {
			line("  %s with statement %d\t%d of %d", s.Side, s.Statement, s.Took, s.Seen)
		}
	}
	line("\nMost of everybody")
	for _, side := range []string{"agree", "disagree"} {
		for _, s := range r.Consensus[side] {
			line("  %s with statement %d\t%d of %d", side, s.Statement, s.Took, s.Seen)
		}
	}
	return w.Flush()
}
