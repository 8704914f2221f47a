package pb

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/parentpower/parentpower/internal/tally"
)

// Read reads a .pb file within the limits. What is wrong with it comes back as an *Error.
func Read(r io.Reader, limits Limits) (*File, error) {
	rows, err := newRows(r, limits)
	if err != nil {
		return nil, err
	}
	p := &reader{File: &File{}, rows: rows, limits: limits, seen: map[string]bool{}, places: leastDecimals}
	if err := p.read(); err != nil {
		return nil, err
	}
	return p.File, nil
}

type reader struct {
	*File
	*rows
	limits    Limits
	seen      map[string]bool // sections
	section   string
	columns   []string       // of the section, nil until its header was read
	at        map[string]int // by column
	metaLine  map[string]int
	costs     []cell
	places    int // decimals of the finest amount
	projectAt map[string]int
	voters    map[string]bool
	named     []int // by project: the last ballot, from 1, that named it
}

// cell is a value to be read later, and where it stood.
type cell struct {
	text string
	line int
}

const (
	meta     = "META"
	projects = "PROJECTS"
	votes    = "VOTES"
)

func (p *reader) read() error {
	p.metaLine, p.projectAt, p.voters = map[string]int{}, map[string]int{}, map[string]bool{}
	for {
		row, line, err := p.next()
		switch {
		case err != nil:
			return err
		case len(row) == 0:
			return p.finish()
		case isSection(row):
			err = p.open(strings.ToUpper(row[0]), line)
		case p.section == "":
			err = &Error{Line: line, Problem: OutsideSection, Value: short(row[0])}
		case p.columns == nil:
			err = p.header(row, line)
		case p.section == meta:
			err = p.meta(row, line)
		case p.section == projects:
			err = p.project(row, line)
		default:
			err = p.vote(row, line)
		}
		if err != nil {
			return err
		}
	}
}

// isSection reports whether a row is the name of a section and nothing else.
func isSection(row []string) bool {
	for _, field := range row[1:] {
		if field != "" {
			return false
		}
	}
	name := strings.ToUpper(row[0])
	return name == meta || name == projects || name == votes
}

// open starts a section. Ballots can only be understood once the type and the projects are known.
func (p *reader) open(name string, line int) error {
	if p.seen[name] {
		return &Error{Line: line, Field: name, Problem: SectionTwice}
	}
	for _, before := range map[string][]string{projects: {meta}, votes: {meta, projects}}[name] {
		if !p.seen[before] {
			return &Error{Line: line, Field: before, Problem: NoSection}
		}
	}
	p.seen[name], p.section, p.columns = true, name, nil
	if name == votes {
		p.named = make([]int, len(p.Projects))
		return p.voteType()
	}
	return nil
}

func (p *reader) header(row []string, line int) error {
	p.at = make(map[string]int, len(row))
	p.columns = make([]string, len(row))
	for i, column := range row {
		column = strings.ToLower(column)
		if _, twice := p.at[column]; twice && column != "" {
			return &Error{Line: line, Field: column, Problem: ColumnTwice}
		}
		p.at[column], p.columns[i] = i, column
	}
	need := map[string][]string{projects: {"project_id", "cost"}, votes: {"vote"}}[p.section]
	if p.section == votes && p.Type.hasPoints() {
		need = append(need, "points")
	}
	for _, column := range need {
		if _, there := p.at[column]; !there {
			return &Error{Line: line, Field: column, Problem: NoColumn}
		}
	}
	return nil
}

func (p *reader) meta(row []string, line int) error {
	key := strings.ToLower(row[0])
	if _, twice := p.metaLine[key]; twice {
		return &Error{Line: line, Field: key, Problem: ColumnTwice}
	}
	p.metaLine[key] = line
	p.Meta = append(p.Meta, Field{key, strings.Clone(strings.TrimRight(strings.Join(row[1:], ";"), ";"))})
	if key == "budget" {
		return p.amount(key, p.Meta.Get(key), line)
	}
	return nil
}

