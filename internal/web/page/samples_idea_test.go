package page

import "time"

// idea is one in a state: with what it says, but for a draft that was only begun.
func idea(state string) Idea {
	return Idea{
		Round: phased("applications"), ID: "i1", Title: "Saturday breakfast club", Language: "en", State: state,
		About: "Breakfast and play for children and whoever brings them.\n\nWe cook together at the community centre.",
		Costs: []CostItem{{"c1", "Hire of the hall, twelve Saturdays", 24000, 24000}, {"c2", "Food", 12000, 18000}},
		Least: 36000, Most: 42000, Leads: []string{"Amina", "Rosa"},
	}
}

func titled(i Idea, id, title, language string) Idea {
	i.ID, i.Title, i.Language = id, title, language
	return i
}

func arabic(p Project, language string) Project {
	p.Language = language
	if language == "ar" {
		p.Title, p.About = "نادي فطور السبت", "فطور ولعب للأطفال كل سبت.\n\nنطبخ معًا."
	}
	return p
}

// longIdea is one with all that is longest.
func longIdea(state string) Idea {
	i := titled(idea(state), "i2", long, "en")
	i.About = long + "\n\n" + markup
	i.Costs = nil
	for range 20 {
		i.Costs = append(i.Costs, CostItem{"c", long[:120], 1, 100_000_000_00})
	}
	i.Most, i.Leads = 2_000_000_000_00, []string{long[:60], long[:60], long[:60]}
	return i
}

func step(name string) IdeaStep {
	return IdeaStep{
		Idea: idea(IdeaDraft), Name: name, Number: 2, Of: 7, Back: "/rounds/r1/ideas/i1", Next: "/rounds/r1/ideas/i1/check", New: "c3", Author: true,
		Guidelines: []string{"For families of the estate.", "Open to all.", long},
		Alike:      []Idea{titled(idea(IdeaSubmitted), "i3", "Breakfast before school", "en"), titled(idea(IdeaAccepted), "i4", "فطور الصباح", "ar")},
	}
}

