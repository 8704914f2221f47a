package web

import (
	"errors"
	"slices"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/web/page"
)

// manyHelps is how many of the last helps the desk lists.
const manyHelps = 50

// desk is where a helper finds whoever asks for help with voting.
func (s *Site) desk(r *request) error {
	p, err := r.deskPage()
	return errors.Join(err, r.show(p))
}

func (r *request) deskPage() (page.Desk, error) {
	shown, err := r.showRound(r.view, r.round)
	if err != nil {
		return page.Desk{}, err
	}
	p := page.Desk{Round: shown, MayAdmit: funding.MayAdmit(r.view, r.round, "")}
	helps := funding.HelpsOf(r.view, r.round.ID)
	p.Helps, err = r.helpLines(helps[:min(len(helps), manyHelps)])
	return p, err
}

// helpLines are helps as they are shown: who, by whom and why.
func (r *request) helpLines(helps []funding.Help) ([]page.HelpLine, error) {
	persons := make([]string, len(helps))
	for i, h := range helps {
		persons[i] = h.Voter
	}
	voters, err := r.voters(persons)
	if err != nil {
		return nil, err
	}
	lines := make([]page.HelpLine, len(helps))
	for i, h := range helps {
		lines[i] = page.HelpLine{Voter: voters[i], Reason: string(h.Reason), At: h.At}
		if lines[i].Helper, err = r.name(r.view, h.Helper); err != nil {
			return nil, err
		}
		if lines[i].Words, err = r.Funding.HelpWords(r.ctx, h); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

// helpsWith are the helps with one voter, for them to see.
func (r *request) helpsWith(voter string) ([]page.HelpLine, error) {
	return r.helpLines(funding.HelpsWith(r.view, r.round.ID, voter))
}

// voters are persons as the desk shows them: members by name, others by the number of their slip.
func (r *request) voters(persons []string) ([]page.DeskVoter, error) {
	slips := map[string]people.Slip{}
	if len(persons) > 0 {
		for slip := range people.SlipsOf(r.view, funding.Scope(r.round.ID)) {
			if !slip.Revoked && slices.Contains(persons, slip.Person) {
				slips[slip.Person] = slip
			}
		}
	}
	list := make([]page.DeskVoter, len(persons))
	for i, person := range persons {
		name, err := r.People.Name(r.ctx, r.view, person)
		if err != nil {
			return nil, err
		}
		list[i] = page.DeskVoter{
			ID: person, Name: name, Slip: int(slips[person].Number), Paper: slips[person].Paper,
			OnRoll: funding.OnRoll(r.view, r.round.ID, person),
		}
	}
	return list, nil
}

// findVoter looks for somebody. What is typed may be the code of a slip, so it is no part of an address.
func (s *Site) findVoter(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	text := f.line("find")
	p, err := r.deskPage()
	if err != nil {
		return err
	}
	var found []string
	refused := f.Fault()
	if refused == nil {
		found, refused = s.Funding.FindVoters(r.ctx, r.view, r.round, text, r.address(r.c))
	}
	if refused != nil {
		return r.again(refused, func(form page.Form) page.Page {
			p.Form = form
			return p
		})
	}
	p.Searched, p.Form = true, page.Form{Values: r.typed()}
	if p.Found, err = r.voters(found); err != nil {
		return err
	}
	return r.show(p)
}

// admitVoter puts somebody whom nobody has to name on the roll, with a slip to vote again by.
func (s *Site) admitVoter(r *request) error {
	if err := emptyForm(r); err != nil {
		return err
	}
	slips, err := s.Funding.IssueSlips(r.ctx, r.who.Person, r.round.ID, nil, 1)
	if err != nil {
		return err
	}
	return r.goTo(r.deskURL("voters/"+slips[0].Person), "added")
}

func (r *request) deskURL(part string) string {
	at := "/rounds/" + r.round.ID + "/desk"
	if part != "" {
		at += "/" + part
	}
	return at
}

// deskVoter asks why somebody is helped.
func (s *Site) deskVoter(r *request) error {
	p, err := r.deskStart()
	if err != nil {
		return err
	}
	return r.show(p)
}

func (r *request) deskStart() (page.DeskStart, error) {
	voter := r.param("voter")
	if err := existsIf(funding.OnRoll(r.view, r.round.ID, voter) || funding.MayAdmit(r.view, r.round, voter)); err != nil {
		return page.DeskStart{}, err
	}
	shown, err := r.showRound(r.view, r.round)
	if err != nil {
		return page.DeskStart{}, err
	}
	p := page.DeskStart{Round: shown}
	if p.Voted, err = r.Funding.HasVoted(r.ctx, r.view, r.round.ID, voter); err != nil {
		return p, err
	}
	_, p.Member = council.RoleOf(r.view, r.council.ID, voter)
	voters, err := r.voters([]string{voter})
	if err != nil {
		return p, err
	}
	p.Voter = voters[0]
	p.Form.Values = map[string][]string{"lang": {r.language()}}
	if person, known := people.Get(r.view, voter); known && r.Words.Has(person.Language) {
		p.Form.Values["lang"] = []string{person.Language}
	}
	for _, l := range r.Words.Languages() {
		p.Languages = append(p.Languages, page.Option{Value: l.Code, Text: l.Name})
	}
	return p, nil
}

// giveSlip makes a slip for a member by name, to print and hand out.
func (s *Site) giveSlip(r *request) error {
	if err := emptyForm(r); err != nil {
		return err
	}
	voter := r.param("voter")
	if _, member := council.RoleOf(r.view, r.council.ID, voter); !member {
		return fault.New(fault.Conflict, "fault.funding.not_a_member")
	}
	if _, err := s.Funding.IssueSlips(r.ctx, r.who.Person, r.round.ID, []string{voter}, 0); err != nil {
		return err
	}
	return r.goTo(r.slipsURL(), "slips-made")
}
