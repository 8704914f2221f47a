package award

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/notify"
)

const day = 24 * time.Hour

func (g *rig) refused(err error, kind fault.Kind) {
	g.t.Helper()
	if !fault.Is(err, kind) {
		g.t.Errorf("%v, want %s", err, kind)
	}
}

func (g *rig) stands(want Balance) {
	g.t.Helper()
	if got := BalanceOf(g.view(), round); got != want {
		g.t.Errorf("the money stands at %+v, want %+v", got, want)
	}
	if wrong := imbalance(g.view()); wrong != "" {
		g.t.Error(wrong)
	}
}

func TestTheWinnersAreOfferedTheirMoneyOnceHoweverOftenItIsTried(t *testing.T) {
	g := bareRig(t)
	g.duty()
	g.must(g.makeAwards(t.Context()))
	g.stands(Balance{Awarded: 500_00, Left: 500_00})
	if n := len(Entries(g.view(), round)); n != 3 {
		t.Errorf("the ledger has %d entries, want the budget and two awards", n)
	}
	if w := g.award(1); w.State != Offered || !w.AnswerBy.After(g.clock()) {
		t.Errorf("%+v", w)
	}
}

func TestWhereTooFewVotedNothingIsPromisedByItself(t *testing.T) {
	g := bareRig(t)
	g.put(funding.Results.Put(funding.Result{Round: round, Winners: []int32{2, 1}}))
	g.duty()
	g.stands(Balance{Left: budget})
	g.must(g.further(1, costs[0]))
	g.stands(Balance{Awarded: 300_00, Left: 700_00})
}

func TestDecliningReturnsTheMoneyAndItIsPromisedAgainBeforeWhatIsLeft(t *testing.T) {
	g := newRig(t)
	g.must(g.say(1, false))
	g.must(g.say(1, false)) // a second press
	g.stands(Balance{Awarded: 200_00, Returned: 300_00, Left: 500_00})
	g.refused(g.say(1, true), fault.Conflict)
	g.must(g.further(3, costs[2]))
	g.stands(Balance{Awarded: 600_00, Returned: 0, Left: 400_00})
	g.must(g.further(1, costs[0])) // they changed their minds
	g.stands(Balance{Awarded: 900_00, Left: 100_00})
	g.refused(g.further(4, costs[3]), fault.Conflict) // not so much is there
	g.refused(g.further(1, costs[0]), fault.Conflict) // it has one
	g.refused(g.further(5, costs[4]-1), fault.Invalid)
}

func TestAnAnswerThatStaffNoteSaysWhoGaveItAndIsSealed(t *testing.T) {
	g := newRig(t)
	g.refused(g.Answer(t.Context(), g.staff, Answer{Round: round, Project: 1, Yes: true}), fault.Invalid)
	g.must(g.say(1, true))
	w := g.award(1)
	if said, err := g.SaidBy(t.Context(), w); err != nil || said != "Kasia, by phone" || w.AnsweredBy != g.staff {
		t.Errorf("%q by %s (%v)", said, w.AnsweredBy, err)
	}
	if bytes.Contains(w.SaidBy, []byte("Kasia")) {
		t.Error("it is kept as it was typed")
	}
}

func TestALeadAnswersForTheirOwnAwardAndGetsTheLetterWhenNamed(t *testing.T) {
	g := newRig(t)
	g.must(g.NameLeads(t.Context(), g.staff, round, 1, []string{g.lead, g.nobody}))
	g.must(g.NameLeads(t.Context(), g.staff, round, 1, []string{g.lead}))
	if want := []string{"award to Kasia about Project 1"}; !slices.Equal(g.letters.sent, want) {
		t.Errorf("letters: %v, want %v", g.letters.sent, want)
	}
	g.refused(g.NameLeads(t.Context(), g.staff, round, 1, []string{"somebody"}), fault.Invalid)
	g.must(g.Answer(t.Context(), g.lead, Answer{Round: round, Project: 1, Yes: true}))
	if w := g.award(1); w.State != Accepted || w.AnsweredBy != g.lead || !w.Led(g.lead) || w.Led(g.nobody) || w.Led("") {
		t.Errorf("%+v", w)
	}
}

