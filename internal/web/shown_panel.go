package web

import (
	"slices"
	"strconv"

	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/web/page"
)

// onPanel reports whether the requester reviews the ideas of the round that the request is about.
func (r *request) onPanel() bool { return funding.OnPanel(r.view, r.round, r.account()) }

// panelIdea is the application that the path names, as the panel may know it.
func (r *request) panelIdea() (funding.Application, error) {
	return funding.PanelApplication(r.view, r.round.ID, r.param("idea"), r.who.Person)
}

// panelProgress is how far the panel is with the round.
func (r *request) panelProgress() page.PanelProgress {
	p := funding.ProgressOf(r.view, r.round)
	return page.PanelProgress{
		Named: len(r.round.Panel) > 0, Sent: p.Sent, Reviewed: p.Reviewed, Decided: p.Decided, Conflicts: p.Conflicts,
	}
}

// panelWork is how far the panel is with an application, as the requester may know it.
func (r *request) panelWork(a funding.Application) (page.PanelWork, error) {
	s := funding.StandingOf(r.view, r.round, a)
	w := page.PanelWork{Reviewed: s.Reviewed, Needed: s.Needed}
	var err error
	if w.Waiting, err = r.names(s.Waiting); err != nil {
		return w, err
	}
	if w.Aside, err = r.names(s.Aside); err != nil {
		return w, err
	}
	if waiver, ok := funding.WaiverOf(r.view, a); ok {
		if w.Early, err = r.Funding.ReadWaiver(r.ctx, a, waiver); err != nil {
			return w, err
		}
	}
	given, shown := funding.ReviewsOf(r.view, r.round, a, r.who.Person)
	w.Shown = shown && len(given) > 0
	if !w.Shown {
		return w, nil
	}
	for i, n := range funding.CountTicks(r.round.Checklist, given) {
		w.Lines = append(w.Lines, page.PanelCount{Line: r.round.Checklist[i], Yes: n.Yes, No: n.No, Unsure: n.Unsure})
	}
	for _, rv := range given {
		found := page.PanelFound{Advice: string(rv.Advice), Guidelines: rv.Guidelines}
		if found.Who, err = r.name(r.view, rv.Reviewer); err != nil {
			return w, err
		}
		if found.Comment, err = r.Funding.ReadComment(r.ctx, a, rv); err != nil {
			return w, err
		}
		w.Found = append(w.Found, found)
	}
	return w, nil
}

// panelDecision is what was decided about an application; nil while nothing was.
func (r *request) panelDecision(a funding.Application) (*page.PanelDecision, error) {
	if a.State == funding.StateSubmitted {
		return nil, nil //nolint:nilnil // no decision is no error
	}
	who, err := r.name(r.view, a.Decision.By)
	if err != nil {
		return nil, err
	}
	said, err := r.Funding.ReadIdea(r.ctx, a)
	return &page.PanelDecision{
		Who: who, At: a.Decision.At, Accepted: a.State == funding.StateAccepted, Guidelines: a.Decision.Guidelines, Reason: said.Reason,
	}, err
}

// panelAlike are the ideas with the panel that are most like one. Those that the requester is set aside from are not
// among them.
func (r *request) panelAlike(a funding.Application) ([]page.Idea, error) {
	others := slices.DeleteFunc(funding.PanelApplications(r.view, r.round.ID, r.who.Person), func(o funding.Application) bool {
		return o.ID == a.ID || o.State == funding.StateSentBack
	})
	one, err := r.showIdea(a)
	if err != nil {
		return nil, err
	}
	shown, err := r.showIdeas(others)
	if err != nil {
		return nil, err
	}
	writings := make([]funding.Writing, len(shown))
	for i, o := range shown {
		writings[i] = funding.Writing{Title: o.Title, About: o.About}
	}
	var alike []page.Idea
	for _, at := range funding.Alike(funding.Writing{Title: one.Title, About: one.About}, writings) {
		alike = append(alike, shown[at])
	}
	return alike, nil
}

// guidelineOptions are the round's guidelines to choose from, by their numbers.
func (r *request) guidelineOptions() []page.Option {
	var list []page.Option
	for i, text := range r.round.Guidelines {
		list = append(list, page.Option{Value: strconv.Itoa(i + 1), Text: text})
	}
	return list
}

// chairName is the name of the chair of the round's panel; empty where nobody is in the chair.
func (r *request) chairName() (string, error) {
	if !funding.Chairs(r.view, r.round, r.round.Chair) {
		return "", nil
	}
	return r.name(r.view, r.round.Chair)
}

func (r *request) names(persons []string) ([]string, error) {
	list := make([]string, len(persons))
	for i, person := range persons {
		var err error
		if list[i], err = r.name(r.view, person); err != nil {
			return nil, err
		}
	}
	return list, nil
}
