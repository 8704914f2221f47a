package funding

import (
	"context"
	"slices"
	"time"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// CreateRound starts a round in a council, as a draft. It fails with Invalid, naming the fields, and NotFound where
// there is no such council.
func (f *Funding) CreateRound(ctx context.Context, actor, councilID string, s Settings) (Round, error) {
	if err := s.check(f.Now(), Draft); err != nil {
		return Round{}, err
	}
	r := Round{ID: f.NewID(), Council: councilID, Settings: s, Phase: Draft}
	_, err := f.Store.Update(ctx, "funding.create_round", actor, func(v store.View) ([]store.Change, error) {
		if _, ok := council.Councils.Get(v, councilID); !ok {
			return nil, fault.New(fault.NotFound, "fault.council.not_found")
		}
		r.Created = v.Time()
		return []store.Change{Rounds.Put(r)}, nil
	})
	return r, err
}

// CopyRound starts a draft with the settings and projects of an earlier round of the same council, without its dates.
// What came of parents' ideas is theirs to put forward again and is not copied. It fails with NotFound.
func (f *Funding) CopyRound(ctx context.Context, actor, earlier string) (Round, error) {
	var r Round
	id := f.NewID()
	_, err := f.Store.Update(ctx, "funding.copy_round", actor, func(v store.View) ([]store.Change, error) {
		old, err := RoundByID(v, earlier)
		if err != nil {
			return nil, err
		}
		r = Round{ID: id, Council: old.Council, Settings: old.Settings, Phase: Draft, Created: v.Time()}
		r.Dates, r.Closes = Dates{}, time.Time{}
		var changes []store.Change
		for p := range Projects.Under(v, earlier+"/") {
			if p.Application != "" {
				continue
			}
			r.Numbers++
			p.Round, p.Number = id, r.Numbers
			changes = append(changes, Projects.Put(p))
		}
		return append(changes, Rounds.Put(r)), nil
	})
	return r, err
}

// ChangeSettings replaces a round's settings. It fails with Invalid, NotFound, and Conflict once voting has opened.
func (f *Funding) ChangeSettings(ctx context.Context, actor, id string, s Settings) error {
	_, err := f.Store.Update(ctx, "funding.change_settings", actor, func(v store.View) ([]store.Change, error) {
		s := s
		r, err := unopenedRound(v, id)
		if err != nil {
			return nil, err
		}
		if err := s.check(v.Time(), r.Phase); err != nil {
			return nil, err
		}
		var c fault.Checks
		c.That(slices.Equal(s.Checklist, r.Checklist) || !begunReviews(v, id), "checklist", "fault.funding.checklist_agreed")
		for p := range Projects.Under(v, id+"/") {
			c.That(fits(p, s), "budget", "fault.funding.settings_project", "project", p.Title)
		}
		r.Settings = s
		return []store.Change{Rounds.Put(r)}, c.Fault()
	})
	return err
}

// TightenStandings makes the standings show later than they would have, also while voting is open. It fails with
// NotFound, and Conflict where that would show them earlier or voting has closed.
func (f *Funding) TightenStandings(ctx context.Context, actor, id string, to Standings) error {
	_, err := f.Store.Update(ctx, "funding.tighten_standings", actor, func(v store.View) ([]store.Change, error) {
		r, err := RoundByID(v, id)
		if err != nil {
			return nil, err
		}
		if Voting.Before(r.Phase) || standingsOrder[to] < standingsOrder[r.Standings] {
			return nil, fault.New(fault.Conflict, "fault.funding.only_tighter")
		}
		r.Standings = to
		return []store.Change{Rounds.Put(r)}, nil
	})
	return err
}

// NameScrutineers sets the persons who may see the ballots of a round too small to publish them: members of its
// council. It fails with NotFound, and Invalid where somebody is not a member.
func (f *Funding) NameScrutineers(ctx context.Context, actor, id string, persons []string) error {
	_, err := f.Store.Update(ctx, "funding.name_scrutineers", actor, func(v store.View) ([]store.Change, error) {
		r, err := RoundByID(v, id)
		if err != nil {
			return nil, err
		}
		var c fault.Checks
		for _, p := range persons {
			_, member := council.RoleOf(v, r.Council, p)
			c.That(member, "scrutineers", "fault.funding.scrutineer_member")
		}
		r.Scrutineers = persons
		return []store.Change{Rounds.Put(r)}, c.Fault()
	})
	return err
}

// unopenedRound is a round whose settings and projects may still change.
func unopenedRound(v store.View, id string) (Round, error) {
	r, err := RoundByID(v, id)
	if err == nil && !r.Phase.Unopened() {
		err = fault.New(fault.Conflict, "fault.funding.frozen")
	}
	return r, err
}
