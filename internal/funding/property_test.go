package funding

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
)

// mix is a round in which anything happens in any order, beside what somebody noted on paper.
type mix struct {
	*rig
	rules  Settings
	round  string
	opened bool
	closed bool
	roll   map[string]Channel
	late   map[string]bool
	slips  []people.Slip // all that were ever given out
	papers []people.Slip // likewise
	good   map[string]bool
	again  map[string]bool // voters whose slip was replaced while voting was open
	box    map[string]Choice
	way    map[string]Way
	sent   []Vote // that were taken
	helps  []Help
	piles  []*pile         // batches that two clerks agreed on
	typed  map[string]bool // papers that are in a batch
}

func newMix(t *testing.T, kind BallotKind) *mix {
	m := &mix{
		rig: newRig(t, 4), roll: map[string]Channel{}, late: map[string]bool{}, good: map[string]bool{},
		again: map[string]bool{}, box: map[string]Choice{}, way: map[string]Way{}, typed: map[string]bool{}, rules: plainSettings(),
	}
	m.rules.Ballot, m.rules.Most, m.rules.Points = kind, 2, 5
	m.round = m.unopenedRound(m.rules, 500, 600, 700).ID
	return m
}

// open begins the vote.
func (m *mix) open() {
	m.must(m.OpenVoting(context.Background(), m.members[0], m.round))
	m.opened = true
	for _, person := range m.members {
		m.roll[person] = ByMembership
	}
}

// TestWhateverHappensRollBoxAndTotalsAgreeAndNobodyCountsTwice mixes kinds of ballot, channels, retries, changes,
// revocations, new slips and the close.
func TestWhateverHappensRollBoxAndTotalsAgreeAndNobodyCountsTwice(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := newMix(t, rapid.SampledFrom([]BallotKind{AnyNumber, UpToMost, WithinBudget, SharePoints, InOrder}).Draw(rt, "kind"))
		m.issue(rapid.IntRange(1, 4).Draw(rt, "slips"))
		m.issuePapers(rapid.IntRange(1, 5).Draw(rt, "papers"))
		m.open()
		rt.Repeat(map[string]func(*rapid.T){
			"member":  func(rt *rapid.T) { m.cast(rt, rapid.SampledFrom(m.members).Draw(rt, "member"), "") },
			"slip":    m.bySlip,
			"help":    m.help,
			"desk":    m.atDesk,
			"papers":  m.enterPile,
			"put":     m.putPile,
			"retry":   m.retry,
			"revoke":  m.revoke,
			"reissue": m.reissue,
			"late": func(rt *rapid.T) {
				if !m.closed {
					m.issue(1)
					m.issuePapers(1)
				}
			},
			"close": func(rt *rapid.T) {
				if rapid.IntRange(0, 9).Draw(rt, "close") == 0 {
					m.shut(rt)
				}
			},
			"": func(rt *rapid.T) { holds(rt, m.agrees()) },
		})
		m.shut(rt)
		m.work()
		holds(rt, m.counted())
	})
}

func holds(rt *rapid.T, wrong error) {
	if wrong != nil {
		rt.Fatal(wrong)
	}
}

func (m *mix) issue(n int) {
	slips, err := m.IssueSlips(context.Background(), m.members[0], m.round, nil, n)
	m.must(err)
	for _, s := range slips {
		m.slips = append(m.slips, s)
		m.good[s.ID], m.roll[s.Person], m.late[s.Person] = true, BySlip, m.opened
	}
}

// cast puts a new ballot in, and notes it where it must be taken.
func (m *mix) cast(rt *rapid.T, voter, slip string) {
	m.put(rt, Vote{Voter: voter, Slip: slip})
}

