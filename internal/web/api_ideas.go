package web

import (
	"net/http"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/people"
)

// apiIdea is an application as programs read it.
type apiIdea struct {
	ID         string                   `json:"id"`
	State      funding.ApplicationState `json:"state"`
	Language   string                   `json:"language"`
	Title      string                   `json:"title"`
	About      string                   `json:"about"`
	Items      []apiItem                `json:"items"`
	Leads      []string                 `json:"leads"`
	Mine       bool                     `json:"mine"` // whoever asks leads it
	Guidelines []string                 `json:"guidelines,omitempty"`
	Reason     string                   `json:"reason,omitempty"`
	Project    int32                    `json:"project,omitempty"`
	Into       string                   `json:"into,omitempty"`
}

type apiItem struct {
	ID     string `json:"id,omitempty"`
	What   string `json:"what"`
	Min    int64  `json:"min"`    // pence
	Wanted int64  `json:"wanted"` // pence
}

// apiIdeaIn is what a program puts down of an application; what it leaves out stays as it is.
type apiIdeaIn struct {
	Language string     `json:"language"`
	Title    *string    `json:"title"`
	About    *string    `json:"about"`
	Lead     *string    `json:"lead"`
	Items    *[]apiItem `json:"items"`
}

func (s *Site) apiIdeas(r *request) error {
	list := []apiIdea{}
	for a := range funding.ApplicationsOf(r.view, r.round.ID) {
		if !r.mayRead(a) {
			continue
		}
		told, err := r.tellIdea(a)
		if err != nil {
			return err
		}
		list = append(list, told)
	}
	return r.json(http.StatusOK, struct {
		Ideas []apiIdea `json:"ideas"`
	}{list})
}

func (s *Site) apiIdea(r *request) error {
	a, err := r.idea()
	if err != nil {
		return err
	}
	return r.answerIdea(a)
}

func (r *request) answerIdea(a funding.Application) error {
	told, err := r.tellIdea(a)
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, told)
}

// tellIdea is what the requester may know: how it was decided, its leaders alone; what is being mended, likewise.
func (r *request) tellIdea(a funding.Application) (apiIdea, error) {
	said, err := r.Funding.ReadIdea(r.ctx, a)
	told := apiIdea{
		ID: a.ID, State: a.State, Language: a.Language, Title: said.Title, Items: []apiItem{}, Leads: notNull(said.Leads),
		Mine: a.LedBy(r.who.Person), Project: a.Project, Into: a.Into,
	}
	if told.Mine {
		told.Guidelines, told.Reason = a.Decision.Guidelines, said.Reason
	}
	if told.Mine || a.State != funding.StateSentBack {
		told.About = said.About
		for _, i := range said.Items {
			told.Items = append(told.Items, apiItem(i))
		}
	}
	return told, err
}

// apiSaveIdea begins or changes an application; its id is the program's, so that a repeat is the same application.
func (s *Site) apiSaveIdea(r *request) error {
	known, err := funding.ApplicationByID(r.view, r.round.ID, r.param("idea"))
	if err == nil && !known.LedBy(r.who.Person) {
		return ideaNotFound()
	}
	in, err := readJSON[apiIdeaIn](r.c.Body())
	if err != nil {
		return err
	}
	edit := funding.Edit{Round: r.round.ID, ID: r.param("idea"), Language: in.Language, Title: in.Title, About: in.About, Lead: in.Lead}
	var c fault.Checks
	for name, text := range map[string]*string{"title": in.Title, "about": in.About, "lead": in.Lead} {
		c.That(text == nil || plain(*text), name, "fault.characters")
	}
	if in.Items != nil {
		items := make([]funding.Item, len(*in.Items))
		for i, item := range *in.Items {
			c.That(plain(item.What), "items", "fault.characters")
			items[i] = funding.Item(item)
		}
		edit.Items = &items
	}
	if err := c.Fault(); err != nil {
		return err
	}
	a, err := s.Funding.SaveApplication(r.ctx, r.who.Person, edit)
	if err != nil {
		return err
	}
	return r.answerIdea(a)
}

func (s *Site) apiSendIdea(r *request) error {
	return r.onIdea(func() error { return s.Funding.SubmitApplication(r.ctx, r.who.Person, r.round.ID, r.param("idea")) })
}

func (s *Site) apiWithdrawIdea(r *request) error {
	return r.onIdea(func() error {
		return s.Funding.WithdrawApplication(r.ctx, r.who.Person, r.round.ID, r.param("idea"))
	})
}

// apiJoinIdeas asks the author of another idea to go on together, stops asking, or answers them.
func (s *Site) apiJoinIdeas(r *request) error {
	if _, err := r.ownIdea(); err != nil {
		return err
	}
	in, err := readJSON[struct {
		Do   string `json:"do"`
		Keep string `json:"keep"`
	}](r.c.Body())
	if err != nil {
		return err
	}
	if err := r.doJoin(in.Do, r.param("idea"), r.param("other"), in.Keep); err != nil {
		return err
	}
	return r.done()
}

func (s *Site) apiInviteCoLeader(r *request) error {
	if _, err := r.ownIdea(); err != nil {
		return err
	}
	in, err := readJSON[struct {
		Email string `json:"email"`
	}](r.c.Body())
	if err != nil {
		return err
	}
	invited, err := s.Funding.InviteCoLeader(r.ctx, r.who.Person, r.round.ID, r.param("idea"), in.Email)
	if err != nil {
		return err
	}
	code, err := s.Funding.CoLeadCode(r.ctx, r.round.ID, invited)
	if err != nil {
		return err
	}
	return r.json(http.StatusCreated, struct {
		Code  string `json:"code"`
		Until string `json:"until"`
	}{people.ShowCode(code), tellTime(invited.Until)})
}

func (s *Site) apiAcceptCoLead(r *request) error {
	in, err := readJSON[struct {
		Code string `json:"code"`
		Name string `json:"name"`
	}](r.c.Body())
	if err != nil {
		return err
	}
	a, err := s.Funding.AcceptCoLead(r.ctx, r.who.Person, r.round.ID, in.Code, in.Name)
	if err != nil {
		return err
	}
	return r.answerIdea(a)
}

// onIdea does something that takes nothing to the application that the path names.
func (r *request) onIdea(act func() error) error {
	if err := r.emptyJSON(); err != nil {
		return err
	}
	if err := act(); err != nil {
		return err
	}
	return r.done()
}

func (s *Site) apiPutTranslation(r *request) error {
	in, err := readJSON[struct {
		Title string `json:"title"`
		About string `json:"about"`
		Name  string `json:"name"`
	}](r.c.Body())
	if err != nil {
		return err
	}
	var c fault.Checks
	c.That(plain(in.Title), "title", "fault.characters")
	c.That(plain(in.About), "about", "fault.characters")
	if err := c.Fault(); err != nil {
		return err
	}
	_, err = s.Funding.PutTranslation(r.ctx, r.who.Person, funding.Wording{
		Round: r.round.ID, Project: r.number(), Language: r.param("lang"), Title: oneLine(in.Title), About: in.About, Name: in.Name,
	})
	if err != nil {
		return err
	}
	return r.done()
}

func (s *Site) apiCheckTranslation(r *request) error {
	in, err := readJSON[struct {
		Name string `json:"name"`
	}](r.c.Body())
	if err != nil {
		return err
	}
	if err := s.Funding.CheckTranslation(r.ctx, r.who.Person, r.round.ID, r.number(), r.param("lang"), in.Name); err != nil {
		return err
	}
	return r.done()
}
