package opinion

import (
	"slices"
)

// matrix is persons × statements. Rows are in the order of people's first votes, columns in that of the statements' ids.
type matrix struct {
	persons    []int
	statements []int
	row        map[int]int
	cells      [][]Stance // as people voted
	held       []bool     // by column: counted as zeros
	about      []bool     // by column
}

func newMatrix(votes []Vote, o Options) *matrix {
	m := &matrix{row: map[int]int{}}
	column := map[int]int{}
	for _, v := range votes {
		if _, known := m.row[v.Person]; !known {
			m.row[v.Person] = len(m.persons)
			m.persons = append(m.persons, v.Person)
		}
		if _, known := column[v.Statement]; !known {
			column[v.Statement] = 0
			m.statements = append(m.statements, v.Statement)
		}
	}
	slices.Sort(m.statements)
	m.held, m.about = make([]bool, len(m.statements)), make([]bool, len(m.statements))
	for j, s := range m.statements {
		column[s] = j
		m.about[j] = o.About[s]
		m.held[j] = o.Held[s] || o.About[s]
	}
	m.cells = make([][]Stance, len(m.persons))
	for i := range m.cells {
		m.cells[i] = slices.Repeat([]Stance{unseen}, len(m.statements))
	}
	for _, v := range votes {
		m.cells[m.row[v.Person]][column[v.Statement]] = v.Stance
	}
	return m
}

// at is a cell as the analysis takes it: held columns are zeros that everybody has seen.
func (m *matrix) at(i, j int) Stance {
	if m.held[j] {
		return Pass
	}
	return m.cells[i][j]
}

// Those who have voted on seven statements, or on all of fewer, are counted; with fewer than fifteen such people, the
// most active others are too.
const (
	enoughVotes  = 7
	enoughPeople = 15
)

// counted are the persons who are put into groups, in the order of rows. Who was counted once stays.
func (m *matrix) counted(before []int) []int {
	votes := make([]int, len(m.persons))
	in := make([]bool, len(m.persons))
	for _, p := range before {
		if i, known := m.row[p]; known {
			in[i] = true
		}
	}
	var others []int
	n := 0
	for i, cells := range m.cells {
		for _, c := range cells {
			if c != unseen {
				votes[i]++
			}
		}
		in[i] = in[i] || votes[i] >= min(enoughVotes, len(m.statements))
		if in[i] {
			n++
		} else {
			others = append(others, i)
		}
	}
	slices.SortStableFunc(others, func(a, b int) int { return votes[b] - votes[a] })
	for _, i := range others[:min(len(others), max(0, enoughPeople-n))] {
		in[i] = true
	}
	var list []int
	for i, p := range m.persons {
		if in[i] {
			list = append(list, p)
		}
	}
	return list
}

// count counts one statement's votes among some rows.
func (m *matrix) count(rows []int, j int) Count {
	var c Count
	for _, i := range rows {
		c.add(m.cells[i][j])
	}
	return c
}

func (c *Count) add(s Stance) {
	switch s {
	case unseen:
		return
	case Agree:
		c.Agree++
	case Disagree:
		c.Disagree++
	}
	c.Seen++
}

func (m *matrix) rows(persons []int) []int {
	rows := make([]int, len(persons))
	for k, p := range persons {
		rows[k] = m.row[p]
	}
	return rows
}
