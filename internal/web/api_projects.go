package web

import (
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
)

// apiProject is a project as programs read it; what they write of it has no number.
type apiProject struct {
	Number int32 `json:"number"`
	apiProjectIn
}

type apiProjectIn struct {
	Title string `json:"title"`
	About string `json:"about"`
	Lead  string `json:"lead"`
	Cost  int64  `json:"cost"` // pence

	Picture string `json:"picture,omitempty"` // ids of files that were sent before
	Voice   string `json:"voice,omitempty"`
}

func tellProject(p funding.Project) apiProject {
	return apiProject{p.Number, apiProjectIn{p.Title, p.About, p.Lead, p.Cost, p.Picture, p.Voice}}
}

func (s *Site) apiAddProject(r *request) error {
	p, err := r.putsProject(0)
	if err != nil {
		return err
	}
	r.c.Set(fiber.HeaderLocation, "/api/v1/rounds/"+r.round.ID+"/projects/"+funding.ProjectID(p.Number))
	return r.json(http.StatusCreated, tellProject(p))
}

func (s *Site) apiChangeProject(r *request) error {
	known, err := funding.ProjectByNumber(r.view, r.round.ID, r.number())
	if err != nil {
		return err
	}
	p, err := r.putsProject(known.Number)
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, tellProject(p))
}

func (s *Site) apiRemoveProject(r *request) error {
	if err := r.emptyJSON(); err != nil {
		return err
	}
	if err := s.Funding.RemoveProject(r.ctx, r.who.Person, r.round.ID, r.number()); err != nil {
		return err
	}
	return r.done()
}

// putsProject adds the project in the request's body, or changes the one with the number where that is not zero.
func (r *request) putsProject(number int32) (funding.Project, error) {
	in, err := readJSON[apiProjectIn](r.c.Body())
	if err != nil {
		return funding.Project{}, err
	}
	var c fault.Checks
	c.That(plain(in.Title), "title", "fault.characters")
	c.That(plain(in.About), "about", "fault.characters")
	c.That(plain(in.Lead), "lead", "fault.characters")
	if err := c.Fault(); err != nil {
		return funding.Project{}, err
	}
	return r.Funding.PutProject(r.ctx, r.who.Person, funding.Project{
		Round: r.round.ID, Number: number, Title: oneLine(in.Title), About: in.About, Lead: oneLine(in.Lead), Cost: in.Cost,
		Picture: in.Picture, Voice: in.Voice,
	})
}

// oneLine is a text without line ends and the space around it.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// emptyJSON refuses a body that says something to a route that takes nothing.
func (r *request) emptyJSON() error {
	if len(r.c.Body()) == 0 {
		return nil
	}
	_, err := readJSON[struct{}](r.c.Body())
	return err
}

// done answers that something was done and there is nothing to say about it.
func (r *request) done() error {
	r.c.Status(http.StatusNoContent)
	return nil
}
