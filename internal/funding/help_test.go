package funding

import (
	"bytes"
	"crypto/rand"
	"slices"
	"testing"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/journal"
)

func (g *rig) mustHelp(round, voter string) Help {
	g.t.Helper()
	h, err := g.BeginHelp(g.t.Context(), Help{Round: round, Voter: voter, Helper: g.members[0], Reason: "reading"}, "")
	g.must(err)
	return h
}

func (g *rig) voteWith(h Help, picks ...int32) (Cast, error) {
	return g.CastBallot(g.t.Context(), Vote{Round: h.Round, Voter: h.Voter, Help: h.ID, Choice: Choice{Picks: picks}, Key: rand.Text()})
}

func TestAHelpedVoteCountsOnceAndAsOneAtTheDesk(t *testing.T) {
	g := newRig(t, 3)
	r := g.openRound(plainSettings(), 500, 600)
	g.mustVote(r.ID, g.members[1], 1)
	cast, err := g.voteWith(g.mustHelp(r.ID, g.members[1]), 2)
	g.must(err)
	if !cast.Changed {
		t.Error("it did not take the place of the vote that was there")
	}
	g.mustHelp(r.ID, g.members[2]) // and does not vote after all
	res := g.closeAndCount(r.ID)
	if res.Ballots != 1 || res.Voted[AtDesk] != 1 || res.Voted[WithAccount] != 0 || !slices.Equal(res.Votes, []int64{0, 1}) {
		t.Errorf("the result is %+v", res)
	}
	if helps := HelpsOf(g.Store.View(), r.ID); len(helps) != 2 {
		t.Errorf("on record are %+v", helps)
	}
}

func TestAHelpIsOnRecordBeforeTheVoteAndNoEntryNamesItBesideABallot(t *testing.T) {
	g := newRig(t, 2)
	r := g.openRound(plainSettings(), 500)
	h := g.mustHelp(r.ID, g.members[1])
	_, err := g.voteWith(h, 1)
	g.must(err)
	began, cast := int64(0), int64(0)
	g.must(g.journal.Read(t.Context(), 0, func(c journal.Commit) error {
		for _, e := range c.Entries {
			for _, ch := range e.Changes {
				switch {
				case ch.Table == Helps.Name():
					began = c.Seq
				case ch.Table != Ballots.Name():
				case e.Actor != "" || bytes.Contains(ch.Record, []byte(h.ID)) || bytes.Contains(ch.Record, []byte(h.Voter)):
					t.Errorf("the entry of the ballot names who helped or voted: %+v", e)
				default:
					cast = c.Seq
				}
			}
		}
		return nil
	}))
	if began == 0 || began >= cast {
		t.Errorf("the help is on record in commit %d, the ballot in %d", began, cast)
	}
}

func TestHelpSaysWhyAndIsForOthersAndForAWhile(t *testing.T) {
	g := newRig(t, 3)
	r := g.openRound(plainSettings(), 500)
	for name, c := range map[string]struct {
		help  Help
		words string
		want  fault.Kind
	}{
		"without a reason":     {Help{Round: r.ID, Voter: g.members[1]}, "", fault.Invalid},
		"other, and no words":  {Help{Round: r.ID, Voter: g.members[1], Reason: HelpOther}, "", fault.Invalid},
		"somebody not on it":   {Help{Round: r.ID, Voter: "nobody", Reason: "phone"}, "", fault.Forbidden},
		"oneself":              {Help{Round: r.ID, Voter: g.members[0], Reason: "phone"}, "", fault.Conflict},
		"a round there is not": {Help{Round: "none", Voter: g.members[1], Reason: "phone"}, "", fault.NotFound},
	} {
		c.help.Helper = g.members[0]
		if _, err := g.BeginHelp(t.Context(), c.help, c.words); !fault.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	h := g.mustHelp(r.ID, g.members[1])
	h.Voter = g.members[2]
	if _, err := g.voteWith(h, 1); !fault.Is(err, fault.Forbidden) {
		t.Errorf("with the help of another voter: %v", err)
	}
	h.Voter = g.members[1]
	g.wait(helpLasts)
	if _, err := g.voteWith(h, 1); !fault.Is(err, fault.Gone) {
		t.Errorf("after the time for it: %v", err)
	}
}

func TestWordsAboutAHelpAreSealedForTheVoter(t *testing.T) {
	g := newRig(t, 2)
	r := g.openRound(plainSettings(), 500)
	h, err := g.BeginHelp(t.Context(), Help{Round: r.ID, Voter: g.members[1], Helper: g.members[0], Reason: HelpOther}, "new glasses")
	g.must(err)
	if words, err := g.HelpWords(t.Context(), h); err != nil || words != "new glasses" {
		t.Errorf("%q, %v", words, err)
	}
	g.must(g.vault.Erase(t.Context(), "person/"+g.members[1]))
	if words, err := g.HelpWords(t.Context(), h); err != nil || words != "" {
		t.Errorf("after the voter was erased: %q, %v", words, err)
	}
}
