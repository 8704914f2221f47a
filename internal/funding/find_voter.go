package funding

import (
	"context"
	"strconv"
	"strings"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

// mostFound is how many voters a search gives at most: with more, somebody types more of the name.
const mostFound = 20

// FindVoters looks for somebody by the code on a slip, by the number of a slip or paper, or by a part of a member's name.
// Who is found may not be on the roll yet: see MayAdmit. Wrong codes count as they do where a slip is used. It fails
// with Gone where the slip was taken back, TooMany after many wrong codes, and Invalid on "find" where nothing was typed.
func (f *Funding) FindVoters(ctx context.Context, v store.View, r Round, text, network string) ([]string, error) {
	text = strings.TrimSpace(text)
	switch number, err := strconv.ParseInt(text, 10, 64); {
	case text == "":
		var c fault.Checks
		c.That(false, "find", "fault.funding.find_empty")
		return nil, c.Fault()
	case err == nil:
		return byNumber(v, r, number), nil
	case people.IsSlipCode(text):
		who, err := f.People.BySlip(ctx, text, network)
		switch {
		case fault.Is(err, fault.Invalid), err == nil && who.Scope != Scope(r.ID):
			return nil, nil
		case err != nil:
			return nil, err
		}
		return []string{who.Person}, nil
	}
	return f.byName(ctx, v, r, text)
}

// byNumber finds who holds the slip with a number, where it is good.
func byNumber(v store.View, r Round, number int64) []string {
	for s := range people.SlipsOf(v, Scope(r.ID)) {
		if s.Number == number && !s.Revoked {
			return []string{s.Person}
		}
	}
	return nil
}

func (f *Funding) byName(ctx context.Context, v store.View, r Round, text string) ([]string, error) {
	var found []string
	text = strings.ToLower(text)
	for m := range council.Members(v, r.Council) {
		name, err := f.People.Name(ctx, v, m.Person)
		if err != nil {
			return nil, err
		}
		if strings.Contains(strings.ToLower(name), text) {
			found = append(found, m.Person)
		}
		if len(found) == mostFound {
			break
		}
	}
	return found, nil
}

// MayAdmit reports whether somebody may come onto a round's roll now: a member in any round, others where the rule is
// not members alone. An empty person is somebody whom nobody has to name. They come with a slip: see IssueSlips.
func MayAdmit(v store.View, r Round, person string) bool {
	if r.Phase != Voting || r.pastClose(v.Time()) {
		return false
	}
	if person == "" {
		return r.Voters != Members
	}
	_, member := council.RoleOf(v, r.Council, person)
	return member
}
