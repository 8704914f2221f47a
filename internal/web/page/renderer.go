package page

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"strings"
	"time"

	"github.com/parentpower/parentpower/internal/i18n"
)

// Renderer draws pages. It does not change after New and is safe for all to share.
type Renderer struct {
	pages  map[string]*template.Template
	words  *i18n.Catalogues
	assets *Assets
	zone   *time.Location
}

// shared are the templates that pages are made of; every other file is a page.
var shared = []string{
	"layout.html", "components.html", "calendar.html", "ballot.html", "ballot-points.html", "ballot-order.html", "idea.html",
	"media.html", "award-parts.html", "panel-parts.html",
}

// New parses every template in templates. It fails on one that does not parse, so that a broken page stops
// the boot instead of a person.
func New(templates fs.FS, words *i18n.Catalogues, assets *Assets, zone *time.Location) (*Renderer, error) {
	r := &Renderer{pages: map[string]*template.Template{}, words: words, assets: assets, zone: zone}
	common, err := template.New("").Option("missingkey=error").Funcs(functions).ParseFS(templates, shared...)
	if err != nil {
		return nil, fmt.Errorf("parse what pages share: %w", err)
	}
	names, err := fs.Glob(templates, "*.html")
	if err != nil {
		return nil, fmt.Errorf("list templates: %w", err)
	}
	for _, name := range names {
		one, err := common.Clone()
		if err != nil {
			return nil, fmt.Errorf("copy what pages share: %w", err)
		}
		if one, err = one.ParseFS(templates, name); err != nil {
			return nil, fmt.Errorf("parse page: %w", err)
		}
		r.pages[strings.TrimSuffix(name, ".html")] = one
	}
	for _, p := range All() {
		if r.pages[p.Template()] == nil {
			return nil, fmt.Errorf("page %T has no template %s.html", p, p.Template())
		}
	}
	return r, nil
}

// Render draws a page. Nothing is written when it fails.
func (r *Renderer) Render(w io.Writer, c Chrome, p Page) error {
	one := r.pages[p.Template()]
	if one == nil {
		return fmt.Errorf("page %T has no template %s.html", p, p.Template())
	}
	v := View{
		Translator: r.words.For(c.Lang, c.Now, r.zone), Chrome: c, P: p,
		Languages: r.words.Languages(), assets: r.assets,
	}
	var out bytes.Buffer
	if err := one.ExecuteTemplate(&out, "layout", v); err != nil {
		return fmt.Errorf("render %s: %w", p.Template(), err)
	}
	_, err := w.Write(out.Bytes())
	return err
}

// dict makes what a component is given, from pairs of name and value.
func dict(pairs ...any) map[string]any {
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		m[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return m
}

// Translator gives the voice that a page of this chrome would have.
func (r *Renderer) Translator(c Chrome) *i18n.Translator { return r.words.For(c.Lang, c.Now, r.zone) }

var functions = template.FuncMap{
	"key":  func(parts ...string) string { return strings.Join(parts, ".") },
	"add":  func(a, b int) int { return a + b },
	"dict": dict,
	"paragraphs": func(s string) []string {
		return strings.Split(strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")), "\n\n")
	},
}
