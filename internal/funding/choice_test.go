package funding

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/tally"
	"github.com/parentpower/parentpower/internal/tally/pb"
)

func pointsSettings() Settings {
	s := plainSettings()
	s.Ballot, s.Points = SharePoints, 10
	return s
}

func orderSettings() Settings {
	s := plainSettings()
	s.Ballot, s.Most = InOrder, 2
	return s
}

func (g *rig) mustChoose(round, voter string, c Choice) {
	g.t.Helper()
	_, err := g.CastBallot(g.t.Context(), Vote{Round: round, Voter: voter, Choice: c, Key: "key of " + voter})
	g.must(err)
}

func TestCastBallotNamesTheFieldOfAChoiceThatTheKindDoesNotAllow(t *testing.T) {
	g := newRig(t, 2)
	points, order := g.openRound(pointsSettings(), 1500, 600, 700), g.openRound(orderSettings(), 1500, 600, 700)
	picks := g.openRound(plainSettings(), 500)
	for _, c := range []struct {
		name   string
		round  string
		choice Choice
		field  string // at fault; empty: it goes in
	}{
		{"no points at all", points.ID, Choice{}, ""},
		{"all points on one", points.ID, Choice{[]int32{2}, []int64{10}}, ""},
		{"some points left", points.ID, Choice{[]int32{3, 1}, []int64{2, 7}}, ""},
		{"more points than there are", points.ID, Choice{[]int32{1, 2}, []int64{10, 1}}, "points"},
		{"points that overflow", points.ID, Choice{[]int32{1, 2}, []int64{1 << 62, 1 << 62}}, "points"},
		{"points below zero", points.ID, Choice{[]int32{1, 2}, []int64{11, -1}}, "points"},
		{"a project without points", points.ID, Choice{[]int32{1, 2}, []int64{3, 0}}, "points"},
		{"picks alone", points.ID, Choice{Picks: []int32{1}}, "points"},
		{"fewer points than picks", points.ID, Choice{[]int32{1, 2}, []int64{3}}, "points"},
		{"points for one that is not there", points.ID, Choice{[]int32{9}, []int64{1}}, "pick"},
		{"points for one twice", points.ID, Choice{[]int32{1, 1}, []int64{1, 1}}, "pick"},
		{"an order", order.ID, Choice{Picks: []int32{3, 1}}, ""},
		{"an order with its points", order.ID, Choice{[]int32{3, 1}, []int64{2, 1}}, ""},
		{"an order with other points", order.ID, Choice{[]int32{3, 1}, []int64{9, 1}}, "points"},
		{"too long an order", order.ID, Choice{Picks: []int32{1, 2, 3}}, "pick"},
		{"points where there are none", picks.ID, Choice{[]int32{1}, []int64{1}}, "points"},
	} {
		r, err := RoundByID(g.Store.View(), c.round)
		g.must(err)
		_, cast := g.CastBallot(t.Context(), Vote{Round: c.round, Voter: g.members[1], Choice: c.choice, Key: "to " + c.name})
		for which, err := range map[string]error{"cast": cast, "check": CheckChoice(g.Store.View(), r, c.choice)} {
			got := ""
			if err != nil && fault.Is(err, fault.Invalid) {
				got = fault.From(err).Fields[0].Name
			}
			if got != c.field || (err == nil) != (c.field == "") {
				t.Errorf("%s, %s: %v, want a fault in %q", c.name, which, err, c.field)
			}
		}
	}
}

func TestSettingsSayHowMuchABallotMaySay(t *testing.T) {
	for _, c := range []struct {
		kind         BallotKind
		most, points int
		wantMost     int
		wantPoints   int
		field        string
	}{
		{SharePoints, 7, 0, 0, DefaultPoints, ""},
		{SharePoints, 0, 100, 0, 100, ""},
		{SharePoints, 0, 101, 0, 0, "points"},
		{SharePoints, 0, -1, 0, 0, "points"},
		{InOrder, 0, 7, DefaultOrder, 0, ""},
		{InOrder, 21, 0, 0, 0, "most"},
		{AnyNumber, 3, 3, 0, 0, ""},
		{UpToMost, 0, 0, 0, 0, "most"},
	} {
		s := plainSettings()
		s.Ballot, s.Most, s.Points = c.kind, c.most, c.points
		err := s.check(s.Closes, Draft)
		if c.field != "" {
			if err == nil || fault.From(err).Fields[0].Name != c.field {
				t.Errorf("%s with %d and %d: %v, want a fault in %s", c.kind, c.most, c.points, err, c.field)
			}
			continue
		}
		if err != nil || s.Most != c.wantMost || s.Points != c.wantPoints {
			t.Errorf("%s with %d and %d: %d and %d (%v)", c.kind, c.most, c.points, s.Most, s.Points, err)
		}
	}
}

