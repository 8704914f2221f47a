package web

import (
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/people"
)

// The kinds of requester, by what sets them apart for a policy.
const (
	anonymous   = "anonymous"
	stranger    = "stranger"     // signed in, in no council
	otherMember = "other member" // of another council
	otherSlip   = "other slip"   // of another round
	slipHolder  = "slip"
	member      = "member"
	advocate    = "advocate"
	theHub      = "coordinator"
)

var everybody = []string{anonymous, stranger, otherMember, otherSlip, slipHolder, member, advocate, theHub}

// cast is a community in which there is one of each kind of requester: the council that they are asked about has
// a round being made and one that is open.
type cast struct {
	*rig
	council     string
	draft, open funding.Round
	persons     map[string]string // accounts by kind
	slips       map[string]string // codes by kind
	spare       []string          // more codes of the open round
}

func newCast(t *testing.T, change ...func(*Config)) *cast {
	t.Helper()
	c := &cast{rig: newRig(t, change...), persons: map[string]string{}, slips: map[string]string{}}
	for _, kind := range []string{stranger, otherMember, member, advocate, theHub} {
		p, err := c.People.Add(t.Context(), "", people.Particulars{
			Name: "Ms " + kind, Email: mailOf(kind), Coordinator: kind == theHub,
		})
		c.must(err)
		c.persons[kind] = p.ID
	}
	c.council = c.found("Blackbird Leys parents")
	c.join(c.council, member, council.Member)
	c.join(c.council, advocate, council.Advocate)
	other := c.found("Whitley parents")
	c.join(other, otherMember, council.Member)

	c.draft, _ = c.round(c.council, 0)
	var codes []string
	c.open, codes = c.round(c.council, 4)
	c.slips[slipHolder], c.spare = codes[0], codes[1:]
	_, codes = c.round(other, 1)
	c.slips[otherSlip] = codes[0]
	return c
}

func mailOf(kind string) string {
	return map[string]string{
		stranger: "stranger@example.org", otherMember: "other@example.org", member: "member@example.org",
		advocate: "advocate@example.org", theHub: "hub@example.org",
	}[kind]
}

func (c *cast) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *cast) found(name string) string {
	c.t.Helper()
	made, err := c.Council.Create(c.t.Context(), c.persons[theHub], council.Particulars{Name: name})
	c.must(err)
	return made.ID
}

func (c *cast) join(id, kind string, role council.Role) {
	c.t.Helper()
	_, err := c.Council.AddMember(c.t.Context(), c.persons[theHub], id, council.Joiner{Person: c.persons[kind], Role: role})
	c.must(err)
}

// round makes a round of three projects, opened for voting when it has slips.
func (c *cast) round(id string, slips int) (funding.Round, []string) {
	c.t.Helper()
	ctx, hub := c.t.Context(), c.persons[theHub]
	r, err := c.Funding.CreateRound(ctx, hub, id, funding.Settings{
		Title: "£1,000 for the summer", Budget: 1000_00, Voters: funding.MembersOrSlip, Ballot: funding.WithinBudget,
		Rule: funding.EqualShares, Standings: funding.ShowLive,
	})
	c.must(err)
	for _, title := range []string{"Garden", "Trip to the sea", "Homework club"} {
		_, err := c.Funding.PutProject(ctx, hub, funding.Project{Round: r.ID, Title: title, Cost: 400_00})
		c.must(err)
	}
	if slips == 0 {
		return r, nil
	}
	issued, err := c.Funding.IssueSlips(ctx, hub, r.ID, nil, slips)
	c.must(err)
	codes := make([]string, len(issued))
	for i, s := range issued {
		codes[i], err = c.People.CodeOf(ctx, s)
		c.must(err)
	}
	c.must(c.Funding.OpenVoting(ctx, hub, r.ID))
	r, err = funding.RoundByID(c.Store.View(), r.ID)
	c.must(err)
	return r, codes
}

// session signs a kind of requester in and returns the token of their session; empty for the anonymous.
func (c *cast) session(kind string) string {
	c.t.Helper()
	if kind == anonymous {
		return ""
	}
	if code := c.slips[kind]; code != "" {
		in, err := c.People.UseSlip(c.t.Context(), code, people.From{})
		c.must(err)
		return in.Token
	}
	link, err := c.People.OperatorLink(c.t.Context(), c.persons[kind], time.Minute)
	c.must(err)
	in, err := c.People.OpenLink(c.t.Context(), link, "", "", people.From{})
	c.must(err)
	return in.Token
}

// as is the browser of a kind of requester, signed in.
func (c *cast) as(kind string) *browser {
	c.t.Helper()
	b := c.browser()
	if token := c.session(kind); token != "" {
		b.header.Set("Cookie", "__Host-session="+token)
	}
	return b
}
