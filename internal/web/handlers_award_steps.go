package web

import (
	"slices"

	"github.com/parentpower/parentpower/internal/award"
	"github.com/parentpower/parentpower/internal/web/page"
)

// stepPictures are the fields for pictures that a page of an award has.
var stepPictures = map[string][]string{"news": {"picture-1"}, "story": {"picture-1", "picture-2", "picture-3"}}

func (s *Site) receiptPage(r *request) error {
	return r.awardStep("receipt", page.Form{Values: map[string][]string{"on": {r.now.In(r.Zone).Format(dayLayout)}}})
}

func (s *Site) addReceipt(r *request) error {
	return r.doAwardStep("receipt", "award-receipt", func(f *form) (func() error, error) {
		in := award.Spending{Round: r.round.ID, Project: r.number(), Amount: f.money("amount"), On: f.day("on"), What: f.line("what")}
		var err error
		in.Paper, err = r.attached(f, paperIn("paper", award.FilesOwner(in.Round, in.Project)))
		return func() error { return s.Award.AddReceipt(r.ctx, r.who.Person, in) }, err
	})
}

func (s *Site) newsPage(r *request) error { return r.awardStep("news", page.Form{}) }

func (s *Site) addNews(r *request) error {
	return r.doAwardStep("news", "award-news", func(f *form) (func() error, error) {
		in := award.Note{Round: r.round.ID, Project: r.number(), Text: f.prose("text")}
		pictures, err := r.attachedPictures(f, "news", nil)
		if len(pictures) > 0 {
			in.Picture = pictures[0]
		}
		return func() error { return s.Award.AddNews(r.ctx, r.who.Person, in) }, err
	})
}

func (s *Site) storyPage(r *request) error {
	told, _ := award.StoryOf(r.view, r.round.ID, r.number())
	values := map[string][]string{"text": {told.Text}}
	for i, id := range told.Pictures {
		values[stepPictures["story"][i]+"-kept"] = []string{id}
	}
	return r.awardStep("story", page.Form{Values: values})
}

func (s *Site) tellStory(r *request) error {
	return r.doAwardStep("story", "award-story", func(f *form) (func() error, error) {
		told, _ := award.StoryOf(r.view, r.round.ID, r.number())
		in := award.Telling{Round: r.round.ID, Project: r.number(), Text: f.prose("text")}
		var err error
		in.Pictures, err = r.attachedPictures(f, "story", told.Pictures)
		return func() error { return s.Award.TellStory(r.ctx, r.who.Person, in) }, err
	})
}

// attachedPictures are the pictures of a page's fields, of which there may be some already, in whichever field.
func (r *request) attachedPictures(f *form, what string, had []string) ([]string, error) {
	pictures := []string{}
	for _, field := range stepPictures[what] {
		was := f.line(field + "-kept")
		if !slices.Contains(had, was) {
			was = ""
		}
		id, err := r.attached(f, pictureIn(field, award.FilesOwner(r.round.ID, r.number()), was))
		if err != nil {
			return nil, err
		}
		if id != "" && !slices.Contains(pictures, id) {
			pictures = append(pictures, id)
		}
	}
	return pictures, nil
}

func (s *Site) returnPage(r *request) error { return r.awardStep("return", page.Form{}) }

func (s *Site) giveBack(r *request) error {
	return r.doAwardStep("return", "award-return", func(f *form) (func() error, error) {
		amount := f.money("amount")
		return func() error { return s.Award.GiveBack(r.ctx, r.who.Person, r.round.ID, r.number(), amount) }, nil
	})
}

// awardStep shows the page of one thing that those who lead a project do.
func (r *request) awardStep(what string, form page.Form) error {
	p, err := r.awardStepPage(what, form)
	if err != nil {
		return err
	}
	return r.show(p)
}

func (r *request) awardStepPage(what string, form page.Form) (page.AwardStep, error) {
	w, err := r.award()
	if err != nil {
		return page.AwardStep{}, err
	}
	shown, err := r.showRound(r.view, r.round)
	p := page.AwardStep{Round: shown, Award: r.showAward(w, r.projects()), What: what, Paper: form.Get("paper-kept"), Form: form}
	for _, field := range stepPictures[what] {
		p.Pictures = append(p.Pictures, page.PictureAsked{Field: field, Was: r.showPicture(r.view, form.Get(field+"-kept"))})
	}
	return p, err
}

// doAwardStep reads the form of such a page, does what it asks for, and leads back to the award with a message; or
// shows the page again, with the files that came.
func (r *request) doAwardStep(what, message string, read func(*form) (func() error, error)) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	act, refused := read(f)
	if refused == nil {
		refused = f.Fault()
	}
	if refused == nil {
		refused = act()
	}
	if refused == nil {
		return r.goTo(r.awardURL(), message)
	}
	r.view = r.Store.View() // with what came now
	p, err := r.awardStepPage(what, page.Form{Values: r.typed()})
	if err != nil {
		return err
	}
	return r.again(refused, func(form page.Form) page.Page {
		p.Form = form
		return p
	})
}
