package page

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write golden files anew")

// aLetter writes one piece of news, or a digest of several, as it is in a language.
func aLetter(t *testing.T, r *Renderer, lang, kind string, says ...string) Letter {
	t.Helper()
	l := NewsLetter{Name: "Amina", Kind: kind, Site: "https://bbl.example", Foot: NewsFoot{
		Choose: "https://bbl.example/me/letters", Stop: "https://bbl.example/letters/stop?t=this", StopAll: "https://bbl.example/letters/stop?t=all",
	}}
	for _, s := range says {
		item := NewsItem{Says: s, Words: map[string]string{"round": "r1", "idea": "i1", "project": "3", "name": "Breakfast club", "guidelines": "Open to all. · For families of the estate.", "title": "£2,000 for our <own> projects", "council": "Leys parent council"}}
		if s == "last-day" || s == "opened" && kind != "" {
			item.Until = now.Add(49 * time.Hour)
		}
		l.Items = append(l.Items, item)
	}
	letter, err := r.NewsLetter(Chrome{Lang: lang, Community: "Blackbird Leys parents", Now: now}, l)
	if err != nil {
		t.Fatal(err)
	}
	return letter
}

// kindOf is under which kind of news a letter goes, for saying why it came.
func kindOf(says string) string {
	switch {
	case says == "opened":
		return "opening"
	case says == "counted":
		return "result"
	case strings.HasPrefix(says, "idea-"):
		return "project"
	}
	return says
}

func TestEveryLetterAboutNewsOrMoneyReadsWell(t *testing.T) {
	r := renderer(t)
	var golden strings.Builder
	for _, lang := range []string{"en", "ar"} {
		for _, says := range slices.Sorted(maps.Keys(leadsTo)) {
			letter := aLetter(t, r, lang, kindOf(says), says)
			sound(t, lang+" "+says, letter)
			stoppable(t, lang+" "+says, letter)
			fmt.Fprintf(&golden, "--- %s: %s\nSubject: %s\n\n%s\n", lang, says, letter.Subject, letter.Text)
		}
		for _, kind := range []string{"award", "story-due", "story-late"} {
			letter, err := r.AwardLetter(Chrome{Lang: lang, Community: "Blackbird Leys parents", Now: now}, AwardLetter{
				Kind: kind, Name: "Amina", Project: "Breakfast <own> club", Amount: 48000, By: now.AddDate(0, 0, 14), Link: "https://bbl.example/rounds/r1/award/3",
			})
			if err != nil {
				t.Fatal(err)
			}
			sound(t, lang+" "+kind, letter)
			fmt.Fprintf(&golden, "--- %s: %s\nSubject: %s\n\n%s\n", lang, kind, letter.Subject, letter.Text)
		}
		digest := aLetter(t, r, lang, "", "opened", "counted", "idea-accepted")
		sound(t, lang+" digest", digest)
		stoppable(t, lang+" digest", digest)
		fmt.Fprintf(&golden, "--- %s: digest\nSubject: %s\n\n%s\n", lang, digest.Subject, digest.Text)
	}
	const file = "testdata/letters.golden"
	if *update {
		write(t, filepath.FromSlash(file), golden.String())
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if golden.String() != string(want) {
		t.Error("letters read otherwise than in " + file + "; if that is meant, run the test with -update and read them")
	}
}

// sound holds what every letter keeps to, however it is worded.
func sound(t *testing.T, name string, l Letter) {
	t.Helper()
	for _, text := range []string{l.Subject, l.Text, l.HTML} {
		if place := unsaid.FindString(text); place != "" || strings.Contains(text, "news.") || strings.Contains(text, "mail.") {
			t.Errorf("%s says something that is no words (%s): %s", name, place, text)
		}
	}
	if strings.Contains(l.Subject, "Leys") || strings.Contains(l.Subject, "£") {
		t.Errorf("%s: the subject %q tells more than it should", name, l.Subject)
	}
	if strings.Contains(l.HTML, "<own>") {
		t.Errorf("%s lets somebody's words be markup", name)
	}
	for _, link := range regexp.MustCompile(`https://\S+`).FindAllString(l.Text, -1) {
		if !strings.Contains(l.HTML, `href="`+link+`"`) {
			t.Errorf("%s: %s is in the text and not in the HTML", name, link)
		}
	}
}

// stoppable holds that a letter with news says how to get fewer.
func stoppable(t *testing.T, name string, l Letter) {
	t.Helper()
	for _, link := range []string{"/me/letters", "/letters/stop?t=this", "/letters/stop?t=all"} {
		if !strings.Contains(l.Text, "https://bbl.example"+link) {
			t.Errorf("%s does not say how to get fewer letters: %s", name, link)
		}
	}
}

func TestNewsWithoutWordsIsRefused(t *testing.T) {
	if _, err := renderer(t).NewsLetter(Chrome{Lang: "en"}, NewsLetter{Items: []NewsItem{{Says: "gossip"}}}); err == nil {
		t.Error("a letter was written about something that there are no words for")
	}
}
