package web

import (
	"slices"

	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/i18n"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/web/page"
)

// papers is where ballot papers are made, printed and taken in.
func (s *Site) papers(r *request) error { return r.showPapers(nil) }

func (r *request) showPapers(refused error) error {
	shown, err := r.showRound(r.view, r.round)
	if err != nil {
		return err
	}
	p := page.Papers{Round: shown, MayMake: r.round.Voters != funding.Members && !shown.Ended()}
	for slip := range people.SlipsOf(r.view, funding.Scope(r.round.ID)) {
		if slip.Paper && !slip.Revoked {
			p.Made++
		}
	}
	for _, b := range funding.BatchesOf(r.view, r.round.ID) {
		line, err := r.batchLine(b)
		if err != nil {
			return err
		}
		p.Batches = append(p.Batches, line)
	}
	if refused == nil {
		return r.show(p)
	}
	return r.again(refused, func(form page.Form) page.Page {
		p.Form = form
		return p
	})
}

func (s *Site) makePapers(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	number := int(f.number("number"))
	if err := f.Fault(); err != nil {
		return r.showPapers(err)
	}
	if _, err := s.Funding.IssuePapers(r.ctx, r.who.Person, r.round.ID, nil, number); err != nil {
		return r.showPapers(err)
	}
	return r.goTo(r.papersURL(), "papers-made")
}

func (r *request) papersURL() string { return "/rounds/" + r.round.ID + "/papers" }

// manyPapers is how many are printed at once.
const manyPapers = 200

// printPapers is the papers themselves, for the printer.
func (s *Site) printPapers(r *request) error {
	shown, err := s.showRound(r.view, r.round)
	if err != nil {
		return err
	}
	p := page.PaperSheet{Round: shown, Projects: r.projects(), Voices: r.voices()}
	some, next := r.someSlips(manyPapers, func(slip people.Slip) bool { return slip.Paper && !slip.Revoked })
	p.Next = next
	for _, slip := range some {
		mark, err := s.People.PaperMark(r.ctx, slip)
		if err != nil {
			return err
		}
		p.Marks = append(p.Marks, mark)
	}
	return r.show(p)
}

// voices are the languages that were asked for on something printed: the requester's own where none was.
func (r *request) voices() page.Voices {
	var v page.Voices
	var codes []string
	for _, lang := range r.c.Context().QueryArgs().PeekMulti("lang") {
		if code := string(lang); r.Words.Has(code) && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	if codes == nil {
		codes = []string{r.language()}
	}
	for _, l := range r.Words.Languages() {
		v.Known = append(v.Known, page.Option{Value: l.Code, Text: l.Name})
	}
	v.Chosen.Values = map[string][]string{"lang": codes}
	v.Speak = make([]*i18n.Translator, len(codes))
	for i, code := range codes {
		v.Speak[i] = r.Words.For(code, r.now, r.Zone)
	}
	return v
}
