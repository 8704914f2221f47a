package web

import (
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/web/page"
)

// keepIdeaVoice keeps what somebody says about their idea, instead of writing it or beside it.
func (s *Site) keepIdeaVoice(r *request) error {
	return r.keepMedia(stepVoice, func(a funding.Application) attachment {
		return voiceIn("voice", people.Subject(a.Author()), a.Voice)
	}, func(e *funding.Edit, id string) { e.Voice = &id }, func(p *page.Idea, id string) { p.Voice = r.showVoice(r.view, id) })
}

// keepIdeaPicture keeps an idea's picture.
func (s *Site) keepIdeaPicture(r *request) error {
	return r.keepMedia(stepPicture, func(a funding.Application) attachment {
		return pictureIn("picture", people.Subject(a.Author()), a.Picture)
	}, func(e *funding.Edit, id string) { e.Picture = &id }, func(p *page.Idea, id string) { p.Picture = r.showPicture(r.view, id) })
}

// keepMedia keeps the file of a step: what may come, where it goes, and how it shows where something else is wrong.
func (r *request) keepMedia(step string, takes func(funding.Application) attachment, put func(*funding.Edit, string), show func(*page.Idea, string)) error {
	a, err := r.mendable()
	if err != nil {
		return err
	}
	f, err := r.form()
	if err != nil {
		return err
	}
	then, stop := f.one("then"), f.ticked("stop")
	id, refused := r.attached(f, takes(a))
	if refused == nil {
		refused = f.Fault()
	}
	if refused == nil {
		edit := funding.Edit{Round: a.Round, ID: a.ID}
		put(&edit, id)
		a, refused = r.Funding.SaveApplication(r.ctx, r.who.Person, edit)
	}
	if refused == nil && !stop && step == stepVoice && lackingAt(stepAbout, r.round, a) != nil {
		var c fault.Checks
		c.That(false, "voice", "fault.funding.idea_about")
		refused = c.Fault()
	}
	if refused == nil {
		return r.afterStep(a, step, then, stop)
	}
	r.view = r.Store.View() // with what came now
	p, err := r.ideaStep(a, step, then)
	if err != nil {
		return err
	}
	show(&p.Idea, id)
	return r.again(refused, func(form page.Form) page.Page {
		p.Form = form
		return p
	})
}
