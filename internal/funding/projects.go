package funding

import (
	"context"
	"strings"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/media"
	"github.com/parentpower/parentpower/internal/store"
)

// Limits of a project, in characters.
const (
	minTitle = 3
	maxTitle = 300
	maxAbout = 5000
	maxLead  = 400
)

// PutProject adds a project to a draft round, or changes it where p.Number is given. It returns the project with its
// number. It fails with Invalid, naming the fields, NotFound, and Conflict once voting has opened. Its picture and voice
// are files of FilesOwner, or those that it has.
func (f *Funding) PutProject(ctx context.Context, actor string, p Project) (Project, error) {
	put := p
	put.Title, put.About, put.Lead = strings.TrimSpace(p.Title), strings.TrimSpace(p.About), strings.TrimSpace(p.Lead)
	_, err := f.Store.Update(ctx, "funding.put_project", actor, func(v store.View) ([]store.Change, error) {
		r, err := unopenedRound(v, p.Round)
		if err != nil {
			return nil, err
		}
		var old Project
		if p.Number != 0 {
			if old, err = ProjectByNumber(v, p.Round, p.Number); err != nil {
				return nil, err
			}
		}
		var c fault.Checks
		c.That(within(put.Title, minTitle, maxTitle), "title", "fault.funding.project_title", "max", maxTitle)
		c.That(within(put.About, 0, maxAbout), "about", "fault.too_long", "max", maxAbout)
		c.That(within(put.Lead, 0, maxLead), "lead", "fault.too_long", "max", maxLead)
		c.That(p.Cost > 0 && p.Cost <= r.Budget, "cost", "fault.funding.cost_budget", "budget", r.Budget)
		c.That(r.Smallest == 0 || p.Cost >= r.Smallest, "cost", "fault.funding.cost_smallest", "smallest", r.Smallest)
		c.That(r.Largest == 0 || p.Cost <= r.Largest, "cost", "fault.funding.cost_largest", "largest", r.Largest)
		c.That(media.MayRefer(v, FilesOwner(p.Round), p.Picture, old.Picture, media.Picture), "picture", media.Again)
		c.That(media.MayRefer(v, FilesOwner(p.Round), p.Voice, old.Voice, media.Voice), "voice", media.Again)
		if err := c.Fault(); err != nil {
			return nil, err
		}
		if p.Number != 0 {
			put.Application, put.Language = old.Application, old.Language
			return []store.Change{Projects.Put(put)}, nil
		}
		var changes []store.Change
		changes, put.Number, err = newProject(r, put)
		return changes, err
	})
	return put, err
}

// newProject is the changes that put one more project on a round's ballot, and its number.
func newProject(r Round, p Project) ([]store.Change, int32, error) {
	if int(r.Numbers) >= MaxProjects {
		return nil, 0, fault.New(fault.Conflict, "fault.funding.too_many_projects", "max", MaxProjects)
	}
	r.Numbers++
	p.Number = r.Numbers
	return []store.Change{Projects.Put(p), Rounds.Put(r)}, p.Number, nil
}

// RemoveProject takes a project off the ballot, with its translations. The application that it came of waits for a
// decision again. It fails with NotFound, and Conflict once voting has opened.
func (f *Funding) RemoveProject(ctx context.Context, actor, round string, number int32) error {
	_, err := f.Store.Update(ctx, "funding.remove_project", actor, func(v store.View) ([]store.Change, error) {
		if _, err := unopenedRound(v, round); err != nil {
			return nil, err
		}
		p, err := ProjectByNumber(v, round, number)
		if err != nil {
			return nil, err
		}
		changes := projectGone(v, round, number)
		if a, err := ApplicationByID(v, round, p.Application); err == nil {
			a.State, a.Project = StateSubmitted, 0
			changes = append(changes, applications.Put(a))
		}
		return changes, nil
	})
	return err
}

// projectGone is the changes that take a project off the ballot with what hangs on it.
func projectGone(v store.View, round string, number int32) []store.Change {
	key := projectKey(round, number)
	changes := []store.Change{Projects.Delete(key)}
	for t := range translations.Under(v, key+"/") {
		changes = append(changes, translations.Delete(t.key()))
	}
	return changes
}

// fits reports whether a project's cost is one that the settings allow.
func fits(p Project, s Settings) bool {
	return p.Cost <= s.Budget && (s.Smallest == 0 || p.Cost >= s.Smallest) && (s.Largest == 0 || p.Cost <= s.Largest)
}
