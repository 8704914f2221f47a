package faults

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// The canary: somebody whose name and address are found nowhere else.
const (
	canaryName    = "Ottoline Quagmire"
	canaryAddress = "ottoline.quagmire@example.org"
)

func TestNothingThatNamesSomebodyOrOpensADoorIsWrittenDown(t *testing.T) {
	metrics := freeAddress(t)
	p := newProgram(t, "--log-level", "debug", "--mirror", "on", "--metrics", metrics)
	secrets := append([]string{canaryName, canaryAddress}, p.voteInEveryWay()...)
	salts := []string{} // of the ballots in the open box, kept with them and nowhere else
	for _, b := range p.read().open[p.tour.Round] {
		salts = append(salts, b.salt)
	}
	if len(salts) < 3 {
		t.Fatalf("%d ballots are in the box", len(salts))
	}
	secrets = append(secrets, p.tour.secrets()...)
	p.stop() // which leaves a snapshot with the open box
	p.start()
	p.must(t, "POST", "/rounds/"+p.tour.Round+"/close", p.tour.Token, nil)
	p.awaitMirror(awaitRedaction(t, p.tour.Round, p.read).seq)
	secrets = append(secrets, p.tour.secrets()...)

	absent(t, "the metrics", newBrowser(t).get("http://"+metrics+"/metrics"), secrets)
	p.kill()
	for name, text := range everythingIn(t, p.dir) {
		absent(t, name+", left by a server that was killed", text, append(secrets, salts...))
	}
	absent(t, "the database", everyDocument(t, p.dir), append(secrets, salts...))

	p.start()
	secrets = append(secrets, p.tour.secrets()...)
	if err := p.cmd.Process.Signal(syscall.SIGQUIT); err != nil { // all that the runtime says of a crash
		t.Fatal(err)
	}
	_ = p.cmd.Wait() // it crashed
	p.cmd = nil
	log := p.log.String()
	if !strings.Contains(log, "goroutine ") || !strings.Contains(log, "msg=request") {
		t.Error("the log has neither requests nor the crash")
	}
	absent(t, "the log", log, secrets)
}

// secrets are what opens doors, in a tour.
func (t tour) secrets() []string {
	secrets := []string{t.Token}
	for _, link := range t.Links {
		_, token, _ := strings.Cut(link, "?t=")
		secrets = append(secrets, token)
	}
	for _, code := range t.Slips {
		secrets = append(secrets, code, strings.ReplaceAll(code, "-", ""), strings.ReplaceAll(code, " ", ""))
	}
	return secrets
}

// voteInEveryWay holds a vote to which people come by a sign-in link from a letter, by a slip in a browser and by a
// slip through the API, with mistakes on the way. It returns what opened doors.
func (p *program) voteInEveryWay() (secrets []string) {
	advocate, parent, holder := newBrowser(p.t), newBrowser(p.t), newBrowser(p.t)
	advocate.signIn(p.url, p.tour.Links["advocate"])
	advocate.post(p.url+"/councils/"+p.tour.Council+"/members", "name", canaryName, "email", canaryAddress, "role", "member")
	p.must(p.t, "POST", "/rounds/"+p.tour.Round+"/open", p.tour.Token, nil)

	parent.post(p.url+"/sign-in", "email", canaryAddress)
	var link string
	eventually(p.t, "the letter is there", func() bool {
		list := parent.get(p.url + "/mailbox")
		for _, path := range letters.FindAllString(list, -1) {
			letter := parent.get(p.url + path)
			if found := links.FindString(letter); found != "" && strings.Contains(letter, canaryAddress) {
				link = strings.ReplaceAll(found, "&amp;", "&")
				return true
			}
		}
		return false
	})
	parent.signIn(p.url, link)
	ballot := p.url + "/rounds/" + p.tour.Round + "/vote"
	parent.post(ballot, "pick", "1", "pick", "4", "key", "the parent's vote")
	holder.post(p.url+"/slip", "code", p.tour.Slips[0])
	holder.post(ballot, "pick", "2", "key", "the slip holder's vote")
	r := &round{id: p.tour.Round, slips: []slip{{Code: p.tour.Slips[1]}}}
	if receipt, a, err := r.cast(p.client, 0, vote{Picks: []int32{3}, Key: "a program's vote"}); receipt == "" {
		p.t.Fatalf("%d %s %v", a.status, a.body, err)
	}
	for _, wrong := range []string{p.tour.Slips[2] + "A", p.tour.Token + "A"} { // refusals are logged as well
		if a, err := p.api("GET", r.at("ballot"), wrong, nil); err != nil || a.status < http.StatusBadRequest {
			p.t.Fatalf("%d %v", a.status, err)
		}
	}
	if a, err := p.get("/sign-in/link?t=" + tokenOf(p.t, link)); err != nil || a.status < http.StatusBadRequest {
		p.t.Fatalf("a link that was used opens with %d, %v", a.status, err)
	}
	at, err := url.Parse(p.url)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, b := range []*browser{advocate, parent, holder} {
		for _, cookie := range b.jar.Cookies(at) {
			if len(cookie.Value) >= 16 {
				secrets = append(secrets, cookie.Value)
			}
		}
	}
	return append(secrets, tokenOf(p.t, link))
}

var (
	letters = regexp.MustCompile(`/mailbox/[A-Za-z0-9_-]+`)
	links   = regexp.MustCompile(`https?://[^"<> ]+/sign-in/link\?t=[A-Za-z0-9_-]+`)
)

func absent(t *testing.T, where, text string, secrets []string) {
	t.Helper()
	found := 0
	for _, secret := range secrets {
		if len(secret) < 8 {
			t.Fatalf("%q is too short to look for", secret)
		}
		if at := strings.Index(text, secret); at >= 0 {
			if found++; found < 4 {
				t.Errorf("%q is in %s: %q", secret, where, fmt.Sprint(text[max(0, at-80):min(len(text), at+80)]))
			}
		}
	}
	if found > 0 {
		t.Errorf("%d of %d secrets are in %s", found, len(secrets), where)
	}
}
