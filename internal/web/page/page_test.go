package page

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/parentpower/parentpower/frontend"
	"github.com/parentpower/parentpower/internal/i18n"
)

// previews writes every sample as a file, for e2e/shots.mjs and html-validate to look at.
var previews = flag.String("previews", "", "directory to write every page to, in every state")

func renderer(t *testing.T) *Renderer {
	t.Helper()
	words, err := i18n.Load(frontend.Locales())
	if err != nil {
		t.Fatal(err)
	}
	assets, err := LoadAssets(frontend.Dist())
	if err != nil {
		assets = &Assets{names: map[string]string{"app.css": "app.css", "app.js": "app.js", "media.js": "media.js", "screen.css": "screen.css", "screen.js": "screen.js"}}
	}
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	r, err := New(frontend.Templates(), words, assets, london)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func draw(t *testing.T, r *Renderer, s sample, lang string) string {
	t.Helper()
	chrome := Chrome{Lang: lang, Community: "Blackbird Leys parents", Who: s.who, CSRF: "token", Path: s.path, Now: now, Demo: true}
	var out bytes.Buffer
	if err := r.Render(&out, chrome, s.page); err != nil {
		t.Fatalf("%s in %s: %v", s.name, lang, err)
	}
	return out.String()
}

var unsaid = regexp.MustCompile(`\{[a-z]+(:[a-z]+)?\}`)

func TestEveryPageInEveryStateIsWholeAndKeepsThePolicy(t *testing.T) {
	r := renderer(t)
	for _, s := range samples() {
		for _, lang := range []string{"en", "ar"} {
			html := draw(t, r, s, lang)
			if *previews != "" {
				write(t, filepath.Join(*previews, lang, s.name+".html"), html)
			}
			check(t, s.name+" in "+lang, html)
		}
	}
}

func check(t *testing.T, name, html string) {
	t.Helper()
	for what, bad := range map[string]*regexp.Regexp{
		"an inline script":  regexp.MustCompile(`<script[^>]*>[^<]`),
		"a style element":   regexp.MustCompile(`<style`),
		"a style attribute": regexp.MustCompile(`<[^>]* style=`),
		"an event handler":  regexp.MustCompile(`<[^>]* on(click|load|error|submit)=`),
		"a javascript link": regexp.MustCompile(`javascript:`),
		"markup of others":  regexp.MustCompile(`<script>alert`),
		"an escaping error": regexp.MustCompile(`ZgotmplZ`),
	} {
		if bad.MatchString(html) {
			t.Errorf("%s has %s", name, what)
		}
	}
	if n := strings.Count(html, "<h1"); n != 1 {
		t.Errorf("%s has %d first headings, want one", name, n)
	}
	text := regexp.MustCompile(`data-[a-z-]+="[^"]*"`).ReplaceAllString(html, "")
	for _, place := range unsaid.FindAllString(text, -1) {
		if place != "{strong}" {
			t.Errorf("%s leaves the place %s of a message open", name, place)
		}
	}
	for _, form := range regexp.MustCompile(`(?s)<form[^>]*method="post".*?</form>`).FindAllString(html, -1) {
		if !strings.Contains(form, `name="csrf"`) {
			t.Errorf("%s has a form without its token: %.80s", name, form)
		}
	}
}

func write(t *testing.T, name, html string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(html), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestEveryPageHasASample(t *testing.T) {
	drawn := map[string]bool{}
	for _, s := range samples() {
		drawn[s.page.Template()] = true
	}
	for _, p := range All() {
		if !drawn[p.Template()] {
			t.Errorf("page %T has no sample", p)
		}
	}
}

func TestBootFailsClearlyWithoutABuiltFrontEnd(t *testing.T) {
	_, err := LoadAssets(fstest.MapFS{})
	if err == nil || !strings.Contains(err.Error(), "make build") {
		t.Errorf("got %v, want advice to run make build", err)
	}
}
