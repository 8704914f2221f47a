package web

import (
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/parentpower/parentpower/internal/award"
	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/web/page"
)

// resultIsNews is how long a result stays among what is new.
const resultIsNews = 14 * 24 * time.Hour

// urgency is the order of the cards on the first page.
var urgency = []string{page.NeedVote, page.NeedManage, page.NeedReview, page.NeedIdea, page.NeedWait, page.NeedVoted, page.NeedResult}

// home is what needs somebody now; for whoever we do not know, what this is.
func (s *Site) home(r *request) error {
	var p page.Home
	for round := range r.myRounds() {
		shown, err := s.showRound(r.view, round)
		if err != nil {
			return err
		}
		if round.Phase.Counted() && r.now.Sub(round.Closed) > resultIsNews {
			p.Past = append(p.Past, shown)
			continue
		}
		what, err := r.need(round)
		if err != nil {
			return err
		}
		p.Needs = append(p.Needs, page.Need{Round: shown, What: what})
	}
	slices.SortStableFunc(p.Needs, func(a, b page.Need) int {
		return slices.Index(urgency, a.What) - slices.Index(urgency, b.What)
	})
	if err := r.awardNeeds(&p); err != nil {
		return err
	}
	for c := range r.lookedAfter() {
		p.Councils = append(p.Councils, page.Link{Href: "/councils/" + c.ID, Text: c.Name})
	}
	p.MayFound = r.who.Coordinator
	return r.show(p)
}

// awardNeeds are the cards about the awards that somebody looks after: all of them, or by a slip those of its round.
func (r *request) awardNeeds(p *page.Home) error {
	for w := range award.LedBy(r.view, r.who.Person) {
		if !w.Open() || r.bySlip() && r.who.Scope != funding.Scope(w.Round) {
			continue
		}
		round, err := funding.RoundByID(r.view, w.Round)
		if err != nil {
			return err
		}
		shown, err := r.showRound(r.view, round)
		if err != nil {
			return err
		}
		projects := showProjects(funding.ProjectsOf(r.view, w.Round))
		p.Awards = append(p.Awards, page.AwardNeed{Round: shown, Award: r.showAward(w, projects)})
	}
	return nil
}

// need is where somebody stands with a round.
func (r *request) need(round funding.Round) (string, error) {
	switch {
	case round.Phase.Counted():
		return page.NeedResult, nil
	case round.Phase.Unopened() && r.staffOf(round.Council):
		return page.NeedManage, nil
	case funding.CountAwaited(r.view, round, r.account()) > 0:
		return page.NeedReview, nil
	case round.Phase == funding.Applications:
		return page.NeedIdea, nil
	case round.Phase != funding.Voting || !r.voterIn(round):
		return page.NeedWait, nil
	}
	voted, err := r.Funding.HasVoted(r.ctx, r.view, round.ID, r.who.Person)
	if voted {
		return page.NeedVoted, err
	}
	return page.NeedVote, err
}

// myRounds are the rounds that concern somebody: the slip's, or those of their councils.
func (r *request) myRounds() iter.Seq[funding.Round] {
	return func(yield func(funding.Round) bool) {
		if id, bySlip := strings.CutPrefix(r.who.Scope, funding.ScopePrefix); bySlip {
			if round, err := funding.RoundByID(r.view, id); err == nil {
				yield(round)
			}
			return
		}
		for m := range council.Of(r.view, r.account()) {
			for _, round := range funding.RoundsOf(r.view, m.Council) {
				if !yield(round) {
					return
				}
			}
		}
	}
}

// lookedAfter are the councils that somebody looks after: all of them, for a coordinator of the community.
func (r *request) lookedAfter() iter.Seq[council.Council] {
	if r.who.Coordinator {
		return council.Councils.All(r.view)
	}
	return func(yield func(council.Council) bool) {
		for m := range council.Of(r.view, r.account()) {
			c, err := council.Get(r.view, m.Council)
			if err == nil && m.Role.Staff() && !yield(c) {
				return
			}
		}
	}
}

// offline is kept on the phone, and shown when there is no signal.
func (s *Site) offline(r *request) error { return r.show(page.Offline{}) }
