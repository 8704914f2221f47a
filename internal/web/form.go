package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/parentpower/parentpower/internal/fault"
)

// momentLayout is how a browser's datetime-local sends a moment.
const momentLayout = "2006-01-02T15:04"

// dayLayout is how it sends a day.
const dayLayout = time.DateOnly

const (
	maxFields = 2000 // values of one form: a ballot of the largest round, and room
	maxText   = 20_000
)

// form reads what was typed. Its getters note what is wrong, and Fault tells it all at once, a field that no
// getter asked for included: it is either a mistake of ours or somebody trying doors.
type form struct {
	values map[string][]string
	files  map[string]sent
	checks fault.Checks
	asked  map[string]bool
	zone   *time.Location
}

// parseForm reads a form's body. It fails with Invalid on what no browser sends; what it keeps are copies.
func parseForm(body []byte, zone *time.Location) (*form, error) {
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "fault.form")
	}
	return newForm(values, zone)
}

// newForm is a form of what was sent.
func newForm(values map[string][]string, zone *time.Location) (*form, error) {
	f := &form{values: values, asked: map[string]bool{csrfField: true}, zone: zone}
	count := 0
	for name, list := range values {
		if !plain(name) || len(name) > 64 {
			return nil, fault.New(fault.Invalid, "fault.form")
		}
		count += len(list)
		for _, text := range list {
			f.checks.That(plain(text), name, "fault.characters")
			f.checks.That(utf8.RuneCountInString(text) <= maxText, name, "fault.too_long", "max", maxText)
		}
	}
	if count > maxFields {
		return nil, fault.New(fault.Invalid, "fault.form")
	}
	return f, nil
}

// plain reports whether a text is good UTF-8 without control characters other than those of typing.
func plain(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(c rune) bool {
		return unicode.IsControl(c) && c != '\n' && c != '\r' && c != '\t'
	})
}

// form reads the form of the request, once.
func (r *request) form() (*form, error) {
	if r.entered != nil {
		return r.entered, nil
	}
	var err error
	if r.route.takes == uploadBody {
		r.entered, err = r.readUpload()
	} else {
		r.entered, err = parseForm(r.c.Body(), r.Zone)
	}
	return r.entered, err
}

// typed is what was typed, for showing it again.
func (r *request) typed() map[string][]string {
	if r.entered == nil {
		return nil
	}
	typed := make(map[string][]string, len(r.entered.values))
	for name, list := range r.entered.values {
		for _, text := range list {
			if plain(text) {
				typed[name] = append(typed[name], text)
			}
		}
	}
	return typed
}

// one is a field's only value; a field that came twice was not typed by a person.
func (f *form) one(name string) string {
	f.asked[name] = true
	list := f.values[name]
	if len(list) == 0 {
		return ""
	}
	f.checks.That(len(list) == 1, name, "fault.twice")
	return list[0]
}

// line is a text of one line, without the space around it.
func (f *form) line(name string) string {
	return strings.Join(strings.Fields(f.one(name)), " ")
}

// prose is a text of many lines.
func (f *form) prose(name string) string {
	return strings.TrimSpace(strings.ReplaceAll(f.one(name), "\r\n", "\n"))
}

// lines are the lines of a text of many lines.
func (f *form) lines(name string) []string { return strings.Split(f.prose(name), "\n") }

// file is the file in a field, if one was chosen.
func (f *form) file(name string) (sent, bool) {
	f.asked[name] = true
	came, ok := f.files[name]
	return came, ok
}

// all are the values of a field that may come often.
func (f *form) all(name string) []string {
	f.asked[name] = true
	return f.values[name]
}

// ticked reports whether a box is.
func (f *form) ticked(name string) bool { return f.one(name) != "" }

// choice is one of the values given; what is wrong otherwise the act says.
func choice[T ~string](f *form, name string) T { return T(f.one(name)) }

// number is a whole number; zero when nothing was typed.
func (f *form) number(name string) int64 {
	text := strings.ReplaceAll(f.line(name), ",", "")
	if text == "" {
		return 0
	}
	n, err := strconv.ParseInt(text, 10, 64)
	f.checks.That(err == nil, name, "fault.number")
	return n
}

// numbers are the values of a field that may come often.
func (f *form) numbers(name string) []int32 {
	list := make([]int32, 0, len(f.values[name]))
	for _, text := range f.all(name) {
		n, err := strconv.ParseInt(text, 10, 32)
		f.checks.That(err == nil, name, "fault.number")
		list = append(list, int32(n))
	}
	return list
}

// money is an amount typed in pounds, "£1,250.50", as pence; zero when nothing was typed.
func (f *form) money(name string) int64 {
	text := f.line(name)
	if text == "" {
		return 0
	}
	pence, ok := parseMoney(text)
	f.checks.That(ok, name, "fault.money")
	return pence
}

func parseMoney(text string) (pence int64, ok bool) {
	text = strings.NewReplacer("£", "", ",", "", " ", "").Replace(text)
	pounds, rest, decimal := strings.Cut(text, ".")
	if decimal && len(rest) != 2 {
		return 0, false
	}
	whole, err := strconv.ParseUint(pounds+rest, 10, 50) // far beyond any budget, and no overflow below
	if err != nil {
		return 0, false
	}
	if !decimal {
		whole *= 100
	}
	return int64(whole), true
}

// moment is a day and time typed in the community's own time, as UTC; zero when nothing was typed.
func (f *form) moment(name string) time.Time {
	text := f.line(name)
	if text == "" {
		return time.Time{}
	}
	at, err := time.ParseInLocation(momentLayout, text, f.zone)
	f.checks.That(err == nil, name, "fault.moment")
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}

// day is a day typed in the community's own time, as noon of it in UTC; zero when nothing was typed.
func (f *form) day(name string) time.Time {
	text := f.line(name)
	if text == "" {
		return time.Time{}
	}
	at, err := time.ParseInLocation(dayLayout, text, f.zone)
	f.checks.That(err == nil, name, "fault.day")
	if err != nil {
		return time.Time{}
	}
	return at.Add(12 * time.Hour).UTC()
}

// Fault is the Invalid fault that lists every wrong field, or nil.
func (f *form) Fault() error {
	names := make([]string, 0, len(f.values))
	for name := range f.values {
		if !f.asked[name] {
			names = append(names, name)
		}
	}
	for name := range f.files {
		if !f.asked[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		f.checks.That(false, name, "fault.unknown_field")
	}
	return f.checks.Fault()
}
