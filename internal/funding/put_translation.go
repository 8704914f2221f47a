package funding

import (
	"context"
	"strings"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

// Wording is what somebody enters as a project's text in another language.
type Wording struct {
	Round        string
	Project      int32
	Language     string // BCP 47
	Title, About string
	Name         string // how the one who made it wishes to be named
}

// PutTranslation keeps a translation of a project's text, in place of the one that there is; it has not been checked by
// anybody then. It fails with Invalid, naming the fields, NotFound, and Conflict once voting has opened: what voters
// read stands still.
func (f *Funding) PutTranslation(ctx context.Context, actor string, w Wording) (Translation, error) {
	w.Title, w.About, w.Name = strings.TrimSpace(w.Title), strings.TrimSpace(w.About), strings.TrimSpace(w.Name)
	var c fault.Checks
	c.That(knownLanguage(w.Language), "lang", "fault.people.language")
	c.That(within(w.Title, minTitle, maxTitle), "title", "fault.funding.project_title", "max", maxTitle)
	c.That(within(w.About, 0, maxAbout), "about", "fault.too_long", "max", maxAbout)
	checkName(&c, w.Name)
	if err := c.Fault(); err != nil {
		return Translation{}, err
	}
	made, err := f.sign(ctx, actor, w.Name)
	if err != nil {
		return Translation{}, err
	}
	t := Translation{Round: w.Round, Project: w.Project, Language: w.Language, Title: w.Title, About: w.About}
	_, err = f.Store.Update(ctx, "funding.put_translation", actor, func(v store.View) ([]store.Change, error) {
		p, err := translatable(v, w.Round, w.Project)
		if err != nil {
			return nil, err
		}
		var c fault.Checks
		c.That(w.Language != p.Language, "lang", "fault.funding.same_language")
		made.At = v.Time()
		t.Of, t.Made = p.digest(), made
		return []store.Change{translations.Put(t)}, c.Fault()
	})
	return t, err
}

// CheckTranslation says that somebody other than its maker read a translation beside what was written, and found it
// right. It fails with Invalid, naming the field, NotFound, Forbidden for its maker, and Conflict where the text has
// changed since or voting has opened.
func (f *Funding) CheckTranslation(ctx context.Context, actor, round string, project int32, lang, name string) error {
	var c fault.Checks
	name = strings.TrimSpace(name)
	checkName(&c, name)
	if err := c.Fault(); err != nil {
		return err
	}
	checked, err := f.sign(ctx, actor, name)
	if err != nil {
		return err
	}
	_, err = f.Store.Update(ctx, "funding.check_translation", actor, func(v store.View) ([]store.Change, error) {
		p, err := translatable(v, round, project)
		if err != nil {
			return nil, err
		}
		t, fresh, ok := TranslationOf(v, p, lang)
		switch {
		case !ok:
			return nil, fault.New(fault.NotFound, "fault.funding.translation_not_found")
		case t.Made.Person == actor:
			return nil, fault.New(fault.Forbidden, "fault.funding.own_translation")
		case !fresh:
			return nil, fault.New(fault.Conflict, "fault.funding.translation_old")
		}
		checked.At = v.Time()
		t.Checked = checked
		return []store.Change{translations.Put(t)}, nil
	})
	return err
}

// translatable is a project whose words may still change.
func translatable(v store.View, round string, number int32) (Project, error) {
	if _, err := unopenedRound(v, round); err != nil {
		return Project{}, err
	}
	return ProjectByNumber(v, round, number)
}

func checkName(c *fault.Checks, name string) {
	c.That(name != "" && people.IsLine(name, maxName), "name", "fault.funding.name", "max", maxName)
}

// sign is somebody and their name, sealed; when is for the act to say.
func (f *Funding) sign(ctx context.Context, person, name string) (Signature, error) {
	s := sealing{f: f, ctx: ctx, subject: people.Subject(person)}
	return Signature{Person: person, Name: s.seal(namePurpose, &name)}, s.err
}