func (p *reader) voteType() error {
	p.Type = VoteType(strings.ToLower(p.Meta.Get("vote_type")))
	if !p.Type.known() {
		return &Error{Line: p.metaLine["vote_type"], Field: "vote_type", Problem: UnknownType, Value: short(string(p.Type))}
	}
	return nil
}

func (p *reader) project(row []string, line int) error {
	if err := p.width(row, line); err != nil {
		return err
	}
	id := strings.Clone(p.value(row, "project_id"))
	switch _, twice := p.projectAt[id]; {
	case id == "":
		return &Error{Line: line, Field: "project_id", Problem: NoValue}
	case twice:
		return &Error{Line: line, Field: "project_id", Problem: ProjectTwice, Value: short(id)}
	case len(p.Projects) == p.limits.Projects:
		return &Error{Line: line, Field: projects, Problem: TooLarge, Value: strconv.Itoa(p.limits.Projects)}
	}
	cost := p.value(row, "cost")
	if err := p.amount("cost", cost, line); err != nil {
		return err
	}
	project := Project{ID: id, Columns: map[string]string{}}
	for i, column := range p.columns {
		if i < len(row) && row[i] != "" && column != "project_id" && column != "cost" && column != "" {
			project.Columns[column] = strings.Clone(row[i])
		}
	}
	p.projectAt[id] = len(p.Projects)
	p.Projects = append(p.Projects, project)
	p.costs = append(p.costs, cell{cost, line})
	return nil
}

// amount checks an amount and notes how fine it is.
func (p *reader) amount(field, text string, line int) error {
	if text == "" {
		return &Error{Line: line, Field: field, Problem: NoValue}
	}
	places, ok := decimals(text)
	if !ok {
		return &Error{Line: line, Field: field, Problem: NotAmount, Value: short(text)}
	}
	p.places = max(p.places, places)
	return nil
}

func (p *reader) width(row []string, line int) error {
	for i := len(p.columns); i < len(row); i++ {
		if row[i] != "" {
			return &Error{Line: line, Problem: TooManyFields, Value: short(row[i])}
		}
	}
	return nil
}

// value is the field of a row in a column; "" where the row is shorter or has no such column.
func (p *reader) value(row []string, column string) string {
	if i, there := p.at[column]; there && i < len(row) {
		return row[i]
	}
	return ""
}

// finish reads the amounts, now that their finest decimals are known, and checks the file as a whole.
func (p *reader) finish() error {
	for _, name := range []string{meta, projects, votes} {
		if !p.seen[name] {
			return &Error{Field: name, Problem: NoSection}
		}
	}
	p.Unit = 1
	for range p.places {
		p.Unit *= 10
	}
	line, there := p.metaLine["budget"]
	if !there {
		return &Error{Field: "budget", Problem: NoValue}
	}
	var ok bool
	if p.Budget, ok = minor(p.Meta.Get("budget"), p.places); !ok || p.Budget == 0 || p.Budget > tally.MaxAmount {
		return &Error{Line: line, Field: "budget", Problem: NotAmount, Value: short(p.Meta.Get("budget"))}
	}
	for i, cost := range p.costs {
		if p.Projects[i].Cost, ok = minor(cost.text, p.places); !ok || p.Projects[i].Cost > tally.MaxAmount {
			return &Error{Line: cost.line, Field: "cost", Problem: NotAmount, Value: short(cost.text)}
		}
	}
	p.expect("num_projects", len(p.Projects), WrongProjects)
	p.expect("num_votes", len(p.Votes), WrongVotes)
	return nil
}

// expect warns if a count in META is not what the file holds.
func (p *reader) expect(key string, n int, oddity Oddity) {
	if said := p.Meta.Get(key); said != "" && said != strconv.Itoa(n) {
		p.warn(p.metaLine[key], oddity, fmt.Sprintf("%s, not %d", short(said), n))
	}
}

func (p *reader) warn(line int, oddity Oddity, value string) {
	p.Warnings = append(p.Warnings, Warning{line, oddity, value})
}

// short keeps what is quoted back from a file readable.
func short(text string) string {
	const most = 60
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
