package i18n_test

import (
	"encoding/json"
	"flag"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"github.com/parentpower/parentpower/frontend"
)

var missing = flag.Bool("missing", false, "list what each language does not say yet")

func TestAnotherLanguageSaysNothingThatEnglishDoesNot(t *testing.T) {
	words := load(t)
	for _, l := range words.Languages() {
		texts := forms(t, l.Code)
		for key := range texts {
			if !slices.Contains(words.Keys(), key) {
				t.Errorf("%s says %q, which English does not", l.Name, key)
			}
		}
		if gap := words.Missing(l.Code); len(gap) > 0 {
			t.Logf("%s falls back to English for %d of %d messages; list them with -missing", l.Name, len(gap), len(words.Keys()))
			if *missing {
				t.Log(strings.Join(gap, "\n"))
			}
		}
	}
}

var place = regexp.MustCompile(`\{[a-z]+(:[a-z]+)?\}`)

func TestEveryLanguageFillsTheSamePlaces(t *testing.T) {
	english := forms(t, "en")
	for _, l := range load(t).Languages() {
		for key, texts := range forms(t, l.Code) {
			for form, text := range texts {
				for _, p := range place.FindAllString(text, -1) {
					if p != "{n}" && !strings.Contains(english[key]["other"], p) {
						t.Errorf("%s fills %s in %q (%s), which English does not", l.Name, p, key, form)
					}
				}
			}
		}
	}
}

// parentsWay is what a parent reads from the first page to the result: it may not fall back to English.
var parentsWay = regexp.MustCompile(`^(number|money|clock|when|until|date|layout|tabs|print|qr|problems|bar|pill|home|sign-in|sent|link|join|lobby|slip|slip-use|round|calendar|moved|apply|ideas?|co-lead|translate|project|vote|check|paper|kept|voted|hidden|result|tie|receipt|award|award-step|after|thread|reason|trouble|offline|screen|me|letters|stop|news|mail)\.`)

func TestTheParentsWayIsSaidInEveryLanguage(t *testing.T) {
	words := load(t)
	for _, l := range words.Languages() {
		for _, key := range words.Missing(l.Code) {
			if parentsWay.MatchString(key) {
				t.Errorf("%s does not say %q", l.Name, key)
			}
		}
	}
}

func TestAMessageThatCountsHasEveryFormOfItsLanguage(t *testing.T) {
	names := map[plural.Form]string{plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other"}
	for _, l := range load(t).Languages() {
		needed := map[string]bool{}
		for n := range 200 {
			needed[names[plural.Cardinal.MatchPlural(language.MustParse(l.Code), n, 0, 0, 0, 0)]] = true
		}
		for key, texts := range forms(t, l.Code) {
			if len(texts) == 1 {
				continue
			}
			for form := range needed {
				if texts[form] == "" {
					t.Errorf("%s lacks the form %q of %q", l.Name, form, key)
				}
			}
		}
	}
}

// forms reads a catalogue as it is written.
func forms(t *testing.T, code string) map[string]map[string]string {
	t.Helper()
	data, err := fs.ReadFile(frontend.Locales(), code+".json")
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]any
	if err := json.Unmarshal(data, &raw); err != nil {
		t.Fatal(err)
	}
	all := make(map[string]map[string]string, len(raw))
	for key, value := range raw {
		all[key] = map[string]string{}
		if text, ok := value.(string); ok {
			all[key]["other"] = text
			continue
		}
		for form, text := range value.(map[string]any) {
			all[key][form] = text.(string)
		}
	}
	return all
}

func TestMoneyNumbersAndTimesAreSaidAsPeopleDo(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 26, 18, 30, 0, 0, time.UTC) // a Thursday; the clocks go forward on Sunday
	words := load(t).For("en", now, london)
	for want, got := range map[string]string{
		"£480": words.Money(48000), "£1.60": words.Money(160), "£20,000": words.Money(2_000_000), "£0.05": words.Money(5), "−£3": words.Money(-300),
		"1,234,567": words.Number(1234567), "0": words.Number(0),
		"today at 8pm":               words.When(now.Add(90 * time.Minute)),
		"tomorrow at 6.30pm":         words.When(now.Add(24 * time.Hour)),
		"Monday 7.30pm":              words.When(now.Add(96 * time.Hour)), // an hour of summer time
		"yesterday at 9am":           words.When(now.Add(-33*time.Hour - 30*time.Minute)),
		"2 April at midday":          words.When(time.Date(2026, 4, 2, 11, 0, 0, 0, time.UTC)),
		"1 January 2027 at midnight": words.When(time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)),
		"until 8pm today":            words.Until(now.Add(90 * time.Minute)),
		"until 8pm on 25 March":      words.Until(now.Add(-22*time.Hour - 30*time.Minute)),
	} {
		if got != want {
			t.Errorf("said %q, want %q", got, want)
		}
	}
}

func TestAMessageThatCountsChoosesTheFormOfItsNumber(t *testing.T) {
	words := load(t)
	english := words.For("en", time.Now(), time.UTC)
	for n, want := range map[int]string{0: "No projects", 1: "1 project", 2: "2 projects", 1200: "1,200 projects"} {
		if got := english.N("round.projects", n); got != want {
			t.Errorf("%d: said %q, want %q", n, got, want)
		}
	}
	arabic := words.For("ar", time.Now(), time.UTC)
	said := map[string]bool{}
	for _, n := range []int{1, 2, 3, 11, 100} {
		said[strings.ReplaceAll(arabic.N("vote.many", n), arabic.Number(n), "#")] = true
	}
	if len(said) < 4 {
		t.Errorf("Arabic has %d forms for 1, 2, 3, 11 and 100 of a thing, want at least 4: %v", len(said), said)
	}
}

func TestALanguageIsChosenByCookieThenByTheBrowser(t *testing.T) {
	words := load(t)
	for _, c := range []struct{ chosen, accept, want string }{
		{"ar", "en", "ar"}, {"", "ar-SY,en;q=0.5", "ar"}, {"xx", "fr-FR", "en"}, {"", "", "en"}, {"", ";;;", "en"}, {"", "en-GB", "en"},
	} {
		if got := words.Choose(c.chosen, c.accept); got != c.want {
			t.Errorf("chose %q for %q and %q, want %q", got, c.chosen, c.accept, c.want)
		}
	}
}
