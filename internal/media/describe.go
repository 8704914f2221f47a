package media

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// wordsPurpose binds what was sealed to being a file's words.
const wordsPurpose = "media.words"

// WordsMost is how many characters may describe a file.
const WordsMost = 5000

// Describe says in words what a picture shows, or what a voice says, for those who cannot see or hear it. Its words are
// sealed with it. It fails with Invalid where they are too long, NotFound, Gone and Unavailable.
func (l *Library) Describe(ctx context.Context, actor, id, words string) error {
	words = strings.TrimSpace(words)
	if utf8.RuneCountInString(words) > WordsMost {
		return fault.New(fault.Invalid, "fault.too_long", "max", WordsMost)
	}
	f, err := ByID(l.Store.View(), id)
	if err != nil {
		return err
	}
	if now, err := l.Words(ctx, f); err != nil || now == words {
		return err
	}
	sealed, err := l.Vault.Seal(ctx, f.Owner, wordsPurpose, words)
	if err != nil {
		return err
	}
	_, err = l.Store.Update(ctx, "media.describe", actor, func(v store.View) ([]store.Change, error) {
		f, err := ByID(v, id)
		if err != nil {
			return nil, err
		}
		f.Words = sealed
		return []store.Change{All.Put(f)}, nil
	})
	return err
}

// Words are what somebody said that a file shows or says; empty where nobody did. It fails with Gone where the owner was
// erased, and Unavailable.
func (l *Library) Words(ctx context.Context, f File) (string, error) {
	return l.Vault.Open(ctx, f.Owner, wordsPurpose, f.Words)
}
