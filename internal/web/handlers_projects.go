package web

import (
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/web/page"
)

func (s *Site) newProjectPage(r *request) error { return r.projectForm(funding.Project{}, page.Form{}) }

func (s *Site) editProjectPage(r *request) error {
	p, err := funding.ProjectByNumber(r.view, r.round.ID, r.number()) // as it was written
	if err != nil {
		return err
	}
	return r.projectForm(p, page.Form{Values: map[string][]string{
		"title": {p.Title}, "about": {p.About}, "cost": {typedMoney(p.Cost)}, "lead": {p.Lead},
	}})
}

func (r *request) projectForm(p funding.Project, form page.Form) error {
	shown, err := r.showRound(r.view, r.round)
	if err != nil {
		return err
	}
	return r.show(page.ProjectForm{
		Round: shown, ID: r.param("project"), Picture: r.showPicture(r.view, p.Picture), Voice: r.showVoice(r.view, p.Voice), Form: form,
	})
}

func (s *Site) newProject(r *request) error { return s.putProject(r, funding.Project{}) }

func (s *Site) editProject(r *request) error {
	known, err := funding.ProjectByNumber(r.view, r.round.ID, r.number())
	if err != nil {
		return err
	}
	return s.putProject(r, known)
}

// putProject adds a project, or changes one that is known. What came with the form is kept even where something else
// in it is wrong, so that nobody has to send it again.
func (s *Site) putProject(r *request, known funding.Project) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	in := funding.Project{
		Round: r.round.ID, Number: known.Number, Title: f.line("title"), About: f.prose("about"), Cost: f.money("cost"), Lead: f.line("lead"),
	}
	owner := funding.FilesOwner(r.round.ID)
	var refused error
	if in.Picture, refused = r.attached(f, pictureIn("picture", owner, known.Picture)); refused == nil {
		in.Voice, refused = r.attached(f, voiceIn("voice", owner, known.Voice))
	}
	if refused == nil {
		refused = f.Fault()
	}
	if refused == nil {
		_, refused = s.Funding.PutProject(r.ctx, r.who.Person, in)
	}
	if refused == nil {
		return r.goTo(r.manageURL(), "kept")
	}
	shown, err := s.showRound(r.view, r.round)
	if err != nil {
		return err
	}
	v := s.Store.View() // with what came now
	return r.again(refused, func(form page.Form) page.Page {
		return page.ProjectForm{
			Round: shown, ID: r.param("project"), Picture: r.showPicture(v, in.Picture), Voice: r.showVoice(v, in.Voice), Form: form,
		}
	})
}

func (s *Site) removeProject(r *request) error {
	p, err := r.project(r.projects())
	if err != nil {
		return err
	}
	sure, err := r.confirmed()
	if err != nil {
		return err
	}
	if !sure {
		return r.confirm("remove-project", p.Title, "projects/"+p.ID+"/remove", "manage")
	}
	if err := s.Funding.RemoveProject(r.ctx, r.who.Person, r.round.ID, r.number()); err != nil {
		return err
	}
	return r.goTo(r.manageURL(), "removed")
}
