package web

import (
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/store"
	"github.com/parentpower/parentpower/internal/web/page"
)

// translated puts shown projects into the requester's language where somebody translated them; each says which language
// it is in, where that is known.
func (r *request) translated(v store.View, list []funding.Project, shown []page.Project) []page.Project {
	for i, p := range list {
		text := funding.TextIn(v, p, r.language())
		shown[i].Title, shown[i].About, shown[i].Language = text.Title, text.About, text.Language
	}
	return shown
}

// translation says who translated what the requester reads of a project; nil where they read what was written.
func (r *request) translation(p funding.Project) (*page.Translated, error) {
	text := funding.TextIn(r.view, p, r.language())
	if text.Translation == nil {
		return nil, nil //nolint:nilnil // what was written is no error
	}
	by, err := r.signed(text.Translation.Made)
	if err != nil {
		return nil, err
	}
	checked, err := r.signed(text.Translation.Checked)
	return &page.Translated{By: by, CheckedBy: checked, Title: p.Title, About: p.About, Language: p.Language}, err
}

// signed is how somebody wishes to be named; empty for nobody.
func (r *request) signed(s funding.Signature) (string, error) {
	if s.Person == "" {
		return "", nil
	}
	return r.Funding.ReadSignature(r.ctx, s)
}

// mayTranslate reports whether the requester may translate the round's projects now: what voters read stands still.
func (r *request) mayTranslate() bool {
	return r.parentIn(r.round) && r.round.Phase.Unopened()
}

func (s *Site) translatePage(r *request) error {
	p, err := r.translate(r.query("lang", 35))
	if err != nil {
		return err
	}
	return r.show(p)
}

// translate is the page for one language: the one asked for, else the requester's, else any that it is not written in.
func (r *request) translate(lang string) (page.Translate, error) {
	project, err := funding.ProjectByNumber(r.view, r.round.ID, r.number())
	if err != nil {
		return page.Translate{}, err
	}
	round, err := r.showRound(r.view, r.round)
	if err != nil {
		return page.Translate{}, err
	}
	p := page.Translate{Round: round, Project: page.Project{
		ID: funding.ProjectID(project.Number), Index: int(project.Number) - 1, Title: project.Title, About: project.About, Language: project.Language,
	}}
	for _, want := range []string{lang, r.language()} {
		for _, l := range r.Words.Languages() {
			if p.Lang == "" && l.Code == want && l.Code != project.Language {
				p.Lang, p.LangName = l.Code, l.Name
			}
		}
	}
	for _, l := range r.Words.Languages() {
		switch {
		case l.Code == project.Language || l.Code == p.Lang:
		case p.Lang == "":
			p.Lang, p.LangName = l.Code, l.Name
		default:
			p.Others = append(p.Others, page.Link{Href: "?lang=" + l.Code, Text: l.Name})
		}
	}
	return p, r.fillTranslation(&p, project)
}

// fillTranslation shows what somebody made already.
func (r *request) fillTranslation(p *page.Translate, project funding.Project) error {
	name, err := r.People.Name(r.ctx, r.view, r.account())
	if err != nil {
		return err
	}
	p.Form.Values = map[string][]string{"name": {name}}
	t, fresh, there := funding.TranslationOf(r.view, project, p.Lang)
	if !there {
		return nil
	}
	p.There, p.Old = true, !fresh
	p.Check = fresh && t.Made.Person != r.who.Person && t.Checked.Person == ""
	p.Form.Values["title"], p.Form.Values["about"] = []string{t.Title}, []string{t.About}
	if p.By, err = r.signed(t.Made); err != nil {
		return err
	}
	p.CheckedBy, err = r.signed(t.Checked)
	return err
}

func (s *Site) keepTranslation(r *request) error {
	return r.translates(func(f *form, lang string) func() error {
		w := funding.Wording{
			Round: r.round.ID, Project: r.number(), Language: lang, Title: f.line("title"), About: f.prose("about"), Name: f.line("name"),
		}
		return func() error {
			_, err := s.Funding.PutTranslation(r.ctx, r.who.Person, w)
			return err
		}
	})
}

func (s *Site) checkTranslation(r *request) error {
	return r.translates(func(f *form, lang string) func() error {
		name := f.line("name")
		return func() error {
			return s.Funding.CheckTranslation(r.ctx, r.who.Person, r.round.ID, r.number(), lang, name)
		}
	})
}

// translates reads a form about a translation and does what it says, or shows the page again.
func (r *request) translates(read func(f *form, lang string) func() error) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	lang := f.one("lang")
	act := read(f, lang)
	refused := f.Fault()
	if refused == nil {
		refused = act()
	}
	if refused == nil {
		return r.goTo("/rounds/"+r.round.ID+"/projects/"+funding.ProjectID(r.number()), "kept")
	}
	if fault.Is(refused, fault.NotFound) {
		return refused
	}
	p, err := r.translate(lang)
	if err != nil {
		return err
	}
	return r.again(refused, func(form page.Form) page.Page {
		for name, was := range p.Form.Values { // a check sends its name alone
			if _, typed := form.Values[name]; !typed {
				form.Values[name] = was
			}
		}
		p.Form = form
		return p
	})
}
