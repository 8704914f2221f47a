package web

import (
	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
)

// policy says who may use a route. There are few, they have names, and the table in routes.go has nothing else.
type policy struct {
	name  string
	admit func(*request) error
}

// The policies. Those about a council or a round read it from the path: a route that names :round is about that
// round and its council. What does not exist, and a draft that somebody may not know of, is NotFound.
var (
	// Anyone: nothing is asked.
	anyone = policy{"anyone", func(*request) error { return nil }}

	// SignedIn: whoever has a session, a slip's included.
	signedIn = policy{"signed in", (*request).known}

	// Staff: advocates of any council, and coordinators.
	staff = policy{"staff", func(r *request) error { return r.mustBe(r.staffAnywhere()) }}

	// Coordinator: the hub's member of staff.
	coordinator = policy{"coordinator", func(r *request) error { return r.mustBe(r.who.Coordinator) }}

	// CouncilMember: members of the council, and those who look after it.
	councilMember = policy{"member of the council", func(r *request) error { return r.mustBe(r.memberOf(r.council.ID)) }}

	// CouncilStaff: the council's advocates, and coordinators.
	councilStaff = policy{"staff of the council", func(r *request) error { return r.mustBe(r.staffOf(r.council.ID)) }}

	// RoundReader: anyone once voting has opened; before that the council and those on the roll.
	roundReader = policy{"reader of the round", func(r *request) error {
		return existsIf(r.round.Phase != funding.Draft || r.memberOf(r.council.ID) || r.voterIn(r.round))
	}}

	// RoundParent: members of the round's council, and whoever holds a slip of the round.
	roundParent = policy{"parent of the round", func(r *request) error { return r.mustBe(r.parentIn(r.round)) }}

	// RoundVoter: whoever is on the round's roll, or will be when voting opens.
	roundVoter = policy{"voter of the round", func(r *request) error { return r.mustBe(r.voterIn(r.round)) }}

	// RoundStaff: the advocates of the round's council, and coordinators.
	roundStaff = policy{"staff of the round", func(r *request) error { return r.mustBe(r.staffOf(r.council.ID)) }}

	// AwardLead: those who lead the project of the award, with an account or a slip, and the staff of the round.
	awardLead = policy{"lead of the award", func(r *request) error { return r.mustBe(r.leads() || r.staffOf(r.council.ID)) }}

	// RoundPanel: the round's panel, and those who look after the round. An idea that somebody is set aside from is not
	// there for them.
	roundPanel = policy{"panel of the round", func(r *request) error {
		return r.mustBeClear(r.onPanel() || r.staffOf(r.council.ID))
	}}

	// RoundDecider: the chair of the round's panel, and those who look after the round; likewise.
	roundDecider = policy{"decider of the round", func(r *request) error { return r.mustBeClear(r.decider()) }}

	// RoundPanelStaff: those who look after the round; likewise.
	roundPanelStaff = policy{"staff of the round's panel", func(r *request) error { return r.mustBeClear(r.staffOf(r.council.ID)) }}

	// DemoOnly: anyone, in a demonstration; elsewhere there is no such page.
	demoOnly = policy{"demonstration only", func(r *request) error { return existsIf(r.Demo) }}

	// DevelopmentOnly: likewise in development.
	developmentOnly = policy{"development only", func(r *request) error { return existsIf(r.Development) }}
)

func existsIf(ok bool) error {
	if !ok {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return nil
}

// mustBe admits those for whom ok holds, and asks the others to sign in first where they have not.
func (r *request) mustBe(ok bool) error {
	if err := r.known(); err != nil {
		return err
	}
	if !ok {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	return nil
}

// admit finds the council and the round that the path is about and asks the policy.
func (r *request) admit(p policy) error {
	if id := r.param("round"); id != "" {
		if err := r.about(id); err != nil {
			return err
		}
	} else if id := r.param("council"); id != "" {
		var err error
		if r.council, err = council.Get(r.view, id); err != nil {
			return err
		}
	}
	return p.admit(r)
}

// about makes the request one about a round and its council.
func (r *request) about(round string) (err error) {
	if r.round, err = funding.RoundByID(r.view, round); err != nil {
		return err
	}
	r.council, err = council.Get(r.view, r.round.Council)
	return err
}

// decider reports whether the requester decides about the ideas of the round that the request is about.
func (r *request) decider() bool {
	return r.staffOf(r.council.ID) || funding.Chairs(r.view, r.round, r.account())
}

// mustBeClear admits those for whom ok holds. Where the path names an idea that they are too close to, it is NotFound.
func (r *request) mustBeClear(ok bool) error {
	if err := r.mustBe(ok); err != nil {
		return err
	}
	a, err := funding.ApplicationByID(r.view, r.round.ID, r.param("idea"))
	return existsIf(err != nil || !a.SetAside(r.view, r.who.Person))
}

// memberOf reports whether the requester is in a council or looks after all of them. A slip gives no role.
func (r *request) memberOf(id string) bool {
	_, is := council.RoleOf(r.view, id, r.account())
	return is || r.who.Coordinator
}

// staffOf reports whether the requester looks after a council.
func (r *request) staffOf(id string) bool {
	return r.who.Coordinator || council.IsStaff(r.view, id, r.account())
}

func (r *request) staffAnywhere() bool {
	for m := range council.Of(r.view, r.account()) {
		if m.Role.Staff() {
			return true
		}
	}
	return r.who.Coordinator
}

// parentIn reports whether the requester is a parent of a round: a member of its council, or there by a slip.
func (r *request) parentIn(round funding.Round) bool {
	return r.memberOf(round.Council) || r.voterIn(round)
}

// voterIn reports whether the requester votes in a round. A slip votes in its own round alone.
func (r *request) voterIn(round funding.Round) bool {
	switch {
	case r.who.Person == "", r.bySlip() && r.who.Scope != funding.Scope(round.ID):
		return false
	case funding.OnRoll(r.view, round.ID, r.who.Person):
		return true
	}
	_, member := council.RoleOf(r.view, round.Council, r.account())
	return member && round.Phase.Unopened() && round.Voters != funding.SlipHolders
}
