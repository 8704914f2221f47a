package funding

import (
	"context"
	"slices"
	"strings"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
)

// AcceptApplication puts an application on the ballot as a project, at a cost in pence between what its items need and
// what they want, within the round's smallest and largest grant. The reason goes to its leaders and may be empty.
//
// It fails with Invalid, naming the field, NotFound, Forbidden for those who lead it, Conflict where it has been decided,
// was changed meanwhile, too few of the panel have reviewed it or the ballot is full, and Gone where nothing is decided any more.
func (f *Funding) AcceptApplication(ctx context.Context, actor, round, id string, cost int64, reason string) (Project, error) {
	_, read, err := deciding(f.Store.View(), round, id, actor)
	if err != nil {
		return Project{}, err
	}
	sealed, err := f.sealReason(ctx, read, reason)
	if err != nil {
		return Project{}, err
	}
	idea, err := f.ReadIdea(ctx, read)
	if err != nil {
		return Project{}, err
	}
	p := Project{
		Round: round, Title: idea.Title, About: idea.About, Lead: listed(idea.Leads), Cost: cost,
		Application: id, Language: read.Language, Picture: read.Picture, Voice: read.Voice,
	}
	_, err = f.Store.Update(ctx, "funding.accept_application", actor, func(v store.View) ([]store.Change, error) {
		r, a, err := deciding(v, round, id, actor)
		if err != nil {
			return nil, err
		}
		if !a.Changed.Equal(read.Changed) {
			return nil, fault.New(fault.Conflict, "fault.funding.idea_changed")
		}
		least, most := CostRange(r, a)
		var c fault.Checks
		c.That(cost >= least && cost <= most, "cost", "fault.funding.cost_between", "least", least, "most", most)
		if err := c.Fault(); err != nil {
			return nil, err
		}
		changes, number, err := newProject(r, p)
		if err != nil {
			return nil, err
		}
		p.Number = number
		a.State, a.Project, a.Merge, a.Invitations = StateAccepted, number, Merge{}, nil
		a.Decision = Decision{By: actor, At: v.Time(), Reason: sealed}
		return slices.Concat(changes, []store.Change{applications.Put(a)}, a.tell(v, ideaAccepted, actor)), nil
	})
	return p, err
}

// CostRange is between which amounts, in pence, an application can be put on the ballot of a round.
func CostRange(r Round, a Application) (least, most int64) {
	least, most = r.Grants()
	return max(least, a.Least()), min(most, a.Most())
}

// sealReason checks a reason and seals it for the author.
func (f *Funding) sealReason(ctx context.Context, a Application, reason string) (seal.Sealed, error) {
	reason = strings.TrimSpace(reason)
	var c fault.Checks
	c.That(within(reason, 0, maxReason), "reason", "fault.too_long", "max", maxReason)
	if err := c.Fault(); err != nil {
		return nil, err
	}
	s := sealing{f: f, ctx: ctx, subject: people.Subject(a.Author())}
	return s.seal(reasonPurpose, &reason), s.err
}

// listed are names one after the other; a name that is not known is left out.
func listed(names []string) string {
	known := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == "" })
	return strings.Join(known, ", ")
}
