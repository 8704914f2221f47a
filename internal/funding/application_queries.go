package funding

import (
	"iter"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// ApplicationByID returns an application; NotFound where there is none.
func ApplicationByID(v store.View, round, id string) (Application, error) {
	a, ok := applications.Get(v, applicationKey(round, id))
	if !ok {
		return Application{}, fault.New(fault.NotFound, "fault.funding.idea_not_found")
	}
	return a, nil
}

// ApplicationsOf yields a round's applications, drafts too, in no telling order.
func ApplicationsOf(v store.View, round string) iter.Seq[Application] {
	return applications.Under(v, round+"/")
}

// ApplicationsLedBy yields the applications that somebody leads, of every round.
func ApplicationsLedBy(v store.View, person string) iter.Seq[Application] {
	return applicationsByLeader.Each(v, person)
}

// MergesAskedOf yields the applications whose authors would go on together with this one.
func MergesAskedOf(v store.View, a Application) iter.Seq[Application] {
	return mergesAskedOf.Each(v, applicationKey(a.Round, a.ID))
}

// ApplicationsWith yields the applications of a round that refer to a file.
func ApplicationsWith(v store.View, round, file string) iter.Seq[Application] {
	return func(yield func(Application) bool) {
		for a := range ApplicationsOf(v, round) {
			if file != "" && (a.Picture == file || a.Voice == file) && !yield(a) {
				return
			}
		}
	}
}

// leading is an application that somebody leads; NotFound for everybody else, who may not know of it.
func leading(v store.View, round, id, person string) (Application, error) {
	a, err := ApplicationByID(v, round, id)
	if err == nil && !a.LedBy(person) {
		err = fault.New(fault.NotFound, "fault.funding.idea_not_found")
	}
	return a, err
}

// owning is an application of its author; NotFound for those who do not lead it, Forbidden for those who lead it with
// the author.
func owning(v store.View, round, id, author string) (Application, error) {
	a, err := leading(v, round, id, author)
	if err == nil && a.Author() != author {
		err = fault.New(fault.Forbidden, "fault.funding.author_only")
	}
	return a, err
}

// Mendable is nil while what an application in a state says may be changed and sent: drafts while the round takes
// applications, those that were sent back until the panel has done. It fails with Conflict where it was sent or is too
// early, and Gone where it is too late.
func Mendable(r Round, s ApplicationState) error {
	switch {
	case s != StateDraft && s != StateSentBack:
		return fault.New(fault.Conflict, "fault.funding.idea_sent")
	case r.Phase.Before(Applications):
		return fault.New(fault.Conflict, "fault.funding.ideas_not_yet")
	case r.Phase == Applications, r.Phase == Review && s == StateSentBack:
		return nil
	}
	return fault.New(fault.Gone, "fault.funding.ideas_closed")
}

// deciding is an application that somebody may decide about now: enough of the panel have reviewed it, or staff said why
// fewer are enough.
func deciding(v store.View, round, id, actor string) (Round, Application, error) {
	r, a, err := undecided(v, round, id, actor)
	if err != nil {
		return r, a, err
	}
	if s := StandingOf(v, r, a); !s.Enough() {
		err = fault.New(fault.Conflict, "fault.funding.too_few_reviews", "needed", s.Needed)
	}
	return r, a, err
}

// undecided is a sent application that waits for a decision, for somebody who is not set aside from it.
func undecided(v store.View, round, id, actor string) (Round, Application, error) {
	r, err := RoundByID(v, round)
	if err != nil {
		return Round{}, Application{}, err
	}
	a, err := ApplicationByID(v, round, id)
	switch {
	case err != nil:
	case a.State == StateDraft:
		err = fault.New(fault.NotFound, "fault.funding.idea_not_found")
	case a.LedBy(actor):
		err = fault.New(fault.Forbidden, "fault.funding.own_idea")
	case a.SetAside(v, actor):
		err = fault.New(fault.NotFound, "fault.funding.idea_not_found")
	case a.State != StateSubmitted:
		err = fault.New(fault.Conflict, "fault.funding.idea_decided")
	case r.Phase != Applications && r.Phase != Review:
		err = fault.New(fault.Gone, "fault.funding.ideas_closed")
	}
	return r, a, err
}
