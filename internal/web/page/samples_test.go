package page

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
)

// now is a Thursday evening, an hour and a half before voting closes.
var now = time.Date(2026, 3, 12, 18, 30, 0, 0, time.UTC)

type sample struct {
	name string
	page Page
	who  *Who
	path string
}

var (
	amina    = &Who{Name: "Amina"}
	joy      = &Who{Name: "Joy", Staff: true, Council: "bbl"}
	slip     = &Who{Slip: true}
	long     = strings.TrimSpace(strings.Repeat("Saturday breakfast and homework club ", 8)) // forty words
	markup   = `<script>alert("x")</script> *not* {strong}`
	projects = []Project{
		{ID: "pa", Index: 0, Title: "Saturday breakfast club", About: "12 Saturdays of breakfast and play at the community centre\n\nBreakfast for children and whoever brings them.\n\nWe cook together.", Lead: "Amina and Joy", Cost: 48000},
		{ID: "pb", Index: 1, Title: "Driving theory group for mums", About: "Books, test fees and childcare for ten mums", Cost: 62000},
		{ID: "pc", Index: 2, Title: "Sensory den at the library", About: "A quiet corner that SEND families can book", Cost: 35000},
		{ID: "pd", Index: 3, Title: "Dads and lads bike repair", About: "Tools, and a mechanic for six evenings", Cost: 30000},
		{ID: "pe", Index: 4, Title: "Swahili story time", About: "Stories and songs every second Sunday", Cost: 40000},
	}
)

// A photo as a phone takes it, one held upright, and a voice note; none of them is there to be loaded.
var (
	photo   = &Picture{ID: "f1", Href: "/rounds/r1/files/f1", Small: "/rounds/r1/files/f1/small", Width: 1600, Height: 1200, SmallWidth: 480, SmallHeight: 360, Words: "Children at a long table with bread and fruit"}
	upright = &Picture{ID: "f2", Href: "/rounds/r1/files/f2", Small: "/rounds/r1/files/f2/small", Width: 900, Height: 1600, SmallWidth: 270, SmallHeight: 480}
	spoken  = &Voice{ID: "f3", Href: "/rounds/r1/files/f3", Lasts: 102, Words: "Hello, I am Amina.\n\nWe want to cook together on Saturdays. " + markup}
)

func withMedia(p Project, picture *Picture, voice *Voice) Project {
	p.Picture, p.Voice = picture, voice
	return p
}

func round(state string) Round {
	r := Round{
		ID: "r1", Title: "£2,000 for our own projects", Purpose: "The hub has money for things that parents run themselves.\n\nYou decide.",
		Council: "Blackbird Leys parents", CouncilID: "bbl", State: state, Budget: 200000, Closes: now.Add(90 * time.Minute),
		Phase: state, Room: "K7M 4QX", Roll: 61, Here: 17, Kind: WithinBudget, Max: 3, Standings: "after-close", Projects: 5,
	}
	if state != Draft {
		r.Voted = 38
	}
	if state == Closed {
		r.Phase, r.Voted, r.Closed = "awarded", 57, now.Add(-time.Hour)
	}
	return r
}

// phased is a round at one of the phases that share a state with others.
func phased(phase string) Round {
	r := round(Draft)
	if phase == "reporting" || phase == "closed" {
		r = round(Closed)
	} else {
		r.Opens = now.AddDate(0, 0, 13)
	}
	r.Phase = phase
	return r
}

