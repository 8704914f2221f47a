package award

import (
	"context"
	"time"

	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/mail"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

// Letters writes what people are sent about an award, in their language, and returns the changes that queue it.
type Letters interface {
	Award(ctx context.Context, l Letter) ([]store.Change, error)
	StoryDue(ctx context.Context, l Letter) ([]store.Change, error)
	StoryLate(ctx context.Context, l Letter) ([]store.Change, error)
}

// Letter is what such a letter needs to say. They all have the same.
type Letter struct {
	Person   string
	Whose    string // the vault's subject to seal the letter for
	To       mail.Address
	Language string
	Name     string
	Round    string // its id
	Number   int32  // of the project
	Project  string // its title
	Amount   int64
	By       time.Time // until when an answer or the story is awaited
}

// write writes one letter about an award and an amount to each of some persons who have an address, and returns the
// changes that queue them.
func (a *Acts) write(ctx context.Context, v store.View, w Award, amount int64, to []string, by time.Time, letter func(context.Context, Letter) ([]store.Change, error)) ([]store.Change, error) {
	p, err := funding.ProjectByNumber(v, w.Round, w.Project)
	if err != nil {
		return nil, err
	}
	var changes []store.Change
	for _, id := range to {
		person, _ := people.Get(v, id)
		address, err := a.deps.People.AddressOf(ctx, person)
		if err != nil {
			return nil, err
		}
		if address == "" {
			continue
		}
		name, err := a.deps.People.NameOf(ctx, person)
		if err != nil {
			return nil, err
		}
		queued, err := letter(ctx, Letter{
			Person: id, Whose: people.Subject(id), To: address, Language: person.Language, Name: name, Round: w.Round,
			Number: w.Project, Project: p.Title, Amount: amount, By: by,
		})
		if err != nil {
			return nil, err
		}
		changes = append(changes, queued...)
	}
	return changes, nil
}

// offerLetters are the award letters to some of those who lead a project.
func (a *Acts) offerLetters(ctx context.Context, v store.View, w Award, to []string, amount int64) ([]store.Change, error) {
	return a.write(ctx, v, w, amount, to, w.AnswerBy, a.deps.Letters.Award)
}
