package page

import (
	"cmp"
	"slices"
)

// Screen is the round on the big screen. It is readable from ten metres and moves by itself.
type Screen struct {
	Round     Round
	Projects  []Project
	Standings map[string]int // votes by project id, nil when hidden
	Hidden    string         // why: until-close, until-voted, until-minimum or empty
	Minimum   int            // for until-minimum
	Winners   map[string]bool
	Site      string // where to type the code, without https://
	Address   string // what the QR says; empty when no room is open
	LotHash   string // the lot's hash, shown since voting opened
}

// Poster is the room's poster, to print.
type Poster struct {
	Round   Round
	Site    string
	Address string
}

func (Screen) Template() string { return "screen" }
func (Poster) Template() string { return "poster" }

// ScreenBar is one project's line on the big screen.
type ScreenBar struct {
	Project Project
	Votes   int // or points
	Won     bool
	Of      int // votes or points that make the whole bar
}

// Bars are the projects as they stand, the winners first once there are some, then by votes. A bar is the
// share of those who voted, or of the points of the first where ballots give points.
func (s Screen) Bars() []ScreenBar {
	bars := make([]ScreenBar, len(s.Projects))
	whole := max(s.Round.Voted, 1)
	if s.Round.Scored() {
		whole = 1
		for _, n := range s.Standings {
			whole = max(whole, n)
		}
	}
	for i, p := range s.Projects {
		bars[i] = ScreenBar{Project: p, Votes: s.Standings[p.ID], Won: s.Winners[p.ID], Of: whole}
	}
	slices.SortStableFunc(bars, func(a, b ScreenBar) int {
		if a.Won != b.Won {
			return cmp.Compare(won(b), won(a))
		}
		return cmp.Compare(b.Votes, a.Votes)
	})
	return bars
}

// Line is the bar itself.
func (b ScreenBar) Line() Bar {
	return Bar{Width: int64(b.Of), Kind: "projects", Segments: []Segment{{Width: int64(b.Votes), Colour: b.Project.Tile().Colour()}}}
}

func won(b ScreenBar) int {
	if b.Won {
		return 1
	}
	return 0
}
