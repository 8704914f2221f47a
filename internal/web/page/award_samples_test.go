package page

import "time"

// fundsSample is a round of £2,000 in which everything happened.
var fundsSample = Funds{Awarded: 130000, Returned: 8000, Left: 62000, Paid: 90000, Spent: 71250}

func awardSample(state string) Award {
	a := Award{
		Project: projects[0], State: state, Funds: Funds{Awarded: 48000}, AnswerBy: now.AddDate(0, 0, 14), StoryBy: now.AddDate(0, 6, 0), Spare: 48000,
	}
	switch state {
	case "running":
		a.Funds.Paid, a.Funds.Spent, a.Spare, a.Returning = 30000, 21250, 26750, 2000
	case "finished":
		a.Funds.Paid, a.Funds.Spent, a.Told, a.Picture, a.Short = 48000, 46000, true, photo, "A receipt for £20 was lost in the rain."
	case "declined":
		a.Funds.Awarded = 0
	}
	return a
}

func late(a Award, what string) Award {
	a.Late, a.AnswerBy, a.StoryBy = what, now.AddDate(0, 0, -3), now.AddDate(0, 0, -2)
	return a
}

func of(p Project, a Award) Award {
	a.Project = p
	return a
}

// threadSample is a project's thread; open ends in promises, else in the story.
func threadSample(open bool) []ThreadLeaf {
	at := func(days int) time.Time { return now.AddDate(0, 0, days) }
	steps := []ThreadLeaf{
		{Key: "idea", At: at(-90)},
		{Key: "voted", At: at(-40), N: 29},
		{Key: "award", At: at(-40), Amount: 48000, What: "Next by votes, after another gave its money back"},
		{Key: "accepted", At: at(-38)},
		{Key: "payment", At: at(-30), Amount: 30000, What: "Hall and food"},
		{Key: "news", At: at(-20), Text: "Forty children came.\n\nWe ran out of eggs.", Pictures: []Picture{*photo}, Remove: "/rounds/r1/award/pa/news/1/remove"},
		{Key: "return", At: at(-10), Amount: 3000},
	}
	if !open {
		return append(steps, ThreadLeaf{Key: "story", At: at(-1), Text: long + "\n\n" + markup, Pictures: []Picture{*photo, *upright}})
	}
	return append(steps,
		ThreadLeaf{Key: "answer", Due: true, At: at(2)}, ThreadLeaf{Key: "tranche", Due: true, At: at(9), Amount: 15000, What: "The last Saturdays"},
		ThreadLeaf{Key: "promised-story", Due: true, At: at(90)}, ThreadLeaf{Key: "late-story", Due: true, At: at(-2)})
}