func (m *mix) put(rt *rapid.T, vote Vote) {
	vote.Round, vote.Choice, vote.Key = m.round, drawChoice(rt, m.rules, 3), fmt.Sprintf("vote-%06d", len(m.sent))
	_, err := m.CastBallot(context.Background(), vote)
	switch {
	case vote.Slip != "" && !m.good[vote.Slip], m.closed:
		if !fault.Is(err, fault.Gone) {
			rt.Fatalf("%v, want Gone", err)
		}
	case err != nil:
		rt.Fatal(err)
	default:
		m.box[vote.Voter], m.way[vote.Voter] = m.rules.Ballot.tidy(vote.Choice), vote.way()
		m.sent = append(m.sent, vote)
	}
}

// drawChoice is what somebody may put on a ballot of a round with so many projects.
func drawChoice(rt *rapid.T, rules Settings, projects int32) Choice {
	picks := rapid.SliceOfDistinct(rapid.Int32Range(1, projects), func(n int32) int32 { return n }).Draw(rt, "picks")
	if rules.Ballot == UpToMost || rules.Ballot == InOrder {
		picks = picks[:min(len(picks), rules.Most)]
	}
	c, left := Choice{Picks: picks}, int64(rules.Points-len(picks))
	for range picks {
		if rules.Ballot == SharePoints {
			more := rapid.Int64Range(0, left).Draw(rt, "more points")
			left -= more
			c.Points = append(c.Points, 1+more)
		}
	}
	return c
}

func (m *mix) bySlip(rt *rapid.T) {
	s := rapid.SampledFrom(m.slips).Draw(rt, "slip")
	m.cast(rt, s.Person, s.ID)
}

// retry sends a vote that was taken before once more, as it was or with another choice: it changes nothing.
func (m *mix) retry(rt *rapid.T) {
	if len(m.sent) == 0 {
		return
	}
	vote, want := rapid.SampledFrom(m.sent).Draw(rt, "vote"), "done"
	if rapid.Bool().Draw(rt, "another choice") {
		want = "conflict"
		switch {
		case len(vote.Picks) > 0:
			vote.Choice = Choice{}
		case m.rules.Ballot == SharePoints:
			vote.Choice = Choice{Picks: []int32{1}, Points: []int64{1}}
		default:
			vote.Choice = Choice{Picks: []int32{1}}
		}
	}
	if m.closed || vote.Slip != "" && !m.good[vote.Slip] {
		want = "gone"
	}
	_, err := m.CastBallot(context.Background(), vote)
	told := map[bool]string{err == nil: "done", fault.Is(err, fault.Conflict): "conflict", fault.Is(err, fault.Gone): "gone"}[true]
	if told != want {
		rt.Fatalf("%v, want %s", err, want)
	}
}

// given are all slips and papers.
func (m *mix) given() []people.Slip { return slices.Concat(m.slips, m.papers) }

func (m *mix) revoke(rt *rapid.T) {
	s := rapid.SampledFrom(m.given()).Draw(rt, "slip")
	err := m.RevokeSlip(context.Background(), m.members[0], m.round, s.ID)
	if (err == nil) != m.good[s.ID] {
		rt.Fatalf("%v, and the slip was good: %v", err, m.good[s.ID])
	}
	m.good[s.ID] = false
}

func (m *mix) reissue(rt *rapid.T) {
	s := rapid.SampledFrom(m.given()).Draw(rt, "slip")
	fresh, err := m.ReissueSlip(context.Background(), m.members[0], m.round, s.ID)
	if (err == nil) != (m.good[s.ID] && !m.closed) {
		rt.Fatalf("%v, and the slip was good: %v", err, m.good[s.ID])
	}
	if err != nil {
		return
	}
	m.good[s.ID], m.good[fresh.ID], m.again[s.Person] = false, true, true
	if fresh.Paper {
		m.papers = append(m.papers, fresh)
	} else {
		m.slips = append(m.slips, fresh)
	}
}

func (m *mix) shut(rt *rapid.T) {
	err := m.CloseVoting(context.Background(), m.members[0], m.round)
	if m.closed != fault.Is(err, fault.Conflict) || !m.closed && err != nil {
		rt.Fatalf("%v, and it was closed: %v", err, m.closed)
	}
	m.closed = true
}
