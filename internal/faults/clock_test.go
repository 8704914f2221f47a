package faults

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/journal"
	journalmongo "github.com/parentpower/parentpower/internal/journal/mongo"
	"github.com/parentpower/parentpower/internal/mongodb"
	"github.com/parentpower/parentpower/internal/seal/sealtest"
)

// eachTime is how many members vote after each jump of the clock.
const eachTime = 5

func TestARoundClosesOnceByTheServersRuleWhateverItsClockDoes(t *testing.T) {
	for name, c := range map[string]struct {
		opens, closes string
		jumps         []time.Duration // one after the other
		in            []bool          // whether ballots come in after each
	}{
		"an hour forward and back again": {
			"2026-11-21T18:00:00Z", "2026-11-21T18:30:00Z",
			[]time.Duration{10 * time.Minute, time.Hour, -time.Hour, time.Minute}, []bool{true, false, false, false},
		},
		"an hour back and forward again": {
			"2026-11-21T18:00:00Z", "2026-11-21T18:30:00Z",
			[]time.Duration{10 * time.Minute, -time.Hour, 70 * time.Minute, 10 * time.Minute}, []bool{true, true, true, false},
		},
		"summer time ends: half past one is there twice": {
			"2026-10-25T00:10:00Z", "2026-10-25T01:30:00Z",
			[]time.Duration{20 * time.Minute, 59 * time.Minute, time.Minute}, []bool{true, true, false},
		},
		"summer time begins: half past one is left out": {
			"2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z",
			[]time.Duration{29 * time.Minute, 30 * time.Minute, time.Minute}, []bool{true, true, false},
		},
	} {
		t.Run(name, func(t *testing.T) {
			clock := &clock{now: moment(t, c.opens)}
			commits, j := embeddedJournal(t)
			n := newNode(t, j, &sealtest.Keys{}, clock.Now, 0)
			round := n.open(eachTime*len(c.jumps), moment(t, c.closes))
			e := evidence{round: round}
			var in []bool
			for i, jump := range c.jumps {
				clock.now = clock.now.Add(jump)
				some := n.voteSome(round, i*eachTime)
				in = append(in, len(some) == eachTime)
				e.told = append(e.told, some...)
				n.work(clock)
			}
			if !slices.Equal(in, c.in) {
				t.Errorf("ballots came in: %v, want %v", in, c.in)
			}
			e.judge(t, n, commits)
		})
	}
}

func TestNodesWhoseClocksAreAnHourApartCloseARoundOnce(t *testing.T) {
	slow, fast := &clock{now: moment(t, "2026-11-21T18:00:00Z")}, &clock{now: moment(t, "2026-11-21T19:00:00Z")}
	commits, j := embeddedJournal(t)
	keys := &sealtest.Keys{}
	n := newNode(t, j, keys, slow.Now, 100*time.Millisecond)
	round := n.open(2*eachTime, moment(t, "2026-11-21T19:30:00Z"))
	other := newNode(t, j, keys, fast.Now, 100*time.Millisecond)
	e := evidence{round: round, told: n.voteSome(round, 0)}
	fast.now = fast.now.Add(30 * time.Minute)
	other.work(fast)
	if late := n.voteSome(round, eachTime); len(late) > 0 {
		t.Errorf("%d ballots came in after another node had closed the round", len(late))
	}
	slow.now = slow.now.Add(2 * time.Hour)
	n.work(slow)
	e.judge(t, n, commits)
}

// judge checks a round that was closed by the clock and counted.
func (e evidence) judge(t *testing.T, n *node, commits *mongo.Collection) {
	t.Helper()
	e.result = n.result(e.round)
	var err error
	if e.after, err = readJournal(t.Context(), commits); err != nil {
		t.Fatal(err)
	}
	for _, wrong := range append(e.check(), e.after.afterClose(e.round)...) {
		t.Error(wrong)
	}
}

// voteSome lets the next members vote and returns what those were told whose ballots are in. The others came too late.
func (n *node) voteSome(round string, from int) (told []claim) {
	n.t.Helper()
	for i := from; i < from+eachTime; i++ {
		v := funding.Vote{Round: round, Voter: member(i), Choice: funding.Choice{Picks: []int32{2}}, Key: fmt.Sprintf("member-%d", i)}
		cast, err := n.CastBallot(n.t.Context(), v)
		switch {
		case err == nil:
			told = append(told, claim{i, cast.Receipt, v.Picks})
		case !fault.Is(err, fault.Gone):
			n.t.Fatal(err)
		}
	}
	return told
}

// work does what is due by a clock.
func (n *node) work(c *clock) {
	n.t.Helper()
	if d := n.Duty(); d.Due(n.Store.View(), c.now) {
		n.must(d.Work(n.t.Context()))
	}
}

// clock is moved by the test, and by nothing else; nodes look at it only while it asks them for something.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

func moment(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func embeddedJournal(t testing.TB) (*mongo.Collection, journal.Journal) {
	t.Helper()
	s, err := mongodb.Embedded(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close(context.WithoutCancel(t.Context())) })
	commits, err := s.Collection(t.Context(), "journal")
	if err != nil {
		t.Fatal(err)
	}
	j, err := journalmongo.Open(t.Context(), commits)
	if err != nil {
		t.Fatal(err)
	}
	return commits, j
}
