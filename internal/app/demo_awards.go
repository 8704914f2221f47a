package app

import (
	"context"
	"fmt"
	"time"

	"github.com/parentpower/parentpower/internal/award"
	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/funding"
)

const demoDay = 24 * time.Hour

// spendLastYear takes the awards of a round that was counted to where each is at another point: one is finished and its
// story told, one is paid and its story late, and whatever else won waits for an answer.
func (a *App) spendLastYear(ctx context.Context, actor, councilID, round string) error {
	if err := a.award.Duty().Work(ctx); err != nil {
		return err
	}
	for i, w := range award.Of(a.store.View(), round) {
		var err error
		switch i {
		case 0:
			err = a.tellDemoStory(ctx, actor, councilID, w)
		case 1:
			err = a.payDemoAward(ctx, actor, councilID, w, 60)
			if err == nil {
				err = a.award.SetDays(ctx, actor, round, w.Project, w.AnswerBy.Add(-30*demoDay), time.Now().Add(-3*demoDay))
			}
		}
		if err != nil {
			return fmt.Errorf("award of project %d: %w", w.Project, err)
		}
	}
	return a.funding.MovePhase(ctx, actor, round, funding.Reporting, "")
}

// payDemoAward names who leads a project, notes their yes, and pays so many per cent of the award.
func (a *App) payDemoAward(ctx context.Context, actor, councilID string, w award.Award, percent int64) error {
	p, err := funding.ProjectByNumber(a.store.View(), w.Round, w.Project)
	if err != nil {
		return err
	}
	for m := range council.Members(a.store.View(), councilID) {
		if name, err := a.people.Name(ctx, a.store.View(), m.Person); err == nil && name == p.Lead {
			if err := a.award.NameLeads(ctx, actor, w.Round, w.Project, []string{m.Person}); err != nil {
				return err
			}
		}
	}
	if err := a.award.Answer(ctx, actor, award.Answer{Round: w.Round, Project: w.Project, Yes: true, SaidBy: p.Lead + ", at the breakfast club"}); err != nil {
		return err
	}
	amount, now := award.ProjectBalance(a.store.View(), w.Round, w.Project).Awarded*percent/100, time.Now()
	if err := a.award.PlanTranche(ctx, actor, w.Round, w.Project, award.Tranche{Amount: amount, Due: now, For: "To begin with"}); err != nil {
		return err
	}
	return a.award.PayTranche(ctx, actor, award.Paid{Round: w.Round, Project: w.Project, Tranche: 1, On: now, Reference: "Transfer 2041"})
}

// tellDemoStory takes an award from its yes to its end.
func (a *App) tellDemoStory(ctx context.Context, actor, councilID string, w award.Award) error {
	if err := a.payDemoAward(ctx, actor, councilID, w, 100); err != nil {
		return err
	}
	now := time.Now()
	for _, bought := range []award.Spending{
		{What: "Kit for two teams", Amount: 212_40}, {What: "Pitch hire, autumn term", Amount: 120_00}, {What: "Pitch hire, spring term", Amount: 96_00},
	} {
		bought.Round, bought.Project, bought.On = w.Round, w.Project, now
		if err := a.award.AddReceipt(ctx, actor, bought); err != nil {
			return err
		}
	}
	spare := award.ProjectBalance(a.store.View(), w.Round, w.Project).Unspent()
	if err := a.award.GiveBack(ctx, actor, w.Round, w.Project, spare); err != nil {
		return err
	}
	if err := a.award.CameBack(ctx, actor, award.Arrival{Round: w.Round, Project: w.Project, Amount: spare, Reference: "Cash, counted twice"}); err != nil {
		return err
	}
	if err := a.award.AddNews(ctx, actor, award.Note{
		Round: w.Round, Project: w.Project, Text: "Twenty-two children came to the first training.",
	}); err != nil {
		return err
	}
	if err := a.award.TellStory(ctx, actor, award.Telling{Round: w.Round, Project: w.Project, Text: "Every Thursday after school, two terms long. Thirty-one children played, " +
		"eleven of them girls who had never been asked before.\n\nFour dads now run it by themselves."}); err != nil {
		return err
	}
	return a.award.Finish(ctx, actor, w.Round, w.Project, "")
}
