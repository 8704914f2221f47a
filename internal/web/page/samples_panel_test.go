package page

import "time"

func panelSamples() []sample {
	sent, again, ours := idea(IdeaSubmitted), titled(idea(IdeaSubmitted), "i3", long, "en"), titled(idea(IdeaAccepted), "i4", "فطور الصباح", "ar")
	lines := []string{"Parents lead it.", "The costs make sense.", long[:110]}
	guidelines := []Option{{"1", "For families of the estate.", ""}, {"2", long, ""}}
	begun := PanelWork{Reviewed: 1, Needed: 2, Waiting: []string{"Amina", "Rosa"}, Aside: []string{"Tom"}}
	whole := PanelWork{
		Reviewed: 2, Needed: 2, Waiting: []string{"Rosa"}, Aside: []string{"Tom", long[:60]}, Shown: true,
		Lines: []PanelCount{{lines[0], 2, 0, 0}, {lines[1], 0, 1, 1}, {lines[2], 1, 0, 1}},
		Found: []PanelFound{{"Amina", "ballot", nil, "We know this hall. It is warm.\n\nGood for winter."}, {long[:60], "send-back", []string{"Open to all.", long}, markup}, {"Rosa", "unsure", nil, ""}},
	}
	early := whole
	early.Early, early.Shown, early.Lines, early.Found = "Two of the panel are ill.", false, nil, nil

	mine := PanelIdea{Idea: sent, Guidelines: guidelines, Checklist: lines, MayReview: true, MayStep: true, Alike: []Idea{again, ours}, Work: begun, Chair: "Rosa"}
	wrongly, kept, resent, staffs, accepted, back := mine, mine, mine, mine, mine, mine
	wrongly.Form = wrong("ticks.1", "ticks.3", "advice", "guidelines", "comment")
	kept.Given, kept.Work, kept.Decide = true, whole, true
	kept.Form = Form{Values: map[string][]string{"ticks.1": {"yes"}, "ticks.2": {"unsure"}, "ticks.3": {"no"}, "advice": {"send-back"}, "guidelines": {"2"}, "comment": {markup}}}
	resent.Again, resent.Form, resent.Idea = true, kept.Form, longIdea(IdeaSubmitted)
	staffs.MayReview, staffs.MayStep, staffs.Decide, staffs.Work, staffs.Chair = false, false, true, early, ""
	accepted.MayReview, accepted.Idea, accepted.Work = false, ours, whole
	accepted.Decided = &PanelDecision{Who: "Joy", At: now.Add(-time.Hour), Accepted: true, Reason: "A lovely idea."}
	back.MayReview, back.Mended, back.Idea = false, true, titled(Idea{Round: phased("review"), State: IdeaSentBack}, "i5", long, "en")
	back.Decided = &PanelDecision{Who: long[:60], At: now.Add(-time.Hour), Guidelines: []string{"Open to all.", long}, Reason: markup}

	groups := []PanelGroup{
		{PanelMine, []PanelLine{{sent, 1, 2}, {again, 0, 2}}}, {PanelReady, []PanelLine{{sent, 3, 2}}},
		{PanelOthers, []PanelLine{{again, 1, 2}}}, {PanelDecided, []PanelLine{{ours, 2, 2}, {back.Idea, 2, 2}}},
	}
	review := phased("review")
	members := []Option{{"1", "Amina", ""}, {"2", long[:60], "No e-mail"}, {"3", "Rosa", ""}}
	named := PanelMembers{
		Round: review, Members: members, Chairs: append([]Option{{Text: "Nobody"}}, members...),
		Form: Form{Values: map[string][]string{"panel": {"1", "3"}, "chair": {"3"}}},
		Conflicts: []PanelConflict{
			{Idea: sent, Person: "1", Who: "Amina", Why: "My sister leads it.", At: now}, {Idea: again, Person: "2", Who: long[:60], Why: markup, At: now, LiftedBy: "Joy"},
		},
		Namings: []PanelNaming{{[]string{"Amina", long[:60]}, "Amina", "Joy", now}, {nil, "", "Joy", now.Add(-time.Hour)}},
	}
	frozen, wrongNamed := named, PanelMembers{Round: review, Members: members, Chairs: named.Chairs, Form: wrong("panel", "chair")}
	frozen.Frozen, frozen.Round = true, round(Voting)
	none := Panel{Round: review, Staff: true}
	progress := Manage{Round: review, Calendar: calendar("review"), Panel: PanelProgress{true, 12, 5, 3, 2}, Blocks: []Block{{BlockProjects, "/rounds/r1/projects/new"}}}
	return []sample{
		{"panel", Panel{Round: review, Member: true, Named: true, Chair: "Rosa", Groups: groups, Aside: 1}, amina, "/rounds/r1/panel"},
		{"panel-none", none, joy, "/rounds/r1/panel"},
		{"panel-staff", Panel{Round: review, Staff: true, Named: true, Groups: groups[1:]}, joy, "/rounds/r1/panel"},
		{"panel-idea", mine, amina, "/rounds/r1/panel/ideas/i1"},
		{"panel-idea-wrong", wrongly, amina, "/rounds/r1/panel/ideas/i1"},
		{"panel-idea-kept", kept, amina, "/rounds/r1/panel/ideas/i1"},
		{"panel-idea-again", resent, amina, "/rounds/r1/panel/ideas/i1"},
		{"panel-idea-staff", staffs, joy, "/rounds/r1/panel/ideas/i1"},
		{"panel-idea-accepted", accepted, amina, "/rounds/r1/panel/ideas/i4"},
		{"panel-idea-sent-back", back, amina, "/rounds/r1/panel/ideas/i5"},
		{"panel-aside", PanelAside{Idea: sent}, amina, "/rounds/r1/panel/ideas/i1/aside"},
		{"panel-aside-wrong", PanelAside{again, wrong("why")}, amina, "/rounds/r1/panel/ideas/i3/aside"},
		{"panel-decide", PanelDecide{Idea: sent, Work: whole, Least: 36000, Most: 42000, Guidelines: guidelines}, amina, "/rounds/r1/panel/ideas/i1/decide"},
		{"panel-decide-early", PanelDecide{Idea: again, Work: begun, Early: true, Least: 36000, Most: 42000, Guidelines: guidelines, Form: wrong("early", "decision", "cost", "guidelines", "reason")}, joy, "/rounds/r1/panel/ideas/i3/decide"},
		{"panel-members", named, joy, "/rounds/r1/panel/members"},
		{"panel-members-wrong", wrongNamed, joy, "/rounds/r1/panel/members"},
		{"panel-members-frozen", frozen, joy, "/rounds/r1/panel/members"},
		{"manage-panel", progress, joy, "/rounds/r1/manage"},
		{"home-review", Home{Needs: []Need{{review, NeedReview}}}, amina, "/"},
		{"round-panel", RoundPage{Round: review, Calendar: calendar("review"), Panel: true}, amina, "/rounds/r1"},
		{"idea-other-panel", OtherIdea{Idea: sent, Panel: true}, amina, "/rounds/r1/ideas/i1"},
	}
}
