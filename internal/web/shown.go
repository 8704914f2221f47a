package web

import (
	"cmp"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
	"github.com/parentpower/parentpower/internal/web/page"
)

// states are a round's phases as pages know them.
var states = map[funding.Phase]string{
	funding.Draft: page.Draft, funding.Applications: page.Draft, funding.Review: page.Draft, funding.Pitches: page.Draft,
	funding.Voting: page.Voting, funding.Counting: page.Counting,
	funding.Awarded: page.Closed, funding.Reporting: page.Closed, funding.Closed: page.Closed,
}

// kinds are the kinds of ballot as pages know them.
var kinds = map[funding.BallotKind]string{
	funding.AnyNumber: page.ApproveAny, funding.UpToMost: page.ApproveUpTo, funding.WithinBudget: page.WithinBudget,
	funding.SharePoints: page.SharePoints, funding.InOrder: page.InOrder,
}

// showRound is what pages show of a round.
func (s *Site) showRound(v store.View, r funding.Round) (page.Round, error) {
	c, err := council.Get(v, r.Council)
	if err != nil {
		return page.Round{}, err
	}
	turnout := funding.TurnoutOf(v, r)
	shown := page.Round{
		ID: r.ID, Title: r.Title, Purpose: r.Purpose, Council: c.Name, CouncilID: c.ID, State: states[r.Phase], Phase: string(r.Phase),
		Budget: r.Budget, Opens: r.Opens(), Closes: r.Closes, Closed: r.Closed, Voted: int(turnout.Voted), Roll: int(turnout.Roll),
		Here: s.Hub.Present(funding.Scope(r.ID)), Kind: kinds[r.Ballot], Max: max(r.Most, r.Points), Standings: string(r.Standings),
		Projects: len(funding.ProjectsOf(v, r.ID)),
	}
	if room, open := people.RoomOf(v, funding.Scope(r.ID)); open {
		shown.Room = people.ShowCode(room.Code)
	}
	return shown, nil
}

// whoShown is the requester as the top of a page shows them; nil for somebody we do not know.
func (r *request) whoShown() (*page.Who, error) {
	if r.who.Person == "" {
		return nil, nil //nolint:nilnil // nobody is no error
	}
	if r.atDesk() {
		return &page.Who{Helped: true}, nil
	}
	if r.bySlip() {
		return &page.Who{Slip: true}, nil
	}
	name, err := r.name(r.view, r.who.Person)
	if err != nil {
		return nil, err
	}
	who := &page.Who{Name: name, Staff: r.staffAnywhere(), Council: r.council.ID}
	if who.Council == "" {
		for m := range council.Of(r.view, r.who.Person) {
			who.Council = m.Council
			break
		}
	}
	return who, nil
}

// name is what somebody is called, or the word for those whose name is not known.
func (r *request) name(v store.View, person string) (string, error) {
	name, err := r.People.Name(r.ctx, v, person)
	return cmp.Or(name, r.words().T(people.Nameless)), err
}
