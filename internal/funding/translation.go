package funding

import (
	"bytes"
	"context"
	"crypto/sha256"
	"slices"

	"golang.org/x/text/language"

	"github.com/parentpower/parentpower/internal/store"
)

// Translation is a project's text in another language, made by a person. It is marked as such wherever it is shown, and
// is not shown any more once the text that it was made of has changed.
type Translation struct {
	Round    string    `bson:"round"`
	Project  int32     `bson:"project"`
	Language string    `bson:"language"` // BCP 47, as pages are chosen by
	Title    string    `bson:"title"`
	About    string    `bson:"about"`
	Of       []byte    `bson:"of"` // digest of the text that it was made of
	Made     Signature `bson:"made"`
	Checked  Signature `bson:"checked,omitempty"` // by somebody else; nobody yet while it has no person
}

var translations = store.NewTable("translations", Translation.key)

func (t Translation) key() string { return translationKey(t.Round, t.Project, t.Language) }

func translationKey(round string, project int32, lang string) string {
	return projectKey(round, project) + "/" + lang
}

// TranslationOf is what somebody made of a project's text in a language; false where nobody did. Fresh says that the
// text has not changed since.
func TranslationOf(v store.View, p Project, lang string) (t Translation, fresh, ok bool) {
	t, ok = translations.Get(v, translationKey(p.Round, p.Number, lang))
	return t, bytes.Equal(t.Of, p.digest()), ok
}

// TranslationsOf are all that were made of a project's text, in the order of languages.
func TranslationsOf(v store.View, p Project) []Translation {
	return slices.Collect(translations.Under(v, translationKey(p.Round, p.Number, "")))
}

// Text is what somebody reads of a project: a translation into their language where there is a fresh one, else what was
// written, with its language.
type Text struct {
	Title, About string
	Language     string
	Translation  *Translation // that this is; nil for what was written
}

// TextIn is a project's text for somebody who reads a language.
func TextIn(v store.View, p Project, lang string) Text {
	if t, fresh, ok := TranslationOf(v, p, lang); ok && fresh && lang != p.Language {
		return Text{Title: t.Title, About: t.About, Language: lang, Translation: &t}
	}
	return Text{Title: p.Title, About: p.About, Language: p.Language}
}

// ReadSignature is how somebody wishes to be named; empty where that was erased. It fails with Unavailable where a key
// cannot be had just now.
func (f *Funding) ReadSignature(ctx context.Context, s Signature) (string, error) {
	o := opening{f: f, ctx: ctx}
	return o.name(s), o.err
}

func (p Project) digest() []byte {
	sum := sha256.Sum256([]byte(p.Title + "\x00" + p.About))
	return sum[:digestBytes]
}

// knownLanguage reports whether a text names a language, shortly enough.
func knownLanguage(tag string) bool {
	_, err := language.Parse(tag)
	return err == nil && len(tag) <= 35
}
