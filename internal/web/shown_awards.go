package web

import (
	"cmp"
	"slices"

	"github.com/parentpower/parentpower/internal/award"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/web/page"
)

// award is the one that the path names.
func (r *request) award() (award.Award, error) { return award.Get(r.view, r.round.ID, r.number()) }

// leads reports whether the requester may act for the award that the path names. A slip acts in its own round alone.
func (r *request) leads() bool {
	w, err := r.award()
	return err == nil && w.Led(r.who.Person) && (!r.bySlip() || r.who.Scope == funding.Scope(r.round.ID))
}

func showFunds(b award.Balance) page.Funds {
	return page.Funds{Awarded: b.Awarded, Returned: b.Returned, Left: b.Left, Paid: b.Paid, Spent: b.Spent}
}

// showAward is what pages show of an award, among the round's projects.
func (r *request) showAward(w award.Award, projects []page.Project) page.Award {
	b := award.ProjectBalance(r.view, w.Round, w.Project)
	_, told := award.StoryOf(r.view, w.Round, w.Project)
	shown := page.Award{
		State: string(w.State), Late: string(award.Late(r.view, w, r.now)), Funds: showFunds(b), AnswerBy: w.AnswerBy,
		StoryBy: w.StoryBy, Told: told, Returning: w.Returning, Spare: w.Spare(b), Short: w.Short,
	}
	for _, p := range projects {
		if p.ID == funding.ProjectID(w.Project) {
			shown.Project = p
		}
	}
	return shown
}

// showAwards are all awards of the round, in the order of the ballot.
func (r *request) showAwards() []page.Award {
	projects := r.projects()
	var list []page.Award
	for _, w := range award.Of(r.view, r.round.ID) {
		list = append(list, r.showAward(w, projects))
	}
	return list
}

// thread is what happened to a project from the vote on, the oldest first, and then what is still promised. Where news
// may be taken down, removes is the address under which.
func (r *request) thread(w award.Award, removes string) []page.ThreadLeaf {
	var list []page.ThreadLeaf
	if res, err := funding.ResultOf(r.view, w.Round); err == nil {
		list = append(list, page.ThreadLeaf{Key: "voted", At: res.At, N: int(res.Votes[w.Project-1])})
	}
	for _, e := range award.Entries(r.view, w.Round) {
		if e.Project != w.Project || !award.Stands(r.view, e) {
			continue
		}
		switch e.Kind {
		case award.Promise, award.Return:
			list = append(list, page.ThreadLeaf{Key: string(e.Kind), At: e.At, Amount: e.Amount, What: e.What})
		case award.Payment:
			list = append(list, page.ThreadLeaf{Key: string(e.Kind), At: e.On, Amount: e.Amount, What: e.What})
		case award.Opening, award.Receipt:
		}
	}
	if w.Taken() || w.State == award.Finished {
		list = append(list, page.ThreadLeaf{Key: "accepted", At: w.Answered})
	}
	for _, n := range award.NewsAbout(r.view, w.Round, w.Project) {
		step := page.ThreadLeaf{Key: "news", At: n.At, Text: n.Text}
		if removes != "" {
			step.Remove = removes + "/" + funding.ProjectID(n.Number) + "/remove"
		}
		list = append(list, step)
	}
	if s, told := award.StoryOf(r.view, w.Round, w.Project); told {
		list = append(list, page.ThreadLeaf{Key: "story", At: s.At, Text: s.Text})
	}
	slices.SortStableFunc(list, func(a, b page.ThreadLeaf) int { return a.At.Compare(b.At) })
	return append(list, r.promises(w)...)
}

// promises are what is still to come of an award, the next first.
func (r *request) promises(w award.Award) []page.ThreadLeaf {
	var list []page.ThreadLeaf
	if w.State == award.Offered {
		list = append(list, page.ThreadLeaf{Key: "answer", Due: true, At: w.AnswerBy})
	}
	for _, t := range w.Tranches {
		if !t.Paid() {
			list = append(list, page.ThreadLeaf{Key: "tranche", Due: true, At: t.Due, Amount: t.Amount, What: t.For})
		}
	}
	if _, told := award.StoryOf(r.view, w.Round, w.Project); !told && w.Open() {
		list = append(list, page.ThreadLeaf{Key: cmp.Or(storyLate(award.Late(r.view, w, r.now)), "promised-story"), Due: true, At: w.StoryBy})
	}
	slices.SortStableFunc(list, func(a, b page.ThreadLeaf) int { return a.At.Compare(b.At) })
	return list
}

func storyLate(late award.Overdue) string {
	if late == award.StoryLate {
		return "late-story"
	}
	return ""
}
