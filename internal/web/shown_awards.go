package web

import (
	"cmp"
	"slices"
	"time"

	"github.com/parentpower/parentpower/internal/award"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/web/page"
)

// award is the one that the path names.
func (r *request) award() (award.Award, error) { return award.Get(r.view, r.round.ID, r.number()) }

// leads reports whether the requester may act for the award that the path names.
func (r *request) leads() bool {
	w, err := r.award()
	return err == nil && r.leadsOf(w)
}

// leadsOf reports whether the requester may act for an award. A slip acts in its own round alone.
func (r *request) leadsOf(w award.Award) bool {
	return w.Led(r.who.Person) && (!r.bySlip() || r.who.Scope == funding.Scope(w.Round))
}

func showFunds(b award.Balance) page.Funds {
	return page.Funds{Awarded: b.Awarded, Returned: b.Returned, Left: b.Left, Paid: b.Paid, Spent: b.Spent}
}

// showAward is what pages show of an award, among the round's projects.
func (r *request) showAward(w award.Award, projects []page.Project) page.Award {
	b := award.ProjectBalance(r.view, w.Round, w.Project)
	story, told := award.StoryOf(r.view, w.Round, w.Project)
	shown := page.Award{
		State: string(w.State), Late: string(award.Late(r.view, w, r.now)), Funds: showFunds(b), AnswerBy: w.AnswerBy,
		StoryBy: w.StoryBy, Told: told, Returning: w.Returning, Spare: w.Spare(b), Short: w.Short,
	}
	if len(story.Pictures) > 0 {
		shown.Picture = r.showPicture(r.view, story.Pictures[0])
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

// thread is what happened to a project from the idea on, the oldest first, and then what is still promised. Where news
// may be taken down, removes is the address under which.
func (r *request) thread(w award.Award, removes string) []page.ThreadLeaf {
	var list []page.ThreadLeaf
	if at, ok := r.ideaSent(w); ok {
		list = append(list, page.ThreadLeaf{Key: "idea", At: at})
	}
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
		step := page.ThreadLeaf{Key: "news", At: n.At, Text: n.Text, Pictures: r.showPictures(n.Picture)}
		if removes != "" {
			step.Remove = removes + "/" + funding.ProjectID(n.Number) + "/remove"
		}
		list = append(list, step)
	}
	if story := r.story(w.Project); story != nil {
		list = append(list, *story)
	}
	slices.SortStableFunc(list, func(a, b page.ThreadLeaf) int { return a.At.Compare(b.At) })
	return append(list, r.promises(w)...)
}

// ideaSent is when the idea that a project came of was sent, if it came of one.
func (r *request) ideaSent(w award.Award) (at time.Time, ok bool) {
	p, err := funding.ProjectByNumber(r.view, w.Round, w.Project)
	if err != nil || p.Application == "" {
		return at, false
	}
	a, err := funding.ApplicationByID(r.view, w.Round, p.Application)
	return a.Sent, err == nil
}

// story is what came of a project of the round; nil where nobody has told it.
func (r *request) story(project int32) *page.ThreadLeaf {
	s, told := award.StoryOf(r.view, r.round.ID, project)
	if !told {
		return nil
	}
	return &page.ThreadLeaf{Key: "story", At: s.At, Text: s.Text, Pictures: r.showPictures(s.Pictures...)}
}

// showPictures are those of some pictures that can be shown.
func (r *request) showPictures(ids ...string) []page.Picture {
	var list []page.Picture
	for _, id := range ids {
		if p := r.showPicture(r.view, id); p != nil {
			list = append(list, *p)
		}
	}
	return list
}

// receipts are those of an award, with the way to their papers for whoever may see them.
func (r *request) receipts(w award.Award) []page.ReceiptLine {
	var list []page.ReceiptLine
	for _, e := range award.ReceiptsOf(r.view, w.Round, w.Project) {
		list = append(list, page.ReceiptLine{What: e.What, On: e.On, Amount: e.Amount, Paper: r.paperURL(e)})
	}
	return list
}

// paperURL is the way to a receipt's paper; empty where there is none, or none for whoever asks.
func (r *request) paperURL(e award.Entry) string {
	id := award.PaperOf(r.view, e)
	w, err := award.Get(r.view, e.Round, e.Project)
	if id == "" || err != nil || !r.leadsOf(w) && !r.staffOf(r.council.ID) {
		return ""
	}
	return r.fileURL(id)
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
