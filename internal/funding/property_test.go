package funding

import (
	"context"
	"fmt"
	"maps"
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
	good   map[string]bool
	again  map[string]bool // voters whose slip was replaced while voting was open
	box    map[string]Choice
	way    map[string]Way
	sent   []Vote // that were taken
}

// TestWhateverHappensRollBoxAndTotalsAgreeAndNobodyCountsTwice mixes kinds of ballot, channels, retries, changes,
// revocations, new slips and the close.
func TestWhateverHappensRollBoxAndTotalsAgreeAndNobodyCountsTwice(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := &mix{
			rig: newRig(t, 4), roll: map[string]Channel{}, late: map[string]bool{}, good: map[string]bool{},
			again: map[string]bool{}, box: map[string]Choice{}, way: map[string]Way{}, rules: plainSettings(),
		}
		m.rules.Ballot = rapid.SampledFrom([]BallotKind{AnyNumber, UpToMost, WithinBudget, SharePoints, InOrder}).Draw(rt, "kind")
		m.rules.Most, m.rules.Points = 2, 5
		m.round = m.unopenedRound(m.rules, 500, 600, 700).ID
		m.issue(rapid.IntRange(1, 4).Draw(rt, "slips"))
		m.must(m.OpenVoting(t.Context(), m.members[0], m.round))
		m.opened = true
		for _, person := range m.members {
			m.roll[person] = ByMembership
		}
		rt.Repeat(map[string]func(*rapid.T){
			"member":  func(rt *rapid.T) { m.cast(rt, rapid.SampledFrom(m.members).Draw(rt, "member"), "") },
			"slip":    m.bySlip,
			"retry":   m.retry,
			"revoke":  m.revoke,
			"reissue": m.reissue,
			"late": func(rt *rapid.T) {
				if !m.closed {
					m.issue(1)
				}
			},
			"close": func(rt *rapid.T) {
				if rapid.IntRange(0, 9).Draw(rt, "close") == 0 {
					m.shut(rt)
				}
			},
			"": m.agrees,
		})
		m.shut(rt)
		m.count(rt)
	})
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
	choice := drawChoice(rt, m.rules, 3)
	vote := Vote{Round: m.round, Voter: voter, Slip: slip, Choice: choice, Key: fmt.Sprintf("vote-%06d", len(m.sent))}
	_, err := m.CastBallot(context.Background(), vote)
	switch {
	case slip != "" && !m.good[slip], m.closed:
		if !fault.Is(err, fault.Gone) {
			rt.Fatalf("%v, want Gone", err)
		}
	case err != nil:
		rt.Fatal(err)
	default:
		m.box[voter], m.way[voter] = m.rules.Ballot.tidy(choice), vote.way()
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

func (m *mix) revoke(rt *rapid.T) {
	s := rapid.SampledFrom(m.slips).Draw(rt, "slip")
	err := m.RevokeSlip(context.Background(), m.members[0], m.round, s.ID)
	if (err == nil) != m.good[s.ID] {
		rt.Fatalf("%v, and the slip was good: %v", err, m.good[s.ID])
	}
	m.good[s.ID] = false
}

func (m *mix) reissue(rt *rapid.T) {
	s := rapid.SampledFrom(m.slips).Draw(rt, "slip")
	fresh, err := m.ReissueSlip(context.Background(), m.members[0], m.round, s.ID)
	if (err == nil) != (m.good[s.ID] && !m.closed) {
		rt.Fatalf("%v, and the slip was good: %v", err, m.good[s.ID])
	}
	if err != nil {
		return
	}
	m.good[s.ID], m.good[fresh.ID], m.again[s.Person] = false, true, true
	m.slips = append(m.slips, fresh)
}

func (m *mix) shut(rt *rapid.T) {
	err := m.CloseVoting(context.Background(), m.members[0], m.round)
	if m.closed != fault.Is(err, fault.Conflict) || !m.closed && err != nil {
		rt.Fatalf("%v, and it was closed: %v", err, m.closed)
	}
	m.closed = true
}

// agrees holds the box, the roll and the totals against what was noted.
func (m *mix) agrees(rt *rapid.T) {
	v := m.Store.View()
	votes := m.votes()
	for voter, choice := range m.box {
		if m.closed {
			continue
		}
		if own, ok, err := m.OwnBallot(context.Background(), v, m.round, voter); err != nil || !ok || own.String() != choice.String() {
			rt.Fatalf("%s has %v in the box, want %v (%v)", voter, own.Choice, choice, err)
		}
	}
	if got := ballotTotals.Get(v, m.round); got != int64(len(m.box)) {
		rt.Fatalf("%d ballots in the box, want %d", got, len(m.box))
	}
	for i, want := range votes {
		if got := ballotTotals.Get(v, projectKey(m.round, int32(i+1))); got != want {
			rt.Fatalf("project %d has %d votes, want %d", i+1, got, want)
		}
	}
	entries := map[string]Channel{}
	for e := range RollOf(v, m.round) {
		if entries[e.Voter] = e.Channel; e.Late != m.late[e.Voter] || e.Reissued != m.again[e.Voter] || e.Voted {
			rt.Fatalf("on the roll: %+v", e)
		}
	}
	if !maps.Equal(entries, m.roll) || rollTotals.Get(v, m.round) != int64(len(m.roll)) {
		rt.Fatalf("on the roll are %v, want %v", entries, m.roll)
	}
}

// votes adds up what was noted, by project number − 1: votes, or points.
func (m *mix) votes() []int64 {
	votes := make([]int64, 3)
	for _, choice := range m.box {
		for i, n := range choice.Picks {
			votes[n-1] += choice.worth(i)
		}
	}
	return votes
}

// count holds the result against what was noted.
func (m *mix) count(rt *rapid.T) {
	m.work()
	v := m.Store.View()
	result, err := ResultOf(v, m.round)
	m.must(err)
	want, votes := map[Way]int64{WithAccount: 0, WithSlip: 0, AtDesk: 0, OnPaper: 0}, m.votes()
	for voter := range m.box {
		want[m.way[voter]]++
	}
	if result.Ballots != int64(len(m.box)) || !maps.Equal(result.Voted, want) || !slices.Equal(result.Votes, votes) {
		rt.Fatalf("%d ballots of %v with %v, want %d of %v with %v", result.Ballots, result.Voted, result.Votes, len(m.box), want, votes)
	}
	bundle, err := NewBundle(v, m.round, true)
	m.must(err)
	for _, check := range Verify(context.Background(), bundle, nil) {
		if !check.OK {
			rt.Fatalf("the audit bundle does not hold: %+v", check)
		}
	}
	for e := range RollOf(v, m.round) {
		if _, voted := m.box[e.Voter]; voted != e.Voted || e.Way != m.way[e.Voter] {
			rt.Fatalf("the roll says of %s that they voted: %v, by %q", e.Voter, e.Voted, e.Way)
		}
	}
	if left, counted := ballotTotals.Get(v, m.round), boxTotals.Get(v, m.round); left != 0 || counted != result.Ballots {
		rt.Fatalf("%d ballots are left in the open box, %d in the counted one", left, counted)
	}
}
