package funding

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/notify"
)

// told is what there is to tell, as "says to audience".
func (g *rig) told() []string {
	var list []string
	for n := range notify.Told.All(g.Store.View()) {
		list = append(list, n.Item.Says+" to "+n.Audience)
	}
	slices.Sort(list)
	return list
}

// readers are those of the news that says something.
func (g *rig) readers(says string) []string {
	g.t.Helper()
	var persons []string
	for n := range notify.Told.All(g.Store.View()) {
		if n.Item.Says != says {
			continue
		}
		readers, err := g.Readers(g.t.Context(), g.Store.View(), n)
		g.must(err)
		if !slices.IsSortedFunc(readers, func(a, b notify.Reader) int { return bytes.Compare([]byte(a.Place), []byte(b.Place)) }) {
			g.t.Error("readers are not in the order of their places")
		}
		for _, r := range readers {
			persons = append(persons, r.Person)
		}
	}
	slices.Sort(persons)
	return persons
}

func TestThoseOnTheRollHearThatTheyCanVoteAndWhatCameOfIt(t *testing.T) {
	g := newRig(t, 4)
	r := g.openRound(plainSettings(), 100)
	if got := g.told(); !slices.Equal(got, []string{"opened to may-vote"}) {
		t.Fatalf("told %v", got)
	}
	if got := g.readers("opened"); !slices.Equal(got, g.members) {
		t.Errorf("%v hear that they can vote, want %v", got, g.members)
	}
	g.mustVote(r.ID, g.members[2], 1)
	g.closeAndCount(r.ID)
	if got := g.readers("opened"); len(got) > 0 {
		t.Errorf("%v would hear of a vote that is over", got)
	}
	if got := g.readers("counted"); !slices.Equal(got, g.members) {
		t.Errorf("%v hear of the result", got)
	}
	took, err := g.Readers(t.Context(), g.Store.View(), notify.News{About: Scope(r.ID), Audience: tookPart})
	if err != nil || len(took) != 1 || took[0].Person != g.members[2] {
		t.Errorf("took part: %v %v", took, err)
	}
}

func TestTheLastDayComesOnceAndOnlyWhereThereIsOne(t *testing.T) {
	const open = 5 * 24 * time.Hour
	for name, c := range map[string]struct {
		closes time.Duration // after opening; zero: by hand
		look   []time.Duration
		want   int
	}{
		"a day before it closes":         {open, []time.Duration{open - remindBefore - time.Second, open - remindBefore, open - time.Hour}, 1},
		"not before that":                {open, []time.Duration{0, open - remindBefore - time.Second}, 0},
		"after the program was down":     {open, []time.Duration{open - time.Minute}, 1},
		"not once it is over":            {open, []time.Duration{open}, 0},
		"not where it is closed by hand": {0, []time.Duration{open, 10 * open}, 0},
		"not where it opened yesterday":  {worthIt - time.Second, []time.Duration{worthIt - remindBefore, worthIt - time.Minute}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			g := newRig(t, 2)
			s := plainSettings()
			if c.closes > 0 {
				s.Closes = g.clock().Add(c.closes)
			}
			g.openRound(s, 100)
			start, reminders := g.clock(), 0
			for _, look := range c.look {
				g.wait(start.Add(look).Sub(g.clock()))
				g.work()
			}
			for n := range notify.Told.All(g.Store.View()) {
				if n.Item.Says == "last-day" {
					reminders++
					if !n.Discreet || !n.Item.Until.Equal(s.Closes) {
						t.Errorf("%+v", n)
					}
				}
			}
			if reminders != c.want {
				t.Errorf("%d reminders, want %d", reminders, c.want)
			}
		})
	}
}