func awardSamples() []sample {
	closed, desk := round(Closed), "/rounds/r1/money/pa"
	everything := []Award{
		awardSample("running"), of(projects[1], late(awardSample("offered"), "answer")), of(projects[2], late(awardSample("running"), "story")),
		of(projects[3], awardSample("declined")), of(Project{ID: "x", Index: 27, Title: long}, awardSample("finished")),
	}
	receipts := []ReceiptLine{{What: "Bread and milk", On: now.AddDate(0, 0, -12), Amount: 1250}, {What: long, On: now, Amount: 2000000}}
	own := []ReceiptLine{{What: "Bread and milk", On: now.AddDate(0, 0, -12), Amount: 1250, Paper: "/rounds/r1/files/f7"}, {What: long, On: now, Amount: 2000000, Paper: "/rounds/r1/files/f8"}}
	list := []sample{
		{"home-award", Home{Awards: []AwardNeed{{closed, awardSample("offered")}, {closed, late(awardSample("running"), "story")}, {closed, awardSample("running")}}}, amina, "/"},
		{"award-offered", MyAward{Round: closed, Award: awardSample("offered"), Council: closed.Council}, amina, "/rounds/r1/award/pa"},
		{"award-offered-late", MyAward{Round: closed, Award: late(awardSample("offered"), "answer"), Council: closed.Council}, slip, "/rounds/r1/award/pa"},
		{"award-for-them", MyAward{Round: closed, Award: awardSample("offered"), Council: closed.Council, ForThem: true}, joy, "/rounds/r1/award/pa"},
		{"award-running", MyAward{Round: closed, Award: awardSample("running"), Thread: threadSample(true), Receipts: own}, amina, "/rounds/r1/award/pa"},
		{"award-late", MyAward{Round: closed, Award: late(awardSample("running"), "story"), Thread: threadSample(true)}, amina, "/rounds/r1/award/pa"},
		{"award-finished", MyAward{Round: closed, Award: awardSample("finished"), Thread: threadSample(false)}, amina, "/rounds/r1/award/pa"},
		{"award-declined", MyAward{Round: closed, Award: awardSample("declined")}, amina, "/rounds/r1/award/pa"},
		{"award-paper", AwardPaper{closed, awardSample("offered"), "bbl.example"}, joy, "/rounds/r1/award/pa/letter"},
		{"after", After{closed, fundsSample, everything, true}, joy, "/rounds/r1/after"},
		{"after-none", After{Round: closed, Funds: Funds{Left: 200000}}, nil, "/rounds/r1/after"},
		{"after-project", AfterProject{closed, awardSample("finished"), threadSample(false), receipts, false}, nil, "/rounds/r1/after/pa"},
		{"after-project-open", AfterProject{closed, awardSample("running"), threadSample(true), nil, true}, amina, "/rounds/r1/after/pa"},
		{"money", Money{closed, fundsSample, everything, true, true}, joy, "/rounds/r1/money"},
		{"money-none", Money{Round: closed, Funds: Funds{Left: 200000}, Open: true}, joy, "/rounds/r1/money"},
		{"desk-offered", AwardDesk{Round: closed, Award: awardSample("offered"), Unplanned: 48000, Open: true}, joy, desk},
		{"desk-running", AwardDesk{
			Round: closed, Award: awardSample("running"), Leads: []string{"Amina", long}, AnsweredBy: "Joy", SaidBy: "Amina, on the phone",
			Tranches: []Tranche{{1, 30000, now, "Hall and food", true}, {2, 15000, now.AddDate(0, 0, 9), long, false}}, Unplanned: 3000,
			Missing: []string{"story", "payment", "return"}, Open: true,
		}, joy, desk},
		{"desk-whole", AwardDesk{Round: closed, Award: awardSample("running"), Leads: []string{"Amina"}, AnsweredBy: "Amina", Open: true}, joy, desk},
		{"desk-finished", AwardDesk{Round: closed, Award: awardSample("finished"), Leads: []string{"Amina"}, AnsweredBy: "Amina"}, joy, desk},
		{"ledger", Ledger{closed, fundsSample, ledgerSample()}, joy, "/rounds/r1/ledger"},
		{"confirm-decline", Confirm{Round: closed, What: "decline", Name: long, Action: "/x", Back: "/y"}, amina, "/x"},
		{"confirm-remove-news", Confirm{Round: closed, What: "remove-news", Action: "/x", Back: "/y"}, amina, "/x"},
	}
	for what, fields := range map[string][]string{"receipt": {"amount", "what", "on", "paper"}, "news": {"text", "picture-1"}, "story": {"text", "picture-1-words"}, "return": {"amount"}} {
		step := AwardStep{Round: closed, Award: awardSample("running"), What: what}
		switch what {
		case "news":
			step.Pictures = []PictureAsked{{"picture-1", nil}}
		case "story":
			step.Pictures = []PictureAsked{{"picture-1", nil}, {"picture-2", nil}, {"picture-3", nil}}
		}
		list = append(list, sample{"award-" + what, step, amina, "/rounds/r1/award/pa/" + what})
		step.Form = wrong(fields...)
		if what == "receipt" {
			step.Paper = "f7"
		}
		if len(step.Pictures) > 1 {
			step.Pictures = []PictureAsked{{"picture-1", photo}, {"picture-2", upright}, {"picture-3", nil}}
		}
		list = append(list, sample{"award-" + what + "-wrong", step, amina, "/rounds/r1/award/pa/" + what})
	}
	choices := []Option{{Value: "1", Text: "Joy"}, {Value: "2", Text: long, Hint: "£300 to £480"}}
	for what, fields := range map[string][]string{
		"answer": {"answer", "said_by"}, "leads": {"leads"}, "days": {"answer_by", "story_by"}, "plan": {"amount", "due", "for"}, "paid": {"on", "reference"},
		"came-back": {"amount", "reference"}, "finish": {"short"}, "further": {"project", "amount", "reason"}, "correct": {"reason"},
	} {
		step := MoneyStep{Round: closed, What: what, Name: projects[0].Title, Amount: 48000, Options: choices, Back: desk}
		list = append(list, sample{"money-" + what, step, joy, desk + "/" + what})
		step.Form = wrong(fields...)
		list = append(list, sample{"money-" + what + "-wrong", step, joy, desk + "/" + what})
	}
	return list
}

func ledgerSample() []LedgerLine {
	return []LedgerLine{
		{Number: 1, At: now, Kind: "opening", Amount: 200000},
		{Number: 2, At: now, Kind: "award", Project: &projects[0], Amount: 48000},
		{Number: 3, At: now, By: "Joy", Kind: "payment", Project: &projects[0], Amount: 30000, What: "Hall and food", Reference: "cheque 000123"},
		{Number: 4, At: now, By: "Joy", Kind: "payment", Project: &projects[0], Amount: -30000, What: "It was another project's", Corrects: 3},
		{Number: 5, At: now, By: long, Kind: "receipt", Project: &Project{ID: "x", Title: long}, Amount: 2000000, What: long, Correctable: true, Paper: "/rounds/r1/files/f7"},
		{Number: 6, At: now, By: "Joy", Kind: "return", Project: &projects[0], Amount: 3000, Correctable: true},
	}
}
