package replay

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/tally/pb"
)

// roundSettings are a round's settings as the API takes them. Money is in the file's minor units.
type roundSettings struct {
	Title     string             `json:"title"`
	Purpose   string             `json:"purpose"`
	Budget    int64              `json:"budget"`
	Voters    funding.Voters     `json:"voters"`
	Ballot    funding.BallotKind `json:"ballot"`
	Most      int                `json:"most"`
	Points    int                `json:"points"`
	Rule      funding.Rule       `json:"rule"`
	Standings funding.Standings  `json:"standings"`
	Publish   int64              `json:"publish"`
}

// publish is the least that a round may say: the ballots of these elections are public already.
const publish = 30

// settingsOf are the rules of a real election as a round has them.
func settingsOf(f *pb.File, standings funding.Standings) (roundSettings, error) {
	s := roundSettings{
		Title: title(f), Purpose: "A real election, played again.", Budget: f.Budget, Voters: funding.SlipHolders,
		Ballot: funding.AnyNumber, Rule: funding.MostVotes, Standings: standings, Publish: publish,
	}
	if standings == "" {
		s.Standings = funding.ShowAfterClose
	}
	if len(f.Votes) == 0 {
		return s, fmt.Errorf("this election has no ballots")
	}
	if strings.Contains(strings.ToLower(f.Meta.Get("rule")), "equalshares") {
		s.Rule = funding.EqualShares
	}
	return s, s.setBallot(f)
}

// setBallot sets the kind of ballot, with how much one may say.
func (s *roundSettings) setBallot(f *pb.File) error {
	most, err := limit(f, "max_length", len(f.Projects))
	if err != nil {
		return err
	}
	points, err := limit(f, "max_sum_points", 0)
	switch {
	case err != nil:
		return err
	case f.Type == pb.Cumulative && points >= 1 && points <= funding.MaxPoints:
		s.Ballot, s.Points = funding.SharePoints, points
	case f.Type == pb.Ordinal && most <= funding.MaxOrder:
		s.Ballot, s.Most = funding.InOrder, most
	case f.Type != pb.Approval:
		return fmt.Errorf("this election has %s ballots; a round has up to %d points to share out, or up to %d projects to put in order",
			f.Type, funding.MaxPoints, funding.MaxOrder)
	case f.Meta.Get("max_sum_cost") != "":
		s.Ballot = funding.WithinBudget
	case most < len(f.Projects):
		s.Ballot, s.Most = funding.UpToMost, most
	}
	return nil
}

// limit is a whole number of the file's META, or another where it does not say.
func limit(f *pb.File, key string, otherwise int) (int, error) {
	text := f.Meta.Get(key)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%s %q is not a whole number above zero", key, text)
	}
	return n, nil
}

// title names the round after the election: "Assen Top Idee 2024".
func title(f *pb.File) string {
	name := strings.TrimSpace(f.Meta.Get("description") + " " + f.Meta.Get("instance"))
	return fitting(name, "Election "+name, 120)
}

// newProject is a project as the API takes it.
type newProject struct {
	Title string `json:"title"`
	Cost  int64  `json:"cost"`
}

func projectOf(p pb.Project) newProject {
	return newProject{Title: fitting(p.Columns["name"], "Project "+p.ID, 300), Cost: p.Cost}
}

// fitting is a text that a title may be: the name, or the other where that is too short, cut to so many characters.
func fitting(name, other string, most int) string {
	if utf8.RuneCountInString(name) < 3 {
		name = other
	}
	if runes := []rune(name); len(runes) > most {
		name = string(runes[:most-1]) + "…"
	}
	return name
}
