package web

import (
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/web/page"
)

func (s *Site) newProjectPage(r *request) error { return r.projectForm("", page.Form{}) }

func (s *Site) editProjectPage(r *request) error {
	p, err := funding.ProjectByNumber(r.view, r.round.ID, r.number()) // as it was written
	if err != nil {
		return err
	}
	return r.projectForm(r.param("project"), page.Form{Values: map[string][]string{
		"title": {p.Title}, "about": {p.About}, "cost": {typedMoney(p.Cost)}, "lead": {p.Lead},
	}})
}

func (r *request) projectForm(id string, form page.Form) error {
	shown, err := r.showRound(r.view, r.round)
	if err != nil {
		return err
	}
	return r.show(page.ProjectForm{Round: shown, ID: id, Form: form})
}

func (s *Site) newProject(r *request) error { return s.putProject(r, 0) }

func (s *Site) editProject(r *request) error {
	if _, err := r.project(r.projects()); err != nil {
		return err
	}
	return s.putProject(r, r.number())
}

// putProject adds a project, or changes the one with the number.
func (s *Site) putProject(r *request, number int32) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	in := funding.Project{
		Round: r.round.ID, Number: number, Title: f.line("title"), About: f.prose("about"), Cost: f.money("cost"), Lead: f.line("lead"),
	}
	refused := f.Fault()
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
	return r.again(refused, func(form page.Form) page.Page {
		return page.ProjectForm{Round: shown, ID: r.param("project"), Form: form}
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
