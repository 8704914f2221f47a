package page

import (
	"bytes"
	"fmt"
	"strings"
)

// SignInLetter is the e-mail with the link that signs somebody in.
type SignInLetter struct {
	Name    string // empty when it is not known
	Link    string
	Minutes int // how long the link works
}

// Letter is an e-mail, said and drawn. Its subject tells nothing to whoever sees it over a shoulder.
type Letter struct{ Subject, Text, HTML string }

// letterParts is what the template draws: every letter has the same shape.
type letterParts struct{ Hello, Lead, Press, Link, Note string }

// SignInLetter writes the letter in the chrome's language.
func (r *Renderer) SignInLetter(c Chrome, l SignInLetter) (Letter, error) {
	v := View{Translator: r.Translator(c), Chrome: c, assets: r.assets}
	parts := letterParts{
		Hello: v.T("mail.sign-in.hello-nobody"), Lead: v.N("mail.sign-in.lead", l.Minutes),
		Press: v.T("mail.sign-in.press"), Link: l.Link, Note: v.T("mail.sign-in.not-you"),
	}
	if l.Name != "" {
		parts.Hello = v.T("mail.sign-in.hello", "name", l.Name)
	}
	var out bytes.Buffer
	if err := r.pages["letter"].ExecuteTemplate(&out, "letter", v.With(parts)); err != nil {
		return Letter{}, fmt.Errorf("draw the sign-in letter: %w", err)
	}
	text := strings.Join([]string{parts.Hello, parts.Lead, parts.Link, parts.Note, c.Community}, "\n\n") + "\n"
	return Letter{Subject: v.T("mail.sign-in.subject"), Text: text, HTML: out.String()}, nil
}
