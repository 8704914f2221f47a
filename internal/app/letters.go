package app

import (
	"context"
	"math"
	"time"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/mail"
	"github.com/parentpower/parentpower/internal/notify"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
	"github.com/parentpower/parentpower/internal/web/page"
)

// letters writes what people are sent, in their language and with links to the configured origin, and queues it.
type letters struct {
	outbox    *mail.Outbox
	pages     *page.Renderer
	origin    string
	community string
}

// SignIn implements people.Letters.
func (l *letters) SignIn(ctx context.Context, in people.SignInLetter) ([]store.Change, error) {
	lasts := time.Until(in.Until)
	written, err := l.pages.SignInLetter(l.chrome(in.Language), page.SignInLetter{
		Link: l.origin + "/sign-in/link?t=" + in.Token, Minutes: int(math.Ceil(lasts.Minutes())),
	})
	if err != nil {
		return nil, err
	}
	return l.queue(ctx, in.Whose, "sign-in", lasts, in.To, written, "")
}

// Invite implements council.Letters.
func (l *letters) Invite(ctx context.Context, in council.InviteLetter) ([]store.Change, error) {
	written, err := l.pages.InviteLetter(l.chrome(in.Language), page.InviteLetter{
		Name: in.Name, Council: in.Council, Link: l.origin + "/sign-in",
	})
	if err != nil {
		return nil, err
	}
	return l.queue(ctx, in.Whose, "invite", 0, in.To, written, "")
}

// CoLead implements funding.Letters.
func (l *letters) CoLead(ctx context.Context, in funding.CoLeadLetter) ([]store.Change, error) {
	written, err := l.pages.CoLeadLetter(l.chrome(in.Language), page.CoLeadLetter{
		Name: in.Name, From: in.From, Round: in.Title, Link: l.origin + "/rounds/" + in.Round + "/lead/" + in.Code,
	})
	if err != nil {
		return nil, err
	}
	return l.queue(ctx, in.Whose, "co-lead", funding.InvitationLasts, in.To, written, "")
}

// News implements notify.Letters.
func (l *letters) News(ctx context.Context, in notify.Letter) ([]store.Change, error) {
	letter := page.NewsLetter{Name: in.Name, Kind: string(in.Kind), Site: l.origin, Foot: page.NewsFoot{
		Choose: l.origin + "/me/letters", Stop: l.origin + "/letters/stop?t=" + in.Stop, StopAll: l.origin + "/letters/stop?t=" + in.StopAll,
	}}
	for _, i := range in.Items {
		letter.Items = append(letter.Items, page.NewsItem{Says: i.Says, Words: i.Words, Until: i.Until})
	}
	written, err := l.pages.NewsLetter(l.chrome(in.Language), letter)
	if err != nil {
		return nil, err
	}
	kind := "news." + string(in.Kind)
	if in.Kind == "" {
		kind = "digest"
	}
	return l.queue(ctx, in.Whose, kind, in.Useful, in.To, written, letter.Foot.Stop)
}

func (l *letters) chrome(language string) page.Chrome {
	return page.Chrome{Lang: language, Community: l.community, Now: time.Now()}
}

func (l *letters) queue(ctx context.Context, whose, kind string, useful time.Duration, to mail.Address, written page.Letter, unsubscribe string) ([]store.Change, error) {
	ready, err := l.outbox.Prepare(ctx, whose, kind, useful, mail.Message{
		To: to, Subject: written.Subject, Text: written.Text, HTML: written.HTML, Unsubscribe: unsubscribe,
	})
	if err != nil {
		return nil, err
	}
	return ready.Queue(), nil
}
