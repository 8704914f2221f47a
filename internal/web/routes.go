package web

import "strings"

// route is one line of the table of the site.
type route struct {
	method  string
	path    string
	policy  policy
	takes   body
	handle  func(*request) error
	anyHost bool // asked by machines that know us by our address
}

// apiPrefix is where programs ask.
const apiPrefix = "/api/"

// program reports whether the route is for programs.
func (r *route) program() bool { return strings.HasPrefix(r.path, apiPrefix) }

func get(path string, p policy, handle func(*request) error) route {
	return route{method: "GET", path: path, policy: p, handle: handle}
}

func post(path string, p policy, handle func(*request) error) route {
	return route{method: "POST", path: path, policy: p, takes: formBody, handle: handle}
}

// upload is a form with files.
func upload(path string, p policy, handle func(*request) error) route {
	return route{method: "POST", path: path, policy: p, takes: uploadBody, handle: handle}
}

// api is a route by which programs change something.
func api(method, path string, p policy, handle func(*request) error) route {
	return route{method: method, path: path, policy: p, takes: jsonBody, handle: handle}
}

// routes is the whole site. A path with :council or :round is about that council or round, and its policy is
// asked about it.
func (s *Site) routes() []route {
	return []route{
		// Machines.
		{method: "GET", path: "/healthz", policy: anyone, handle: s.healthz, anyHost: true},
		{method: "GET", path: "/readyz", policy: anyone, handle: s.readyz, anyHost: true},
		get("/assets/*", anyone, s.asset),
		get("/worker.js", anyone, s.worker),
		get("/live", anyone, s.socket),
		get("/live/*", anyone, s.snapshot),

		// Everybody.
		get("/", anyone, s.home),
		post("/language", anyone, s.chooseLanguage),
		get("/offline", anyone, s.offline),

		// Coming in.
		get("/sign-in", anyone, s.signInPage),
		post("/sign-in", anyone, s.signIn),
		get("/sign-in/link", anyone, s.signInLinkPage),
		post("/sign-in/link", anyone, s.signInLink),
		get("/join", anyone, s.joinPage),
		post("/join", anyone, s.join),
		get("/r/:code", anyone, s.lobby),
		get("/slip", anyone, s.slipPage),
		post("/slip", anyone, s.slip),
		get("/s/:code", anyone, s.slipUse),

		// Oneself.
		get("/me", signedIn, s.me),
		post("/sign-out", anyone, s.signOut),
		post("/sign-out/everywhere", signedIn, s.signOutEverywhere),
		get("/me/tokens", staff, s.tokens),
		post("/me/tokens", staff, s.newToken),
		post("/me/tokens/:token/revoke", staff, s.revokeToken),
		get("/me/letters", signedIn, s.letters),
		post("/me/letters", signedIn, s.chooseLetters),
		get("/letters/stop", anyone, s.stopLettersPage),
		{method: "POST", path: "/letters/stop", policy: anyone, takes: oneClick, handle: s.stopLetters},

		// Councils.
		get("/councils/new", coordinator, s.newCouncilPage),
		post("/councils/new", coordinator, s.newCouncil),
		get("/councils/:council", councilMember, s.councilPage),
		get("/councils/:council/members", councilStaff, s.members),
		post("/councils/:council/members", councilStaff, s.addMember),
		post("/councils/:council/members/:member", councilStaff, s.changeRole),
		post("/councils/:council/members/:member/remove", councilStaff, s.removeMember),

		// Rounds: what everybody sees.
		get("/rounds/:round", roundReader, s.roundPage),
		get("/rounds/:round/projects/new", roundStaff, s.newProjectPage),
		get("/rounds/:round/projects/:project", roundReader, s.projectPage),
		get("/rounds/:round/projects/:project/translate", roundParent, s.translatePage),
		post("/rounds/:round/projects/:project/translate", roundParent, s.keepTranslation),
		post("/rounds/:round/projects/:project/translate/check", roundParent, s.checkTranslation),
		get("/rounds/:round/files/:file", roundReader, s.file),
		get("/rounds/:round/files/:file/small", roundReader, s.smallFile),
		get("/rounds/:round/screen", roundReader, s.screen),
		get("/rounds/:round/result", roundReader, s.result),
		get("/rounds/:round/receipt", roundReader, s.receipt),
		get("/rounds/:round/ballots.pb", roundReader, s.ballotsFile),
		get("/rounds/:round/audit.json", roundReader, s.auditFile),

		// Rounds: ideas of parents.
		get("/rounds/:round/apply", roundParent, s.applyPage),
		post("/rounds/:round/apply", roundParent, s.beginIdea),
		get("/rounds/:round/lead", roundParent, s.coLeadPage),
		post("/rounds/:round/lead", roundParent, s.coLeadCode),
		get("/rounds/:round/lead/:code", roundParent, s.coLeadAsked),
		post("/rounds/:round/lead/:code", roundParent, s.acceptCoLead),
		get("/rounds/:round/ideas", roundParent, s.ideas),
		get("/rounds/:round/ideas/:idea", roundParent, s.ideaPage),
		post("/rounds/:round/ideas/:idea/invite", roundParent, s.inviteCoLeader),
		post("/rounds/:round/ideas/:idea/leads/:leader/end", roundParent, s.endCoLead),
		post("/rounds/:round/ideas/:idea/send", roundParent, s.sendIdea),
		post("/rounds/:round/ideas/:idea/withdraw", roundParent, s.withdrawIdea),
		post("/rounds/:round/ideas/:idea/accept", roundStaff, s.acceptIdea),
		post("/rounds/:round/ideas/:idea/send-back", roundStaff, s.sendIdeaBack),
		get("/rounds/:round/ideas/:idea/join/:other", roundParent, s.joinIdeasPage),
		post("/rounds/:round/ideas/:idea/join/:other", roundParent, s.joinIdeasNow),
		get("/rounds/:round/ideas/:idea/costs/:item", roundParent, s.costPage),
		post("/rounds/:round/ideas/:idea/costs/:item", roundParent, s.keepCost),
		post("/rounds/:round/ideas/:idea/costs/:item/remove", roundParent, s.removeCost),
		upload("/rounds/:round/ideas/:idea/voice", roundParent, s.keepIdeaVoice),
		upload("/rounds/:round/ideas/:idea/picture", roundParent, s.keepIdeaPicture),
		get("/rounds/:round/ideas/:idea/:step", roundParent, s.stepPage),
		post("/rounds/:round/ideas/:idea/:step", roundParent, s.keepStep),

		// Rounds: voting.
		get("/rounds/:round/vote", roundVoter, s.votePage),
		post("/rounds/:round/vote/check", roundVoter, s.checkVote),
		post("/rounds/:round/vote/change", roundVoter, s.changeVote),
		post("/rounds/:round/vote", roundVoter, s.vote),
		get("/rounds/:round/voted", roundVoter, s.voted),

		// Rounds: the helper's desk. The vote there is the voter's own, on the pages that all voters have.
		get("/rounds/:round/desk", roundStaff, s.desk),
		post("/rounds/:round/desk/find", roundStaff, s.findVoter),
		post("/rounds/:round/desk/admit", roundStaff, s.admitVoter),
		get("/rounds/:round/desk/voters/:voter", roundStaff, s.deskVoter),
		post("/rounds/:round/desk/voters/:voter", roundStaff, s.beginHelp),
		post("/rounds/:round/desk/voters/:voter/slip", roundStaff, s.giveSlip),
		get("/rounds/:round/desk/vote", roundStaff, s.withHelp(s.votePage)),
		post("/rounds/:round/desk/vote/check", roundStaff, s.withHelp(s.checkVote)),
		post("/rounds/:round/desk/vote/change", roundStaff, s.withHelp(s.changeVote)),
		post("/rounds/:round/desk/vote", roundStaff, s.withHelp(s.vote)),

		// Rounds: what came of the money.
		get("/rounds/:round/after", roundReader, s.after),
		get("/rounds/:round/after/:project", roundReader, s.afterProject),
		get("/rounds/:round/award/:project", awardLead, s.myAward),
		get("/rounds/:round/award/:project/letter", awardLead, s.awardPaper),
		post("/rounds/:round/award/:project/accept", awardLead, s.acceptAward),
		post("/rounds/:round/award/:project/decline", awardLead, s.declineAward),
		get("/rounds/:round/award/:project/receipt", awardLead, s.receiptPage),
		upload("/rounds/:round/award/:project/receipt", awardLead, s.addReceipt),
		get("/rounds/:round/award/:project/news", awardLead, s.newsPage),
		upload("/rounds/:round/award/:project/news", awardLead, s.addNews),
		post("/rounds/:round/award/:project/news/:news/remove", awardLead, s.removeNews),
		get("/rounds/:round/award/:project/story", awardLead, s.storyPage),
		upload("/rounds/:round/award/:project/story", awardLead, s.tellStory),
		get("/rounds/:round/award/:project/return", awardLead, s.returnPage),
		post("/rounds/:round/award/:project/return", awardLead, s.giveBack),

		// Rounds: looking after the money.
		get("/rounds/:round/money", roundStaff, s.money),
		get("/rounds/:round/money/:project", roundStaff, s.awardDesk),
		get("/rounds/:round/money/:project/answer", roundStaff, s.answerPage),
		post("/rounds/:round/money/:project/answer", roundStaff, s.noteAnswer),
		get("/rounds/:round/money/:project/leads", roundStaff, s.leadsPage),
		post("/rounds/:round/money/:project/leads", roundStaff, s.nameLeads),
		get("/rounds/:round/money/:project/days", roundStaff, s.awardDaysPage),
		post("/rounds/:round/money/:project/days", roundStaff, s.setAwardDays),
		get("/rounds/:round/money/:project/plan", roundStaff, s.planPage),
		post("/rounds/:round/money/:project/plan", roundStaff, s.planTranche),
		get("/rounds/:round/money/:project/tranches/:tranche", roundStaff, s.planPage),
		post("/rounds/:round/money/:project/tranches/:tranche", roundStaff, s.planTranche),
		post("/rounds/:round/money/:project/tranches/:tranche/drop", roundStaff, s.dropTranche),
		get("/rounds/:round/money/:project/tranches/:tranche/paid", roundStaff, s.paidPage),
		post("/rounds/:round/money/:project/tranches/:tranche/paid", roundStaff, s.payTranche),
		get("/rounds/:round/money/:project/came-back", roundStaff, s.cameBackPage),
		post("/rounds/:round/money/:project/came-back", roundStaff, s.cameBack),
		get("/rounds/:round/money/:project/finish", roundStaff, s.finishPage),
		post("/rounds/:round/money/:project/finish", roundStaff, s.finishAward),
		get("/rounds/:round/further", roundStaff, s.furtherPage),
		post("/rounds/:round/further", roundStaff, s.awardFurther),
		get("/rounds/:round/ledger", roundStaff, s.ledger),
		get("/rounds/:round/ledger/:entry/correct", roundStaff, s.correctPage),
		post("/rounds/:round/ledger/:entry/correct", roundStaff, s.correctEntry),
		get("/rounds/:round/ledger.csv", roundStaff, s.ledgerCSV),
		get("/rounds/:round/ledger.xlsx", roundStaff, s.ledgerXLSX),

		// Rounds: the panel that looks at ideas.
		get("/rounds/:round/panel", roundPanel, s.panel),
		get("/rounds/:round/panel/members", roundStaff, s.panelMembersPage),
		post("/rounds/:round/panel/members", roundStaff, s.namePanel),
		get("/rounds/:round/panel/ideas/:idea", roundPanel, s.panelIdeaPage),
		post("/rounds/:round/panel/ideas/:idea", roundPanel, s.reviewIdea),
		get("/rounds/:round/panel/ideas/:idea/aside", roundPanel, s.stepAsidePage),
		post("/rounds/:round/panel/ideas/:idea/aside", roundPanel, s.stepAside),
		post("/rounds/:round/panel/ideas/:idea/aside/:person/lift", roundPanelStaff, s.liftAside),
		get("/rounds/:round/panel/ideas/:idea/decide", roundDecider, s.panelDecidePage),
		post("/rounds/:round/panel/ideas/:idea/decide", roundDecider, s.panelDecide),

		// Rounds: looking after them.
		get("/councils/:council/rounds/new", councilStaff, s.newRoundPage),
		post("/councils/:council/rounds/new", councilStaff, s.createRound),
		get("/rounds/:round/manage", roundStaff, s.manage),
		get("/rounds/:round/settings", roundStaff, s.settingsPage),
		post("/rounds/:round/settings", roundStaff, s.changeSettings),
		upload("/rounds/:round/projects/new", roundStaff, s.newProject),
		get("/rounds/:round/projects/:project/edit", roundStaff, s.editProjectPage),
		upload("/rounds/:round/projects/:project/edit", roundStaff, s.editProject),
		post("/rounds/:round/projects/:project/remove", roundStaff, s.removeProject),
		get("/rounds/:round/slips", roundStaff, s.slips),
		post("/rounds/:round/slips", roundStaff, s.makeSlips),
		get("/rounds/:round/slips/print", roundStaff, s.printSlips),
		post("/rounds/:round/slips/:slip/revoke", roundStaff, s.revokeSlip),
		post("/rounds/:round/slips/:slip/reissue", roundStaff, s.reissueSlip),
		get("/rounds/:round/papers", roundStaff, s.papers),
		post("/rounds/:round/papers", roundStaff, s.makePapers),
		get("/rounds/:round/papers/print", roundStaff, s.printPapers),
		post("/rounds/:round/batches", roundStaff, s.openBatch),
		get("/rounds/:round/batches/:batch", roundStaff, s.batch),
		post("/rounds/:round/batches/:batch/papers", roundStaff, s.enterPaper),
		post("/rounds/:round/batches/:batch/papers/:paper/remove", roundStaff, s.takePaperOut),
		post("/rounds/:round/batches/:batch/finish", roundStaff, s.finishBatch),
		post("/rounds/:round/batches/:batch/put", roundStaff, s.putInBatch),
		post("/rounds/:round/batches/:batch/drop", roundStaff, s.dropBatch),
		get("/rounds/:round/poster", roundStaff, s.poster),
		get("/rounds/:round/scrutineers", roundStaff, s.scrutineersPage),
		post("/rounds/:round/scrutineers", roundStaff, s.nameScrutineers),
		post("/rounds/:round/room", roundStaff, s.openRoom),
		post("/rounds/:round/room/close", roundStaff, s.closeRoom),
		get("/rounds/:round/move", roundStaff, s.movePage),
		post("/rounds/:round/move", roundStaff, s.move),
		post("/rounds/:round/open", roundStaff, s.openVoting),
		post("/rounds/:round/close", roundStaff, s.closeVoting),
		post("/rounds/:round/discard", roundStaff, s.discardRound),

		// Programs.
		get("/api/v1/openapi.yaml", anyone, s.openapiYAML),
		get("/api/v1/openapi.json", anyone, s.openapiJSON),
		get("/api/v1/me", signedIn, s.apiMe),
		get("/api/v1/me/letters", signedIn, s.apiLetters),
		api("PUT", "/api/v1/me/letters", signedIn, s.apiChooseLetters),
		get("/api/v1/councils/:council/rounds", councilMember, s.apiRounds),
		api("POST", "/api/v1/councils/:council/rounds", councilStaff, s.apiCreateRound),
		get("/api/v1/rounds/:round", roundReader, s.apiRound),
		api("PUT", "/api/v1/rounds/:round", roundStaff, s.apiChangeSettings),
		api("DELETE", "/api/v1/rounds/:round", roundStaff, s.apiDiscardRound),
		api("PUT", "/api/v1/rounds/:round/standings", roundStaff, s.apiTighten),
		api("PUT", "/api/v1/rounds/:round/scrutineers", roundStaff, s.apiScrutineers),
		api("POST", "/api/v1/rounds/:round/projects", roundStaff, s.apiAddProject),
		api("PUT", "/api/v1/rounds/:round/projects/:project", roundStaff, s.apiChangeProject),
		api("DELETE", "/api/v1/rounds/:round/projects/:project", roundStaff, s.apiRemoveProject),
		upload("/api/v1/rounds/:round/files", roundStaff, s.apiAddFile),
		get("/api/v1/rounds/:round/files/:file", roundReader, s.file),
		api("POST", "/api/v1/rounds/:round/slips", roundStaff, s.apiMakeSlips),
		api("POST", "/api/v1/rounds/:round/slips/:slip/revoke", roundStaff, s.apiRevokeSlip),
		api("POST", "/api/v1/rounds/:round/slips/:slip/reissue", roundStaff, s.apiReissueSlip),
		api("POST", "/api/v1/rounds/:round/papers", roundStaff, s.apiMakePapers),
		get("/api/v1/rounds/:round/batches", roundStaff, s.apiBatches),
		api("POST", "/api/v1/rounds/:round/batches", roundStaff, s.apiOpenBatch),
		api("DELETE", "/api/v1/rounds/:round/batches/:batch", roundStaff, s.apiDropBatch),
		api("POST", "/api/v1/rounds/:round/batches/:batch/papers", roundStaff, s.apiEnterPaper),
		api("DELETE", "/api/v1/rounds/:round/batches/:batch/papers/:paper", roundStaff, s.apiTakePaperOut),
		api("POST", "/api/v1/rounds/:round/batches/:batch/finish", roundStaff, s.apiFinishBatch),
		api("POST", "/api/v1/rounds/:round/batches/:batch/put", roundStaff, s.apiPutInBatch),
		api("POST", "/api/v1/rounds/:round/room", roundStaff, s.apiOpenRoom),
		api("DELETE", "/api/v1/rounds/:round/room", roundStaff, s.apiCloseRoom),
		get("/api/v1/rounds/:round/moves", roundReader, s.apiMoves),
		api("POST", "/api/v1/rounds/:round/moves", roundStaff, s.apiMove),
		get("/api/v1/rounds/:round/ideas", roundParent, s.apiIdeas),
		get("/api/v1/rounds/:round/ideas/:idea", roundParent, s.apiIdea),
		api("PUT", "/api/v1/rounds/:round/ideas/:idea", roundParent, s.apiSaveIdea),
		api("POST", "/api/v1/rounds/:round/ideas/:idea/send", roundParent, s.apiSendIdea),
		api("POST", "/api/v1/rounds/:round/ideas/:idea/withdraw", roundParent, s.apiWithdrawIdea),
		api("POST", "/api/v1/rounds/:round/ideas/:idea/invitations", roundParent, s.apiInviteCoLeader),
		api("POST", "/api/v1/rounds/:round/ideas/:idea/join/:other", roundParent, s.apiJoinIdeas),
		api("POST", "/api/v1/rounds/:round/lead", roundParent, s.apiAcceptCoLead),
		api("PUT", "/api/v1/rounds/:round/projects/:project/translations/:lang", roundParent, s.apiPutTranslation),
		api("POST", "/api/v1/rounds/:round/projects/:project/translations/:lang/check", roundParent, s.apiCheckTranslation),
		get("/api/v1/rounds/:round/panel", roundPanel, s.apiPanel),
		api("PUT", "/api/v1/rounds/:round/panel", roundStaff, s.apiNamePanel),
		get("/api/v1/rounds/:round/panel/ideas/:idea", roundPanel, s.apiPanelIdea),
		api("PUT", "/api/v1/rounds/:round/panel/ideas/:idea/review", roundPanel, s.apiReview),
		api("PUT", "/api/v1/rounds/:round/panel/ideas/:idea/aside", roundPanel, s.apiStepAside),
		api("DELETE", "/api/v1/rounds/:round/panel/ideas/:idea/aside/:person", roundPanelStaff, s.apiLiftAside),
		api("POST", "/api/v1/rounds/:round/panel/ideas/:idea/decision", roundDecider, s.apiDecide),
		api("POST", "/api/v1/rounds/:round/open", roundStaff, s.apiOpenVoting),
		api("POST", "/api/v1/rounds/:round/close", roundStaff, s.apiCloseVoting),
		get("/api/v1/rounds/:round/ballot", roundVoter, s.apiOwnBallot),
		api("PUT", "/api/v1/rounds/:round/ballot", roundVoter, s.apiVote),
		get("/api/v1/rounds/:round/result", roundReader, s.apiResult),
		get("/api/v1/rounds/:round/audit", roundReader, s.auditFile),
		get("/api/v1/rounds/:round/ballots.pb", roundReader, s.ballotsFile),
		get("/api/v1/rounds/:round/receipts/:receipt", roundReader, s.apiReceipt),
		get("/api/v1/rounds/:round/awards", roundReader, s.apiAwards),
		api("POST", "/api/v1/rounds/:round/awards", roundStaff, s.apiAwardFurther),
		get("/api/v1/rounds/:round/awards/:project", roundReader, s.apiAward),
		api("PUT", "/api/v1/rounds/:round/awards/:project/answer", awardLead, s.apiAnswerAward),
		api("PUT", "/api/v1/rounds/:round/awards/:project/leads", roundStaff, s.apiNameLeads),
		api("PUT", "/api/v1/rounds/:round/awards/:project/days", roundStaff, s.apiAwardDays),
		api("POST", "/api/v1/rounds/:round/awards/:project/tranches", roundStaff, s.apiPlanTranche),
		api("PUT", "/api/v1/rounds/:round/awards/:project/tranches/:tranche", roundStaff, s.apiPlanTranche),
		api("DELETE", "/api/v1/rounds/:round/awards/:project/tranches/:tranche", roundStaff, s.apiDropTranche),
		api("POST", "/api/v1/rounds/:round/awards/:project/tranches/:tranche/payment", roundStaff, s.apiPayTranche),
		api("POST", "/api/v1/rounds/:round/awards/:project/receipts", awardLead, s.apiAddReceipt),
		api("POST", "/api/v1/rounds/:round/awards/:project/returns", awardLead, s.apiGiveBack),
		api("POST", "/api/v1/rounds/:round/awards/:project/arrivals", roundStaff, s.apiCameBack),
		api("POST", "/api/v1/rounds/:round/awards/:project/news", awardLead, s.apiAddNews),
		api("DELETE", "/api/v1/rounds/:round/awards/:project/news/:news", awardLead, s.apiRemoveNews),
		api("PUT", "/api/v1/rounds/:round/awards/:project/story", awardLead, s.apiTellStory),
		api("POST", "/api/v1/rounds/:round/awards/:project/finish", roundStaff, s.apiFinishAward),
		get("/api/v1/rounds/:round/ledger", roundStaff, s.apiLedger),
		get("/api/v1/rounds/:round/ledger.csv", roundStaff, s.ledgerCSV),
		get("/api/v1/rounds/:round/ledger.xlsx", roundStaff, s.ledgerXLSX),
		api("POST", "/api/v1/rounds/:round/ledger/:entry/correction", roundStaff, s.apiCorrectEntry),
		api("POST", "/api/v1/demo/token", demoOnly, s.apiDemoToken),

		// A demonstration, and development.
		get("/mailbox", demoOnly, s.mailbox),
		get("/mailbox/:mail", demoOnly, s.letter),
		get("/mailbox/:mail/html", demoOnly, s.letterHTML),
		get("/styleguide", developmentOnly, s.styleguide),
	}
}
