package i18n

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/feature/plural"
)

// Translator speaks one language at one moment, to one person. It is cheap to make and is passed as data.
type Translator struct {
	lang *catalogue
	base *catalogue
	now  time.Time
	zone *time.Location
}

// For gives the translator of a language (English when there is no such) at the moment now, with times
// shown in zone.
func (c *Catalogues) For(code string, now time.Time, zone *time.Location) *Translator {
	one := c.all[code]
	if one == nil {
		one = c.all[base]
	}
	return &Translator{lang: one, base: c.all[base], now: now, zone: zone}
}

// Lang is the language's code.
func (t *Translator) Lang() string { return t.lang.Code }

// Dir is the language's direction, "ltr" or "rtl".
func (t *Translator) Dir() string { return t.lang.Dir }

// T says a message. Args are pairs of place and value.
func (t *Translator) T(key string, args ...any) string {
	m, _ := t.find(key)
	return t.fill(m["other"], pairs(args))
}

// Say says a message whose places are already a map, as a fault carries them.
func (t *Translator) Say(key string, args map[string]any) string {
	m, lang := t.find(key)
	n, counts := args["n"]
	if !counts {
		return t.fill(m["other"], args)
	}
	return t.fill(pick(m, lang, integer(n)), args)
}

// N says a message that counts n things.
func (t *Translator) N(key string, n int, args ...any) string {
	m, lang := t.find(key)
	values := pairs(args)
	values["n"] = n
	return t.fill(pick(m, lang, int64(n)), values)
}

// Forms gives the plural forms of a message as JSON, for a page that counts by itself in the browser.
func (t *Translator) Forms(key string) string {
	m, _ := t.find(key)
	data, err := json.Marshal(m)
	if err != nil {
		return "{}" // a map of texts always marshals
	}
	return string(data)
}

// find gives a message and the language that says it. A key that nobody says reads as itself: a test holds
// that no page has one.
func (t *Translator) find(key string) (message, *catalogue) {
	if m := t.lang.messages[key]; m != nil {
		return m, t.lang
	}
	if m := t.base.messages[key]; m != nil {
		return m, t.base
	}
	return message{"other": key}, t.base
}

var categories = map[plural.Form]string{
	plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many",
}

// pick chooses a text: the one for exactly this number ("=0"), else the one of its plural category.
func pick(m message, lang *catalogue, n int64) string {
	if text, ok := m["="+strconv.FormatInt(n, 10)]; ok {
		return text
	}
	if n < 0 {
		n = -n
	}
	// The rules look at the last digits only beyond a million; this keeps them and fits any int.
	if n > 10_000_000 {
		n = n%1_000_000 + 1_000_000
	}
	form := plural.Cardinal.MatchPlural(lang.tag, int(n), 0, 0, 0, 0)
	if text, ok := m[categories[form]]; ok {
		return text
	}
	return m["other"]
}

// fill puts the values in their places. A place without a value stays as it is written, so that it is seen.
func (t *Translator) fill(text string, values map[string]any) string {
	if !strings.Contains(text, "{") {
		return text
	}
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		place, after, closed := strings.Cut(rest, "}")
		if !closed {
			out.WriteString("{" + rest)
			return out.String()
		}
		name, format, _ := strings.Cut(place, ":")
		if value, ok := values[name]; ok {
			out.WriteString(t.format(value, format))
		} else {
			out.WriteString("{" + place + "}")
		}
		text = after
	}
}

func (t *Translator) format(value any, format string) string {
	switch v := value.(type) {
	case string:
		return v
	case time.Time:
		switch format {
		case "date":
			return t.Date(v)
		case "time":
			return t.Clock(v)
		case "until":
			return t.Until(v)
		}
		return t.When(v)
	case int, int64, int32, uint64:
		if format == "money" {
			return t.Money(integer(v))
		}
		return t.Number(integer(v))
	}
	return fmt.Sprint(value)
}

func integer(value any) int64 {
	switch v := value.(type) {
	case int:
		return int64(v)
	case int64:
		return v
	case int32:
		return int64(v)
	case uint64:
		return int64(v % (1 << 62))
	}
	return 0
}

func pairs(args []any) map[string]any {
	values := make(map[string]any, len(args)/2+1)
	for i := 0; i+1 < len(args); i += 2 {
		values[fmt.Sprint(args[i])] = args[i+1]
	}
	return values
}

// Knows reports whether there is a message of a key.
func (t *Translator) Knows(key string) bool { return t.base.messages[key] != nil }
