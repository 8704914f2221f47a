package web

import (
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/web/page"
)

// verdict is a decision about an idea, as it was entered.
type verdict struct {
	Decision   string `json:"decision"` // acceptVerdict or sendBackVerdict
	Cost       int64  `json:"cost"`     // pence
	Guidelines []int  `json:"guidelines"`
	Reason     string `json:"reason"`
	Early      string `json:"early"` // why it cannot wait for the panel, where it does not
}

const (
	acceptVerdict   = "accept"
	sendBackVerdict = "send-back"
)

// panelDecidePage is where an idea is decided.
func (s *Site) panelDecidePage(r *request) error {
	p, err := r.panelDecideShown()
	if err != nil {
		return err
	}
	return r.show(p)
}

func (r *request) panelDecideShown() (page.PanelDecide, error) {
	a, err := r.panelIdea()
	if err != nil {
		return page.PanelDecide{}, err
	}
	if !r.decidable(a) {
		return page.PanelDecide{}, fault.New(fault.Conflict, "fault.funding.idea_decided")
	}
	p := page.PanelDecide{Guidelines: r.guidelineOptions(), Early: !funding.StandingOf(r.view, r.round, a).Enough()}
	if p.Early && !r.staffOf(r.council.ID) {
		return p, fault.New(fault.Conflict, "fault.funding.too_few_reviews", "needed", r.round.Reviews)
	}
	p.Least, p.Most = funding.CostRange(r.round, a)
	if p.Idea, err = r.showIdea(a); err != nil {
		return p, err
	}
	p.Work, err = r.panelWork(a)
	return p, err
}

// panelDecide decides, and leads back to what else there is.
func (s *Site) panelDecide(r *request) error {
	p, err := r.panelDecideShown()
	if err != nil {
		return err
	}
	f, err := r.form()
	if err != nil {
		return err
	}
	in := verdict{Decision: f.one("decision"), Cost: f.money("cost"), Reason: f.prose("reason"), Early: f.prose("early")}
	for _, n := range f.numbers("guidelines") {
		in.Guidelines = append(in.Guidelines, int(n))
	}
	refused := f.Fault()
	if refused == nil {
		refused = r.passVerdict(p.Idea.ID, in)
	}
	if refused == nil {
		return r.goTo(r.panelURL(""), "idea-decided")
	}
	return r.again(refused, func(form page.Form) page.Page {
		p.Form = form
		return p
	})
}

// passVerdict decides about an idea. Where the panel has not come so far, those who look after the round say first why it
// cannot wait; that stays on record, whatever comes of the decision.
func (r *request) passVerdict(idea string, in verdict) error {
	var c fault.Checks
	c.That(in.Decision == acceptVerdict || in.Decision == sendBackVerdict, "decision", "fault.choose_one")
	if err := c.Fault(); err != nil {
		return err
	}
	a, err := funding.PanelApplication(r.view, r.round.ID, idea, r.who.Person)
	if err != nil {
		return err
	}
	if r.staffOf(r.council.ID) && r.decidable(a) && !funding.StandingOf(r.view, r.round, a).Enough() {
		if err := r.Funding.WaiveReviews(r.ctx, r.who.Person, r.round.ID, idea, in.Early); err != nil {
			return err
		}
	}
	if in.Decision == sendBackVerdict {
		return r.Funding.SendBackApplication(r.ctx, r.who.Person, r.round.ID, idea, in.Guidelines, in.Reason)
	}
	_, err = r.Funding.AcceptApplication(r.ctx, r.who.Person, r.round.ID, idea, in.Cost, in.Reason)
	return err
}