func TestTheSameChoiceHasOneFormHoweverItIsSent(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rules := Settings{Ballot: rapid.SampledFrom([]BallotKind{AnyNumber, SharePoints, InOrder}).Draw(rt, "kind"), Most: 4, Points: 20}
		c := drawChoice(rt, rules, 6)
		tidy := rules.Ballot.tidy(c)
		if again := rules.Ballot.tidy(tidy); again.String() != tidy.String() {
			rt.Fatalf("%s becomes %s", tidy, again)
		}
		if rules.Ballot == InOrder {
			if !slices.Equal(tidy.Picks, c.Picks) {
				rt.Fatalf("the order %v is kept as %v", c.Picks, tidy.Picks)
			}
			return
		}
		turned := Choice{Picks: slices.Clone(c.Picks), Points: slices.Clone(c.Points)}
		slices.Reverse(turned.Picks)
		slices.Reverse(turned.Points)
		if other := rules.Ballot.tidy(turned); other.String() != tidy.String() {
			rt.Fatalf("%s from behind is %s", tidy, other)
		}
	})
}

// TestPointsAndOrdersAreCountedAsTheyWereGiven also counts the file that anybody may download, from its text.
func TestPointsAndOrdersAreCountedAsTheyWereGiven(t *testing.T) {
	for _, c := range []struct {
		name    string
		rules   Settings
		choices []Choice
		winners []int32
		scores  []int64
	}{
		{"points", pointsSettings(), []Choice{
			{[]int32{1}, []int64{10}}, {[]int32{1, 2}, []int64{6, 4}}, {[]int32{3, 2}, []int64{1, 9}}, {},
		}, []int32{1, 2}, []int64{16, 13, 1}},
		{"an order", orderSettings(), []Choice{
			{Picks: []int32{2, 1}}, {Picks: []int32{2, 3}}, {Picks: []int32{1, 2}}, {Picks: []int32{3}}, {},
		}, []int32{2, 1}, []int64{3, 5, 2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := newRig(t, len(c.choices))
			c.rules.Rule, c.rules.Publish = MostVotes, leastPublish
			r := g.openRound(c.rules, 900, 900, 900)
			for i, choice := range c.choices {
				g.mustChoose(r.ID, g.members[i], choice)
			}
			res := g.closeAndCount(r.ID)
			if !slices.Equal(res.Winners, c.winners) || !slices.Equal(res.Votes, c.scores) {
				t.Errorf("%v won with %v, want %v with %v", res.Winners, res.Votes, c.winners, c.scores)
			}
			file, err := PBFile(g.Store.View(), r.ID, true)
			g.must(err)
			var text bytes.Buffer
			g.must(pb.Write(&text, file))
			read, err := pb.Read(strings.NewReader(text.String()), pb.DefaultLimits)
			g.must(err)
			outcome, err := tally.Count(t.Context(), read.Election(), tally.Rules{Utility: tally.UtilityPoints})
			g.must(err)
			if !slices.Equal(outcome.Scores, c.scores) || len(outcome.Winners) != len(c.winners) {
				t.Errorf("the file gives %v, want %v:\n%s", outcome.Scores, c.scores, text.String())
			}
		})
	}
}

func TestEqualSharesTakesMoreFromThoseWhoGaveMorePoints(t *testing.T) {
	g := newRig(t, 4)
	rules := pointsSettings()
	rules.Rule = EqualSharesOnly
	r := g.openRound(rules, 1000, 900, 900)
	g.mustChoose(r.ID, g.members[0], Choice{[]int32{1, 2}, []int64{9, 1}})
	g.mustChoose(r.ID, g.members[1], Choice{[]int32{1, 2}, []int64{9, 1}})
	g.mustChoose(r.ID, g.members[2], Choice{[]int32{1, 3}, []int64{1, 9}})
	g.mustChoose(r.ID, g.members[3], Choice{[]int32{3}, []int64{10}})
	// Each has £500. Project 3 costs £900 for 19 points, the least; what that leaves pays £1,000 for the 19 of project 1.
	if res := g.closeAndCount(r.ID); !slices.Equal(res.Winners, []int32{3, 1}) {
		t.Errorf("%v won", res.Winners)
	}
}

func TestStandingsOfABallotWithPointsAreItsPoints(t *testing.T) {
	g := newRig(t, 12)
	r := g.openRound(pointsSettings(), 500, 600)
	for _, m := range g.members {
		g.mustChoose(r.ID, m, Choice{[]int32{1, 2}, []int64{7, 3}})
	}
	if votes, hidden := VotesOf(g.Store.View(), r, true); hidden != "" || len(votes) != 2 || votes[0] == 0 || votes[0]*3 != votes[1]*7 {
		t.Errorf("the standings are %v (%s)", votes, hidden)
	}
}