func ideaSamples() []sample {
	begun := Idea{Round: phased("applications"), ID: "i1", State: IdeaDraft, Leads: []string{""}}
	accepted := idea(IdeaAccepted)
	accepted.Project = "3"
	course := []Leaf{{"begun", StepDone, now.Add(-50 * time.Hour)}, {"sent", StepDone, now.Add(-time.Hour)}, {"answer", StepNow, now.Add(90 * time.Hour)}, {"vote", StepLater, time.Time{}}}
	guidelines := []Option{{"1", "For families of the estate.", ""}, {"2", long, ""}}
	mine := []Idea{idea(IdeaDraft), titled(idea(IdeaSentBack), "i5", long, "en"), accepted}

	heard, seen, shown := step("voice"), step("picture"), step("check")
	heard.Idea.Voice, seen.Idea.Picture, seen.Form = spoken, photo, wrong("picture", "picture-words")
	shown.Idea.Picture, shown.Idea.Voice, shown.Idea.About = photo, spoken, ""
	costs, noCosts, leads, check, unready, coLeader, wrongTitle, wrongCosts, asked := step("costs"), step("costs"), step("leads"), step("check"), step("check"), step("leads"), step("title"), step("costs"), step("check")
	noCosts.Idea, unready.Idea, wrongCosts.Idea = begun, begun, begun
	leads.Others = []Leader{{"p2", "Rosa", false, true}}
	leads.Invitations = []Invitation{{"K7M4Q-XRT2H", "https://bbl.example/rounds/r1/lead/K7M4Q-XRT2H", now.Add(300 * time.Hour)}}
	coLeader.Author, coLeader.Others = false, []Leader{{"p1", "Amina", false, false}, {"p2", "Rosa", true, true}}
	unready.Missing = []Missing{{"title", "fault.funding.project_title", map[string]any{"max": 300}}, {"costs", "fault.funding.no_items", nil}}
	wrongTitle.Form, wrongCosts.Form, asked.Author = wrong("title"), wrong("items"), false

	other, join, wait := idea(IdeaSubmitted), titled(idea(IdeaSubmitted), "i3", "Breakfast before school", "en"), titled(idea(IdeaSubmitted), "i3", long, "en")
	return []sample{
		{"apply", Apply{Round: phased("applications"), New: "i9", Open: true, Until: now.Add(70 * time.Hour), Least: 5000, Most: 50000}, amina, "/rounds/r1/apply"},
		{"apply-mine", Apply{Round: phased("applications"), New: "i9", Open: true, Mine: mine, Least: 1, Most: 200000}, slip, "/rounds/r1/apply"},
		{"apply-shut", Apply{Round: phased("review"), Mine: mine[:1]}, amina, "/rounds/r1/apply"},
		{"ideas", Ideas{Round: phased("applications"), Open: true, Mine: mine, Groups: []IdeaGroup{{IdeaSubmitted, step("alike").Alike}, {IdeaAccepted, mine[2:]}}}, amina, "/rounds/r1/ideas"},
		{"ideas-none", Ideas{Round: phased("review")}, slip, "/rounds/r1/ideas"},
		{"ideas-staff", Ideas{Round: phased("review"), Groups: []IdeaGroup{{IdeaSubmitted, step("alike").Alike}, {IdeaSentBack, mine[1:2]}, {IdeaMerged, mine[:1]}, {IdeaWithdrawn, mine[:2]}}}, joy, "/rounds/r1/ideas"},
		{"idea-step-title", IdeaStep{Idea: begun, Name: "title", Number: 1, Of: 5, Back: "/rounds/r1/ideas/i1"}, slip, "/rounds/r1/ideas/i1/title"},
		{"idea-step-title-wrong", wrongTitle, amina, "/rounds/r1/ideas/i1/title"},
		{"idea-step-about", step("about"), amina, "/rounds/r1/ideas/i1/about"},
		{"idea-step-costs", costs, amina, "/rounds/r1/ideas/i1/costs"},
		{"idea-step-costs-none", noCosts, amina, "/rounds/r1/ideas/i1/costs"},
		{"idea-step-costs-wrong", wrongCosts, amina, "/rounds/r1/ideas/i1/costs"},
		{"idea-step-leads", leads, amina, "/rounds/r1/ideas/i1/leads"},
		{"idea-step-leads-co-leader", coLeader, amina, "/rounds/r1/ideas/i1/leads"},
		{"idea-step-voice", step("voice"), slip, "/rounds/r1/ideas/i1/voice"},
		{"idea-step-voice-there", heard, amina, "/rounds/r1/ideas/i1/voice"},
		{"idea-step-picture", step("picture"), amina, "/rounds/r1/ideas/i1/picture"},
		{"idea-step-picture-wrong", seen, amina, "/rounds/r1/ideas/i1/picture"},
		{"idea-step-check-media", shown, amina, "/rounds/r1/ideas/i1/check"},
		{"idea-other-media", OtherIdea{Idea: shown.Idea}, slip, "/rounds/r1/ideas/i1"},
		{"idea-step-alike", step("alike"), amina, "/rounds/r1/ideas/i1/alike"},
		{"idea-step-guidelines", step("guidelines"), amina, "/rounds/r1/ideas/i1/guidelines"},
		{"idea-step-check", check, amina, "/rounds/r1/ideas/i1/check"},
		{"idea-step-check-missing", unready, amina, "/rounds/r1/ideas/i1/check"},
		{"idea-step-check-co-leader", asked, amina, "/rounds/r1/ideas/i1/check"},
		{"idea-cost", Cost{Idea: begun, ID: "c3"}, amina, "/rounds/r1/ideas/i1/costs/c3"},
		{"idea-cost-wrong", Cost{Idea: idea(IdeaDraft), ID: "c1", Listed: true, Then: "check", Form: wrong("what", "min", "wanted")}, slip, "/rounds/r1/ideas/i1/costs/c1"},
		{"idea-mine-draft", MyIdea{Idea: begun, Author: true, GoOn: "/x", Withdraw: true, Course: course[:2]}, slip, "/rounds/r1/ideas/i1"},
		{"idea-mine-sent", MyIdea{Idea: other, Author: true, Withdraw: true, Course: course, Asked: []Idea{join}}, amina, "/rounds/r1/ideas/i1"},
		{"idea-mine-proposed", MyIdea{Idea: other, Author: true, Withdraw: true, Course: course, Proposed: &join}, amina, "/rounds/r1/ideas/i1"},
		{"idea-mine-sent-back", MyIdea{Idea: idea(IdeaSentBack), Author: true, GoOn: "/x", Withdraw: true, Course: course, Guidelines: []string{"Open to all.", long}, Reason: "Who may come?\n\nPlease say so."}, amina, "/rounds/r1/ideas/i1"},
		{"idea-mine-accepted", MyIdea{Idea: accepted, Author: true, Withdraw: true, Course: course, Reason: "A lovely idea."}, amina, "/rounds/r1/ideas/i1"},
		{"idea-mine-merged", MyIdea{Idea: idea(IdeaMerged), Author: true, Into: &join}, amina, "/rounds/r1/ideas/i1"},
		{"idea-mine-withdrawn", MyIdea{Idea: idea(IdeaWithdrawn)}, amina, "/rounds/r1/ideas/i1"},
		{"idea-mine-long", MyIdea{Idea: longIdea(IdeaSubmitted), Course: course}, amina, "/rounds/r1/ideas/i2"},
		{"idea-other", OtherIdea{Idea: other, Join: []Idea{join, wait}}, amina, "/rounds/r1/ideas/i1"},
		{"idea-other-arabic", OtherIdea{Idea: titled(other, "i4", "فطور الصباح", "ar")}, slip, "/rounds/r1/ideas/i4"},
		{"idea-decide", OtherIdea{Idea: other, Decide: true, Least: 36000, Most: 42000, Guidelines: guidelines}, joy, "/rounds/r1/ideas/i1"},
		{"idea-decide-wrong", OtherIdea{Idea: longIdea(IdeaSubmitted), Decide: true, Least: 36000, Most: 42000, Form: wrong("cost", "reason", "why")}, joy, "/rounds/r1/ideas/i1"},
		{"co-lead", CoLead{Round: phased("applications")}, slip, "/rounds/r1/lead"},
		{"co-lead-wrong", CoLead{phased("applications"), wrong("code")}, slip, "/rounds/r1/lead"},
		{"co-lead-asked", CoLeadAsked{Idea: idea(IdeaDraft), Code: "K7M4Q-XRT2H"}, amina, "/rounds/r1/lead/x"},
		{"co-lead-asked-wrong", CoLeadAsked{idea(IdeaDraft), "K7M4Q-XRT2H", wrong("name")}, slip, "/rounds/r1/lead/x"},
		{"idea-join", JoinIdeas{Mine: other, Other: join, Keep: join}, amina, "/rounds/r1/ideas/i1/join/i3"},
		{"idea-join-wrong", JoinIdeas{Mine: other, Other: wait, Form: wrong("keep")}, amina, "/rounds/r1/ideas/i1/join/i3"},
		{"idea-join-asked", JoinIdeas{Mine: other, Other: join, Asked: true, Keep: join}, amina, "/rounds/r1/ideas/i1/join/i3"},
		{"idea-join-waiting", JoinIdeas{Mine: other, Other: join, Waiting: true, Keep: other}, slip, "/rounds/r1/ideas/i1/join/i3"},
		{"translate", Translate{Round: phased("pitches"), Project: arabic(projects[0], "en"), Lang: "ar", LangName: "العربية", Others: []Link{{"?lang=pl", "Polski"}}}, amina, "/rounds/r1/projects/pa/translate"},
		{"translate-check", Translate{Round: phased("pitches"), Project: arabic(projects[0], "en"), Lang: "ar", LangName: "العربية", There: true, By: "Huda", Check: true, Form: Form{Values: map[string][]string{"title": {"فطور السبت"}, "about": {"فطور ولعب"}, "name": {"Salma"}}}}, slip, "/rounds/r1/projects/pa/translate"},
		{"translate-wrong", Translate{Round: phased("pitches"), Project: arabic(projects[1], ""), Lang: "ar", LangName: "العربية", There: true, Old: true, CheckedBy: long[:60], Form: wrong("title", "about", "name")}, slip, "/rounds/r1/projects/pa/translate"},
		{"project-translated", ProjectPage{Round: phased("pitches"), Project: arabic(projects[0], "ar"), Translated: &Translated{"Huda", "Salma", projects[0].Title, projects[0].About, "en"}, MayTranslate: true}, amina, "/rounds/r1/projects/pa"},
		{"round-ideas", RoundPage{Round: phased("applications"), Calendar: calendar("applications"), Ideas: RoundIdeas{Parent: true, Open: true, Sent: 4, Mine: mine}}, slip, "/rounds/r1"},
		{"home-idea", Home{Needs: []Need{{phased("applications"), NeedIdea}}}, amina, "/"},
		{"confirm-withdraw-idea", Confirm{Round: phased("applications"), What: "withdraw-idea", Name: "Saturday breakfast club", Action: "/x", Back: "/y"}, amina, "/x"},
	}
}
