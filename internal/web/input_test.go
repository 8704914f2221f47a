package web

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/parentpower/parentpower/internal/fault"
)

func TestFormReadsWhatPeopleType(t *testing.T) {
	f, err := parseForm([]byte("title=+Our++garden&about=one%0D%0Atwo&budget=%C2%A31%2C250.50&max=3&closes=2026-07-01T20%3A00&pick=1&pick=2"), london(t))
	if err != nil {
		t.Fatal(err)
	}
	if got := f.line("title"); got != "Our garden" {
		t.Errorf("line %q", got)
	}
	if got := f.prose("about"); got != "one\ntwo" {
		t.Errorf("prose %q", got)
	}
	if got := f.money("budget"); got != 125050 {
		t.Errorf("money %d", got)
	}
	if got := f.number("max"); got != 3 {
		t.Errorf("number %d", got)
	}
	if got := f.moment("closes"); !got.Equal(time.Date(2026, 7, 1, 19, 0, 0, 0, time.UTC)) {
		t.Errorf("moment %v", got)
	}
	if got := f.numbers("pick"); len(got) != 2 || got[1] != 2 {
		t.Errorf("numbers %v", got)
	}
	if err := f.Fault(); err != nil {
		t.Error(err)
	}
}

func TestFormNamesEveryFieldAtFault(t *testing.T) {
	f, err := parseForm([]byte("title=a&title=b&budget=12.5&max=many&closes=soon&pick=x&admin=1&purpose=%01"), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	f.line("title")
	f.money("budget")
	f.number("max")
	f.moment("closes")
	f.numbers("pick")
	f.prose("purpose")
	wrong := fault.From(f.Fault())
	got := map[string]string{}
	for _, field := range wrong.Fields {
		got[field.Name] = field.Key
	}
	for name, key := range map[string]string{
		"title": "fault.twice", "budget": "fault.money", "max": "fault.number", "closes": "fault.moment",
		"pick": "fault.number", "admin": "fault.unknown_field", "purpose": "fault.characters",
	} {
		if got[name] != key {
			t.Errorf("%s: %q, want %q", name, got[name], key)
		}
	}
}

func TestMoneyIsReadAsPeopleWriteIt(t *testing.T) {
	for text, want := range map[string]int64{
		"5": 500, "£5": 500, "5.00": 500, "1,250": 125000, "0.99": 99, "£ 1,000.05": 100005,
		"": -1, "-5": -1, "5.5": -1, "5.005": -1, "five": -1, ".": -1, "1e9": -1, "99999999999999999999": -1, "0x10": -1, "1_000": -1,
	} {
		pence, ok := parseMoney(text)
		if ok != (want >= 0) || ok && pence != want {
			t.Errorf("%q: %d %v, want %d", text, pence, ok, want)
		}
	}
}

type sample struct {
	Name  string  `json:"name"`
	Count int     `json:"count"`
	Picks []int32 `json:"picks"`
}

func TestJSONIsReadStrictly(t *testing.T) {
	if v, err := readJSON[sample]([]byte(` {"name":"a","count":2,"picks":[1]} `)); err != nil || v.Name != "a" || v.Picks[0] != 1 {
		t.Errorf("%+v %v", v, err)
	}
	for body, field := range map[string]string{
		``: "", `null`: "", `[]`: "", `"x"`: "", `{`: "", `{}{}`: "", "{\"name\":\"\xff\"}": "", `{"name":"a",}`: "",
		`{"name":{"$ne":1}}`: "name", `{"count":"2"}`: "count", `{"count":1.5}`: "count", `{"count":1e99}`: "count",
		`{"picks":[1,"x"]}`: "picks", `{"picks":[3000000000]}`: "picks", `{"$where":"1"}`: "$where",
		`{"name":"a","admin":true}`: "admin",
	} {
		_, err := readJSON[sample]([]byte(body))
		f := fault.From(err)
		if f.Kind != fault.Invalid {
			t.Errorf("%s: %v", body, err)
			continue
		}
		if field != "" && (len(f.Fields) != 1 || f.Fields[0].Name != field) {
			t.Errorf("%s: names %v, want %s", body, f.Fields, field)
		}
	}
}

func FuzzJSON(f *testing.F) {
	for _, seed := range []string{`{"name":"a","count":2,"picks":[1]}`, `{"name":{"$ne":1}}`, `{`, "{\"\xff\":1}", strings.Repeat("[", 10_000)} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		_, err := readJSON[sample](body)
		onlyInvalid(t, err)
	})
}

func FuzzForm(f *testing.F) {
	for _, seed := range []string{"title=a&budget=5", "%zz", "a=%ff", "=;&&", "pick=1&pick=2", "closes=2026-03-29T01:30"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		form, err := parseForm(body, time.UTC)
		if err != nil {
			onlyInvalid(t, err)
			return
		}
		for name := range form.values {
			form.line(name)
			form.prose(name)
			form.number(name)
			form.numbers(name)
			form.moment(name)
			if form.money(name) < 0 {
				t.Error("money below nothing")
			}
		}
		onlyInvalid(t, form.Fault())
	})
}

// onlyInvalid holds that what anybody can send is never more than their mistake, and is told in good text.
func onlyInvalid(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	f := fault.From(err)
	if f.Kind != fault.Invalid {
		t.Fatalf("kind %v: %v", f.Kind, err)
	}
	for _, field := range f.Fields {
		if !utf8.ValidString(field.Name) || len(field.Name) > 64 {
			t.Fatalf("names %q", field.Name)
		}
	}
}

func london(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}
