package opinion

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/parentpower/parentpower/internal/realdata"
)

// What a Polis server made of the votes of a real conversation, as far as it is compared.
type production struct {
	Statements []int `json:"tids"`
	About      []int `json:"meta-tids"`
	Held       []int `json:"mod-out"`
	Counted    []int `json:"in-conv"`
	Axes       struct {
		Centre    []float64   `json:"center"`
		Comps     [][]float64 `json:"comps"`
		Extremity []float64   `json:"comment-extremity"`
	} `json:"pca"`
	Base struct {
		ID      []int     `json:"id"`
		Members [][]int   `json:"members"`
		X       []float64 `json:"x"`
		Y       []float64 `json:"y"`
	} `json:"base-clusters"`
	Groups []struct {
		ID      int   `json:"id"`
		Members []int `json:"members"`
	} `json:"group-clusters"`
	Votes map[string]struct {
		Members int `json:"n-members"`
		Votes   map[string]struct{ A, D, S int }
	} `json:"group-votes"`
	GroupAware map[string]float64 `json:"group-aware-consensus"`
	Priorities map[string]float64 `json:"comment-priorities"`
	Consensus  struct{ Agree, Disagree []productionSays }
	Says       map[string][]productionSays `json:"repness"`
}

type productionSays struct {
	Statement int     `json:"tid"`
	Took      int     `json:"n-success"`
	Seen      int     `json:"n-trials"`
	Share     float64 `json:"p-success"`
	Test      float64 `json:"p-test"`
	Ratio     float64 `json:"repness"`
	RatioTest float64 `json:"repness-test"`
	For       string  `json:"repful-for"`
	First     bool    `json:"best-agree"`
}

var conversations = []string{"25ptpt-3gp-no-strict-with-meta", "150ptpt-3gp-no-strict-no-meta"}

