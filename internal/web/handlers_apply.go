package web

import (
	"cmp"
	"slices"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/web/page"
)

// The steps of putting an idea forward, one thing a page. Those that ask for something are also the fields of it.
const (
	stepTitle      = "title"
	stepAbout      = "about"
	stepVoice      = "voice" // in the place of the one before
	stepCosts      = "costs"
	stepLeads      = "leads"
	stepPicture    = "picture"
	stepAlike      = "alike"      // where there are ideas like it
	stepGuidelines = "guidelines" // where the round has any
	stepCheck      = "check"
)

// stepOf is where each field is asked for that has to be filled in before an idea can be sent.
var stepOf = map[string]string{"title": stepTitle, "about": stepAbout, "items": stepCosts, "lead": stepLeads}

// applyPage says what is needed, and lists what the requester began.
func (s *Site) applyPage(r *request) error {
	shown, err := s.showRound(r.view, r.round)
	if err != nil {
		return err
	}
	p := page.Apply{Round: shown, New: s.People.NewID(), Open: r.takesIdeas(), Until: r.round.Dates.Review}
	p.Least, p.Most = r.round.Grants()
	if p.Mine, err = r.showIdeas(r.myIdeas()); err != nil {
		return err
	}
	return r.show(p)
}

// beginIdea makes an empty draft. Pressing twice makes one.
func (s *Site) beginIdea(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	id := f.one("id")
	if err := f.Fault(); err != nil {
		return err
	}
	a, err := s.Funding.SaveApplication(r.ctx, r.who.Person, funding.Edit{Round: r.round.ID, ID: id, Language: r.language()})
	if err != nil {
		return err
	}
	return r.goTo(r.ideaURL(a.ID)+"/"+firstStep(r.round, a), "")
}

// firstStep is where an idea is gone on with: at what is missing, or where it is sent.
func firstStep(round funding.Round, a funding.Application) string {
	if lacking := funding.Missing(round, a); lacking != nil {
		return stepOf[fault.From(lacking).Fields[0].Name]
	}
	return stepCheck
}

// stepPage asks for one thing.
func (s *Site) stepPage(r *request) error {
	a, err := r.mendable()
	if err != nil {
		return err
	}
	then := ""
	if r.query("then", maxPath) == stepCheck {
		then = stepCheck
	}
	p, err := r.ideaStep(a, r.param("step"), then)
	if err != nil {
		return err
	}
	return r.show(p)
}

// mendable is the requester's application, while it may be changed.
func (r *request) mendable() (funding.Application, error) {
	a, err := r.ownIdea()
	if err == nil {
		err = funding.Mendable(r.round, a.State)
	}
	return a, err
}

// ideaStep is the page of one step with what is there already. NotFound where the idea has no such step.
func (r *request) ideaStep(a funding.Application, name, then string) (page.IdeaStep, error) {
	idea, err := r.showIdea(a)
	if err != nil {
		return page.IdeaStep{}, err
	}
	alike, err := r.alike(a, idea)
	if err != nil {
		return page.IdeaStep{}, err
	}
	steps := r.ideaSteps(name == stepVoice, len(alike) > 0)
	at := slices.Index(steps, name)
	if at < 0 {
		return page.IdeaStep{}, fault.New(fault.NotFound, "fault.not_found")
	}
	p := page.IdeaStep{
		Idea: idea, Name: name, Number: at + 1, Of: len(steps), Back: idea.Href(), Then: then, New: r.People.NewID(),
		Author: a.Author() == r.who.Person, Alike: alike, Guidelines: r.round.Guidelines,
		Form: page.Form{Values: map[string][]string{"title": {idea.Title}, "about": {idea.About}}},
	}
	if at > 0 {
		p.Back = idea.At(steps[at-1])
	}
	if at+1 < len(steps) {
		p.Next = idea.At(steps[at+1])
	}
	switch name {
	case stepLeads:
		err = r.fillLeads(a, &p)
	case stepCheck:
		p.Missing = missing(r.round, a)
	}
	return p, err
}

// ideaSteps are those that an idea of the round has.
func (r *request) ideaSteps(voice, alike bool) []string {
	steps := []string{stepTitle, stepAbout, stepCosts, stepLeads, stepPicture}
	if voice {
		steps[1] = stepVoice
	}
	if alike {
		steps = append(steps, stepAlike)
	}
	if len(r.round.Guidelines) > 0 {
		steps = append(steps, stepGuidelines)
	}
	return append(steps, stepCheck)
}

func missing(round funding.Round, a funding.Application) []page.Missing {
	lacking := funding.Missing(round, a)
	if lacking == nil {
		return nil
	}
	var list []page.Missing
	for _, f := range fault.From(lacking).Fields {
		list = append(list, page.Missing{Step: stepOf[f.Name], Key: f.Key, Args: f.Args})
	}
	return list
}

