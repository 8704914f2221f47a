package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/people"
)

// apiPaper is a ballot paper: Mark is what is printed on it.
type apiPaper struct {
	ID     string `json:"id"`
	Number int64  `json:"number"`
	Mark   string `json:"mark"`
}

// apiBatch is a batch of papers. What its clerks typed is not told, to themselves either.
type apiBatch struct {
	ID     string                      `json:"id"`
	Name   string                      `json:"name"`
	State  funding.BatchState          `json:"state"`
	Done   int                         `json:"done"`  // of the two clerks
	Again  []int64                     `json:"again"` // papers to be entered again by both
	Good   int64                       `json:"good"`
	Spoilt map[funding.SpoiltWhy]int64 `json:"spoilt"`
}

func tellBatch(b funding.Batch) apiBatch {
	told := apiBatch{
		ID: b.ID, Name: b.Name, State: b.State, Done: len(b.Done), Again: append([]int64{}, b.Again...), Good: b.Good,
		Spoilt: map[funding.SpoiltWhy]int64{},
	}
	for _, why := range funding.SpoiltWhys {
		told.Spoilt[why] = b.Spoilt[why]
	}
	return told
}

// apiMakePapers makes ballot papers, as apiMakeSlips makes slips.
func (s *Site) apiMakePapers(r *request) error {
	in, err := r.readSlips()
	if err != nil {
		return err
	}
	issued, err := s.Funding.IssuePapers(r.ctx, r.who.Person, r.round.ID, in.Members, in.Number)
	if err != nil {
		return err
	}
	list := make([]apiPaper, len(issued))
	for i, slip := range issued {
		if list[i], err = r.tellPaper(slip); err != nil {
			return err
		}
	}
	return r.json(http.StatusCreated, map[string]any{"papers": list})
}

func (r *request) tellPaper(slip people.Slip) (apiPaper, error) {
	mark, err := r.People.PaperMark(r.ctx, slip)
	return apiPaper{ID: slip.ID[strings.LastIndexByte(slip.ID, '/')+1:], Number: slip.Number, Mark: mark}, err
}

func (s *Site) apiBatches(r *request) error {
	list := []apiBatch{}
	for _, b := range funding.BatchesOf(r.view, r.round.ID) {
		list = append(list, tellBatch(b))
	}
	return r.json(http.StatusOK, map[string]any{"batches": list})
}

func (s *Site) apiOpenBatch(r *request) error {
	type batchIn struct {
		Name string `json:"name"`
	}
	in, err := readJSON[batchIn](r.c.Body())
	if err != nil {
		return err
	}
	b, err := s.Funding.OpenBatch(r.ctx, r.who.Person, r.round.ID, in.Name)
	if err != nil {
		return err
	}
	return r.json(http.StatusCreated, tellBatch(b))
}

func (s *Site) apiDropBatch(r *request) error {
	if err := r.emptyJSON(); err != nil {
		return err
	}
	if err := s.Funding.DropBatch(r.ctx, r.who.Person, r.round.ID, r.param("batch")); err != nil {
		return err
	}
	return r.done()
}

// apiEnterPaper notes what one paper says: its picks, or why it is no ballot.
func (s *Site) apiEnterPaper(r *request) error {
	type paperIn struct {
		Paper  string            `json:"paper"`
		Spoilt funding.SpoiltWhy `json:"spoilt"`
		funding.Choice
	}
	in, err := readJSON[paperIn](r.c.Body())
	if err != nil {
		return err
	}
	var c fault.Checks
	c.That(in.Picks != nil || in.Spoilt != "", "picks", "fault.json.type", "wanted", "array")
	if err := c.Fault(); err != nil {
		return err
	}
	paper := funding.Paper{Mark: in.Paper, Spoilt: in.Spoilt, Choice: in.Choice}
	if err := s.Funding.EnterPaper(r.ctx, r.who.Person, r.round.ID, r.param("batch"), paper); err != nil {
		return called(err, "pick", "picks")
	}
	return r.done()
}

func (s *Site) apiTakePaperOut(r *request) error {
	if err := r.emptyJSON(); err != nil {
		return err
	}
	number, err := strconv.ParseInt(r.param("paper"), 10, 64)
	if err := existsIf(err == nil); err != nil {
		return err
	}
	if err := s.Funding.TakePaperOut(r.ctx, r.who.Person, r.round.ID, r.param("batch"), number); err != nil {
		return err
	}
	return r.done()
}

func (s *Site) apiFinishBatch(r *request) error {
	if err := r.emptyJSON(); err != nil {
		return err
	}
	b, err := s.Funding.FinishBatch(r.ctx, r.who.Person, r.round.ID, r.param("batch"))
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, tellBatch(b))
}

func (s *Site) apiPutInBatch(r *request) error {
	if err := r.emptyJSON(); err != nil {
		return err
	}
	b, err := s.Funding.PutInBatch(r.ctx, r.who.Person, r.round.ID, r.param("batch"))
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, tellBatch(b))
}
