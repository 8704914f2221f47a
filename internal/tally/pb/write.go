package pb

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// What may be written. Everything else that a file or a caller carries stays behind.
var (
	safeMeta = []string{
		"description", "country", "unit", "subunit", "district", "instance", "rule", "date_begin", "date_end",
		"min_length", "max_length", "min_sum_cost", "max_sum_cost", "min_sum_points", "max_sum_points",
		"min_points", "max_points", "min_project_cost", "max_project_cost", "min_project_score_threshold",
		"language", "edition", "currency", "fully_funded", "experimental", "acknowledgments",
	}
	safeColumns = []string{"name", "category", "target", "selected"}
)

// Write writes the file. The numbers of votes and projects, and each project's votes and score, are counted
// from what is written. It refuses, with an *Error, a project whose ID could not be read back from a ballot.
func Write(w io.Writer, f *File) error {
	for _, p := range f.Projects {
		if p.ID == "" || p.ID != strings.TrimSpace(oneLine(p.ID)) || strings.Contains(p.ID, ",") {
			return &Error{Field: "project_id", Value: short(p.ID), Problem: NotAnID}
		}
	}
	out := bufio.NewWriter(w)
	f.writeMeta(out)
	f.writeProjects(out)
	f.writeVotes(out)
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write .pb file: %w", err)
	}
	return nil
}

func (f *File) writeMeta(out *bufio.Writer) {
	line(out, meta)
	line(out, "key", "value")
	line(out, "num_projects", strconv.Itoa(len(f.Projects)))
	line(out, "num_votes", strconv.Itoa(len(f.Votes)))
	line(out, "budget", FormatAmount(f.Budget, f.Unit))
	line(out, "vote_type", string(f.Type))
	for _, field := range f.Meta {
		if slices.Contains(safeMeta, field.Key) && field.Value != "" {
			line(out, field.Key, field.Value)
		}
	}
}

func (f *File) writeProjects(out *bufio.Writer) {
	header := []string{"project_id", "cost", "votes"}
	if f.Type.hasPoints() || f.Type == Ordinal {
		header = append(header, "score")
	}
	counted := len(header)
	for _, column := range safeColumns {
		if slices.ContainsFunc(f.Projects, func(p Project) bool { return p.Columns[column] != "" }) {
			header = append(header, column)
		}
	}
	line(out, projects)
	line(out, header...)
	votes, scores := f.totals()
	for i, p := range f.Projects {
		row := []string{p.ID, FormatAmount(p.Cost, f.Unit), strconv.Itoa(votes[i]), strconv.FormatInt(scores[i], 10)}[:counted]
		for _, column := range header[counted:] {
			row = append(row, p.Columns[column])
		}
		line(out, row...)
	}
}

func (f *File) totals() (votes []int, scores []int64) {
	votes, scores = make([]int, len(f.Projects)), make([]int64, len(f.Projects))
	for _, v := range f.Votes {
		for i, p := range v.Projects {
			votes[p]++
			if f.Type == Ordinal {
				scores[p] += int64(len(v.Projects) - i)
			} else if v.Points != nil {
				scores[p] += v.Points[i]
			}
		}
	}
	return votes, scores
}

// writeVotes writes the ballots in the order of what they say, under running numbers.
func (f *File) writeVotes(out *bufio.Writer) {
	ballots := make([][]string, len(f.Votes))
	for i, v := range f.Votes {
		ballots[i] = f.ballot(v)
	}
	slices.SortFunc(ballots, slices.Compare)
	header := []string{"voter_id", "vote"}
	if f.Type.hasPoints() {
		header = append(header, "points")
	}
	line(out, votes)
	line(out, header...)
	for i, ballot := range ballots {
		line(out, append([]string{strconv.Itoa(i + 1)}, ballot...)...)
	}
}

// ballot is one ballot's fields. Where the order of projects means nothing it is put in the file's order,
// since the order of pressing could mark a ballot.
func (f *File) ballot(v Vote) []string {
	order := make([]int, len(v.Projects))
	for i := range order {
		order[i] = i
	}
	if f.Type != Ordinal {
		slices.SortFunc(order, func(a, b int) int { return v.Projects[a] - v.Projects[b] })
	}
	ids, points := make([]string, len(order)), make([]string, len(order))
	for i, at := range order {
		ids[i] = f.Projects[v.Projects[at]].ID
		if f.Type.hasPoints() {
			points[i] = strconv.FormatInt(v.Points[at], 10)
		}
	}
	if !f.Type.hasPoints() {
		return []string{strings.Join(ids, ",")}
	}
	return []string{strings.Join(ids, ","), strings.Join(points, ",")}
}

// line writes one row. Control characters, line ends among them, become spaces: they could pass for rows.
// Errors wait in the writer until Flush.
func line(out *bufio.Writer, fields ...string) {
	for i, field := range fields {
		if i > 0 {
			_ = out.WriteByte(';')
		}
		_, _ = out.WriteString(quote(field))
	}
	_ = out.WriteByte('\n')
}

func quote(field string) string {
	field = oneLine(field)
	if strings.ContainsAny(field, `;"`) {
		return `"` + strings.ReplaceAll(field, `"`, `""`) + `"`
	}
	return field
}

func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
}
