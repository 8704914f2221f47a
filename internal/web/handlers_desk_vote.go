package web

import (
	"strings"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/web/page"
)

// beginHelp puts on record who is helped, by whom and why, and hands the device over: from here on it shows the pages
// that all voters have, in the voter's language, until their vote is in.
func (s *Site) beginHelp(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	help := funding.Help{Round: r.round.ID, Voter: r.param("voter"), Helper: r.who.Person, Reason: choice[funding.HelpReason](f, "reason")}
	words, language := f.prose("words"), f.line("lang")
	f.checks.That(s.Words.Has(language), "lang", "fault.choose_one")
	p, err := r.deskStart()
	if err != nil {
		return err
	}
	refused := f.Fault()
	if refused == nil && !p.Voter.OnRoll {
		_, refused = s.Funding.IssueSlips(r.ctx, r.who.Person, r.round.ID, []string{help.Voter}, 0)
	}
	if refused == nil {
		help, refused = s.Funding.BeginHelp(r.ctx, help, words)
	}
	if refused != nil {
		return r.again(refused, func(form page.Form) page.Page {
			p.Form = form
			return p
		})
	}
	r.setCookie(cookieDesk, help.ID+"."+language, time.Hour)
	return r.goTo(r.deskURL("vote"), "")
}

// withHelp is a page of voting at the desk: for the voter of the help that this browser began, by the helper who began
// it. Once their vote is in, or the time is over, every such page leads back to the desk: going back in the browser
// shows nothing of the vote.
func (s *Site) withHelp(handle func(*request) error) func(*request) error {
	return func(r *request) error {
		id, language, _ := strings.Cut(r.cookie(cookieDesk), ".")
		help, err := funding.HelpNow(r.view, r.round.ID, id, r.now)
		if err == nil && help.Helper != r.who.Person {
			err = fault.New(fault.Gone, "fault.funding.help_over")
		}
		if err != nil {
			return r.goTo(r.deskURL(""), "desk-over")
		}
		r.help, r.tongue = help, language
		return handle(r)
	}
}

// atDesk reports whether somebody votes at a helper's desk.
func (r *request) atDesk() bool { return r.help.ID != "" }

// handOver ends the help and shows the receipt, this once: it has no address to come back to.
func (r *request) handOver(cast funding.Cast) error {
	r.dropCookie(cookieDesk)
	shown, err := r.showRound(r.Store.View(), r.round)
	if err != nil {
		return err
	}
	return r.show(page.Helped{Round: shown, Receipt: strings.ReplaceAll(cast.Receipt, "-", " ")})
}
