package pb

import (
	"strconv"
	"strings"

	"github.com/parentpower/parentpower/internal/tally"
)

// vote reads one ballot.
func (p *reader) vote(row []string, line int) error {
	if err := p.width(row, line); err != nil {
		return err
	}
	if len(p.Votes) == p.limits.Votes {
		return &Error{Line: line, Field: votes, Problem: TooLarge, Value: strconv.Itoa(p.limits.Votes)}
	}
	if voter := p.value(row, "voter_id"); voter != "" {
		if p.voters[voter] {
			p.warn(line, VoterTwice, short(voter))
		}
		p.voters[voter] = true
	}
	var v Vote
	var err error
	if v.Projects, err = p.choices(p.value(row, "vote"), line); err != nil {
		return err
	}
	if p.Type.hasPoints() {
		if v.Points, err = p.points(p.value(row, "points"), line); err != nil {
			return err
		}
		if len(v.Points) != len(v.Projects) {
			return &Error{Line: line, Field: "points", Problem: PointsMismatch, Value: short(p.value(row, "points"))}
		}
	}
	p.Votes = append(p.Votes, v)
	return nil
}

// choices reads the list of projects on a ballot.
func (p *reader) choices(list string, line int) ([]int, error) {
	if list == "" {
		p.warn(line, EmptyBallot, "")
		return nil, nil
	}
	ballot := len(p.Votes) + 1
	chosen := make([]int, 0, strings.Count(list, ",")+1)
	for id := range strings.SplitSeq(list, ",") {
		id = strings.TrimSpace(id)
		project, known := p.projectAt[id]
		switch {
		case !known:
			return nil, &Error{Line: line, Field: "vote", Problem: UnknownProject, Value: short(id)}
		case p.named[project] == ballot && p.Type == Approval:
			p.warn(line, ChoiceTwice, short(id))
			continue
		case p.named[project] == ballot:
			return nil, &Error{Line: line, Field: "vote", Problem: ProjectTwice, Value: short(id)}
		}
		p.named[project] = ballot
		chosen = append(chosen, project)
	}
	if p.Type == ChooseOne && len(chosen) > 1 {
		return nil, &Error{Line: line, Field: "vote", Problem: TooManyChoices, Value: short(list)}
	}
	return chosen, nil
}

// points reads the list of points on a ballot: whole numbers, which some files write as 3.0.
func (p *reader) points(list string, line int) ([]int64, error) {
	if list == "" {
		return nil, nil
	}
	points := make([]int64, 0, strings.Count(list, ",")+1)
	for text := range strings.SplitSeq(list, ",") {
		text = strings.TrimSpace(text)
		whole, fraction, _ := strings.Cut(text, ".")
		n, err := strconv.ParseInt(whole, 10, 64)
		if err != nil || strings.Trim(fraction, "0") != "" || n > tally.MaxPoints || n < -tally.MaxPoints {
			return nil, &Error{Line: line, Field: "points", Problem: NotNumber, Value: short(text)}
		}
		points = append(points, n)
	}
	return points, nil
}
