package faults

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/seal/sealtest"
)

// A checker that never finds anything proves nothing. Here it judges servers with one thing broken, beside one that is
// whole: all go through the same vote, with a lost answer that is asked for again and a crash in the middle.
func TestTheCheckerFindsFaultWithAServerThatIsBroken(t *testing.T) {
	for name, c := range map[string]struct {
		broken control
		finds  string // one of the things that it says; empty: nothing
	}{
		"whole":                                {control{}, ""},
		"acknowledges before it appends":       {control{hasty: true}, "which is not counted"},
		"lets a voter stand beside themselves": {control{twoKeys: true}, "no voter was told it"},
		"publishes other numbers":              {control{miscounts: true}, "the result says"},
		"alters a commit":                      {control{alters: true}, "the chain"},
	} {
		t.Run(name, func(t *testing.T) {
			wrong := c.broken.run(t)
			if all := strings.Join(wrong, "\n"); c.finds == "" && wrong != nil || !strings.Contains(all, c.finds) {
				t.Errorf("the checker found %q, want %q among it", all, c.finds)
			}
		})
	}
}

// control says what is broken.
type control struct {
	hasty     bool // commits are acknowledged first and appended later
	twoKeys   bool // the id of a ballot is not the same each time
	miscounts bool // the result is not what was counted
	alters    bool // somebody with the database at hand changes what is in the journal
}

const controlVoters = 30

// run holds a vote and returns what the checker says of it.
func (c control) run(t *testing.T) []string {
	commits, appended := embeddedJournal(t)
	keys := &sealtest.Keys{}
	n := newNode(t, appended, keys, time.Now, 0)
	round := n.open(controlVoters, time.Time{})

	between := &flawed{Journal: appended, hasty: c.hasty}
	told := c.vote(newNode(t, between, keys, time.Now, 0), round, 0, controlVoters/2)
	between.crash()
	n = newNode(t, appended, keys, time.Now, 0)
	told = append(told, c.vote(n, round, controlVoters/2, controlVoters)...)

	e := evidence{round: round, told: told}
	var err error
	if e.before, err = readJournal(t.Context(), commits); err != nil {
		t.Fatal(err)
	}
	n.must(n.CloseVoting(t.Context(), member(0), round))
	n.must(n.Duty().Work(t.Context()))
	e.result = n.result(round)
	if c.miscounts {
		e.result.Projects[0].Votes++
	}
	if c.alters {
		alter(t, commits)
	}
	if e.after, err = readJournal(t.Context(), commits); err != nil {
		return []string{err.Error()}
	}
	return e.check()
}

// vote lets each member vote. Every third did not hear the answer and asks again.
func (c control) vote(n *node, round string, from, to int) (told []claim) {
	n.t.Helper()
	again := n.Funding
	if c.twoKeys {
		deps := n.Deps
		deps.Vault = sealtest.Vault(n.t)
		again = funding.New(deps)
	}
	for i := from; i < to; i++ {
		v := funding.Vote{Round: round, Voter: member(i), Choice: funding.Choice{Picks: []int32{int32(1 + i%projects)}}, Key: fmt.Sprintf("member-%d", i)}
		cast, err := n.CastBallot(n.t.Context(), v)
		n.must(err)
		if i%3 == 0 {
			cast, err = again.CastBallot(n.t.Context(), v)
			n.must(err)
		}
		told = append(told, claim{i, cast.Receipt, v.Picks})
	}
	return told
}

// flawed is a journal that may acknowledge what it has not appended yet.
type flawed struct {
	journal.Journal
	hasty bool
	mu    sync.Mutex
	late  []journal.Commit // acknowledged and not appended
	gone  bool
}

// behind is how many commits a hasty journal is behind what it said.
const behind = 3

func (f *flawed) Append(ctx context.Context, c journal.Commit) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.gone {
		return journal.ErrUnavailable
	}
	f.late = append(f.late, c)
	for !f.hasty && len(f.late) > 0 || len(f.late) > behind {
		if err := f.Journal.Append(ctx, f.late[0]); err != nil {
			return err
		}
		f.late = f.late[1:]
	}
	return nil
}

// crash loses what is only in memory.
func (f *flawed) crash() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.gone = true
}

// alter changes when the last commit was made.
func alter(t *testing.T, commits *mongo.Collection) {
	t.Helper()
	ctx := t.Context()
	cursor, err := commits.Find(ctx, bson.D{})
	if err != nil {
		t.Fatal(err)
	}
	var docs []bson.M
	if err := cursor.All(ctx, &docs); err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		if d["seq"] == int64(len(docs)) {
			d["time"] = d["time"].(bson.DateTime) + 1 //nolint:forcetypeassert // as the journal writes it
			if _, err := commits.ReplaceOne(ctx, bson.D{{Key: "_id", Value: d["_id"]}}, d); err != nil {
				t.Fatal(err)
			}
		}
	}
}