func readJSON(t *testing.T, path string, into any) {
	t.Helper()
	text, err := os.ReadFile(path) //nolint:gosec // a name of this test
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

func set(list []int) map[int]bool {
	m := map[int]bool{}
	for _, x := range list {
		m[x] = true
	}
	return m
}

// conversation reads a conversation and what the server made of it.
func conversation(t *testing.T, name string) (*matrix, production) {
	t.Helper()
	var p production
	readJSON(t, realdata.Path(t, "polis", name, "math-pca2.json"), &p)
	var rows []struct {
		Person    int    `json:"participant_id"`
		Statement int    `json:"statement_id"`
		Vote      Stance `json:"vote"`
	}
	readJSON(t, realdata.Path(t, "polis", name, "votes.json"), &rows)
	var votes []Vote
	for _, r := range rows {
		votes = append(votes, Vote{r.Person, r.Statement, r.Vote})
	}
	return newMatrix(votes, Options{Held: set(p.Held), About: set(p.About)}), p
}

func near(a, b, within float64) bool { return math.Abs(a-b) <= within }

func TestAxesAreThoseOfProductionUpToSign(t *testing.T) {
	for _, name := range conversations {
		m, p := conversation(t, name)
		axes := m.axes()
		for j := range m.statements {
			if !near(axes.Centre[j], -p.Axes.Centre[j], 1e-9) {
				t.Errorf("%s: centre of %d: %v, production says %v", name, j, axes.Centre[j], -p.Axes.Centre[j])
			}
			if !near(axes.extremity(j), p.Axes.Extremity[j], 1e-5) {
				t.Errorf("%s: extremity of %d: %v, production says %v", name, j, axes.extremity(j), p.Axes.Extremity[j])
			}
		}
		for k, axis := range [][]float64{axes.X, axes.Y} {
			worst, mirrored := 0.0, 0.0
			for j := range axis {
				worst = max(worst, math.Abs(axis[j]-p.Axes.Comps[k][j]))
				mirrored = max(mirrored, math.Abs(axis[j]+p.Axes.Comps[k][j]))
			}
			if min(worst, mirrored) > 1e-6 {
				t.Errorf("%s: axis %d is off by %v", name, k, min(worst, mirrored))
			}
		}
	}
}

// golden are the groups that come of production's own small clusters.
func golden(t *testing.T, m *matrix, p production) []Group {
	t.Helper()
	var clusters []Cluster
	for i, members := range p.Base.Members {
		clusters = append(clusters, Cluster{Persons: members, Centre: Point{p.Base.X[i], p.Base.Y[i]}})
	}
	split, _ := Split(clusters, Smoother{})
	if len(split) != len(p.Groups) {
		t.Fatalf("%d groups, production says %d", len(split), len(p.Groups))
	}
	var groups []Group
	for k, members := range split {
		var ids []int
		for _, c := range members {
			ids = append(ids, p.Base.ID[c])
		}
		if !slices.Equal(ids, p.Groups[k].Members) {
			t.Errorf("group %d: %v, production says %v", k, ids, p.Groups[k].Members)
		}
		groups = append(groups, m.group(members, clusters))
	}
	m.describe(groups)
	return groups
}

func TestGroupsAndWhatTheySayAreThoseOfProduction(t *testing.T) {
	for _, name := range conversations {
		m, p := conversation(t, name)
		groups := golden(t, m, p)
		aware := GroupAware(groups, len(m.statements))
		priorities := m.priorities(groups, Axes{Centre: negative(p.Axes.Centre), X: p.Axes.Comps[0], Y: p.Axes.Comps[1]})
		for j, s := range m.statements {
			key := strconv.Itoa(s)
			if aware[j] != p.GroupAware[key] && !near(aware[j], p.GroupAware[key], 1e-15) {
				t.Errorf("%s: group-aware consensus of %d: %v, production says %v", name, s, aware[j], p.GroupAware[key])
			}
			if !near(priorities[j], p.Priorities[key], 1e-9) {
				t.Errorf("%s: priority of %d: %v, production says %v", name, s, priorities[j], p.Priorities[key])
			}
			for k := range groups {
				want := p.Votes[strconv.Itoa(k)].Votes[key]
				if got := groups[k].Votes[j]; got != (Count{want.A, want.D, want.S}) {
					t.Errorf("%s: votes of group %d on %d: %v, production says %v", name, k, s, got, want)
				}
			}
		}
		for k, g := range groups {
			want := p.Says[strconv.Itoa(k)]
			if len(g.Says) != len(want) {
				t.Errorf("%s: group %d says %d things, production %d", name, k, len(g.Says), len(want))
				continue
			}
			for i, w := range want {
				got := g.Says[i]
				if got.Statement != w.Statement || got.Took != w.Took || got.Seen != w.Seen || got.First != w.First ||
					got.Agrees != (w.For == "agree") || !near(got.Test, w.Test, 1e-9) || !near(got.Ratio, w.Ratio, 1e-9) ||
					!near(got.RatioTest, w.RatioTest, 1e-5) {
					t.Errorf("%s: group %d says %+v, production %+v", name, k, got, w)
				}
			}
		}
	}
}

func negative(list []float64) []float64 {
	out := make([]float64, len(list))
	for i, x := range list {
		out[i] = -x
	}
	return out
}

func TestConsensusAndWhoIsCountedAreThoseOfProduction(t *testing.T) {
	for _, name := range conversations {
		m, p := conversation(t, name)
		consensus := m.consensus()
		for side, pair := range map[string]struct {
			got  []Agreed
			want []productionSays
		}{"agree": {consensus.Agree, p.Consensus.Agree}, "disagree": {consensus.Disagree, p.Consensus.Disagree}} {
			if len(pair.got) != len(pair.want) {
				t.Fatalf("%s: %d statements that most %s on, production says %d", name, len(pair.got), side, len(pair.want))
			}
			for i, w := range pair.want {
				if g := pair.got[i]; g.Statement != w.Statement || g.Took != w.Took || g.Seen != w.Seen || !near(g.Test, w.Test, 1e-9) {
					t.Errorf("%s: %+v, production says %+v", name, g, w)
				}
			}
		}
		counted := m.counted(p.Counted)
		slices.Sort(counted)
		slices.Sort(p.Counted)
		if !slices.Equal(counted, p.Counted) {
			t.Errorf("%s: counted are %v, production says %v", name, counted, p.Counted)
		}
	}
}