// alike are the ideas of others that share words with one.
func (r *request) alike(a funding.Application, idea page.Idea) ([]page.Idea, error) {
	var others []page.Idea
	var writings []funding.Writing
	for o := range funding.ApplicationsOf(r.view, r.round.ID) {
		if o.LedBy(r.who.Person) || !r.mayRead(o) || o.State != funding.StateSubmitted && o.State != funding.StateAccepted {
			continue
		}
		shown, err := r.showIdea(o)
		if err != nil {
			return nil, err
		}
		others = append(others, shown)
		writings = append(writings, funding.Writing{Title: shown.Title, About: shown.About})
	}
	var alike []page.Idea
	for _, at := range funding.Alike(funding.Writing{Title: idea.Title, About: idea.About}, writings) {
		alike = append(alike, others[at])
	}
	return alike, nil
}

// fillLeads offers the requester's own name, and shows the author the invitations.
func (r *request) fillLeads(a funding.Application, p *page.IdeaStep) error {
	at := slices.IndexFunc(a.Leaders, func(l funding.Signature) bool { return l.Person == r.who.Person })
	known, err := r.People.Name(r.ctx, r.view, r.account())
	if err != nil {
		return err
	}
	p.Form.Values["lead"] = []string{cmp.Or(p.Idea.Leads[at], known)}
	for i, l := range a.Leaders {
		if own := l.Person == r.who.Person; i > 0 || !own {
			p.Others = append(p.Others, page.Leader{ID: l.Person, Name: p.Idea.Leads[i], Self: own, MayEnd: i > 0 && (own || p.Author)})
		}
	}
	if !p.Author {
		return nil
	}
	for _, in := range funding.OpenInvitations(a, r.now) {
		code, err := r.Funding.CoLeadCode(r.ctx, a.Round, in)
		if err != nil {
			return err
		}
		shown := people.ShowCode(code)
		p.Invitations = append(p.Invitations, page.Invitation{Code: shown, Link: r.Link("/rounds/" + a.Round + "/lead/" + shown), Until: in.Until})
	}
	return nil
}

// keepStep keeps what a step asked for and goes on: to the next one, back to the check, or, to stop until another day, to
// the idea's own page.
func (s *Site) keepStep(r *request) error {
	a, err := r.mendable()
	if err != nil {
		return err
	}
	f, err := r.form()
	if err != nil {
		return err
	}
	name, then, stop := r.param("step"), f.one("then"), f.ticked("stop")
	edit := funding.Edit{Round: a.Round, ID: a.ID}
	switch name {
	case stepTitle:
		title := f.line("title")
		edit.Title, edit.Language = &title, r.language()
	case stepAbout:
		about := f.prose("about")
		edit.About = &about
	case stepLeads:
		lead := f.line("lead")
		edit.Lead = &lead
	case stepCosts:
	default:
		return fault.New(fault.NotFound, "fault.not_found")
	}
	refused := f.Fault()
	if refused == nil {
		a, refused = s.Funding.SaveApplication(r.ctx, r.who.Person, edit)
	}
	if refused == nil && !stop {
		refused = lackingAt(name, r.round, a)
	}
	if refused != nil {
		return r.stepAgain(refused, name, then)
	}
	return r.afterStep(a, name, then, stop)
}

// afterStep goes on after a step was kept.
func (r *request) afterStep(a funding.Application, name, then string, stop bool) error {
	if stop {
		return r.goTo(r.ideaURL(a.ID), "kept")
	}
	r.view = r.Store.View()
	p, err := r.ideaStep(a, name, "")
	if err != nil {
		return err
	}
	if then == stepCheck {
		return r.goTo(p.Idea.At(stepCheck), "")
	}
	return r.goTo(p.Next, "")
}

// stepAgain shows a step with what was typed and what is wrong with it.
func (r *request) stepAgain(refused error, name, then string) error {
	r.view = r.Store.View()
	a, err := r.ownIdea()
	if err != nil {
		return err
	}
	p, err := r.ideaStep(a, name, then)
	if err != nil {
		return err
	}
	return r.again(refused, func(form page.Form) page.Page {
		p.Form = form
		return p
	})
}

// lackingAt is what has to be filled in at one step, or nil.
func lackingAt(step string, round funding.Round, a funding.Application) error {
	lacking := funding.Missing(round, a)
	if lacking == nil {
		return nil
	}
	var c fault.Checks
	for _, f := range fault.From(lacking).Fields {
		c.Add(f, stepOf[f.Name] == step)
	}
	return c.Fault()
}

// sendIdea sends an idea, or sends it again.
func (s *Site) sendIdea(r *request) error {
	a, err := r.ownIdea()
	if err != nil {
		return err
	}
	if err := emptyForm(r); err != nil {
		return err
	}
	if err := s.Funding.SubmitApplication(r.ctx, r.who.Person, r.round.ID, a.ID); err != nil {
		if fault.Is(err, fault.Invalid) {
			return r.goTo(r.ideaURL(a.ID)+"/"+stepCheck, "")
		}
		return err
	}
	return r.goTo(r.ideaURL(a.ID), "idea-sent")
}