func TestOnlyThoseWhoHaveNotVotedHearOfTheLastDay(t *testing.T) {
	g := newRig(t, 30)
	s := plainSettings()
	s.Closes = g.clock().Add(100 * time.Hour)
	r := g.openRound(s, 100, 200)
	for _, voter := range g.members[:12] {
		g.mustVote(r.ID, voter, 1)
	}
	g.wait(80 * time.Hour)
	g.work()
	if got := g.readers("last-day"); !slices.Equal(got, g.members[12:]) {
		t.Errorf("%v, want %v", got, g.members[12:])
	}
	g.mustVote(r.ID, g.members[20], 2)
	if got := g.readers("last-day"); slices.Contains(got, g.members[20]) {
		t.Error("somebody who voted meanwhile would hear of it")
	}
	readers, err := g.Readers(t.Context(), g.Store.View(), notify.News{About: Scope(r.ID), Audience: notVoted})
	g.must(err)
	for i, reader := range readers {
		if slices.Contains(g.members, reader.Place) {
			t.Errorf("the place of reader %d names them", i)
		}
	}
	g.must(g.CloseVoting(t.Context(), g.members[0], r.ID))
	if got := g.readers("last-day"); len(got) > 0 {
		t.Error("somebody would hear of it after the close")
	}
	g.work()
	if got := g.readers("last-day"); len(got) > 0 {
		t.Error("somebody would hear of it after the count")
	}
}

func TestNoEntryOfTheLastDayNamesAnybody(t *testing.T) {
	g := newRig(t, 10)
	s := plainSettings()
	s.Closes = g.clock().Add(100 * time.Hour)
	g.openRound(s, 100)
	before := g.Store.View().Seq()
	g.wait(80 * time.Hour)
	g.work()
	seen := 0
	g.must(g.journal.Read(t.Context(), before, func(c journal.Commit) error {
		for _, e := range c.Entries {
			seen++
			for _, m := range g.members {
				for _, ch := range e.Changes {
					if e.Actor == m || bytes.Contains(ch.Record, []byte(m)) {
						return fmt.Errorf("%s names %s", e.Action, m)
					}
				}
			}
		}
		return nil
	}))
	if seen == 0 {
		t.Error("nothing was done")
	}
}

func TestLeadersHearWhatBecomesOfTheirIdea(t *testing.T) {
	g := newRig(t, 4)
	r, staff, me, them := g.taking(), g.members[0], g.members[1], g.members[2]
	g.sent(r.ID, "mine-0001", me)
	g.sent(r.ID, "their-001", them)
	g.must(g.ProposeMerge(t.Context(), me, r.ID, "mine-0001", "their-001", "their-001"))
	g.must(g.ProposeMerge(t.Context(), me, r.ID, "mine-0001", "their-001", "mine-0001")) // the same question
	g.must(g.AgreeMerge(t.Context(), them, r.ID, "their-001", "mine-0001"))
	g.must(g.SendBackApplication(t.Context(), staff, r.ID, "mine-0001", []int{1}, "A secret reason."))
	g.must(g.SubmitApplication(t.Context(), me, r.ID, "mine-0001"))
	g.must(g.SendBackApplication(t.Context(), staff, r.ID, "mine-0001", nil, "A secret reason."))
	g.must(g.SubmitApplication(t.Context(), me, r.ID, "mine-0001"))
	_, err := g.AcceptApplication(t.Context(), staff, r.ID, "mine-0001", 100_00, "")
	g.must(err)
	got := map[string][]string{}
	for n := range notify.Told.All(g.Store.View()) {
		got[n.Item.Says] = append(got[n.Item.Says], n.Persons...)
		for _, word := range n.Item.Words {
			if strings.Contains(word, "Toddler") || strings.Contains(word, "secret") {
				t.Errorf("the news says %q, which is sealed elsewhere", word)
			}
		}
	}
	for says, want := range map[string][]string{
		ideaArrived: {me, them, me, them, me, them}, ideaAskedJoin: {them}, ideaJoined: {me}, ideaMisses: {me, them},
		ideaSentBack: {me, them}, ideaAccepted: {me, them},
	} {
		if !slices.Equal(got[says], want) {
			t.Errorf("%s goes to %v, want %v", says, got[says], want)
		}
	}
}
