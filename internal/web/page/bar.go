package page

// Segment is a piece of a bar, in units of the bar's own width.
type Segment struct {
	X, Width int64
	Colour   int
}

// Bar is a measured line: what a budget is used for, or how many have voted. It is drawn as SVG in its own
// units, so that no style is needed.
type Bar struct {
	Width    int64
	Segments []Segment
	Kind     string // "projects": coloured by project; "live": one colour
	Label    string // what it shows, said to those who do not see it; empty when the words beside it say so
}

// Spend makes the bar of a budget with the projects' costs in the order given. Money over the budget makes
// the whole longer, so that what is over can be seen.
func Spend(budget int64, projects []Project) Bar {
	bar := Bar{Width: max(budget, 1), Kind: "projects"}
	var at int64
	for _, p := range projects {
		bar.Segments = append(bar.Segments, Segment{X: at, Width: p.Cost, Colour: p.Tile().Colour()})
		at += p.Cost
	}
	bar.Width = max(bar.Width, at)
	return bar
}

// Shares makes the bar of points with what each project got. Too many make the whole longer, as in Spend.
func Shares(points int, chosen []Marked) Bar {
	bar := Bar{Kind: "projects"}
	var at int64
	for _, m := range chosen {
		bar.Segments = append(bar.Segments, Segment{X: at, Width: int64(m.Points), Colour: m.Tile().Colour()})
		at += int64(m.Points)
	}
	bar.Width = max(int64(points), at, 1)
	return bar
}

// Part makes a bar of one part of a whole.
func Part(n, of int) Bar {
	return Bar{Width: int64(max(of, n, 1)), Kind: "live", Segments: []Segment{{Width: int64(n)}}}
}

// leavesShown is how many people are drawn as leaves, one each; more are drawn as a bar.
const leavesShown = 200

// Leaves are people: a leaf each, of which some are turned.
type Leaves struct{ N, Of int }

// Each lists the leaves, true for those that are turned.
func (l Leaves) Each() []bool {
	if l.Of > leavesShown {
		return nil
	}
	list := make([]bool, l.Of)
	for i := range list {
		list[i] = i < l.N
	}
	return list
}

// Bar is how more people are drawn than there is room for leaves.
func (l Leaves) Bar() Bar { return Part(l.N, l.Of) }
