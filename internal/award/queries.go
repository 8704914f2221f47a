package award

import (
	"iter"
	"slices"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/store"
)

// Get returns the award of a project; NotFound where there is none.
func Get(v store.View, round string, project int32) (Award, error) {
	w, ok := Awards.Get(v, key(round, project))
	if !ok {
		return Award{}, fault.New(fault.NotFound, "fault.award.not_found")
	}
	return w, nil
}

// Of returns a round's awards in the order of the ballot.
func Of(v store.View, round string) []Award { return slices.Collect(Awards.Under(v, round+"/")) }

// LedBy yields the awards that a person may act for.
func LedBy(v store.View, person string) iter.Seq[Award] { return awardsByLead.Each(v, person) }

// Entries returns a round's ledger, the oldest entry first.
func Entries(v store.View, round string) []Entry { return slices.Collect(Ledger.Under(v, round+"/")) }

// EntryByNumber returns an entry of a round's ledger; NotFound where there is none.
func EntryByNumber(v store.View, round string, number int64) (Entry, error) {
	e, ok := Ledger.Get(v, entryKey(round, number))
	if !ok {
		return Entry{}, fault.New(fault.NotFound, "fault.award.no_entry")
	}
	return e, nil
}

// Effect is what an entry adds to each sum.
func Effect(e Entry) Balance { return Balance{}.plus(e) }

// ReceiptsOf returns the receipts of a project that stand, the oldest first.
func ReceiptsOf(v store.View, round string, project int32) []Entry {
	var list []Entry
	for e := range Ledger.Under(v, round+"/") {
		if e.Kind == Receipt && e.Project == project && Stands(v, e) {
			list = append(list, e)
		}
	}
	return list
}

// Stands reports whether an entry is neither a correction nor corrected.
func Stands(v store.View, e Entry) bool {
	_, taken := corrections.First(v, entryKey(e.Round, e.Number))
	return e.Corrects == 0 && !taken
}

// NewsAbout returns a project's news, the oldest first.
func NewsAbout(v store.View, round string, project int32) []News {
	return slices.Collect(NewsOf.Under(v, key(round, project)+"/"))
}

// StoryOf returns a project's story, if it is told.
func StoryOf(v store.View, round string, project int32) (Story, bool) {
	return Stories.Get(v, key(round, project))
}

// Led reports whether a person may act for an award.
func (w Award) Led(person string) bool { return person != "" && slices.Contains(w.Leads, person) }

// Taken reports whether the project said yes to the award and is not done with it.
func (w Award) Taken() bool { return w.State == Accepted || w.State == Running }

// Open reports whether something of the award is still to come.
func (w Award) Open() bool { return w.State == Offered || w.Taken() }

// Planned is what is planned and not paid.
func (w Award) Planned() int64 {
	var sum int64
	for _, t := range w.Tranches {
		if !t.Paid() {
			sum += t.Amount
		}
	}
	return sum
}

// tranche finds a tranche by its number; NotFound where there is none.
func (w Award) tranche(number int32) (int, error) {
	i := slices.IndexFunc(w.Tranches, func(t Tranche) bool { return t.Number == number })
	if i < 0 {
		return 0, fault.New(fault.NotFound, "fault.award.no_tranche")
	}
	return i, nil
}

// Over reports whether a day has passed.
func Over(day, now time.Time) bool { return !day.IsZero() && now.After(day.Add(12*time.Hour)) }

// Overdue says what of an award is late: its answer, its story, or nothing.
type Overdue string

// What may be late.
const (
	NoneLate   Overdue = ""
	AnswerLate Overdue = "answer"
	StoryLate  Overdue = "story"
)

// Late says what of an award is late.
func Late(v store.View, w Award, now time.Time) Overdue {
	_, told := StoryOf(v, w.Round, w.Project)
	switch {
	case w.State == Offered && Over(w.AnswerBy, now):
		return AnswerLate
	case w.Taken() && !told && Over(w.StoryBy, now):
		return StoryLate
	}
	return NoneLate
}

// open is a round whose money may still move; Conflict before it is counted and once it is closed.
func open(v store.View, round string) (funding.Round, error) {
	r, err := funding.RoundByID(v, round)
	if err != nil {
		return r, err
	}
	if r.Phase != funding.Awarded && r.Phase != funding.Reporting {
		return r, fault.New(fault.Conflict, "fault.award.not_now")
	}
	return r, nil
}

// find is an award of a round whose money may still move.
func find(v store.View, round string, project int32) (Award, error) {
	if _, err := open(v, round); err != nil {
		return Award{}, err
	}
	return Get(v, round, project)
}

// taken is find for an award that was accepted and is not finished; Conflict otherwise.
func taken(v store.View, round string, project int32) (Award, error) {
	w, err := find(v, round, project)
	if err == nil && !w.Taken() {
		err = fault.New(fault.Conflict, "fault.award.not_taken")
	}
	return w, err
}

// within reports whether a text's length in characters is between the limits.
func within(text string, least, most int) bool {
	n := len([]rune(text))
	return n >= least && n <= most
}
