package web

import (
	"crypto/rand"
	"errors"
	"slices"
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
	p, err := r.ballotPage(ballot.Picks, voted && !r.atDesk() && len(ballot.Picks) == 0)
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

func (r *request) ballotPage(picks []int32, none bool) (page.Vote, error) {
	shown, err := r.showRound(r.view, r.round)
	shown.Desk = r.atDesk()
	p := page.Vote{Round: shown, Projects: r.projects(), Picked: map[string]bool{}, None: none}
	for _, n := range picks {
		p.Picked[funding.ProjectID(n)] = true
	}
	return p, err
}

// picked reads what was picked. Nothing picked must be meant: that is what "none of these" says. The key comes
// from the page on which the vote is put in, so that putting it in twice is one vote.
func (r *request) picked() (picks []int32, none bool, key string, err error) {
	f, err := r.form()
	if err != nil {
		return nil, false, "", err
	}
	picks, none, key = f.numbers("pick"), f.ticked("none"), f.line("key")
	slices.Sort(picks)
	f.checks.That(len(picks) > 0 || none, "pick", "fault.pick_none")
	f.checks.That(len(picks) == 0 || !none, "pick", "fault.pick_both")
	return picks, none, key, f.Fault()
}

// voteAgain shows the ballot with what is wrong with it.
func (r *request) voteAgain(refused error, picks []int32, none bool) error {
	p, err := r.ballotPage(picks, none)
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
	picks, none, _, err := r.picked()
	if err == nil {
		err = funding.CheckChoice(r.view, r.round, funding.Choice{Picks: picks})
	}
	if err != nil {
		return r.voteAgain(err, picks, none)
	}
	voted, err := r.hasVoted()
	if err != nil {
		return err
	}
	p, err := r.ballotPage(picks, none)
	if err != nil {
		return err
	}
	return r.show(page.Check{Round: p.Round, Chosen: p.Chosen(), Voted: voted, Key: rand.Text()})
}

// changeVote goes back to the ballot with what was picked.
func (s *Site) changeVote(r *request) error {
	picks, none, _, err := r.picked()
	if err != nil {
		return r.voteAgain(err, picks, none)
	}
	p, err := r.ballotPage(picks, none)
	return errors.Join(err, r.show(p))
}

// vote puts a ballot in the box.
func (s *Site) vote(r *request) error {
	picks, none, key, err := r.picked()
	if err != nil {
		return r.voteAgain(err, picks, none)
	}
	vote := r.ownVote()
	vote.Picks, vote.Key = picks, key
	cast, err := s.Funding.CastBallot(r.ctx, vote)
	if err != nil && fault.From(err).Kind != fault.Gone {
		return r.voteAgain(err, picks, none)
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
	own, err := r.ballotPage(ballot.Picks, false)
	if err != nil {
		return err
	}
	own.Round.HasVoted = true
	votes, hidden := funding.VotesOf(r.view, r.round, true)
	p := page.Voted{
		Round: own.Round, Receipt: strings.ReplaceAll(ballot.Receipt, "-", " "), Chosen: own.Chosen(),
		Hidden: string(hidden), Minimum: int(r.round.Minimum),
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