func TestPaymentsArePlannedWithinTheAwardAndStandOnceTheyArePaid(t *testing.T) {
	g := newRig(t)
	plan := func(number int32, amount int64) error {
		return g.PlanTranche(t.Context(), g.staff, round, 1, Tranche{Number: number, Amount: amount, Due: g.clock(), For: "The hall"})
	}
	g.must(plan(0, 200_00))
	g.refused(plan(0, 100_01), fault.Invalid)
	g.must(plan(0, 100_00))
	g.must(plan(2, 50_00))
	paid := Paid{Round: round, Project: 1, Tranche: 1, On: g.clock(), Reference: "cheque 12"}
	g.refused(g.PayTranche(t.Context(), g.staff, paid), fault.Conflict) // nobody said yes
	g.must(g.say(1, true))
	tomorrow := paid
	tomorrow.On = g.clock().Add(2 * day)
	g.refused(g.PayTranche(t.Context(), g.staff, tomorrow), fault.Invalid)
	g.must(g.PayTranche(t.Context(), g.staff, paid))
	g.refused(g.PayTranche(t.Context(), g.staff, paid), fault.Conflict) // twice
	g.refused(plan(1, 1), fault.Conflict)
	g.refused(g.DropTranche(t.Context(), g.staff, round, 1, 1), fault.Conflict)
	g.must(g.DropTranche(t.Context(), g.staff, round, 1, 2))
	e := Entries(g.view(), round)[3]
	if reference, err := g.ReferenceOf(t.Context(), e); err != nil || reference != "cheque 12" || e.By != g.staff || g.award(1).State != Running {
		t.Errorf("%+v with reference %q (%v)", e, reference, err)
	}
	g.stands(Balance{Awarded: 500_00, Left: 500_00, Paid: 200_00})
}

func TestWhatIsNotNeededGoesBackTheUnpaidAtOnceThePaidWhenItArrives(t *testing.T) {
	g := newRig(t)
	g.must(g.say(1, true))
	g.must(g.pay(1, 250_00))
	g.must(g.PlanTranche(t.Context(), g.staff, round, 1, Tranche{Amount: 50_00, Due: g.clock()}))
	g.must(g.spend(1, 180_00))
	back := func(amount int64) error { return g.GiveBack(t.Context(), g.lead, round, 1, amount) }
	g.refused(back(120_01), fault.Invalid)
	g.must(back(120_00))
	g.stands(Balance{Awarded: 450_00, Returned: 50_00, Left: 500_00, Paid: 250_00, Spent: 180_00})
	if w := g.award(1); w.Returning != 70_00 || w.Planned() != 0 {
		t.Errorf("%+v", w)
	}
	g.refused(back(1), fault.Invalid)
	g.refused(g.CameBack(t.Context(), g.staff, Arrival{Round: round, Project: 1, Amount: 250_01}), fault.Invalid)
	g.must(g.CameBack(t.Context(), g.staff, Arrival{Round: round, Project: 1, Amount: 70_00}))
	g.stands(Balance{Awarded: 380_00, Returned: 120_00, Left: 500_00, Paid: 180_00, Spent: 180_00})
	if w := g.award(1); w.Returning != 0 {
		t.Errorf("%+v", w)
	}
}

func TestAMistakeIsTakenBackOnceByAnEntryThatSaysWhy(t *testing.T) {
	g := newRig(t)
	g.must(g.say(1, true))
	g.must(g.pay(1, 250_00))
	correct := func(number int64, reason string) error {
		return g.CorrectEntry(t.Context(), g.staff, round, number, reason)
	}
	g.refused(correct(4, ""), fault.Invalid)
	g.refused(correct(9, "no such"), fault.NotFound)
	g.refused(correct(1, "another budget"), fault.Conflict)
	before := Entries(g.view(), round)
	g.must(correct(4, "Paid to project 2"))
	if wrong := changed(before, Entries(g.view(), round)); wrong != "" {
		t.Error(wrong)
	}
	g.refused(correct(4, "Once more"), fault.Conflict)
	g.refused(correct(5, "The correction"), fault.Conflict)
	if w := g.award(1); w.State != Accepted || w.Tranches[0].Paid() {
		t.Errorf("it is not planned again: %+v", w)
	}
	g.stands(Balance{Awarded: 500_00, Left: 500_00})
}

func TestAReturnCannotBeTakenBackOnceSomebodyElseWasPromisedTheMoney(t *testing.T) {
	g := newRig(t)
	g.must(g.say(1, true))
	g.must(g.GiveBack(t.Context(), g.lead, round, 1, 100_00))
	g.must(g.further(3, costs[2]))
	g.refused(g.CorrectEntry(t.Context(), g.staff, round, 4, "They need it after all"), fault.Conflict)
	g.stands(Balance{Awarded: 800_00, Left: 200_00})
}

