package pb_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/tally"
	"github.com/parentpower/parentpower/internal/tally/pb"
)

const small = `META
key;value
description;"A round; with ""quotes"""
num_projects;2
num_votes;3
budget;1000.50
vote_type;approval
PROJECTS
project_id;cost;name;selected
a;600;Bike repair;1
b;500.25;"Den; library";0
VOTES
voter_id;vote
1;a
2;a,b
3;b
`

func read(t testing.TB, text string) *pb.File {
	t.Helper()
	f, err := pb.Read(strings.NewReader(text), pb.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestReadUnderstandsAFile(t *testing.T) {
	f := read(t, small)
	e := f.Election()
	want := &tally.Election{
		Budget: 100_050, Kind: tally.Approval, Projects: []tally.Project{{ID: "a", Cost: 60_000}, {ID: "b", Cost: 50_025}},
		Ballots: []tally.Ballot{{Projects: []int{0}, Count: 1}, {Projects: []int{0, 1}, Count: 1}, {Projects: []int{1}, Count: 1}},
	}
	if !reflect.DeepEqual(e, want) {
		t.Errorf("%+v\nwant %+v", e, want)
	}
	if f.Meta.Get("description") != `A round; with "quotes"` || f.Projects[1].Columns["name"] != "Den; library" {
		t.Errorf("quotes: %+v", f)
	}
	if got := f.Official(); !reflect.DeepEqual(got, []string{"a"}) || len(f.Warnings) != 0 {
		t.Errorf("officially %v, warned %v", got, f.Warnings)
	}
}

func TestReadToleratesWhatDoesNotMatter(t *testing.T) {
	replace := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(small) }
	tests := map[string]string{
		"Windows line ends":       replace("\n", "\r\n"),
		"mixed line ends":         replace("PROJECTS\n", "PROJECTS\r\n", "1;a\n", "1;a\r\n"),
		"a byte-order mark":       "\ufeff" + small,
		"blank lines":             replace("PROJECTS\n", "\n\nPROJECTS\n\n"),
		"no line end at the end":  strings.TrimRight(small, "\n"),
		"sections in lower case":  replace("VOTES", "votes"),
		"sections with fields":    replace("VOTES", "VOTES;;"),
		"unknown columns":         replace("voter_id;vote", "age;voter_id;shoe;vote", "1;a", "44;1;9;a", "2;a,b", "45;2;;a,b", "3;b", ";3;;b"),
		"no voter_id":             replace("voter_id;vote", "vote", "1;a", "a", "2;a,b", "a,b", "3;b", "b"),
		"unknown keys":            replace("budget;", "weather;fine\nbudget;"),
		"spaces":                  replace("2;a,b", " 2 ; a , b ", "budget;", "budget ; "),
		"decimals of nothing":     replace("600;", "600.000;"),
		"semicolons after rows":   replace("3;b", "3;b;;"),
		"semicolons in a value":   replace(`"A round; with ""quotes"""`, `A round; with "quotes"`),
		"a quote amid a field":    replace("Bike repair", `Bike "repair`),
		"a row of quoted numbers": replace("1;a", `"1";"a"`),
		"a name over two lines":   replace("Bike repair", "\"Bike\nrepair\""),
	}
	want := read(t, small).Election()
	for name, text := range tests {
		f, err := pb.Read(strings.NewReader(text), pb.DefaultLimits)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !reflect.DeepEqual(f.Election(), want) || len(f.Warnings) > 0 {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

func TestReadWarnsOfOddities(t *testing.T) {
	text := strings.NewReplacer("num_votes;3", "num_votes;4", "num_projects;2", "num_projects;3", "2;a,b", "1;a,b,a", "3;b", "3;").Replace(small)
	f := read(t, text)
	want := []pb.Warning{
		{Line: 15, Oddity: pb.VoterTwice, Value: "1"}, {Line: 15, Oddity: pb.ChoiceTwice, Value: "a"},
		{Line: 16, Oddity: pb.EmptyBallot}, {Line: 4, Oddity: pb.WrongProjects, Value: "3, not 2"},
		{Line: 5, Oddity: pb.WrongVotes, Value: "4, not 3"},
	}
	if !reflect.DeepEqual(f.Warnings, want) || !reflect.DeepEqual(f.Votes[1].Projects, []int{0, 1}) || len(f.Votes) != 3 {
		t.Errorf("%+v", f)
	}
}

func TestReadNamesTheLineAndColumnOfWhatItRefuses(t *testing.T) {
	tests := []struct {
		name     string
		old, new string
		want     pb.Error
	}{
		{"a word for a cost", "a;600;", "a;lots;", pb.Error{Line: 10, Field: "cost", Value: "lots", Problem: pb.NotAmount}},
		{"a comma in a cost", "500.25", "500,25", pb.Error{Line: 11, Field: "cost", Value: "500,25", Problem: pb.NotAmount}},
		{"a cost below nothing", "a;600;", "a;-600;", pb.Error{Line: 10, Field: "cost", Value: "-600", Problem: pb.NotAmount}},
		{"an exponent", "a;600;", "a;6e2;", pb.Error{Line: 10, Field: "cost", Value: "6e2", Problem: pb.NotAmount}},
		{"more decimals than money has", "a;600;", "a;600.1234567;", pb.Error{Line: 10, Field: "cost", Value: "600.1234567", Problem: pb.NotAmount}},
		{"a cost beyond counting", "a;600;", "a;99999999999999999999;", pb.Error{Line: 10, Field: "cost", Value: "99999999999999999999", Problem: pb.NotAmount}},
		{"no cost", "a;600;", "a;;", pb.Error{Line: 10, Field: "cost", Problem: pb.NoValue}},
		{"no ID", "a;600;", ";600;", pb.Error{Line: 10, Field: "project_id", Problem: pb.NoValue}},
		{"one ID twice", "b;500.25", "a;500.25", pb.Error{Line: 11, Field: "project_id", Value: "a", Problem: pb.ProjectTwice}},
		{"no budget", "budget;1000.50\n", "", pb.Error{Field: "budget", Problem: pb.NoValue}},
		{"a budget of nothing", "budget;1000.50", "budget;0", pb.Error{Line: 6, Field: "budget", Value: "0", Problem: pb.NotAmount}},
		{"a budget without a value", "budget;1000.50", "budget", pb.Error{Line: 6, Field: "budget", Problem: pb.NoValue}},
		{"a key twice", "num_votes;3", "budget;1", pb.Error{Line: 6, Field: "budget", Problem: pb.ColumnTwice}},
		{"an unknown type", "type;approval", "type;telepathy", pb.Error{Line: 7, Field: "vote_type", Value: "telepathy", Problem: pb.UnknownType}},
		{"no type", "vote_type;approval\n", "", pb.Error{Field: "vote_type", Problem: pb.UnknownType}},
		{"an unknown project", "2;a,b", "2;a,c", pb.Error{Line: 15, Field: "vote", Value: "c", Problem: pb.UnknownProject}},
		{"a column missing", "id;cost;name", "id;price;name", pb.Error{Line: 9, Field: "cost", Problem: pb.NoColumn}},
		{"a column twice", "cost;name;", "cost;cost;", pb.Error{Line: 9, Field: "cost", Problem: pb.ColumnTwice}},
		{"too many fields", "1;a", "1;a;44", pb.Error{Line: 14, Value: "44", Problem: pb.TooManyFields}},
		{"two choices of one", "type;approval", "type;choose-1", pb.Error{Line: 15, Field: "vote", Value: "a,b", Problem: pb.TooManyChoices}},
		{"points without a column", "type;approval", "type;cumulative", pb.Error{Line: 13, Field: "points", Problem: pb.NoColumn}},
		{"a quote never closed", "3;b", `3;"b`, pb.Error{Line: 16, Problem: pb.OpenQuote}},
		{"no header of its own", "META\n", "", pb.Error{Line: 1, Value: "key", Problem: pb.OutsideSection}},
		{"a section twice", "VOTES", "PROJECTS", pb.Error{Line: 12, Field: "PROJECTS", Problem: pb.SectionTwice}},
		{"votes before projects", "PROJECTS", "VOTES", pb.Error{Line: 8, Field: "PROJECTS", Problem: pb.NoSection}},
		{"no votes", small[strings.Index(small, "VOTES"):], "", pb.Error{Field: "VOTES", Problem: pb.NoSection}},
		{"bytes that are no text", "Bike", "B\xffke", pb.Error{Line: 10, Problem: pb.NotText}},
	}
	for _, test := range tests {
		_, err := pb.Read(strings.NewReader(strings.Replace(small, test.old, test.new, 1)), pb.DefaultLimits)
		var got *pb.Error
		if !errors.As(err, &got) || *got != test.want {
			t.Errorf("%s: %v\nwant %v", test.name, err, &test.want)
		}
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: not a fault: %v", test.name, err)
		}
	}
}

func TestErrorReadsAsASentence(t *testing.T) {
	_, err := pb.Read(strings.NewReader(strings.Replace(small, "a;600", "a;6OO", 1)), pb.DefaultLimits)
	want := `line 10, cost: is not an amount of money such as 1200 or 1200.50: "6OO"`
	if err == nil || err.Error() != want {
		t.Errorf("%v\nwant %s", err, want)
	}
}

func TestReadCountsLinesAcrossQuotedLineEnds(t *testing.T) {
	text := strings.NewReplacer("Bike repair", "\"Bike\n\nrepair\"", "2;a,b", "2;a,c").Replace(small)
	var got *pb.Error
	if _, err := pb.Read(strings.NewReader(text), pb.DefaultLimits); !errors.As(err, &got) || got.Line != 17 {
		t.Errorf("%v, want line 17", err)
	}
}

func TestReadKeepsToItsLimits(t *testing.T) {
	for field, limits := range map[string]pb.Limits{
		"size":     {Bytes: 100, Projects: 9, Votes: 9, Field: 99},
		"PROJECTS": {Bytes: 1000, Projects: 1, Votes: 9, Field: 99},
		"VOTES":    {Bytes: 1000, Projects: 9, Votes: 2, Field: 99},
		"":         {Bytes: 1000, Projects: 9, Votes: 9, Field: 12},
	} {
		var got *pb.Error
		_, err := pb.Read(strings.NewReader(small), limits)
		if !errors.As(err, &got) || got.Field != field || got.Problem != pb.TooLarge && got.Problem != pb.OpenQuote {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestReadOfPointsAndOrders(t *testing.T) {
	points := strings.NewReplacer("approval", "cumulative", "voter_id;vote", "voter_id;vote;points",
		"1;a\n", "1;a;5\n", "2;a,b", "2;a,b;2.0, 3", "3;b", "3;b;-1").Replace(small)
	f := read(t, points)
	if e := f.Election(); e.Kind != tally.Points || !reflect.DeepEqual(e.Ballots[1].Points, []int64{2, 3}) {
		t.Errorf("%+v", e)
	}
	for bad, problem := range map[string]pb.Problem{"2,3,4": pb.PointsMismatch, "2": pb.PointsMismatch, "2,x": pb.NotNumber, "2,0.5": pb.NotNumber, "1,1000000001": pb.NotNumber} {
		var got *pb.Error
		_, err := pb.Read(strings.NewReader(strings.Replace(points, "2.0, 3", bad, 1)), pb.DefaultLimits)
		if !errors.As(err, &got) || got.Problem != problem || got.Line != 15 || got.Field != "points" {
			t.Errorf("%s: %v", bad, err)
		}
	}
	order := strings.NewReplacer("approval", "ordinal", "2;a,b", "2;b,a").Replace(small)
	if e := read(t, order).Election(); e.Kind != tally.Ordinal || !reflect.DeepEqual(e.Ballots[1].Projects, []int{1, 0}) {
		t.Errorf("%+v", e)
	}
	var got *pb.Error
	_, err := pb.Read(strings.NewReader(strings.Replace(order, "2;b,a", "2;b,b", 1)), pb.DefaultLimits)
	if !errors.As(err, &got) || got.Problem != pb.ProjectTwice {
		t.Errorf("%v", err)
	}
}

func TestAmountsAreExactInTheFinestUnitOfTheFile(t *testing.T) {
	f := read(t, strings.Replace(small, "500.25", "500.1234", 1))
	if f.Unit != 10_000 || f.Budget != 10_005_000 || f.Projects[1].Cost != 5_001_234 || f.DefaultStep() != 100 {
		t.Errorf("%+v", f)
	}
	for text, want := range map[string]int64{"0": 0, "1": 100, "1.5": 150, "0.05": 5, "1200.50": 120_050, "7.": 700} {
		if got, ok := pb.ParseAmount(text, 100); !ok || got != want {
			t.Errorf("%s is %d, want %d", text, got, want)
		}
	}
	for _, text := range []string{"", "-1", "1.005", "1e3", ".5", "a", "1,5", "99999999999999999999"} {
		if got, ok := pb.ParseAmount(text, 100); ok {
			t.Errorf("%q was taken for %d", text, got)
		}
	}
	for amount, want := range map[int64]string{0: "0", 5: "0.05", 150: "1.5", 120_000: "1200", 7_670_001: "76700.01"} {
		if got := pb.FormatAmount(amount, 100); got != want {
			t.Errorf("%d is written %s, want %s", amount, got, want)
		}
	}
}
