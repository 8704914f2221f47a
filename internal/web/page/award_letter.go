package page

import "time"

// AwardLetter is an e-mail to those who lead a project that was awarded something.
type AwardLetter struct {
	Kind    string // award, story-due or story-late
	Name    string // of the reader; empty when it is not known
	Project string
	Amount  int64
	By      time.Time // until when an answer or the story is awaited
	Link    string
}

// AwardLetter writes the letter in the chrome's language.
func (r *Renderer) AwardLetter(c Chrome, l AwardLetter) (Letter, error) {
	say := r.Translator(c)
	start := "mail." + l.Kind
	return r.letter(c, say.T(start+".subject"), letterParts{
		Hello: r.hello(c, l.Name), Lead: say.T(start+".lead", "project", l.Project, "amount", l.Amount, "by", l.By),
		Press: say.T(start + ".press"), Link: l.Link, Note: say.T(start + ".note"),
	})
}
