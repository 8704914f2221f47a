package web

import (
	"crypto/rand"
	"errors"
	"strings"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/web/page"
)

// votePage is the ballot, with what was picked before.
func (s *Site) votePage(r *request) error {
	if r.round.Phase != funding.Voting {
		return r.goTo(r.instead(), "")
	}
	var ballot funding.Ballot
	voted, err := r.hasVoted()
	if err == nil && !r.atDesk() { // what was picked before is for the voter's eyes: a helper's device shows an empty ballot
		ballot, _, err = s.Funding.OwnBallot(r.ctx, r.view, r.round.ID, r.who.Person)
	}
	if err != nil {
		return err
	}
	p, err := r.ballotPage(ballot.Choice, voted && !r.atDesk() && len(ballot.Picks) == 0)
	if err != nil {
		return err
	}
	p.Voted = voted
	if !r.atDesk() {
		p.Helps, err = r.helpsWith(r.who.Person)
	}
	return errors.Join(err, r.show(p))
}

// instead is where somebody goes who wants to vote when there is no voting.
func (r *request) instead() string {
	if r.round.Phase.Counted() {
		return "/rounds/" + r.round.ID + "/result"
	}
	return "/rounds/" + r.round.ID
}

func (r *request) ballotPage(choice funding.Choice, none bool) (page.Vote, error) {
	shown, err := r.showRound(r.view, r.round)
	shown.Desk = r.atDesk()
	projects := r.projects()
	return page.Vote{Round: shown, Projects: projects, Chosen: marked(r.round.Ballot, projects, choice), None: none}, err
}

// voteAgain shows the ballot with what is wrong with it.
func (r *request) voteAgain(refused error, in chosen) error {
	p, err := r.ballotPage(in.Choice, in.none)
	if err != nil {
		return err
	}
	return r.again(refused, func(form page.Form) page.Page {
		p.Form = form
		return p
	})
}

// checkVote shows a ballot once more before it is put in.
func (s *Site) checkVote(r *request) error {
	if r.round.Phase != funding.Voting {
		return r.goTo(r.instead(), "")
	}
	in, err := r.chosen()
	if err == nil {
		err = funding.CheckChoice(r.view, r.round, in.Choice)
	}
	if err != nil {
		return r.voteAgain(err, in)
	}
	voted, err := r.hasVoted()
	if err != nil {
		return err
	}
	p, err := r.ballotPage(in.Choice, in.none)
	if err != nil {
		return err
	}
	return r.show(page.Check{Round: p.Round, Chosen: p.Chosen, Voted: voted, Key: rand.Text()})
}

// changeVote goes back to the ballot with what was chosen.
func (s *Site) changeVote(r *request) error {
	in, err := r.chosen()
	if err != nil {
		return r.voteAgain(err, in)
	}
	p, err := r.ballotPage(in.Choice, in.none)
	return errors.Join(err, r.show(p))
}

// vote puts a ballot in the box.
func (s *Site) vote(r *request) error {
	in, err := r.chosen()
	if err != nil {
		return r.voteAgain(err, in)
	}
	vote := r.ownVote()
	vote.Choice, vote.Key = in.Choice, in.key
	cast, err := s.Funding.CastBallot(r.ctx, vote)
	if err != nil && fault.From(err).Kind != fault.Gone {
		return r.voteAgain(err, in)
	}
	if err != nil {
		return err
	}
	if r.atDesk() {
		return r.handOver(cast)
	}
	return r.goTo("/rounds/"+r.round.ID+"/voted", "")
}

// ownVote is an empty vote of whoever asks, by the way in which they came.
func (r *request) ownVote() funding.Vote {
	if r.atDesk() {
		return funding.Vote{Round: r.round.ID, Voter: r.help.Voter, Help: r.help.ID}
	}
	return funding.Vote{Round: r.round.ID, Voter: r.who.Person, Slip: r.who.Slip}
}

// voted says that the vote is in, with its receipt while voting is open: after that nobody can tell which it is, and
// there is a result to see.
func (s *Site) voted(r *request) error {
	if r.round.Phase.Counted() {
		return r.goTo(r.instead(), "")
	}
	voted, err := r.hasVoted()
	if err != nil {
		return err
	}
	if !voted {
		return r.goTo("/rounds/"+r.round.ID+"/vote", "")
	}
	ballot, _, err := s.Funding.OwnBallot(r.ctx, r.view, r.round.ID, r.who.Person)
	if err != nil {
		return err
	}
	own, err := r.ballotPage(ballot.Choice, false)
	if err != nil {
		return err
	}
	own.Round.HasVoted = true
	votes, hidden := funding.VotesOf(r.view, r.round, true)
	p := page.Voted{
		Round: own.Round, Receipt: strings.ReplaceAll(ballot.Receipt, "-", " "), Chosen: own.Chosen,
		None: ballot.ID != "" && len(ballot.Picks) == 0, Hidden: string(hidden), Minimum: int(r.round.Minimum),
	}
	if p.Helps, err = r.helpsWith(r.who.Person); err != nil {
		return err
	}
	for i, project := range funding.ProjectsOf(r.view, r.round.ID) {
		if int(project.Number) <= len(votes) {
			p.Standings = append(p.Standings, page.Standing{Project: own.Projects[i], Votes: int(votes[project.Number-1])})
		}
	}
	return r.show(p)
}