func TestAnAwardIsFinishedWhenItsStoryIsToldAndItsMoneyAccountedFor(t *testing.T) {
	g := newRig(t)
	finish := func(short string) error { return g.Finish(t.Context(), g.staff, round, 1, short) }
	g.must(g.say(1, true))
	g.refused(finish(""), fault.Conflict)
	g.must(g.pay(1, 300_00))
	g.must(g.spend(1, 280_00))
	g.must(g.tell("Twelve Saturdays, forty children."))
	g.refused(finish(""), fault.Invalid)
	g.must(finish("A receipt for £20 was lost"))
	g.refused(g.spend(1, 1_00), fault.Conflict)
	if w := g.award(1); w.State != Finished || w.Finished.IsZero() {
		t.Errorf("%+v", w)
	}
	g.must(g.CorrectEntry(t.Context(), g.staff, round, 5, "It was another project's"))
	if w := g.award(1); w.State != Running {
		t.Errorf("what was corrected is still finished: %+v", w)
	}
}

func TestAStoryThatIsDueIsAskedForOnceBeforeItsDayAndOnceAfter(t *testing.T) {
	g := newRig(t)
	g.must(g.NameLeads(t.Context(), g.staff, round, 1, []string{g.lead, g.nobody}))
	g.must(g.say(1, true))
	due := g.clock().Add(30 * day)
	g.must(g.SetDays(t.Context(), g.staff, round, 1, g.clock(), due))
	g.letters.sent = nil
	for _, step := range []struct {
		wait time.Duration
		want []string
	}{
		{15 * day, nil},
		{2 * day, []string{"due to Kasia about Project 1"}},
		{10 * day, []string{"due to Kasia about Project 1"}},
		{4 * day, []string{"due to Kasia about Project 1", "late to Kasia about Project 1"}},
		{90 * day, []string{"due to Kasia about Project 1", "late to Kasia about Project 1"}},
	} {
		g.wait(step.wait)
		g.duty()
		if !slices.Equal(g.letters.sent, step.want) {
			t.Fatalf("at %s letters are %v, want %v", g.clock(), g.letters.sent, step.want)
		}
	}
	if late := Late(g.view(), g.award(1), g.clock()); late != StoryLate {
		t.Errorf("late is %q", late)
	}
	g.must(g.tell("Twelve Saturdays, forty children."))
	if late := Late(g.view(), g.award(1), g.clock()); late != NoneLate {
		t.Errorf("late is %q", late)
	}
}

func TestAStoryIsNewsOnceForThoseWhoVoted(t *testing.T) {
	g := newRig(t)
	g.must(g.say(1, true))
	for range 2 { // told, and told anew
		g.wait(time.Minute)
		g.must(g.tell("Twelve Saturdays, forty children."))
	}
	news := slices.Collect(notify.Told.All(g.view()))
	if len(news) != 1 || news[0].Item.Kind != notify.Story || news[0].Item.Words["name"] != "Project 1" {
		t.Fatalf("%+v", news)
	}
	for person, voted := range map[string]bool{g.lead: true, g.nobody: true, g.staff: false} {
		g.put(funding.Roll.Put(funding.RollEntry{Round: round, Voter: person, Channel: funding.ByMembership, Voted: voted}))
	}
	readers, err := funding.New(funding.Deps{Now: g.clock}).Readers(t.Context(), g.view(), news[0])
	g.must(err)
	if len(readers) != 2 || slices.ContainsFunc(readers, func(r notify.Reader) bool { return r.Person == g.staff }) {
		t.Errorf("it is for %v", readers)
	}
}

func TestNewsCanBeTakenDown(t *testing.T) {
	g := newRig(t)
	g.refused(g.note("We began"), fault.Conflict)
	g.must(g.say(1, true))
	g.must(g.note("We began"))
	g.must(g.note("Picture of somebody's child"))
	g.must(g.RemoveNews(t.Context(), g.staff, round, 1, 2))
	g.refused(g.RemoveNews(t.Context(), g.staff, round, 1, 2), fault.NotFound)
	if news := NewsAbout(g.view(), round, 1); len(news) != 1 || news[0].Text != "We began" {
		t.Errorf("%+v", news)
	}
}

func TestNoMoneyMovesInARoundThatIsClosed(t *testing.T) {
	g := newRig(t)
	g.must(g.say(1, true))
	g.must(g.pay(1, 100_00))
	r, err := funding.RoundByID(g.view(), round)
	g.must(err)
	r.Phase = funding.Closed
	g.put(funding.Rounds.Put(r))
	before := len(Entries(g.view(), round))
	for name, err := range map[string]error{
		"answer": g.say(2, true), "further": g.further(3, costs[2]), "plan": g.pay(1, 1), "receipt": g.spend(1, 1),
		"give back": g.GiveBack(t.Context(), g.lead, round, 1, 1), "correct": g.CorrectEntry(t.Context(), g.staff, round, 4, "wrong"),
		"story": g.tell("Twelve Saturdays, forty children."),
	} {
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if after := len(Entries(g.view(), round)); after != before {
		t.Errorf("the ledger grew to %d entries", after)
	}
}
