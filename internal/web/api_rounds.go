package web

import (
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
)

// apiRound is all that a program may see of a round. Standings are missing where Hidden says why.
type apiRound struct {
	ID         string         `json:"id"`
	Council    string         `json:"council"`
	Phase      funding.Phase  `json:"phase"`
	Settings   apiSettings    `json:"settings"`
	Projects   []apiProject   `json:"projects"`
	Turnout    apiTurnout     `json:"turnout"`
	Standings  []apiVotes     `json:"standings,omitempty"`
	Hidden     funding.Hidden `json:"hidden,omitempty"`
	Created    string         `json:"created"`
	Opened     string         `json:"opened,omitempty"`
	Closed     string         `json:"closed,omitempty"`
	Commitment string         `json:"commitment,omitempty"` // of the lot for ties
}

type apiTurnout struct {
	Voted int64 `json:"voted"`
	Roll  int64 `json:"roll"`
}

type apiVotes struct {
	Project int32 `json:"project"`
	Votes   int64 `json:"votes"`
}

// tellRound answers with the round as it is now, after what the request did to it.
func (r *request) tellRound(status int) error {
	r.view = r.Store.View()
	if err := r.about(r.round.ID); err != nil {
		return err
	}
	voted, err := r.hasVoted()
	if err != nil {
		return err
	}
	votes, hidden := funding.VotesOf(r.view, r.round, voted)
	told := apiRound{
		ID: r.round.ID, Council: r.round.Council, Phase: r.round.Phase, Settings: tellSettings(r.round.Settings),
		Projects: []apiProject{}, Turnout: apiTurnout(funding.TurnoutOf(r.view, r.round)), Hidden: hidden,
		Created: tellTime(r.round.Created), Opened: tellTime(r.round.Opened), Closed: tellTime(r.round.Closed),
		Commitment: r.round.SeedHash,
	}
	for _, p := range funding.ProjectsOf(r.view, r.round.ID) {
		told.Projects = append(told.Projects, tellProject(p))
		if int(p.Number) <= len(votes) {
			told.Standings = append(told.Standings, apiVotes{Project: p.Number, Votes: votes[p.Number-1]})
		}
	}
	return r.json(status, told)
}

// tellTime writes a time for programs; empty where there is none.
func tellTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func (s *Site) apiRound(r *request) error { return r.tellRound(http.StatusOK) }

// apiRoundLine is a round in a list.
type apiRoundLine struct {
	ID      string        `json:"id"`
	Title   string        `json:"title"`
	Phase   funding.Phase `json:"phase"`
	Budget  int64         `json:"budget"`
	Turnout apiTurnout    `json:"turnout"`
	Created string        `json:"created"`
}

// apiRounds lists a council's rounds. One that is being made shows only to those who make it.
func (s *Site) apiRounds(r *request) error {
	list := []apiRoundLine{}
	for _, round := range funding.RoundsOf(r.view, r.council.ID) {
		if round.Phase == funding.Draft && !r.staffOf(r.council.ID) {
			continue
		}
		list = append(list, apiRoundLine{
			ID: round.ID, Title: round.Title, Phase: round.Phase, Budget: round.Budget,
			Turnout: apiTurnout(funding.TurnoutOf(r.view, round)), Created: tellTime(round.Created),
		})
	}
	return r.json(http.StatusOK, map[string]any{"rounds": list})
}

func (s *Site) apiCreateRound(r *request) error {
	in, err := r.readSettings()
	if err != nil {
		return err
	}
	if r.round, err = s.Funding.CreateRound(r.ctx, r.who.Person, r.council.ID, in); err != nil {
		return err
	}
	r.c.Set(fiber.HeaderLocation, "/api/v1/rounds/"+r.round.ID)
	return r.tellRound(http.StatusCreated)
}

func (s *Site) apiChangeSettings(r *request) error {
	in, err := r.readSettings()
	if err != nil {
		return err
	}
	if err := s.Funding.ChangeSettings(r.ctx, r.who.Person, r.round.ID, in); err != nil {
		return err
	}
	return r.tellRound(http.StatusOK)
}

func (s *Site) apiDiscardRound(r *request) error {
	if err := r.emptyJSON(); err != nil {
		return err
	}
	if err := s.Funding.DiscardRound(r.ctx, r.who.Person, r.round.ID); err != nil {
		return err
	}
	return r.done()
}

// apiTighten shows the standings later than they would have been shown.
func (s *Site) apiTighten(r *request) error {
	type standingsIn struct {
		Standings funding.Standings `json:"standings"`
	}
	in, err := readJSON[standingsIn](r.c.Body())
	if err != nil {
		return err
	}
	var c fault.Checks
	switch in.Standings {
	case funding.ShowLive, funding.ShowAfterVote, funding.ShowAfterClose:
	default:
		c.That(false, "standings", "fault.choose_one")
	}
	if err := c.Fault(); err != nil {
		return err
	}
	if err := s.Funding.TightenStandings(r.ctx, r.who.Person, r.round.ID, in.Standings); err != nil {
		return err
	}
	return r.tellRound(http.StatusOK)
}
