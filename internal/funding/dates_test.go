package funding

import (
	"fmt"
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
)

// datedSettings have a date for every phase: a day each, from tomorrow on.
func (g *rig) datedSettings() Settings {
	day := func(n int) time.Time { return g.clock().AddDate(0, 0, n) }
	s := plainSettings()
	s.Dates = Dates{Applications: day(1), Review: day(2), Pitches: day(3), Voting: day(4), Reports: day(60)}
	s.Closes = day(5)
	return s
}

func TestDatesMustBeInOrderAndToCome(t *testing.T) {
	g := newRig(t, 2)
	for name, c := range map[string]struct {
		change func(*Settings)
		field  string
		key    string
	}{
		"none":                     {func(s *Settings) { s.Dates, s.Closes = Dates{}, time.Time{} }, "", ""},
		"all":                      {func(*Settings) {}, "", ""},
		"some":                     {func(s *Settings) { s.Dates.Review, s.Dates.Pitches = time.Time{}, time.Time{} }, "", ""},
		"review before ideas":      {func(s *Settings) { s.Dates.Review = s.Dates.Applications.Add(-time.Hour) }, "review", "fault.funding.date_order"},
		"together":                 {func(s *Settings) { s.Dates.Pitches = s.Dates.Review }, "pitches", "fault.funding.date_order"},
		"opens after close":        {func(s *Settings) { s.Closes = s.Dates.Voting.Add(-time.Minute) }, "closes", "fault.funding.date_order"},
		"order over a gap":         {func(s *Settings) { s.Dates.Pitches, s.Dates.Voting = time.Time{}, s.Dates.Review.Add(-1*time.Hour) }, "opens", "fault.funding.date_order"},
		"reports before the close": {func(s *Settings) { s.Dates.Reports = s.Closes }, "reports", "fault.funding.date_order"},
		"ideas yesterday":          {func(s *Settings) { s.Dates.Applications = g.clock().Add(-time.Hour) }, "applications", "fault.funding.date_past"},
	} {
		s := g.datedSettings()
		c.change(&s)
		_, err := g.CreateRound(t.Context(), g.members[0], g.council, s)
		got := ""
		if err != nil {
			for _, f := range fault.From(err).Fields {
				got += f.Name + " " + f.Key
			}
		}
		if want := c.field + " " + c.key; (c.field == "" && err != nil) || (c.field != "" && got != want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestADateOfAPhaseThatWasReachedMayStay(t *testing.T) {
	g := newRig(t, 2)
	s := g.datedSettings()
	r := g.unopenedRound(s, 100)
	g.wait(30 * time.Hour)
	g.work()
	if at := g.round(r.ID).Phase; at != Applications {
		t.Fatalf("it stands at %s", at)
	}
	g.must(g.ChangeSettings(t.Context(), g.members[0], r.ID, s))
	g.must(g.MovePhase(t.Context(), g.members[0], r.ID, Pitches, "")) // ahead of its dates, which bind nobody then
	s.Dates.Voting, s.Closes = g.clock().Add(time.Hour), g.clock().Add(2*time.Hour)
	g.must(g.ChangeSettings(t.Context(), g.members[0], r.ID, s))
}

func TestDatesAndGuidelinesFreezeWhenVotingOpens(t *testing.T) {
	g := newRig(t, 2)
	r := g.openRound(plainSettings(), 100)
	for name, change := range map[string]func(*Settings){
		"a guideline": func(s *Settings) { s.Guidelines = []string{"Open to all."} },
		"the close":   func(s *Settings) { s.Closes = g.clock().Add(time.Hour) },
		"the reports": func(s *Settings) { s.Dates.Reports = g.clock().AddDate(1, 0, 0) },
	} {
		s := r.Settings
		change(&s)
		if err := g.ChangeSettings(t.Context(), g.members[0], r.ID, s); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s was changed while voting was open: %v", name, err)
		}
	}
}

func TestYearLaterKeepsTheDayOfTheWeekAndTheClockOnTheWall(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	at := func(text string) time.Time {
		moment, err := time.ParseInLocation("Mon 2006-01-02 15:04", text, london)
		if err != nil {
			t.Fatal(err)
		}
		return moment.UTC()
	}
	// Summer time ended on 26 October in 2025, and ends on 25 October in 2026: 52 weeks later is another offset.
	old := Settings{Dates: Dates{Voting: at("Sun 2025-10-26 18:00")}, Closes: at("Mon 2025-10-27 20:00")}
	dates, closes := old.YearLater(at("Fri 2026-01-02 12:00"), london)
	if want := at("Sun 2026-10-25 18:00"); !dates.Voting.Equal(want) {
		t.Errorf("opens %s, want %s", dates.Voting.In(london), want.In(london))
	}
	if want := at("Mon 2026-10-26 20:00"); !closes.Equal(want) {
		t.Errorf("closes %s, want %s", closes.In(london), want.In(london))
	}
	if !dates.Applications.IsZero() || !dates.Reports.IsZero() {
		t.Errorf("made up dates: %+v", dates)
	}
	spring := Settings{Dates: Dates{Voting: at("Sat 2025-03-29 18:00")}} // winter time; a year later it is summer time
	dates, _ = spring.YearLater(at("Fri 2026-01-02 12:00"), london)
	if got := dates.Voting.In(london).Format("Mon 15:04 MST"); got != "Sat 18:00 GMT" {
		t.Errorf("opens %s", got)
	}
	dates, _ = spring.YearLater(at("Fri 2030-01-04 12:00"), london)
	if got := dates.Voting.In(london); !got.After(at("Fri 2030-01-04 12:00")) || got.Weekday() != time.Saturday || got.Hour() != 18 {
		t.Errorf("from long ago it offers %s", got)
	}
}

func TestGuidelinesAreTidiedAndKeptShort(t *testing.T) {
	g := newRig(t, 2)
	s := plainSettings()
	s.Guidelines = []string{" For parents of the estate. ", "", "Open to all."}
	r, err := g.CreateRound(t.Context(), g.members[0], g.council, s)
	g.must(err)
	if got := fmt.Sprintf("%q", g.round(r.ID).Guidelines); got != `["For parents of the estate." "Open to all."]` {
		t.Errorf("kept %s", got)
	}
	for _, wrong := range [][]string{make([]string, MaxGuidelines+1), {string(make([]rune, maxGuideline+1))}} {
		for i := range wrong {
			wrong[i] += "x"
		}
		s.Guidelines = wrong
		if _, err := g.CreateRound(t.Context(), g.members[0], g.council, s); !fault.Is(err, fault.Invalid) || fault.From(err).Fields[0].Name != "guidelines" {
			t.Errorf("%d guidelines were taken: %v", len(wrong), err)
		}
	}
}
