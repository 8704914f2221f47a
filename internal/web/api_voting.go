package web

import (
	"net/http"
	"slices"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
)

func (s *Site) apiOpenVoting(r *request) error {
	if err := r.emptyJSON(); err != nil {
		return err
	}
	if err := s.Funding.OpenVoting(r.ctx, r.who.Person, r.round.ID); err != nil {
		return err
	}
	return r.tellRound(http.StatusOK)
}

func (s *Site) apiCloseVoting(r *request) error {
	if err := r.emptyJSON(); err != nil {
		return err
	}
	if err := s.Funding.CloseVoting(r.ctx, r.who.Person, r.round.ID); err != nil {
		return err
	}
	return r.tellRound(http.StatusOK)
}

// apiVote puts a ballot in the box. An empty list of picks says "none of these"; a missing one is a mistake.
func (s *Site) apiVote(r *request) error {
	type ballotIn struct {
		funding.Choice
		Key string `json:"key"`
	}
	in, err := readJSON[ballotIn](r.c.Body())
	if err != nil {
		return err
	}
	var c fault.Checks
	c.That(in.Picks != nil, "picks", "fault.json.type", "wanted", "array")
	if err := c.Fault(); err != nil {
		return err
	}
	vote := r.ownVote()
	vote.Choice, vote.Key = in.Choice, in.Key
	cast, err := s.Funding.CastBallot(r.ctx, vote)
	if err != nil {
		return called(err, "pick", "picks")
	}
	return r.json(http.StatusOK, map[string]any{"receipt": cast.Receipt, "changed": cast.Changed})
}

// called gives a field at fault the name that programs know it by.
func called(err error, field, name string) error {
	f := *fault.From(err)
	f.Fields = slices.Clone(f.Fields)
	for i := range f.Fields {
		if f.Fields[i].Name == field {
			f.Fields[i].Name = name
		}
	}
	return &f
}

// apiOwnBallot shows a voter what they put in, while that can be told.
func (s *Site) apiOwnBallot(r *request) error {
	switch phase := r.round.Phase; {
	case phase.Unopened():
		return fault.New(fault.Conflict, "fault.funding.not_open")
	case phase != funding.Voting:
		return fault.New(fault.Gone, "fault.funding.closed")
	}
	ballot, voted, err := s.Funding.OwnBallot(r.ctx, r.view, r.round.ID, r.who.Person)
	if err != nil {
		return err
	}
	if err := existsIf(voted); err != nil {
		return err
	}
	told := map[string]any{"picks": tellNumbers(ballot.Picks), "receipt": ballot.Receipt}
	if len(ballot.Points) > 0 {
		told["points"] = ballot.Points
	}
	return r.json(http.StatusOK, told)
}

// tellNumbers is a list that is never null.
func tellNumbers(list []int32) []int32 { return append([]int32{}, list...) }

// apiScrutineers names who may see the ballots of a round that is too small to publish them.
func (s *Site) apiScrutineers(r *request) error {
	type scrutineersIn struct {
		Scrutineers []string `json:"scrutineers"`
	}
	in, err := readJSON[scrutineersIn](r.c.Body())
	if err != nil {
		return err
	}
	var c fault.Checks
	c.That(in.Scrutineers != nil, "scrutineers", "fault.json.type", "wanted", "array")
	if err := c.Fault(); err != nil {
		return err
	}
	if err := s.Funding.NameScrutineers(r.ctx, r.who.Person, r.round.ID, in.Scrutineers); err != nil {
		return err
	}
	return r.done()
}
