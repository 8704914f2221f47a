package web

import (
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
)

// apiSettings are a round's settings as programs write them: pence, and times in RFC 3339.
type apiSettings struct {
	Title     string             `json:"title"`
	Purpose   string             `json:"purpose"`
	Budget    int64              `json:"budget"`
	Smallest  int64              `json:"smallest"`
	Largest   int64              `json:"largest"`
	Voters    funding.Voters     `json:"voters"`
	Ballot    funding.BallotKind `json:"ballot"`
	Most      int                `json:"most"`
	Points    int                `json:"points"`
	Rule      funding.Rule       `json:"rule"`
	Quorum    int64              `json:"quorum"`
	Standings funding.Standings  `json:"standings"`
	Minimum   int64              `json:"minimum"`
	Publish   int64              `json:"publish"`

	Applications string `json:"applications,omitempty"`
	Review       string `json:"review,omitempty"`
	Pitches      string `json:"pitches,omitempty"`
	Opens        string `json:"opens,omitempty"`
	Closes       string `json:"closes,omitempty"`
	Reports      string `json:"reports,omitempty"`

	Guidelines []string `json:"guidelines,omitempty"`
	Checklist  []string `json:"checklist,omitempty"`
	Reviews    int      `json:"reviews,omitempty"`
}

// readSettings reads settings from the request's body.
func (r *request) readSettings() (funding.Settings, error) {
	in, err := readJSON[apiSettings](r.c.Body())
	if err != nil {
		return funding.Settings{}, err
	}
	var c fault.Checks
	c.That(plain(in.Title), "title", "fault.characters")
	c.That(plain(in.Purpose), "purpose", "fault.characters")
	for _, g := range in.Guidelines {
		c.That(plain(g), "guidelines", "fault.characters")
	}
	for _, line := range in.Checklist {
		c.That(plain(line), "checklist", "fault.characters")
	}
	moment := func(name, text string) time.Time {
		if text == "" {
			return time.Time{}
		}
		at, err := time.Parse(time.RFC3339, text)
		c.That(err == nil, name, "fault.moment")
		return at
	}
	dates := funding.Dates{
		Applications: moment("applications", in.Applications), Review: moment("review", in.Review),
		Pitches: moment("pitches", in.Pitches), Voting: moment("opens", in.Opens), Reports: moment("reports", in.Reports),
	}
	closes := moment("closes", in.Closes)
	return funding.Settings{
		Title: oneLine(in.Title), Purpose: in.Purpose, Budget: in.Budget, Smallest: in.Smallest, Largest: in.Largest,
		Voters: in.Voters, Ballot: in.Ballot, Most: in.Most, Points: in.Points, Rule: in.Rule, Quorum: in.Quorum,
		Standings: in.Standings, Minimum: in.Minimum, Publish: in.Publish,
		Dates: dates, Closes: closes, Guidelines: in.Guidelines,
		Checklist: in.Checklist, Reviews: in.Reviews,
	}, c.Fault()
}

func tellSettings(s funding.Settings) apiSettings {
	return apiSettings{
		Title: s.Title, Purpose: s.Purpose, Budget: s.Budget, Smallest: s.Smallest, Largest: s.Largest,
		Voters: s.Voters, Ballot: s.Ballot, Most: s.Most, Points: s.Points, Rule: s.Rule, Quorum: s.Quorum,
		Standings: s.Standings, Minimum: s.Minimum, Publish: s.Publish,
		Applications: tellTime(s.Dates.Applications), Review: tellTime(s.Dates.Review), Pitches: tellTime(s.Dates.Pitches),
		Opens: tellTime(s.Dates.Voting), Closes: tellTime(s.Closes), Reports: tellTime(s.Dates.Reports), Guidelines: s.Guidelines,
		Checklist: s.Checklist, Reviews: s.Reviews,
	}
}