// calendar is that of a round which has reached a phase, with dates where they can be.
func calendar(phase string) Calendar {
	day := func(n int) time.Time { return now.AddDate(0, 0, n) }
	order := []string{"applications", "review", "pitches", "voting", "awarded", "reporting", "closed"}
	c := Calendar{Phase: phase, Steps: []Step{
		{"ideas", StepLater, day(1), time.Time{}}, {"review", StepLater, day(3), time.Time{}}, {"pitches", StepLater, day(10), time.Time{}},
		{"voting", StepLater, day(13), day(14)}, {"result", StepLater, day(14), time.Time{}}, {"news", StepLater, time.Time{}, day(200)},
	}}
	at := slices.Index(order, phase)
	for i := range c.Steps {
		if i < at {
			c.Steps[i].State = StepDone
		} else if i == at {
			c.Steps[i].State, c.Steps[i].Until = StepNow, day(i+3)
			if c.Steps[i].What == "result" {
				c.Steps[i].Until = time.Time{}
			}
		}
	}
	for i, to := range order[:at+1] {
		c.Moves = append(c.Moves, Move{To: to, At: day(i - 9), ByHand: i%2 == 0})
	}
	slices.Reverse(c.Moves)
	return c
}

// moved is a calendar with a move back, and with names for those who look after the round.
func moved(c Calendar, who string) Calendar {
	if who != "" {
		c.Phase = ""
	}
	for i := range c.Moves {
		if c.Moves[i].ByHand {
			c.Moves[i].Who = who
		}
	}
	c.Moves = append([]Move{{To: "applications", Back: true, At: now.Add(-time.Hour), ByHand: true, Who: who, Why: "Half-term: many were away. " + markup}}, c.Moves...)
	return c
}

func kind(kind string) Round {
	r := round(Voting)
	r.Kind = kind
	return r
}

func atDesk(r Round) Round {
	r.Desk = true
	return r
}

func sized(r Round, budget int64, voted, roll int) Round {
	r.Budget, r.Voted, r.Roll = budget, voted, roll
	return r
}

func many(n int, title string) []Project {
	list := make([]Project, n)
	for i := range list {
		list[i] = Project{ID: fmt.Sprintf("p%d", i), Index: i, Title: title, About: "Tools, and a mechanic for six evenings", Cost: int64(i+1) * 100}
	}
	return list
}

func wrong(names ...string) Form {
	f := Form{Values: map[string][]string{}}
	var checks fault.Checks
	for _, name := range names {
		f.Values[name] = []string{markup}
		checks.That(false, name, "fault.invalid")
	}
	f.Fault = checks.Fault()
	return f
}

func letters(form Form) Letters {
	return Letters{Address: "amina@example.org", Digest: "weekly", Form: form, Kinds: []LetterKind{
		{"opening", "now", false}, {"last-day", "now", true}, {"result", "never", false}, {"project", "now", false}, {"story", "digest", false},
	}}
}

func outcomes() []Outcome {
	reason := func(key string, n int, args ...any) Reason {
		return Reason{Key: "reason." + key, N: n, Args: fault.New(0, "", args...).Args}
	}
	return []Outcome{
		{projects[3], true, 31, 0, reason("paid_by_shares", 31, "spare", int64(160))},
		{projects[0], true, 29, 0, reason("paid_by_shares.exact", 29)},
		{projects[2], true, 14, 0, reason("fair_share", 14)},
		{projects[1], true, 24, 0, reason("most_votes", 24)},
		{projects[4], false, 12, 0, reason("shares_short", 12, "shares", int64(21200), "cost", int64(40000))},
	}
}

func result() Result {
	return Result{
		Round: round(Closed), Outcomes: outcomes(), Rule: "equal-shares", Compared: true, Others: projects[:2],
		Ties:    []Tie{{Between: projects[:2], Winner: projects[0], By: "lot"}},
		Turnout: Turnout{Accounts: 31, Slips: 17, Desk: 3, Paper: 6, Late: 3, Reissued: 1, Revoked: 1}, Quorum: 20,
		LotSeed: "9f86d081884c7d659a2feaa0", LotHash: "2c26b46b68ffc68ff99b453c1d304134", Ballots: true, Bundle: true, MayManage: true,
	}
}

func chosen(r Result) Result {
	r.Chosen = true
	return r
}

