package i18n

import (
	"strconv"
	"strings"
	"time"
)

// Number says a whole number with the language's grouping: "1,250".
func (t *Translator) Number(n any) string {
	v := integer(n)
	digits := strconv.FormatInt(v, 10)
	sign := ""
	if v < 0 {
		sign, digits = "−", digits[1:]
	}
	var out strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			out.WriteString(t.T("number.group"))
		}
		out.WriteRune(d)
	}
	return sign + out.String()
}

// Money says pence as pounds, without pence where there are none: "£480", "£1.60".
func (t *Translator) Money(pence any) string {
	p := integer(pence)
	sign := ""
	if p < 0 {
		sign, p = "−", -p
	}
	amount := t.Number(p / 100)
	if rest := p % 100; rest != 0 {
		amount += t.T("number.decimal") + strconv.FormatInt(100+rest, 10)[1:]
	}
	return sign + t.T("money.pounds", "amount", amount)
}

// Clock says a time of day: "8pm", "6.30pm", "midday".
func (t *Translator) Clock(at time.Time) string {
	at = at.In(t.zone)
	switch {
	case at.Hour() == 12 && at.Minute() == 0:
		return t.T("clock.noon")
	case at.Hour() == 0 && at.Minute() == 0:
		return t.T("clock.midnight")
	}
	hour := strconv.Itoa((at.Hour()+11)%12 + 1)
	if at.Minute() != 0 {
		hour += t.T("clock.minutes") + strconv.Itoa(100 + at.Minute())[1:]
	}
	if at.Hour() < 12 {
		return t.T("clock.am", "time", hour)
	}
	return t.T("clock.pm", "time", hour)
}

// Date says a day, with the year when it is not this one: "12 March".
func (t *Translator) Date(at time.Time) string {
	at = at.In(t.zone)
	args := []any{"day", strconv.Itoa(at.Day()), "month", t.T("date.month." + strconv.Itoa(int(at.Month())))}
	if at.Year() == t.now.In(t.zone).Year() {
		return t.T("date.day", args...)
	}
	return t.T("date.day-year", append(args, "year", strconv.Itoa(at.Year()))...)
}

// When says a moment as people do: "today at 8pm", "tomorrow at 10am", "Thursday 6.30pm", "12 March at 8pm".
func (t *Translator) When(at time.Time) string { return t.near("when.", at) }

// Until says how long something lasts: "until 8pm today".
func (t *Translator) Until(at time.Time) string { return t.near("until.", at) }

// near says a moment by how near it is, with the messages whose keys begin with start.
func (t *Translator) near(start string, at time.Time) string {
	args := []any{"time", t.Clock(at), "date", t.Date(at)}
	switch days := t.days(at); {
	case days == 0:
		return t.T(start+"today", args...)
	case days == 1:
		return t.T(start+"tomorrow", args...)
	case days == -1 && t.Knows(start+"yesterday"):
		return t.T(start+"yesterday", args...)
	case days > 1 && days < 7:
		weekday := t.T("date.weekday." + strconv.Itoa(int(at.In(t.zone).Weekday())))
		return t.T(start+"weekday", append(args, "weekday", weekday)...)
	}
	return t.T(start+"date", args...)
}

// Iso is a moment for a <time> element.
func (t *Translator) Iso(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// Unix is a moment in seconds, 0 for none.
func (t *Translator) Unix(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.Unix()
}

// UnixMillis is the moment of the page, for clocks that count on in the browser.
func (t *Translator) UnixMillis() int64 { return t.now.UnixMilli() }

// days counts midnights in the zone between now and at. Noon of each day is compared, so that a day of 23
// or 25 hours counts as one.
func (t *Translator) days(at time.Time) int {
	noon := func(x time.Time) time.Time {
		y, m, d := x.In(t.zone).Date()
		return time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
	}
	return int(noon(at).Sub(noon(t.now)).Hours() / 24)
}
