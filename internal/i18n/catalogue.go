// Package i18n holds every visible word, in every language, and says numbers, money and times as people do.
//
// A language is one file of messages by key. English is complete and is what any other language falls back
// to, message by message. A message has named places, with a format where one is wanted: "{name}",
// "{left:money}" (pence), "{closes:when}" (a time.Time). A message that counts has one text for each plural
// category of its language (CLDR), chosen by n, which is also its place "{n}"; "=0" and the like are for one number alone.
package i18n

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// Language is one that the catalogues speak.
type Language struct {
	Code string // "en", "ar"
	Name string // in the language itself
	Dir  string // "ltr" or "rtl"
}

// Catalogues are all languages. They do not change after Load and are safe for all to share.
type Catalogues struct {
	all     map[string]*catalogue
	codes   []string // English first, then by code
	matcher language.Matcher
}

type catalogue struct {
	Language
	tag      language.Tag
	messages map[string]message
}

// message has one text for each plural category; one that does not count has only "other".
type message map[string]string

func (m *message) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		*m = message{"other": text}
		return nil
	}
	var forms map[string]string
	if err := json.Unmarshal(data, &forms); err != nil {
		return fmt.Errorf("a message is a text or an object of plural forms: %w", err)
	}
	if forms["other"] == "" {
		return fmt.Errorf("a message that counts needs the form \"other\"")
	}
	*m = forms
	return nil
}

// base is the language that is complete and that others fall back to.
const base = "en"

// Load reads every *.json in files, each one language named by its file. It fails on a file that is not a
// catalogue and when English is not among them.
func Load(files fs.FS) (*Catalogues, error) {
	names, err := fs.Glob(files, "*.json")
	if err != nil {
		return nil, fmt.Errorf("list languages: %w", err)
	}
	c := &Catalogues{all: make(map[string]*catalogue, len(names))}
	for _, name := range names {
		one, err := read(files, name)
		if err != nil {
			return nil, fmt.Errorf("language %s: %w", name, err)
		}
		c.all[one.Code] = one
		c.codes = append(c.codes, one.Code)
	}
	if c.all[base] == nil {
		return nil, fmt.Errorf("the English catalogue %s.json is missing", base)
	}
	slices.SortFunc(c.codes, func(a, b string) int {
		if (a == base) != (b == base) {
			if a == base {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	tags := make([]language.Tag, len(c.codes))
	for i, code := range c.codes {
		tags[i] = c.all[code].tag
	}
	c.matcher = language.NewMatcher(tags)
	return c, nil
}

func read(files fs.FS, name string) (*catalogue, error) {
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	one := &catalogue{messages: map[string]message{}}
	if err := json.Unmarshal(data, &one.messages); err != nil {
		return nil, err
	}
	one.Code = strings.TrimSuffix(path.Base(name), ".json")
	if one.tag, err = language.Parse(one.Code); err != nil {
		return nil, err
	}
	one.Name, one.Dir = one.messages["language.name"]["other"], one.messages["language.direction"]["other"]
	if one.Name == "" || (one.Dir != "ltr" && one.Dir != "rtl") {
		return nil, fmt.Errorf("language.name and language.direction (ltr or rtl) must be given")
	}
	return one, nil
}

// Languages lists what can be chosen, English first.
func (c *Catalogues) Languages() []Language {
	list := make([]Language, len(c.codes))
	for i, code := range c.codes {
		list[i] = c.all[code].Language
	}
	return list
}

// Has reports whether a language can be chosen.
func (c *Catalogues) Has(code string) bool { return c.all[code] != nil }

// Choose gives the code of the language that suits best: the one chosen before, if there is one, else the
// first that an Accept-Language header asks for, else English.
func (c *Catalogues) Choose(chosen, accept string) string {
	if c.Has(chosen) {
		return chosen
	}
	wanted, _, err := language.ParseAcceptLanguage(accept)
	if err != nil || len(wanted) == 0 {
		return base
	}
	_, i, confidence := c.matcher.Match(wanted...)
	if confidence == language.No {
		return base
	}
	return c.codes[i]
}

// Keys lists every English key, in order.
func (c *Catalogues) Keys() []string { return c.keys(base) }

// Missing lists the keys that a language does not say yet.
func (c *Catalogues) Missing(code string) []string {
	var missing []string
	for _, key := range c.Keys() {
		if c.all[code].messages[key] == nil {
			missing = append(missing, key)
		}
	}
	return missing
}

func (c *Catalogues) keys(code string) []string {
	keys := make([]string, 0, len(c.all[code].messages))
	for key := range c.all[code].messages {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