func standings() []Standing {
	list := make([]Standing, len(projects))
	for i, p := range projects {
		list[i] = Standing{p, 29 - 4*i}
	}
	return list
}

// samples are every page in every state that looks different.
func samples() []sample {
	picked := picks(projects[0], projects[1], projects[3])
	votes := map[string]int{"pa": 26, "pb": 21, "pc": 13, "pd": 29, "pe": 11}
	list := []sample{
		{"home-anonymous", Home{}, nil, "/"},
		{"home", Home{Needs: []Need{{round(Voting), NeedVote}, {round(Draft), NeedWait}, {round(Voting), NeedVoted}, {round(Closed), NeedResult}}, Past: []Round{round(Closed)}}, amina, "/"},
		{"home-nothing", Home{}, slip, "/"},
		{"home-staff", Home{Needs: []Need{{round(Draft), NeedManage}}, Councils: []Link{{"/councils/bbl", "Blackbird Leys parents"}}, MayFound: true}, joy, "/"},
		{"sign-in", SignIn{Back: "/r/K7M4QX"}, nil, "/sign-in"},
		{"sign-in-wrong", SignIn{Form: wrong("email")}, nil, "/sign-in"},
		{"sign-in-sent", SignInSent{Code: "K7M 4QX", Minutes: 10}, nil, "/sign-in/sent"},
		{"sign-in-link", SignInLink{Token: "t"}, nil, "/sign-in/link"},
		{"sign-in-link-code", SignInLink{Token: "t", NeedCode: true, Form: wrong("code")}, nil, "/sign-in/link"},
		{"me", Me{Name: "Amina", Email: "amina@example.org", Sessions: []Session{{"Chrome on Android", now, true}, {"Firefox on Windows", now.Add(-30 * time.Hour), false}}, Roles: []Role{{"Blackbird Leys parents", "bbl", "advocate"}}}, joy, "/me"},
		{"me-slip", Me{}, slip, "/me"},
		{"letters", letters(Form{}), amina, "/me/letters"},
		{"letters-wrong", letters(wrong("opening", "story", "digest")), amina, "/me/letters"},
		{"letters-nowhere", Letters{}, slip, "/me/letters"},
		{"letters-stop", StopLetters{Token: "stop_opening.a.b", What: "opening"}, nil, "/letters/stop"},
		{"letters-stop-all", StopLetters{Token: "stop_all.a.b", What: "all"}, nil, "/letters/stop"},
		{"letters-stopped", StopLetters{What: "digest", Done: true}, nil, "/letters/stop"},
		{"tokens", Tokens{List: []Token{{"1", "The hub's spreadsheet", now, time.Time{}}}, New: strings.Repeat("pp_abcdefgh", 5)}, joy, "/me/tokens"},
		{"tokens-none", Tokens{Form: wrong("name")}, joy, "/me/tokens"},
		{"join", Join{}, nil, "/join"},
		{"join-wrong", Join{wrong("code")}, nil, "/join"},
		{"lobby-stranger", Lobby{Code: "K7M4QX", Round: round(Draft)}, nil, "/r/K7M4QX"},
		{"lobby-waiting", Lobby{Code: "K7M4QX", Round: round(Draft), Admitted: true}, slip, "/r/K7M4QX"},
		{"lobby-open", Lobby{Code: "K7M4QX", Round: round(Voting), Admitted: true}, slip, "/r/K7M4QX"},
		{"lobby-voted", Lobby{Code: "K7M4QX", Round: round(Voting), Admitted: true, Voted: true}, slip, "/r/K7M4QX"},
		{"lobby-closed", Lobby{Code: "K7M4QX", Round: round(Closed), Admitted: true}, slip, "/r/K7M4QX"},
		{"slip", Slip{}, nil, "/slip"},
		{"slip-wrong", Slip{wrong("code")}, nil, "/slip"},
		{"slip-use", SlipUse{Code: "ABCD-EFGH-JKLM-NP", Round: round(Voting)}, nil, "/s/x"},
		{"slip-use-unknown", SlipUse{Code: "ABCD EFGH JKLM"}, nil, "/s/x"},
		{"round-draft", RoundPage{Round: round(Draft), Calendar: Calendar{Phase: "draft", Steps: []Step{{What: "voting", State: StepLater}, {What: "result", State: StepLater}}}}, nil, "/rounds/r1"},
		{"round-applications", RoundPage{Round: phased("applications"), Calendar: moved(calendar("applications"), ""), Guidelines: []string{"For parents of the estate.", long}}, amina, "/rounds/r1"},
		{"round-review", RoundPage{Round: phased("review"), Calendar: calendar("review")}, slip, "/rounds/r1"},
		{"round-pitches", RoundPage{Round: phased("pitches"), Projects: projects, Calendar: calendar("pitches"), MayVote: true}, amina, "/rounds/r1"},
		{"round-reporting", RoundPage{Round: phased("reporting"), Projects: projects, Calendar: calendar("reporting")}, amina, "/rounds/r1"},
		{"round-over", RoundPage{Round: phased("closed"), Projects: projects, Calendar: calendar("closed")}, nil, "/rounds/r1"},
		{"round-voting", RoundPage{Round: round(Voting), Projects: projects, MayVote: true, Manage: true, Calendar: calendar("voting")}, joy, "/rounds/r1"},
		{"round-voted", RoundPage{Round: round(Voting), Projects: projects[:1], MayVote: true, Voted: true, Calendar: calendar("voting")}, amina, "/rounds/r1"},
		{"round-closed", RoundPage{Round: round(Closed), Projects: projects, Calendar: calendar("awarded")}, amina, "/rounds/r1"},
		{"project", ProjectPage{Round: round(Voting), Project: projects[0], MayVote: true}, amina, "/rounds/r1/projects/pa"},
		{"project-long", ProjectPage{Round: round(Closed), Project: Project{ID: "x", Index: 27, Title: long, About: long + "\n\n" + markup, Cost: 2000000}}, nil, "/rounds/r1/projects/x"},
		{"project-told", ProjectPage{Round: round(Closed), Project: projects[0], Story: &ThreadLeaf{Text: "Twelve Saturdays.\n\n" + long, Pictures: []Picture{*upright, *photo}}}, nil, "/rounds/r1/projects/pa"},
		{"project-media", ProjectPage{Round: round(Voting), Project: withMedia(projects[0], photo, spoken), MayVote: true}, amina, "/rounds/r1/projects/pa"},
		{"project-upright", ProjectPage{Round: round(Voting), Project: withMedia(projects[1], upright, nil), MayVote: true}, slip, "/rounds/r1/projects/pb"},
		{"vote-pictures", Vote{Round: round(Voting), Projects: append([]Project{withMedia(projects[0], photo, spoken), withMedia(projects[1], upright, nil)}, projects[2:]...), Chosen: picked, Key: "k"}, amina, "/rounds/r1/vote"},
		{"vote", Vote{Round: round(Voting), Projects: projects, Chosen: picked, Key: "k"}, amina, "/rounds/r1/vote"},
		{"vote-none", Vote{Round: round(Voting), Projects: projects, None: true, Voted: true, Key: "k"}, amina, "/rounds/r1/vote"},
		{"vote-any", Vote{Round: kind(ApproveAny), Projects: projects[:1], Key: "k"}, slip, "/rounds/r1/vote"},
		{"vote-up-to", Vote{Round: kind(ApproveUpTo), Projects: projects, Key: "k"}, slip, "/rounds/r1/vote"},
		{"vote-over", Vote{Round: sized(round(Voting), 100000, 0, 1), Projects: projects, Chosen: picked, Key: "k", Form: wrong("pick")}, amina, "/rounds/r1/vote"},
		{"vote-200", Vote{Round: sized(round(Voting), 2000000, 0, 4532), Projects: many(200, long), Key: "k"}, amina, "/rounds/r1/vote"},
		{"check", Check{Round: round(Voting), Chosen: picks(projects[:3]...), Key: "k"}, amina, "/rounds/r1/vote/check"},
		{"check-none", Check{Round: round(Voting), Voted: true, Key: "k"}, amina, "/rounds/r1/vote/check"},
		{"voted", Voted{Round: round(Voting), Receipt: "maple otter lantern 42", Chosen: picks(projects[:3]...), Hidden: "until-close"}, amina, "/rounds/r1/voted"},
		{"voted-standings", Voted{Round: round(Voting), Receipt: "maple otter lantern 42", Standings: standings()}, slip, "/rounds/r1/voted"},
		{"voted-minimum", Voted{Round: round(Voting), Hidden: "until-minimum", Minimum: 10}, slip, "/rounds/r1/voted"},
		{"vote-desk", Vote{Round: atDesk(round(Voting)), Projects: projects, Key: "k"}, &Who{Helped: true}, "/rounds/r1/desk/vote"},
		{"check-desk", Check{Round: atDesk(round(Voting)), Chosen: picks(projects[:2]...), Voted: true, Key: "k"}, &Who{Helped: true}, "/rounds/r1/desk/vote/check"},
		{"helped", Helped{round(Voting), "maple otter lantern 42"}, &Who{Helped: true}, "/rounds/r1/desk/vote"},
		{"voted-helped", Voted{Round: round(Voting), Receipt: "maple otter lantern 42", Hidden: "until-close", Helps: []HelpLine{{Helper: "Joy", At: now}}}, amina, "/rounds/r1/voted"},
		{"result", result(), amina, "/rounds/r1/result"},
		{"result-chosen", chosen(result()), amina, "/rounds/r1/result"},
		{"result-empty", Result{Round: sized(round(Closed), 100, 0, 0), Rule: "most-votes", Quorum: 5}, nil, "/rounds/r1/result"},
		{"result-long", Result{Round: sized(round(Closed), 2000000, 90494, 200000), Rule: "most-votes", Compared: true, Outcomes: []Outcome{{Project{ID: "x", Title: long, Cost: 2000000}, true, 1, 0, Reason{"reason.everything_fits", 1, nil}}}}, nil, "/rounds/r1/result"},
		{"receipt-found", Receipt{round(Closed), "maple otter lantern 42", ReceiptFound}, nil, "/rounds/r1/receipt"},
		{"receipt-missing", Receipt{round(Closed), markup, ReceiptMissing}, nil, "/rounds/r1/receipt"},
		{"receipt-early", Receipt{round(Voting), "maple otter lantern 42", ReceiptEarly}, nil, "/rounds/r1/receipt"},
	}
	list = slices.Concat(list, kindSamples(votes), ideaSamples(), panelSamples(), awardSamples(), staffSamples(votes), paperSamples())
	for kind := fault.Internal; kind <= fault.Unavailable; kind++ {
		list = append(list, sample{"trouble-" + kind.String(), Trouble{Fault: fault.New(kind, "fault.internal"), ID: "7F3A-19"}, nil, "/x"})
	}
	return list
}

