package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/web/page"
)

func (s *Site) openBatch(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	name := f.line("name")
	if err := f.Fault(); err != nil {
		return r.showPapers(err)
	}
	b, err := s.Funding.OpenBatch(r.ctx, r.who.Person, r.round.ID, name)
	if err != nil {
		return r.showPapers(err)
	}
	return r.goTo("/rounds/"+r.round.ID+"/batches/"+b.ID, "")
}

func (r *request) batchURL() string { return "/rounds/" + r.round.ID + "/batches/" + r.param("batch") }

// batchLine is a batch as lists show it.
func (r *request) batchLine(b funding.Batch) (page.BatchLine, error) {
	line := page.BatchLine{ID: b.ID, Name: b.Name, State: string(b.State), Good: int(b.Good), Opened: b.Opened}
	for _, n := range b.Spoilt {
		line.Spoilt += int(n)
	}
	for _, clerk := range b.Clerks {
		name, err := r.name(r.view, clerk)
		if err != nil {
			return line, err
		}
		line.Clerks = append(line.Clerks, name)
	}
	return line, nil
}

// batch is where one clerk enters papers: what they typed themselves, and nothing of what the other did.
func (s *Site) batch(r *request) error { return r.showBatch(nil) }

func (r *request) showBatch(refused error) error {
	r.view = r.Store.View()
	b, err := funding.BatchByID(r.view, r.round.ID, r.param("batch"))
	if err != nil {
		return err
	}
	shown, err := r.showRound(r.view, r.round)
	if err != nil {
		return err
	}
	p := page.Batch{Round: shown, Projects: r.projects(), Done: slices.Contains(b.Done, r.who.Person)}
	p.MayEnter = len(b.Clerks) < 2 || slices.Contains(b.Clerks, r.who.Person)
	if p.Batch, err = r.batchLine(b); err != nil {
		return err
	}
	if shown.Votable() && b.State != funding.BatchIn { // after that there is no key to read it with
		if err := r.ownTyping(&p, b); err != nil {
			return err
		}
	}
	if refused == nil {
		return r.show(p)
	}
	return r.again(refused, func(form page.Form) page.Page {
		p.Form = form
		return p
	})
}

// ownTyping adds what this clerk has entered, and what both have to enter again.
func (r *request) ownTyping(p *page.Batch, b funding.Batch) error {
	typed, spoilt, err := r.Funding.Typed(r.ctx, r.view, b, r.who.Person)
	if err != nil {
		return err
	}
	for _, n := range typed {
		p.Entered = append(p.Entered, page.EnteredPaper{Number: int(n), Spoilt: string(spoilt[n])})
	}
	for _, n := range b.Again {
		if !slices.Contains(typed, n) {
			p.Again = append(p.Again, int(n))
		}
	}
	p.Replacing, err = r.Funding.Replacing(r.ctx, r.view, b)
	return err
}

// enterPaper notes what one paper says.
func (s *Site) enterPaper(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	paper := funding.Paper{Mark: f.line("paper"), Spoilt: choice[funding.SpoiltWhy](f, "spoilt")}
	if paper.Spoilt != "" {
		f.unread("pick", "none", "points-", "place-")
		err = f.Fault()
	} else {
		var in chosen
		in, err = r.chosen()
		paper.Choice = in.Choice
	}
	if err == nil {
		err = s.Funding.EnterPaper(r.ctx, r.who.Person, r.round.ID, r.param("batch"), paper)
	}
	if err != nil {
		return r.showBatch(err)
	}
	return r.goTo(r.batchURL(), "paper-entered")
}

// unread lets fields be, whose names begin so, whatever was typed in them.
func (f *form) unread(beginnings ...string) {
	for name := range f.values {
		if slices.ContainsFunc(beginnings, func(b string) bool { return strings.HasPrefix(name, b) }) {
			f.asked[name] = true
		}
	}
}

func (s *Site) takePaperOut(r *request) error {
	if err := emptyForm(r); err != nil {
		return err
	}
	number, err := strconv.ParseInt(r.param("paper"), 10, 64)
	if err := existsIf(err == nil); err != nil {
		return err
	}
	if err := s.Funding.TakePaperOut(r.ctx, r.who.Person, r.round.ID, r.param("batch"), number); err != nil {
		return r.showBatch(err)
	}
	return r.goTo(r.batchURL(), "removed")
}

// finishBatch says that a clerk has entered all, and goes on to what came of it.
func (s *Site) finishBatch(r *request) error {
	if err := emptyForm(r); err != nil {
		return err
	}
	if _, err := s.Funding.FinishBatch(r.ctx, r.who.Person, r.round.ID, r.param("batch")); err != nil {
		return r.showBatch(err)
	}
	return r.goTo(r.batchURL(), "")
}

// putInBatch and dropBatch cannot be undone, so they ask once more.
func (s *Site) putInBatch(r *request) error {
	return r.sureOfBatch("put-batch", "put", func(id string) error {
		if _, err := s.Funding.PutInBatch(r.ctx, r.who.Person, r.round.ID, id); err != nil {
			return r.showBatch(err)
		}
		return r.goTo(r.papersURL(), "batch-in")
	})
}

func (s *Site) dropBatch(r *request) error {
	return r.sureOfBatch("drop-batch", "drop", func(id string) error {
		if err := s.Funding.DropBatch(r.ctx, r.who.Person, r.round.ID, id); err != nil {
			return r.showBatch(err)
		}
		return r.goTo(r.papersURL(), "removed")
	})
}

func (r *request) sureOfBatch(what, action string, do func(id string) error) error {
	sure, err := r.confirmed()
	if err != nil {
		return err
	}
	id := r.param("batch")
	b, err := funding.BatchByID(r.view, r.round.ID, id)
	if err != nil {
		return err
	}
	if !sure {
		return r.confirm(what, b.Name, "batches/"+id+"/"+action, "batches/"+id)
	}
	return do(id)
}
