package funding

import (
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/parentpower/parentpower/internal/store"
)

// agrees holds the box, the roll and the totals against what was noted.
func (m *mix) agrees() error {
	v := m.Store.View()
	votes := m.votes()
	for voter, choice := range m.box {
		if m.closed {
			continue
		}
		if own, ok, err := m.OwnBallot(context.Background(), v, m.round, voter); err != nil || !ok || own.String() != choice.String() {
			return fmt.Errorf("%s has %v in the box, want %v (%w)", voter, own.Choice, choice, err)
		}
	}
	if got := ballotTotals.Get(v, m.round); got != int64(len(m.box)) {
		return fmt.Errorf("%d ballots in the box, want %d", got, len(m.box))
	}
	for i, want := range votes {
		if got := ballotTotals.Get(v, projectKey(m.round, int32(i+1))); got != want {
			return fmt.Errorf("project %d has %d votes, want %d", i+1, got, want)
		}
	}
	entries := map[string]Channel{}
	for e := range RollOf(v, m.round) {
		if entries[e.Voter] = e.Channel; e.Late != m.late[e.Voter] || e.Reissued != m.again[e.Voter] || e.Voted {
			return fmt.Errorf("on the roll: %+v", e)
		}
	}
	if !maps.Equal(entries, m.roll) || rollTotals.Get(v, m.round) != int64(len(m.roll)) {
		return fmt.Errorf("on the roll are %v, want %v", entries, m.roll)
	}
	return nil
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

// counted holds the result, the roll and the counted box against what was noted.
func (m *mix) counted() error {
	v := m.Store.View()
	result, err := ResultOf(v, m.round)
	if err != nil {
		return err
	}
	want, votes := map[Way]int64{WithAccount: 0, WithSlip: 0, AtDesk: 0, OnPaper: 0}, m.votes()
	for voter := range m.box {
		want[m.way[voter]]++
	}
	if result.Ballots != int64(len(m.box)) || !maps.Equal(result.Voted, want) || !slices.Equal(result.Votes, votes) {
		return fmt.Errorf("%d ballots of %v with %v, want %d of %v with %v", result.Ballots, result.Voted, result.Votes, len(m.box), want, votes)
	}
	bundle, err := NewBundle(v, m.round, true)
	if err != nil {
		return err
	}
	for _, check := range Verify(context.Background(), bundle, nil) {
		if !check.OK {
			return fmt.Errorf("the audit bundle does not hold: %+v", check)
		}
	}
	for e := range RollOf(v, m.round) {
		if _, voted := m.box[e.Voter]; voted != e.Voted || e.Way != m.way[e.Voter] {
			return fmt.Errorf("the roll says of %s that they voted: %v, by %q", e.Voter, e.Voted, e.Way)
		}
	}
	if left, counted := ballotTotals.Get(v, m.round), boxTotals.Get(v, m.round); left != 0 || counted != result.Ballots {
		return fmt.Errorf("%d ballots are left in the open box, %d in the counted one", left, counted)
	}
	if n := clerkDrafts.Len(v); n != 0 {
		return fmt.Errorf("%d drafts of clerks are left", n)
	}
	return nil
}

// TestTheCheckerNoticesWhatIsBroken breaks what the mix is about, in one place at a time: a checker that lets it pass
// would be worth nothing.
func TestTheCheckerNoticesWhatIsBroken(t *testing.T) {
	one := func(v store.View) Ballot {
		for b := range Ballots.All(v) {
			return b
		}
		return Ballot{}
	}
	for name, c := range map[string]struct {
		open, closed, counted func(*mix, store.View) []store.Change // what is broken, and when
	}{
		"nothing": {},
		"a second ballot of one voter": {open: func(_ *mix, v store.View) []store.Change {
			b := one(v)
			b.ID, b.Receipt = "another", "another-one-42"
			return []store.Change{Ballots.Put(b)}
		}},
		"a second ballot of one voter, after the close": {closed: func(_ *mix, v store.View) []store.Change {
			b := one(v)
			b.ID, b.Receipt = "another", "another-one-42"
			return []store.Change{Ballots.Put(b)}
		}},
		"a lost ballot": {closed: func(_ *mix, v store.View) []store.Change {
			return []store.Change{Ballots.Delete(one(v).Round + "/" + one(v).ID)}
		}},
		"a changed ballot": {open: func(_ *mix, v store.View) []store.Change {
			b := one(v)
			b.Picks = []int32{1, 2, 3}
			return []store.Change{Ballots.Put(b)}
		}},
		"a ballot said to have come in another way": {closed: func(m *mix, v store.View) []store.Change {
			b := one(v)
			was, err := m.wayOf(context.Background(), b)
			m.must(err)
			b.Way, err = m.sealWay(context.Background(), b.Round, b.ID, map[bool]Way{true: AtDesk, false: OnPaper}[was == OnPaper])
			m.must(err)
			return []store.Change{Ballots.Put(b)}
		}},
		"a voter put on the roll in silence": {open: func(m *mix, _ store.View) []store.Change {
			return []store.Change{Roll.Put(RollEntry{Round: m.round, Voter: "nobody", Channel: BySlip})}
		}},
		"somebody marked who did not vote": {counted: func(m *mix, _ store.View) []store.Change {
			return []store.Change{Roll.Put(RollEntry{Round: m.round, Voter: m.members[3], Channel: ByMembership, Voted: true, Way: WithAccount})}
		}},
		"numbers that are not the count": {counted: func(m *mix, v store.View) []store.Change {
			r, _ := ResultOf(v, m.round)
			r.Voted = maps.Clone(r.Voted)
			r.Voted[OnPaper]--
			r.Voted[AtDesk]++
			return []store.Change{Results.Put(r)}
		}},
	} {
		m := newMix(t, AnyNumber)
		m.open()
		m.playAllWays()
		spoil := func(how func(*mix, store.View) []store.Change) {
			if how != nil {
				m.update(func(v store.View) ([]store.Change, error) { return how(m, v), nil })
			}
		}
		spoil(c.open)
		wrong := m.agrees()
		m.must(m.CloseVoting(t.Context(), m.members[0], m.round))
		m.closed = true
		spoil(c.closed)
		m.work()
		spoil(c.counted)
		if wrong == nil {
			wrong = m.counted()
		}
		if (wrong != nil) != (name != "nothing") {
			t.Errorf("%s: the checker says %v", name, wrong)
		}
	}
}

// playAllWays has one voter in each way.
func (m *mix) playAllWays() {
	m.issue(1)
	m.issuePapers(1)
	ctx, slip, paper := context.Background(), m.slips[0], m.papers[0]
	for _, vote := range []Vote{
		{Voter: m.members[0]}, {Voter: slip.Person, Slip: slip.ID}, {Voter: m.members[1], Help: m.mustHelp(m.round, m.members[1]).ID},
	} {
		vote.Round, vote.Picks, vote.Key = m.round, []int32{1}, rand.Text()
		_, err := m.CastBallot(ctx, vote)
		m.must(err)
		m.box[vote.Voter], m.way[vote.Voter] = Choice{Picks: []int32{1}}, vote.way()
	}
	id := m.batch(m.round, "Table 1")
	for _, clerk := range m.members[1:3] {
		m.must(m.EnterPaper(ctx, clerk, m.round, id, Paper{Mark: m.mark(paper), Choice: Choice{Picks: []int32{2}}}))
		_, err := m.FinishBatch(ctx, clerk, m.round, id)
		m.must(err)
	}
	_, err := m.PutInBatch(ctx, m.members[0], m.round, id)
	m.must(err)
	m.box[paper.Person], m.way[paper.Person] = Choice{Picks: []int32{2}}, OnPaper
}
