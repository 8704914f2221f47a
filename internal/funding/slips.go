package funding

import (
	"context"
	"slices"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

// MaxSlips is how many slips can be made at once.
const MaxSlips = 100_000

// slipsAtOnce is how many slips go into one commit: few enough that a slow machine acknowledges them in time.
const slipsAtOnce = 1_000

// IssueSlips makes slips for a round and puts their holders on its roll: one for each person named, who must be a
// member of the council, and as many more for people whom nobody has to name. Whoever comes onto the roll after voting
// opened is counted as late. It fails with Invalid, NotFound, and Gone once voting has closed.
func (f *Funding) IssueSlips(ctx context.Context, actor, round string, named []string, more int) ([]people.Slip, error) {
	return f.issue(ctx, actor, round, named, more, false)
}

// IssuePapers makes ballot papers for a round: slips that clerks enter, in the place of a code that opens the vote. All
// else is as with IssueSlips.
func (f *Funding) IssuePapers(ctx context.Context, actor, round string, named []string, more int) ([]people.Slip, error) {
	return f.issue(ctx, actor, round, named, more, true)
}

func (f *Funding) issue(ctx context.Context, actor, round string, named []string, more int, paper bool) ([]people.Slip, error) {
	var c fault.Checks
	c.That(more >= 0 && len(named)+more >= 1 && len(named)+more <= MaxSlips, "number", "fault.funding.slips_number", "max", MaxSlips)
	if err := c.Fault(); err != nil {
		return nil, err
	}
	if err := takesSlips(f.Store.View(), round, more > 0); err != nil {
		return nil, err
	}
	voters := slices.Concat(named, make([]string, more))
	plan, err := f.People.PlanSlips(ctx, Scope(round), voters)
	if err != nil {
		return nil, err
	}
	for i := range plan {
		plan[i].Paper = paper
	}
	issued := make([]people.Slip, 0, len(plan))
	for some := range slices.Chunk(plan, slipsAtOnce) {
		_, err := f.Store.Update(ctx, "funding.issue_slips", actor, func(v store.View) ([]store.Change, error) {
			return onTheRoll(v, round, some)
		})
		if err != nil {
			return issued, err
		}
		for _, s := range some {
			s, _ = people.Slips.Get(f.Store.View(), s.ID)
			issued = append(issued, s)
		}
	}
	return issued, nil
}

// takesSlips is nil while slips may be made for a round.
func takesSlips(v store.View, round string, unnamed bool) error {
	r, err := RoundByID(v, round)
	if err != nil {
		return err
	}
	if !r.Phase.Unopened() && (r.Phase != Voting || r.pastClose(v.Time())) {
		return fault.New(fault.Gone, "fault.funding.closed")
	}
	var c fault.Checks
	c.That(!unnamed || r.Voters != Members, "number", "fault.funding.slips_members_only")
	return c.Fault()
}

// onTheRoll are the changes that issue slips and put those of their holders on the roll who are not there yet.
func onTheRoll(v store.View, round string, slips []people.Slip) ([]store.Change, error) {
	if err := takesSlips(v, round, false); err != nil {
		return nil, err
	}
	r, err := RoundByID(v, round)
	if err != nil {
		return nil, err
	}
	changes := people.IssueSlips(v, slips)
	for _, s := range slips {
		e, on := Roll.Get(v, round+"/"+s.Person)
		if on {
			continue
		}
		e = RollEntry{Round: round, Voter: s.Person, Channel: BySlip, Late: r.Phase == Voting}
		if s.Paper {
			e.Channel = ByPaper
		}
		if _, member := council.RoleOf(v, r.Council, s.Person); member {
			e.Channel = ByMembership
		} else if r.Voters == Members {
			return nil, fault.New(fault.Conflict, "fault.funding.not_a_member")
		}
		changes = append(changes, Roll.Put(e))
	}
	return changes, nil
}

// RevokeSlip ends a slip that was lost or given in error. A ballot that was put in with it stands: nobody can say which
// it is. It fails with NotFound, and Gone where the slip has ended already.
func (f *Funding) RevokeSlip(ctx context.Context, actor, round, slip string) error {
	if !slipOf(round, slip) {
		return fault.New(fault.NotFound, "fault.people.slip_not_found")
	}
	return f.People.RevokeSlip(ctx, actor, slip)
}

// ReissueSlip gives the holder of a slip another one. The old one ends; the voter stays the same, so a ballot put in
// with the new slip takes the place of one put in with the old. While voting is open it is counted and shown on the
// result. It fails with NotFound and Gone.
func (f *Funding) ReissueSlip(ctx context.Context, actor, round, slip string) (people.Slip, error) {
	if !slipOf(round, slip) {
		return people.Slip{}, fault.New(fault.NotFound, "fault.people.slip_not_found")
	}
	fresh, err := f.People.PlanReissue(ctx, f.Store.View(), slip)
	if err != nil {
		return people.Slip{}, err
	}
	_, err = f.Store.Update(ctx, "funding.reissue_slip", actor, func(v store.View) ([]store.Change, error) {
		if err := takesSlips(v, round, false); err != nil {
			return nil, err
		}
		changes, err := people.Reissued(v, slip, fresh)
		if err != nil {
			return nil, err
		}
		e, on := Roll.Get(v, round+"/"+fresh.Person)
		if r, err := RoundByID(v, round); err == nil && on && r.Phase == Voting && !e.Reissued {
			e.Reissued = true
			changes = append(changes, Roll.Put(e))
		}
		return changes, nil
	})
	if err != nil {
		return people.Slip{}, err
	}
	fresh, _ = people.Slips.Get(f.Store.View(), fresh.ID)
	return fresh, nil
}

// slipOf reports whether a slip is one of a round's.
func slipOf(round, slip string) bool { return people.Slip{ID: slip}.Scope() == Scope(round) }