func staffSamples(votes map[string]int) []sample {
	members := []Member{{"1", "Joy", "joy@example.org", "advocate", true}, {"2", "Amina", "", "member", false}, {"3", long, strings.Repeat("a", 60) + "@example.org", "coordinator", false}}
	slips := []SlipLine{{"1", 1, "new", false, now}, {"2", 2, "used", false, now}, {"3", 3, "revoked", true, now}, {"4", 4, "reissued", false, now}}
	parents := []Option{{Value: "1", Text: "Joy"}, {Value: "2", Text: "Amina"}, {Value: "3", Text: long, Hint: "No e-mail"}}
	printed := make([]PrintedSlip, 12)
	for i := range printed {
		printed[i] = PrintedSlip{i + 1, "K7M4 QXRT 2HWP 9", "https://bbl.example/s/K7M4QXRT2HWP9"}
	}
	found := []DeskVoter{{ID: "2", Name: "Amina", OnRoll: true}, {ID: "4", Slip: 12, OnRoll: true}, {ID: "3", Name: long}}
	tongues := []Option{{Value: "en", Text: "English"}, {Value: "ar", Text: "العربية"}}
	rules := map[string][]string{
		"title": {"£2,000 for our own projects"}, "purpose": {"For parents"}, "budget": {"2,000"}, "voters": {"both"}, "ballot": {"within-budget"}, "rule": {"equal-shares"},
		"quorum": {"0"}, "standings": {"after-close"}, "minimum": {"10"}, "closes": {"2026-03-12T20:00"}, "most": {"3"}, "publish": {"100"},
		"applications": {"2026-02-02T09:00"}, "review": {"2026-02-20T17:00"}, "opens": {"2026-03-09T18:00"}, "guidelines": {"For parents of the estate.\nOpen to all."},
		"checklist": {"Parents lead it.\nThe costs make sense."}, "reviews": {"2"},
	}
	screen := Screen{Round: sized(round(Voting), 200000, 42, 61), Projects: projects, Standings: votes, Site: "bbl.example", Address: "https://bbl.example/r/K7M4QX", LotHash: strings.Repeat("2c26b46b", 8)}
	hidden, waiting, told, crowd := screen, screen, screen, screen
	hidden.Standings, hidden.Hidden = nil, "until-close"
	waiting.Standings, waiting.Round = nil, round(Draft)
	told.Round, told.Winners = round(Closed), map[string]bool{"pa": true, "pb": true, "pc": true, "pd": true}
	crowd.Round, crowd.Projects = sized(round(Voting), 2000000, 3100, 4532), many(12, long)
	return []sample{
		{"council", Council{"bbl", "Blackbird Leys parents", 61, []Round{round(Voting), round(Closed), round(Draft)}, true}, joy, "/councils/bbl"},
		{"council-empty", Council{ID: "bbl", Name: "Blackbird Leys parents"}, amina, "/councils/bbl"},
		{"council-new", CouncilNew{wrong("name")}, joy, "/councils/new"},
		{"members", Members{"bbl", "Blackbird Leys parents", members, Form{}}, joy, "/councils/bbl/members"},
		{"members-none", Members{"bbl", "Blackbird Leys parents", nil, wrong("name", "email", "role")}, joy, "/councils/bbl/members"},
		{"round-new", RoundNew{"bbl", "Blackbird Leys parents", []Option{{Value: "r0", Text: "£1,500 last year"}}, Form{}}, joy, "/councils/bbl/rounds/new"},
		{"round-new-wrong", RoundNew{"bbl", "Blackbird Leys parents", nil, wrong("title", "budget")}, joy, "/councils/bbl/rounds/new"},
		{"manage-draft", Manage{Calendar: Calendar{Phase: "draft"}, Round: Round{ID: "r1", Title: long, State: Draft, Phase: Draft, CouncilID: "bbl", Council: "Blackbird Leys parents"}, Blocks: []Block{{BlockRules, "/rounds/r1/settings"}, {BlockProjects, "/rounds/r1/projects/new"}}}, joy, "/rounds/r1/manage"},
		{"manage-ready", Manage{Round: round(Draft), Projects: projects, Ready: true, Slips: 20, Members: 41, Calendar: Calendar{Phase: "draft", Steps: calendar("draft").Steps}, Movable: []MovePage{{To: "applications"}, {To: "review"}, {To: "pitches"}}}, joy, "/rounds/r1/manage"},
		{"manage-voting", Manage{Calendar: calendar("voting"), Round: round(Voting), Projects: projects, Ready: true, Slips: 20, Members: 41, Chain: strings.Repeat("9f86d081", 8)}, joy, "/rounds/r1/manage"},
		{"manage-counting", Manage{Calendar: calendar("awarded"), Round: round(Counting), Projects: projects, Ready: true}, joy, "/rounds/r1/manage"},
		{"manage-closed", Manage{Calendar: calendar("awarded"), Movable: []MovePage{{To: "reporting"}}, Round: round(Closed), Projects: projects, Ready: true, Slips: 20, Members: 41, Scrutineers: []string{"Amina", long}}, joy, "/rounds/r1/manage"},
		{"manage-applications", Manage{Round: phased("applications"), Calendar: moved(calendar("applications"), "Joy"), Movable: []MovePage{{To: "review"}, {To: "pitches"}}, Blocks: []Block{{BlockProjects, "/rounds/r1/projects/new"}}}, joy, "/rounds/r1/manage"},
		{"manage-missed", Manage{Round: phased("pitches"), Calendar: moved(calendar("pitches"), long), Movable: []MovePage{{To: "applications", Back: true}, {To: "review", Back: true}}, Missed: now.Add(-time.Hour), Blocks: []Block{{BlockVoters, "/rounds/r1/slips"}, {BlockCloses, "/rounds/r1/settings"}}}, joy, "/rounds/r1/manage"},
		{"manage-pitches", Manage{Round: phased("pitches"), Projects: projects, Ready: true, Members: 41, Calendar: calendar("pitches"), Movable: []MovePage{{To: "applications", Back: true}, {To: "review", Back: true}}}, joy, "/rounds/r1/manage"},
		{"manage-reporting", Manage{Round: phased("reporting"), Projects: projects, Ready: true, Calendar: calendar("reporting"), Movable: []MovePage{{To: "closed"}}}, joy, "/rounds/r1/manage"},
		{"manage-over", Manage{Round: phased("closed"), Projects: projects, Ready: true, Calendar: calendar("closed")}, joy, "/rounds/r1/manage"},
		{"move-on", MovePage{Round: round(Draft), To: "applications"}, joy, "/rounds/r1/move"},
		{"move-end", MovePage{Round: phased("reporting"), To: "closed"}, joy, "/rounds/r1/move"},
		{"move-back", MovePage{Round: phased("review"), To: "applications", Back: true, Form: wrong("why")}, joy, "/rounds/r1/move"},
		{"settings", Settings{round(Draft), false, false, Form{Values: rules}}, joy, "/rounds/r1/settings"},
		{"settings-wrong", Settings{round(Draft), false, false, wrong("title", "purpose", "budget", "voters", "ballot", "most", "opens", "closes", "guidelines", "checklist", "reviews")}, joy, "/rounds/r1/settings"},
		{"settings-copied", Settings{round(Draft), false, true, Form{Values: rules}}, joy, "/rounds/r1/settings"},
		{"settings-frozen", Settings{round(Voting), true, false, Form{Values: rules}}, joy, "/rounds/r1/settings"},
		{"project-new", ProjectForm{Round: round(Draft)}, joy, "/rounds/r1/projects/new"},
		{"project-edit", ProjectForm{Round: round(Draft), ID: "pa", Form: wrong("title", "cost", "picture", "picture-words", "voice", "voice-words")}, joy, "/rounds/r1/projects/pa/edit"},
		{"project-edit-media", ProjectForm{Round: round(Draft), ID: "pa", Picture: photo, Voice: spoken}, joy, "/rounds/r1/projects/pa/edit"},
		{"desk", Desk{Round: round(Voting), Searched: true, MayAdmit: true, Found: found, Helps: []HelpLine{{found[0], "Joy", "reading", "", now}, {found[1], long, "other", markup, now.Add(-time.Hour)}}}, joy, "/rounds/r1/desk"},
		{"desk-empty", Desk{Round: round(Voting), Searched: true}, joy, "/rounds/r1/desk"},
		{"desk-wrong", Desk{Round: round(Voting), MayAdmit: true, Form: wrong("find")}, joy, "/rounds/r1/desk"},
		{"desk-shut", Desk{Round: round(Closed), Helps: []HelpLine{{found[0], "Joy", "reading", "", now}}}, joy, "/rounds/r1/desk"},
		{"desk-start", DeskStart{Round: round(Voting), Voter: found[0], Member: true, Languages: tongues}, joy, "/rounds/r1/desk/voters/2"},
		{"desk-start-again", DeskStart{Round: round(Voting), Voter: found[2], Voted: true, Languages: tongues, Form: wrong("reason", "words")}, joy, "/rounds/r1/desk/voters/3"},
		{"slips", Slips{round(Draft), slips, 1001, Form{}}, joy, "/rounds/r1/slips"},
		{"slips-none", Slips{round(Draft), nil, 0, wrong("number")}, joy, "/rounds/r1/slips"},
		{"slips-print", SlipSheet{round(Draft), "bbl.example", printed, 1001, voices("en")}, joy, "/rounds/r1/slips/print"},
		{"confirm-open", Confirm{Round: round(Draft), What: "open", Action: "/rounds/r1/open", Back: "/rounds/r1/manage"}, joy, "/rounds/r1/open"},
		{"confirm-close", Confirm{Round: round(Voting), What: "close", Action: "/rounds/r1/close", Back: "/rounds/r1/manage"}, joy, "/rounds/r1/close"},
		{"confirm-discard", Confirm{Round: round(Draft), What: "discard", Action: "/rounds/r1/discard", Back: "/rounds/r1/manage"}, joy, "/rounds/r1/discard"},
		{"scrutineers", Scrutineers{round(Draft), 100, parents, Form{Values: map[string][]string{"scrutineers": {"2"}}}}, joy, "/rounds/r1/scrutineers"},
		{"scrutineers-wrong", Scrutineers{round(Closed), 100, parents, wrong("scrutineers")}, joy, "/rounds/r1/scrutineers"},
		{"confirm-revoke", Confirm{Round: round(Voting), What: "revoke", Name: "Slip 3", Action: "/x", Back: "/y", Hidden: map[string]string{"a": "b"}}, joy, "/x"},
		{"confirm-remove-project", Confirm{Round: round(Draft), What: "remove-project", Name: long, Action: "/x", Back: "/y"}, joy, "/x"},
		{"confirm-remove-member", Confirm{What: "remove-member", Name: "Amina", Action: "/x", Back: "/y"}, joy, "/x"},
		{"screen", screen, joy, "/rounds/r1/screen"},
		{"screen-hidden", hidden, joy, "/rounds/r1/screen"},
		{"screen-waiting", waiting, joy, "/rounds/r1/screen"},
		{"screen-closed", told, joy, "/rounds/r1/screen"},
		{"screen-crowd", crowd, joy, "/rounds/r1/screen"},
		{"poster", Poster{round(Draft), "bbl.example", "https://bbl.example/r/K7M4QX"}, joy, "/rounds/r1/poster"},
		{"mailbox", Mailbox{[]Mail{{ID: "1", To: "amina@example.org", Subject: "Your link", At: now}}}, nil, "/mailbox"},
		{"mailbox-none", Mailbox{}, nil, "/mailbox"},
		{"mail", MailPage{Mail{ID: "1", To: "amina@example.org", Subject: "Your link", At: now, Text: "Hello\n\nhttps://bbl.example/x", HasHTML: true, Links: []Link{{"/sign-in/link?t=x", "Sign in"}, {"/me/letters", "https://bbl.example/letters/stop?t=" + strings.Repeat("stop", 20)}}}}, nil, "/mailbox/1"},
		{"offline", Offline{}, nil, "/offline"},
		{"styleguide", Styleguide{}, joy, "/styleguide"},
	}
}
