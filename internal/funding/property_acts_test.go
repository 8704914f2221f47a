package funding

import (
	"context"
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
)

// The acts of the mix at the desk and on paper.

// pile is a batch that two clerks agreed on, as it was noted.
type pile struct {
	id     string
	says   map[string]Choice // by paper
	papers []people.Slip
	in     bool
}

func (m *mix) issuePapers(n int) {
	papers, err := m.IssuePapers(context.Background(), m.members[0], m.round, nil, n)
	m.must(err)
	for _, s := range papers {
		m.papers = append(m.papers, s)
		m.good[s.ID], m.roll[s.Person], m.late[s.Person] = true, ByPaper, m.opened
	}
}

// help puts on record that somebody is helped, who may vote then or not.
func (m *mix) help(rt *rapid.T) {
	voters := slices.Clone(m.members[1:])
	for _, s := range m.given() {
		voters = append(voters, s.Person)
	}
	help := Help{Round: m.round, Voter: rapid.SampledFrom(voters).Draw(rt, "voter"), Helper: m.members[0], Reason: "reading"}
	help, err := m.BeginHelp(context.Background(), help, "")
	switch {
	case m.closed != fault.Is(err, fault.Gone):
		rt.Fatalf("%v, and it was closed: %v", err, m.closed)
	case err == nil:
		m.helps = append(m.helps, help)
	}
}

func (m *mix) atDesk(rt *rapid.T) {
	if len(m.helps) > 0 {
		help := rapid.SampledFrom(m.helps).Draw(rt, "help")
		m.put(rt, Vote{Voter: help.Voter, Help: help.ID})
	}
}

// enterPile has two clerks enter some papers; where they differ at first they enter those again.
func (m *mix) enterPile(rt *rapid.T) {
	ctx := context.Background()
	some := rapid.SliceOfNDistinct(rapid.SampledFrom(m.papers), 1, 3, func(s people.Slip) string { return s.ID }).Draw(rt, "papers")
	b, err := m.OpenBatch(ctx, m.members[0], m.round, "Table")
	if m.closed {
		if !fault.Is(err, fault.Gone) {
			rt.Fatalf("%v, want Gone", err)
		}
		return
	}
	m.must(err)
	p := &pile{id: b.ID, says: map[string]Choice{}}
	enter := func(clerk int, s people.Slip, paper Paper) {
		paper.Mark = m.mark(s)
		m.must(m.EnterPaper(ctx, m.members[clerk], m.round, p.id, paper))
	}
	for i, s := range some {
		if !m.good[s.ID] || m.typed[s.ID] {
			if err := m.EnterPaper(ctx, m.members[1], m.round, p.id, Paper{Mark: m.mark(s)}); !fault.Is(err, fault.Invalid) {
				rt.Fatalf("paper %d, good: %v, in a batch: %v: %v", s.Number, m.good[s.ID], m.typed[s.ID], err)
			}
			continue
		}
		p.says[s.ID], m.typed[s.ID] = drawChoice(rt, m.rules, 3), true
		p.papers = append(p.papers, s)
		first := Paper{Choice: p.says[s.ID]}
		if rapid.IntRange(0, 4).Draw(rt, fmt.Sprint("slip of the eye ", i)) == 0 {
			first = Paper{Spoilt: "unclear"}
		}
		enter(1, s, first)
		enter(2, s, Paper{Choice: p.says[s.ID]})
	}
	if len(p.papers) == 0 {
		m.must(m.DropBatch(ctx, m.members[0], m.round, p.id))
		return
	}
	for range 2 {
		for _, clerk := range m.members[1:3] {
			b, err = m.FinishBatch(ctx, clerk, m.round, p.id)
			m.must(err)
		}
		for _, s := range p.papers {
			if slices.Contains(b.Again, s.Number) {
				enter(1, s, Paper{Choice: p.says[s.ID]})
				enter(2, s, Paper{Choice: p.says[s.ID]})
			}
		}
	}
	if b.State != BatchAgreed {
		rt.Fatalf("the clerks say the same, and the batch is %+v", b)
	}
	m.piles = append(m.piles, p)
}

// putPile puts an agreed batch in, or once more one that is in.
func (m *mix) putPile(rt *rapid.T) {
	if len(m.piles) == 0 {
		return
	}
	p := rapid.SampledFrom(m.piles).Draw(rt, "pile")
	bad := slices.ContainsFunc(p.papers, func(s people.Slip) bool { return !m.good[s.ID] })
	_, err := m.PutInBatch(context.Background(), m.members[0], m.round, p.id)
	switch {
	case m.closed:
		if !fault.Is(err, fault.Gone) {
			rt.Fatalf("%v, want Gone", err)
		}
	case p.in, bad:
		if !fault.Is(err, fault.Conflict) {
			rt.Fatalf("%v, want Conflict: it is in: %v, with papers that were taken back: %v", err, p.in, bad)
		}
	default:
		m.must(err)
		p.in = true
		for _, s := range p.papers {
			m.box[s.Person], m.way[s.Person] = m.rules.Ballot.tidy(p.says[s.ID]), OnPaper
		}
	}
}
