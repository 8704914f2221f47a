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

// InviteLetter is the e-mail that tells somebody they were added to a council.
type InviteLetter struct {
	Name    string
	Council string
	Link    string // to where a sign-in link is asked for
}

// CoLeadLetter is the e-mail that asks somebody to lead an idea with its author.
type CoLeadLetter struct {
	Name, From, Round string
	Link              string // to the idea
}

// Letter is an e-mail, said and drawn. Its subject tells nothing to whoever sees it over a shoulder.
type Letter struct{ Subject, Text, HTML string }

// letterParts is what the template draws: every letter has the same shape. A digest has Items in the place of one press.
type letterParts struct {
	Hello, Lead, Press, Link, Note string
	Items                          []letterItem
	Foot                           []Link // how to get fewer letters
}

type letterItem struct {
	Line string
	Link Link
}

// SignInLetter writes the letter in the chrome's language.
func (r *Renderer) SignInLetter(c Chrome, l SignInLetter) (Letter, error) {
	say := r.Translator(c)
	return r.letter(c, say.T("mail.sign-in.subject"), letterParts{
		Hello: r.hello(c, l.Name), Lead: say.N("mail.sign-in.lead", l.Minutes),
		Press: say.T("mail.sign-in.press"), Link: l.Link, Note: say.T("mail.sign-in.not-you"),
	})
}

// InviteLetter writes the letter in the chrome's language.
func (r *Renderer) InviteLetter(c Chrome, l InviteLetter) (Letter, error) {
	say := r.Translator(c)
	return r.letter(c, say.T("mail.invite.subject"), letterParts{
		Hello: r.hello(c, l.Name), Lead: say.T("mail.invite.lead", "council", l.Council),
		Press: say.T("mail.invite.press"), Link: l.Link, Note: say.T("mail.invite.not-you"),
	})
}

// CoLeadLetter writes the letter in the chrome's language.
func (r *Renderer) CoLeadLetter(c Chrome, l CoLeadLetter) (Letter, error) {
	say := r.Translator(c)
	lead := say.T("mail.co-lead.lead", "from", l.From, "round", l.Round)
	if l.From == "" {
		lead = say.T("mail.co-lead.lead-nobody", "round", l.Round)
	}
	return r.letter(c, say.T("mail.co-lead.subject"), letterParts{
		Hello: r.hello(c, l.Name), Lead: lead, Press: say.T("mail.co-lead.press"), Link: l.Link, Note: say.T("mail.co-lead.not-you"),
	})
}

func (r *Renderer) hello(c Chrome, name string) string {
	if name == "" {
		return r.Translator(c).T("mail.hello-nobody")
	}
	return r.Translator(c).T("mail.hello", "name", name)
}

// letter draws a letter's parts, and says the same in plain text.
func (r *Renderer) letter(c Chrome, subject string, parts letterParts) (Letter, error) {
	v := View{Translator: r.Translator(c), Chrome: c, assets: r.assets}
	var out bytes.Buffer
	if err := r.pages["letter"].ExecuteTemplate(&out, "letter", v.With(parts)); err != nil {
		return Letter{}, fmt.Errorf("draw a letter: %w", err)
	}
	return Letter{Subject: subject, Text: parts.text(c.Community), HTML: out.String()}, nil
}

// text is the letter for those who read no HTML.
func (p letterParts) text(community string) string {
	paragraphs := []string{p.Hello, p.Lead}
	if p.Link != "" {
		paragraphs = append(paragraphs, p.Link)
	}
	for _, i := range p.Items {
		paragraphs = append(paragraphs, i.Line+"\n"+i.Link.Href)
	}
	paragraphs = append(paragraphs, p.Note, community)
	for _, l := range p.Foot {
		paragraphs = append(paragraphs, l.Text+"\n"+l.Href)
	}
	return strings.Join(paragraphs, "\n\n") + "\n"
}
