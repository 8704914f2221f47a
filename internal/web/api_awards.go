package web

import (
	"net/http"
	"time"

	"github.com/parentpower/parentpower/internal/award"
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/store"
)

// apiBalance is where money stands, in pence. The three that make up the budget are a round's alone.
type apiBalance struct {
	Awarded  int64 `json:"awarded"`
	Returned int64 `json:"returned"`
	Left     int64 `json:"left"`
	Paid     int64 `json:"paid"`
	Spent    int64 `json:"spent"`
}

func tellBalance(b award.Balance) apiBalance {
	return apiBalance{Awarded: b.Awarded, Returned: b.Returned, Left: b.Left, Paid: b.Paid, Spent: b.Spent}
}

// apiAward is an award as everybody may read it.
type apiAward struct {
	Project   int32         `json:"project"`
	State     award.State   `json:"state"`
	Late      award.Overdue `json:"late,omitempty"`
	Awarded   int64         `json:"awarded"`
	Paid      int64         `json:"paid"`
	Spent     int64         `json:"spent"`
	Returning int64         `json:"returning"`
	AnswerBy  string        `json:"answer_by"`
	StoryBy   string        `json:"story_by"`
	Tranches  []apiTranche  `json:"tranches"`
	News      []apiNews     `json:"news"`
	Story     string        `json:"story,omitempty"`
	Pictures  []string      `json:"pictures,omitempty"` // of the story: files' ids
	Short     string        `json:"short,omitempty"`
}

type apiTranche struct {
	Number int32 `json:"number"`
	Paid   bool  `json:"paid"`
	apiTrancheIn
}

type apiTrancheIn struct {
	Amount int64  `json:"amount"`
	Due    string `json:"due"`
	For    string `json:"for"`
}

type apiNews struct {
	Number  int32  `json:"number"`
	At      string `json:"at"`
	Text    string `json:"text"`
	Picture string `json:"picture,omitempty"` // a file's id
}

func (r *request) tellAward(v store.View, w award.Award) apiAward {
	b := award.ProjectBalance(v, w.Round, w.Project)
	told := apiAward{
		Project: w.Project, State: w.State, Late: award.Late(v, w, r.now), Awarded: b.Awarded, Paid: b.Paid, Spent: b.Spent,
		Returning: w.Returning, AnswerBy: r.tellDay(w.AnswerBy), StoryBy: r.tellDay(w.StoryBy), Tranches: []apiTranche{}, News: []apiNews{}, Short: w.Short,
	}
	for _, t := range w.Tranches {
		told.Tranches = append(told.Tranches, apiTranche{t.Number, t.Paid(), apiTrancheIn{t.Amount, r.tellDay(t.Due), t.For}})
	}
	for _, n := range award.NewsAbout(v, w.Round, w.Project) {
		told.News = append(told.News, apiNews{n.Number, tellTime(n.At), n.Text, n.Picture})
	}
	if s, ok := award.StoryOf(v, w.Round, w.Project); ok {
		told.Story, told.Pictures = s.Text, s.Pictures
	}
	return told
}

func (r *request) tellDay(at time.Time) string { return at.In(r.Zone).Format(dayLayout) }

func (s *Site) apiAwards(r *request) error {
	list := []apiAward{}
	for _, w := range award.Of(r.view, r.round.ID) {
		list = append(list, r.tellAward(r.view, w))
	}
	return r.json(http.StatusOK, map[string]any{"balance": tellBalance(award.BalanceOf(r.view, r.round.ID)), "awards": list})
}

// apiEntry is an entry of the ledger, for staff.
type apiEntry struct {
	Number    int64      `json:"number"`
	At        string     `json:"at"`
	By        string     `json:"by,omitempty"`
	Kind      award.Kind `json:"kind"`
	Project   int32      `json:"project,omitempty"`
	Amount    int64      `json:"amount"`
	On        string     `json:"on,omitempty"`
	What      string     `json:"what,omitempty"`
	Reference string     `json:"reference,omitempty"`
	Corrects  int64      `json:"corrects,omitempty"`
	Effect    apiBalance `json:"effect"`
}

// apiLedger tells the entries and what they add up to, both as of one moment.
func (s *Site) apiLedger(r *request) error {
	v, list := r.Store.View(), []apiEntry{}
	for _, e := range award.Entries(v, r.round.ID) {
		reference, err := s.Award.ReferenceOf(r.ctx, e)
		if err != nil {
			return err
		}
		told := apiEntry{
			Number: e.Number, At: tellTime(e.At), By: e.By, Kind: e.Kind, Project: e.Project, Amount: e.Amount, What: e.What,
			Reference: reference, Corrects: e.Corrects, Effect: tellBalance(award.Effect(e)),
		}
		if !e.On.IsZero() {
			told.On = r.tellDay(e.On)
		}
		list = append(list, told)
	}
	return r.json(http.StatusOK, map[string]any{"balance": tellBalance(award.BalanceOf(v, r.round.ID)), "entries": list})
}

func (s *Site) apiCorrectEntry(r *request) error {
	in, err := readJSON[struct {
		Reason string `json:"reason"`
	}](r.c.Body())
	if err != nil {
		return err
	}
	if err := plainly("reason", in.Reason); err != nil {
		return err
	}
	if err := s.Award.CorrectEntry(r.ctx, r.who.Person, r.round.ID, r.entry(), in.Reason); err != nil {
		return err
	}
	return s.apiLedger(r)
}

func (s *Site) apiAwardFurther(r *request) error {
	in, err := readJSON[struct {
		Project int32  `json:"project"`
		Amount  int64  `json:"amount"`
		Reason  string `json:"reason"`
	}](r.c.Body())
	if err != nil {
		return err
	}
	if err := plainly("reason", in.Reason); err != nil {
		return err
	}
	if err := s.Award.AwardFurther(r.ctx, r.who.Person, award.Further{
		Round: r.round.ID, Project: in.Project, Amount: in.Amount, Reason: in.Reason,
	}); err != nil {
		return err
	}
	v := r.Store.View()
	w, err := award.Get(v, r.round.ID, in.Project)
	if err != nil {
		return err
	}
	r.c.Set("Location", "/api/v1/rounds/"+r.round.ID+"/awards/"+funding.ProjectID(w.Project))
	return r.json(http.StatusCreated, r.tellAward(v, w))
}

func (s *Site) apiAward(r *request) error { return r.awardNow() }

// awardNow answers with the award that the path names, as it is now.
func (r *request) awardNow() error {
	v := r.Store.View()
	w, err := award.Get(v, r.round.ID, r.number())
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, r.tellAward(v, w))
}

// plainly refuses a text with characters that nobody types.
func plainly(name, text string) error {
	var c fault.Checks
	c.That(plain(text), name, "fault.characters")
	return c.Fault()
}

// dayOf is a day as programs write it, "2026-03-12", as noon of it in UTC; zero where none is given.
func (r *request) dayOf(name, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.ParseInLocation(dayLayout, text, r.Zone)
	var c fault.Checks
	c.That(err == nil, name, "fault.day")
	return at.Add(12 * time.Hour).UTC(), c.Fault()
}
