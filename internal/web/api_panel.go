package web

import (
	"net/http"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
)

// apiPanel is the panel of a round and the ideas that are with it, as far as the requester may know of them.
type apiPanel struct {
	Panel []string       `json:"panel"`
	Chair string         `json:"chair,omitempty"`
	Ideas []apiPanelIdea `json:"ideas"`
	Aside int            `json:"aside"` // ideas that are not among them, because the requester is set aside
}

// apiPanelIdea is one idea for the panel.
type apiPanelIdea struct {
	ID       string                   `json:"id"`
	State    funding.ApplicationState `json:"state"`
	Title    string                   `json:"title"`
	About    string                   `json:"about,omitempty"` // while it is not being mended, as the items are
	Items    []apiPanelItem           `json:"items,omitempty"`
	Leads    []string                 `json:"leads"`
	Reviewed int                      `json:"reviewed"`
	Needed   int                      `json:"needed"`
	Waiting  []string                 `json:"waiting"`
	SetAside []string                 `json:"set_aside"`
	Mine     bool                     `json:"mine"` // the requester is yet to review it
	Reviews  []apiReview              `json:"reviews,omitempty"`
}

type apiPanelItem struct {
	What   string `json:"what"`
	Min    int64  `json:"min"`    // pence
	Wanted int64  `json:"wanted"` // pence
}

type apiReview struct {
	Reviewer   string         `json:"reviewer"`
	Ticks      []funding.Tick `json:"ticks"`
	Advice     funding.Advice `json:"advice"`
	Guidelines []string       `json:"guidelines,omitempty"`
	Comment    string         `json:"comment,omitempty"`
	At         string         `json:"at"`
}

func (s *Site) apiPanel(r *request) error {
	told := apiPanel{
		Panel: notNull(r.round.Panel), Chair: r.round.Chair, Ideas: []apiPanelIdea{},
		Aside: funding.CountAside(r.view, r.round.ID, r.who.Person),
	}
	for _, a := range funding.PanelApplications(r.view, r.round.ID, r.who.Person) {
		idea, err := r.tellPanelIdea(a)
		if err != nil {
			return err
		}
		told.Ideas = append(told.Ideas, idea)
	}
	return r.json(http.StatusOK, told)
}

func (s *Site) apiPanelIdea(r *request) error { return r.tellPanel(http.StatusOK) }

// tellPanel answers with the idea that the path names, as it is now.
func (r *request) tellPanel(status int) error {
	r.view = r.Store.View()
	a, err := r.panelIdea()
	if err != nil {
		return err
	}
	told, err := r.tellPanelIdea(a)
	if err != nil {
		return err
	}
	return r.json(status, told)
}

func (r *request) tellPanelIdea(a funding.Application) (apiPanelIdea, error) {
	said, err := r.Funding.ReadIdea(r.ctx, a)
	if err != nil {
		return apiPanelIdea{}, err
	}
	standing := funding.StandingOf(r.view, r.round, a)
	_, fresh, _ := funding.OwnReview(r.view, a, r.who.Person)
	told := apiPanelIdea{
		ID: a.ID, State: a.State, Title: said.Title, Leads: notNull(said.Leads), Reviewed: standing.Reviewed, Needed: standing.Needed,
		Waiting: notNull(standing.Waiting), SetAside: notNull(standing.Aside),
		Mine: !fresh && funding.MayReview(r.view, r.round, a.ID, r.account()) == nil,
	}
	if a.State != funding.StateSentBack {
		told.About = said.About
		for _, item := range said.Items {
			told.Items = append(told.Items, apiPanelItem{item.What, item.Min, item.Wanted})
		}
	}
	given, _ := funding.ReviewsOf(r.view, r.round, a, r.who.Person)
	for _, rv := range given {
		comment, err := r.Funding.ReadComment(r.ctx, a, rv)
		if err != nil {
			return told, err
		}
		told.Reviews = append(told.Reviews, apiReview{rv.Reviewer, notNull(rv.Ticks), rv.Advice, rv.Guidelines, comment, tellTime(rv.At)})
	}
	return told, nil
}

func (s *Site) apiNamePanel(r *request) error {
	in, err := readJSON[struct {
		Panel []string `json:"panel"`
		Chair string   `json:"chair"`
	}](r.c.Body())
	if err != nil {
		return err
	}
	if err := s.Funding.NamePanel(r.ctx, r.who.Person, r.round.ID, in.Panel, in.Chair); err != nil {
		return err
	}
	return r.done()
}

func (s *Site) apiReview(r *request) error {
	in, err := readJSON[struct {
		Ticks      []funding.Tick `json:"ticks"`
		Advice     funding.Advice `json:"advice"`
		Guidelines []int          `json:"guidelines"`
		Comment    string         `json:"comment"`
	}](r.c.Body())
	if err != nil {
		return err
	}
	if err := plainField("comment", in.Comment); err != nil {
		return err
	}
	o := funding.Opinion{Ticks: in.Ticks, Advice: in.Advice, Guidelines: in.Guidelines, Comment: in.Comment}
	if err := s.Funding.ReviewApplication(r.ctx, r.who.Person, r.round.ID, r.param("idea"), o); err != nil {
		return err
	}
	return r.tellPanel(http.StatusOK)
}

func (s *Site) apiStepAside(r *request) error {
	in, err := readJSON[struct {
		Why string `json:"why"`
	}](r.c.Body())
	if err != nil {
		return err
	}
	if err := plainField("why", in.Why); err != nil {
		return err
	}
	if err := s.Funding.DeclareConflict(r.ctx, r.who.Person, r.round.ID, r.param("idea"), in.Why); err != nil {
		return err
	}
	return r.done()
}

func (s *Site) apiLiftAside(r *request) error {
	if err := r.emptyJSON(); err != nil {
		return err
	}
	if err := s.Funding.LiftConflict(r.ctx, r.who.Person, r.round.ID, r.param("idea"), r.param("person")); err != nil {
		return err
	}
	return r.done()
}

func (s *Site) apiDecide(r *request) error {
	in, err := readJSON[verdict](r.c.Body())
	if err != nil {
		return err
	}
	for name, text := range map[string]string{"reason": in.Reason, "early": in.Early} {
		if err := plainField(name, text); err != nil {
			return err
		}
	}
	if err := r.passVerdict(r.param("idea"), in); err != nil {
		return err
	}
	return r.tellPanel(http.StatusOK)
}

// plainField is the Invalid fault that names a field with characters that nobody types, or nil.
func plainField(name, text string) error {
	var c fault.Checks
	c.That(plain(text), name, "fault.characters")
	return c.Fault()
}

// notNull is a list that a program reads as empty, not as missing.
func notNull[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
