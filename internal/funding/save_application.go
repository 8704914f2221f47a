package funding

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/media"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
)

// Edit is what somebody changes in an application; what is nil stays as it is. An application that is not there yet
// begins with it: ID is made by the phone, so that what is sent twice is there once.
type Edit struct {
	Round, ID string
	Language  string // BCP 47, of what is said; the same as before when empty, English at first
	Title     *string
	About     *string
	Lead      *string // how the one who saves wishes to be named in public
	Items     *[]Item // all of them
	Picture   *string // a file of the author's, or none
	Voice     *string // likewise
}

// applicationID is what a phone may call an application or an item of one.
var applicationID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{7,63}$`)

// SaveApplication keeps what its author or somebody who leads with them has put down so far: it may be unfinished.
// Saving the same again changes nothing. It fails with Invalid, naming the fields, NotFound for the round and for an
// application of others, Conflict where it was sent, the round takes no applications yet or the author has begun twenty,
// and Gone where it takes none any more.
func (f *Funding) SaveApplication(ctx context.Context, actor string, e Edit) (Application, error) {
	if err := e.check(); err != nil {
		return Application{}, err
	}
	author := actor
	if a, err := ApplicationByID(f.Store.View(), e.Round, e.ID); err == nil {
		author = a.Author()
	}
	put, err := f.sealEdit(ctx, author, actor, e)
	if err != nil {
		return Application{}, err
	}
	var saved Application
	_, err = f.Store.Update(ctx, "funding.save_application", actor, func(v store.View) ([]store.Change, error) {
		r, a, begun, err := forSaving(v, e, actor)
		if err != nil {
			return nil, err
		}
		if a.Author() != author { // somebody else began one of this name meanwhile
			return nil, fault.New(fault.NotFound, "fault.funding.idea_not_found")
		}
		if err := Mendable(r, a.State); err != nil {
			return nil, err
		}
		saved = put(a)
		var c fault.Checks
		c.That(media.MayRefer(v, people.Subject(author), saved.Picture, a.Picture, media.Picture), "picture", media.Again)
		c.That(media.MayRefer(v, people.Subject(author), saved.Voice, a.Voice, media.Voice), "voice", media.Again)
		saved.Changed = v.Time()
		if begun {
			saved.Created = v.Time()
		}
		return []store.Change{applications.Put(saved)}, c.Fault()
	})
	if err != nil {
		return Application{}, err
	}
	return saved, nil
}

// forSaving is the application to change, or a new one.
func forSaving(v store.View, e Edit, actor string) (Round, Application, bool, error) {
	r, err := RoundByID(v, e.Round)
	if err != nil {
		return Round{}, Application{}, false, err
	}
	if _, err := ApplicationByID(v, e.Round, e.ID); err == nil {
		a, err := leading(v, e.Round, e.ID, actor)
		return r, a, false, err
	}
	mine := 0
	for a := range ApplicationsLedBy(v, actor) {
		if a.Round == e.Round && a.Author() == actor {
			mine++
		}
	}
	if mine >= MaxApplications {
		return r, Application{}, false, fault.New(fault.Conflict, "fault.funding.too_many_ideas", "max", MaxApplications)
	}
	return r, Application{
		ID: e.ID, Round: e.Round, State: StateDraft, Language: "en", Leaders: []Signature{{Person: actor, At: v.Time()}},
	}, true, nil
}

func (e *Edit) check() error {
	var c fault.Checks
	c.That(applicationID.MatchString(e.ID), "id", "fault.funding.idea_id")
	for _, text := range []*string{e.Title, e.About, e.Lead} {
		if text != nil {
			*text = strings.TrimSpace(*text)
		}
	}
	c.That(e.Language == "" || knownLanguage(e.Language), "lang", "fault.people.language")
	c.That(e.Title == nil || within(*e.Title, 0, maxTitle), "title", "fault.too_long", "max", maxTitle)
	c.That(e.About == nil || within(*e.About, 0, maxAbout), "about", "fault.too_long", "max", maxAbout)
	c.That(e.Lead == nil || people.IsLine(*e.Lead, maxName), "lead", "fault.too_long", "max", maxName)
	if e.Items != nil {
		c.That(len(*e.Items) <= MaxItems, "items", "fault.funding.too_many_items", "max", MaxItems)
		for i := range *e.Items {
			checkItem(&c, itemField(i), &(*e.Items)[i])
		}
	}
	return c.Fault()
}

// sealEdit is the edit as a function of the application that it changes, with all sealing done before.
func (f *Funding) sealEdit(ctx context.Context, author, actor string, e Edit) (func(Application) Application, error) {
	s := sealing{f: f, ctx: ctx, subject: people.Subject(author)}
	title, about := s.seal(titlePurpose, e.Title), s.seal(aboutPurpose, e.About)
	var costs []Cost
	if e.Items != nil {
		for _, item := range *e.Items {
			costs = append(costs, s.cost(item))
		}
	}
	s.subject = people.Subject(actor)
	name := s.seal(namePurpose, e.Lead)
	return func(a Application) Application {
		if e.Language != "" {
			a.Language = e.Language
		}
		if e.Title != nil {
			a.Title = title
		}
		if e.About != nil {
			a.About = about
		}
		if e.Items != nil {
			a.Costs = costs
		}
		if e.Lead != nil {
			a.Leaders = slices.Clone(a.Leaders)
			for i := range a.Leaders {
				if a.Leaders[i].Person == actor {
					a.Leaders[i].Name = name
				}
			}
		}
		if e.Picture != nil {
			a.Picture = *e.Picture
		}
		if e.Voice != nil {
			a.Voice = *e.Voice
		}
		return a
	}, s.err
}

// sealing seals fields one after the other and keeps the first trouble.
type sealing struct {
	f       *Funding
	ctx     context.Context //nolint:containedctx // lives as long as one call
	subject string
	err     error
}

func (s *sealing) seal(purpose string, plain *string) seal.Sealed {
	if plain == nil || *plain == "" || s.err != nil {
		return nil
	}
	var sealed seal.Sealed
	sealed, s.err = s.f.Vault.Seal(s.ctx, s.subject, purpose, *plain)
	return sealed
}

func (s *sealing) cost(item Item) Cost {
	if item.ID == "" {
		item.ID = s.f.NewID()
	}
	return Cost{ID: item.ID, What: s.seal(itemPurpose, &item.What), Min: item.Min, Wanted: item.Wanted}
}
