package web

import (
	"strconv"
	"strings"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/web/page"
)

// newRoundPage starts a round, from nothing or from an earlier one.
func (s *Site) newRoundPage(r *request) error { return r.show(r.newRound(page.Form{})) }

func (r *request) newRound(form page.Form) page.RoundNew {
	p := page.RoundNew{CouncilID: r.council.ID, Council: r.council.Name, Form: form}
	for _, round := range funding.RoundsOf(r.view, r.council.ID) {
		p.Earlier = append(p.Earlier, page.Option{Value: round.ID, Text: round.Title})
	}
	return p
}

func (s *Site) createRound(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	again := func(form page.Form) page.Page { return r.newRound(form) }
	title, budget, earlier := f.line("title"), f.money("budget"), f.line("copy")
	if err := f.Fault(); err != nil {
		return r.again(err, again)
	}
	if earlier != "" {
		return r.copyRound(earlier, title, budget)
	}
	made, err := s.Funding.CreateRound(r.ctx, r.who.Person, r.council.ID, r.startingSettings(title, budget))
	if err != nil {
		return r.again(err, again)
	}
	return r.goTo("/rounds/"+made.ID+"/manage", "")
}

// startingSettings are what we advise: nobody is swayed by others, and nobody's money is another's.
func (r *request) startingSettings(title string, budget int64) funding.Settings {
	return funding.Settings{
		Title: title, Budget: budget, Voters: funding.MembersOrSlip, Ballot: funding.WithinBudget,
		Rule: funding.EqualShares, Standings: funding.ShowAfterClose, Minimum: 10,
		Checklist: strings.Split(r.words().T("settings.checklist.start"), "\n"),
	}
}

// copyRound starts from an earlier round of the same council. A title or budget that does not go with its
// projects is mended on the page of the rules, where it leads, and where its dates are offered a year later.
func (r *request) copyRound(earlier, title string, budget int64) error {
	old, err := funding.RoundByID(r.view, earlier)
	if err == nil && old.Council != r.council.ID {
		err = fault.New(fault.NotFound, "fault.funding.round_not_found")
	}
	if err != nil {
		return err
	}
	made, err := r.Funding.CopyRound(r.ctx, r.who.Person, earlier)
	if err != nil {
		return err
	}
	settings := made.Settings
	settings.Title, settings.Budget = title, budget
	if err := r.Funding.ChangeSettings(r.ctx, r.who.Person, made.ID, settings); err != nil && !fault.Is(err, fault.Invalid) {
		return err
	}
	return r.goTo("/rounds/"+made.ID+"/settings?dates="+earlier, "copied")
}

func (s *Site) settingsPage(r *request) error {
	form := page.Form{Values: typedSettings(r.round.Settings, r.Zone)}
	p, err := r.settings(form)
	if err != nil {
		return err
	}
	p.Offered = r.offerDates(form.Values)
	return r.show(p)
}

// offerDates types the dates of an earlier round of the council, a year later, into a form that has none. They are kept
// when somebody has looked at them and sends the form.
func (r *request) offerDates(values map[string][]string) bool {
	old, err := funding.RoundByID(r.view, r.query("dates", maxPath))
	if err != nil || old.Council != r.council.ID || !r.round.Closes.IsZero() || r.round.Dates != (funding.Dates{}) {
		return false
	}
	dates, closes := old.YearLater(r.now, r.Zone)
	typeDates(values, dates, closes, r.Zone)
	return !closes.IsZero() || dates != (funding.Dates{})
}

func (r *request) settings(form page.Form) (page.Settings, error) {
	shown, err := r.showRound(r.view, r.round)
	return page.Settings{Round: shown, Frozen: !r.round.Phase.Unopened(), Form: form}, err
}

// typedSettings are settings as somebody would type them.
func typedSettings(s funding.Settings, zone *time.Location) map[string][]string {
	values := map[string][]string{}
	set := func(name, text string) { values[name] = []string{text} }
	number := func(name string, n int64) {
		if n != 0 {
			set(name, strconv.FormatInt(n, 10))
		}
	}
	money := func(name string, pence int64) {
		if pence != 0 {
			set(name, typedMoney(pence))
		}
	}
	set("title", s.Title)
	set("purpose", s.Purpose)
	money("budget", s.Budget)
	money("smallest", s.Smallest)
	money("largest", s.Largest)
	set("voters", string(s.Voters))
	set("ballot", string(s.Ballot))
	number("most", int64(s.Most))
	number("points", int64(s.Points))
	set("rule", string(s.Rule))
	number("quorum", s.Quorum)
	set("standings", string(s.Standings))
	number("minimum", s.Minimum)
	number("publish", s.Publish)
	set("guidelines", strings.Join(s.Guidelines, "\n"))
	set("checklist", strings.Join(s.Checklist, "\n"))
	number("reviews", int64(s.Reviews))
	typeDates(values, s.Dates, s.Closes, zone)
	return values
}

// typeDates adds dates to what somebody would type.
func typeDates(values map[string][]string, d funding.Dates, closes time.Time, zone *time.Location) {
	for name, at := range map[string]time.Time{
		"applications": d.Applications, "review": d.Review, "pitches": d.Pitches, "opens": d.Voting, "closes": closes,
		"reports": d.Reports,
	} {
		if !at.IsZero() {
			values[name] = []string{at.In(zone).Format(momentLayout)}
		}
	}
}

// typedMoney is pence as somebody would type pounds.
func typedMoney(pence int64) string {
	text := strconv.FormatInt(pence/100, 10)
	if rest := pence % 100; rest != 0 {
		text += "." + strconv.FormatInt(100+rest, 10)[1:]
	}
	return text
}

func (s *Site) changeSettings(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	if !r.round.Phase.Unopened() {
		return r.tightenStandings(f)
	}
	in := funding.Settings{
		Title: f.line("title"), Purpose: f.prose("purpose"), Budget: f.money("budget"), Smallest: f.money("smallest"),
		Largest: f.money("largest"), Voters: choice[funding.Voters](f, "voters"), Ballot: choice[funding.BallotKind](f, "ballot"),
		Most: int(f.number("most")), Points: int(f.number("points")), Rule: choice[funding.Rule](f, "rule"), Quorum: f.number("quorum"),
		Standings: choice[funding.Standings](f, "standings"), Minimum: f.number("minimum"), Publish: f.number("publish"),
		Dates: funding.Dates{
			Applications: f.moment("applications"), Review: f.moment("review"), Pitches: f.moment("pitches"),
			Voting: f.moment("opens"), Reports: f.moment("reports"),
		},
		Closes: f.moment("closes"), Guidelines: f.lines("guidelines"),
		Checklist: f.lines("checklist"), Reviews: int(f.number("reviews")),
	}
	err = f.Fault()
	if err == nil {
		err = s.Funding.ChangeSettings(r.ctx, r.who.Person, r.round.ID, in)
	}
	return r.kept(err)
}

// tightenStandings is all that may change once voting is open.
func (r *request) tightenStandings(f *form) error {
	to := choice[funding.Standings](f, "standings")
	err := f.Fault()
	if err == nil {
		err = r.Funding.TightenStandings(r.ctx, r.who.Person, r.round.ID, to)
	}
	return r.kept(err)
}

// kept leads back to the round when its settings were kept, and shows them again where not.
func (r *request) kept(refused error) error {
	if refused == nil {
		return r.goTo(r.manageURL(), "kept")
	}
	p, err := r.settings(page.Form{})
	if err != nil {
		return err
	}
	return r.again(refused, func(form page.Form) page.Page {
		p.Form = form
		return p
	})
}
