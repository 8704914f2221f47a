package page

import (
	"fmt"
	"maps"
	"strings"
	"time"
)

// leadsTo is where each kind of news leads: places of these paths are filled by the news's own words. Its texts are the
// messages "news.<says>.subject", ".line" and ".press", and ".line-until" where a time matters.
var leadsTo = map[string]string{
	"opened":   "/rounds/{round}/vote",
	"last-day": "/rounds/{round}/vote",
	"counted":  "/rounds/{round}/result",
	"story":    "/rounds/{round}/after/{project}",

	"idea-arrived":       "/rounds/{round}/ideas/{idea}",
	"idea-accepted":      "/rounds/{round}/ideas/{idea}",
	"idea-misses":        "/rounds/{round}/ideas/{idea}",
	"idea-sent-back":     "/rounds/{round}/ideas/{idea}",
	"idea-asked-to-join": "/rounds/{round}/ideas/{idea}",
	"idea-joined":        "/rounds/{round}/ideas/{idea}",
}

// NewsLetter is the e-mail about something that happened, or about several things in one digest.
type NewsLetter struct {
	Name  string
	Kind  string // empty for a digest
	Items []NewsItem
	Foot  NewsFoot
	Site  string // the address that paths are put behind
}

// NewsItem is one thing that happened. Until is when it is over; zero where it never is.
type NewsItem struct {
	Says  string
	Words map[string]string
	Until time.Time
}

// NewsFoot is where the reader gets fewer letters: choosing, stopping such letters, stopping all of them.
type NewsFoot struct{ Choose, Stop, StopAll string }

// NewsLetter writes the letter in the chrome's language. It fails on news that it has no words for.
func (r *Renderer) NewsLetter(c Chrome, l NewsLetter) (Letter, error) {
	say := r.Translator(c)
	parts := letterParts{Hello: r.hello(c, l.Name), Foot: []Link{
		{l.Foot.Choose, say.T("mail.news.choose")}, {l.Foot.Stop, say.T("mail.news.stop")}, {l.Foot.StopAll, say.T("mail.news.stop-all")},
	}}
	for _, i := range l.Items {
		item, err := r.newsItem(c, l.Site, i)
		if err != nil {
			return Letter{}, err
		}
		parts.Items = append(parts.Items, item)
	}
	if l.Kind == "" {
		parts.Lead, parts.Note = say.T("mail.digest.lead"), say.T("mail.why.digest")
		return r.letter(c, say.T("mail.digest.subject"), parts)
	}
	only := parts.Items[0]
	parts.Items, parts.Lead, parts.Press, parts.Link = nil, only.Line, only.Link.Text, only.Link.Href
	parts.Note = say.T("mail.why." + l.Kind)
	return r.letter(c, say.T("news."+l.Items[0].Says+".subject"), parts)
}

func (r *Renderer) newsItem(c Chrome, site string, i NewsItem) (letterItem, error) {
	path, known := leadsTo[i.Says]
	if !known {
		return letterItem{}, fmt.Errorf("no words for the news %q", i.Says)
	}
	say, key := r.Translator(c), "news."+i.Says
	words := make(map[string]any, len(i.Words)+1)
	for name, text := range i.Words {
		words[name] = text
		if say.Dir() == "rtl" { // what people wrote may run the other way: FSI and PDI, as <bdi> on a page
			words[name] = "\u2068" + text + "\u2069"
		}
		path = strings.ReplaceAll(path, "{"+name+"}", text)
	}
	line := key + ".line"
	if !i.Until.IsZero() {
		maps.Copy(words, map[string]any{"closes": i.Until})
		line += "-until"
	}
	return letterItem{Line: say.Say(line, words), Link: Link{site + path, say.T(key + ".press")}}, nil
}
