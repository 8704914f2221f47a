package web

import (
	"strconv"

	"github.com/parentpower/parentpower/internal/award"
)

// onAward reads what a program sends about the award that the path names, does it, and answers with the award.
func onAward[T any](r *request, act func(T) error) error {
	in, err := readJSON[T](r.c.Body())
	if err != nil {
		return err
	}
	if err := act(in); err != nil {
		return err
	}
	return r.awardNow()
}

func (s *Site) apiAnswerAward(r *request) error {
	return onAward(r, func(in struct {
		Accept bool   `json:"accept"`
		SaidBy string `json:"said_by"`
	}) error {
		if err := plainly("said_by", in.SaidBy); err != nil {
			return err
		}
		return s.Award.Answer(r.ctx, r.who.Person, award.Answer{
			Round: r.round.ID, Project: r.number(), Yes: in.Accept, SaidBy: oneLine(in.SaidBy),
		})
	})
}

func (s *Site) apiNameLeads(r *request) error {
	return onAward(r, func(in struct {
		Leads []string `json:"leads"`
	}) error {
		return s.Award.NameLeads(r.ctx, r.who.Person, r.round.ID, r.number(), in.Leads)
	})
}

func (s *Site) apiAwardDays(r *request) error {
	return onAward(r, func(in struct {
		AnswerBy string `json:"answer_by"`
		StoryBy  string `json:"story_by"`
	}) error {
		answer, err := r.dayOf("answer_by", in.AnswerBy)
		if err != nil {
			return err
		}
		story, err := r.dayOf("story_by", in.StoryBy)
		if err != nil {
			return err
		}
		return s.Award.SetDays(r.ctx, r.who.Person, r.round.ID, r.number(), answer, story)
	})
}

// apiPlanTranche plans a payment, or changes the one that the path names.
func (s *Site) apiPlanTranche(r *request) error {
	return onAward(r, func(in apiTrancheIn) error {
		due, err := r.dayOf("due", in.Due)
		if err != nil {
			return err
		}
		if err := plainly("for", in.For); err != nil {
			return err
		}
		return s.Award.PlanTranche(r.ctx, r.who.Person, r.round.ID, r.number(), award.Tranche{
			Number: r.trancheNumber(), Amount: in.Amount, Due: due, For: oneLine(in.For),
		})
	})
}

// trancheNumber is that of the payment which the path names; zero where it names none.
func (r *request) trancheNumber() int32 {
	n, err := strconv.ParseInt(r.param("tranche"), 10, 32)
	switch {
	case r.param("tranche") == "":
		return 0
	case err != nil || n < 1:
		return -1 // which none has
	}
	return int32(n)
}

func (s *Site) apiDropTranche(r *request) error {
	if err := r.emptyJSON(); err != nil {
		return err
	}
	if err := s.Award.DropTranche(r.ctx, r.who.Person, r.round.ID, r.number(), r.trancheNumber()); err != nil {
		return err
	}
	return r.awardNow()
}

func (s *Site) apiPayTranche(r *request) error {
	return onAward(r, func(in struct {
		On        string `json:"on"`
		Reference string `json:"reference"`
	}) error {
		on, err := r.dayOf("on", in.On)
		if err != nil {
			return err
		}
		if err := plainly("reference", in.Reference); err != nil {
			return err
		}
		return s.Award.PayTranche(r.ctx, r.who.Person, award.Paid{
			Round: r.round.ID, Project: r.number(), Tranche: r.trancheNumber(), On: on, Reference: oneLine(in.Reference),
		})
	})
}

func (s *Site) apiAddReceipt(r *request) error {
	return onAward(r, func(in struct {
		Amount int64  `json:"amount"`
		On     string `json:"on"`
		What   string `json:"what"`
	}) error {
		on, err := r.dayOf("on", in.On)
		if err != nil {
			return err
		}
		if err := plainly("what", in.What); err != nil {
			return err
		}
		return s.Award.AddReceipt(r.ctx, r.who.Person, award.Spending{
			Round: r.round.ID, Project: r.number(), Amount: in.Amount, On: on, What: oneLine(in.What),
		})
	})
}

func (s *Site) apiGiveBack(r *request) error {
	return onAward(r, func(in struct {
		Amount int64 `json:"amount"`
	}) error {
		return s.Award.GiveBack(r.ctx, r.who.Person, r.round.ID, r.number(), in.Amount)
	})
}

func (s *Site) apiCameBack(r *request) error {
	return onAward(r, func(in struct {
		Amount    int64  `json:"amount"`
		Reference string `json:"reference"`
	}) error {
		if err := plainly("reference", in.Reference); err != nil {
			return err
		}
		return s.Award.CameBack(r.ctx, r.who.Person, award.Arrival{
			Round: r.round.ID, Project: r.number(), Amount: in.Amount, Reference: oneLine(in.Reference),
		})
	})
}

// apiText is what an act takes that takes a text alone.
type apiText struct {
	Text string `json:"text"`
}

func (s *Site) apiAddNews(r *request) error {
	return onAward(r, func(in apiText) error {
		if err := plainly("text", in.Text); err != nil {
			return err
		}
		return s.Award.AddNews(r.ctx, r.who.Person, award.Note{Round: r.round.ID, Project: r.number(), Text: in.Text})
	})
}

func (s *Site) apiRemoveNews(r *request) error {
	if err := r.emptyJSON(); err != nil {
		return err
	}
	number, err := strconv.ParseInt(r.param("news"), 10, 32)
	if err != nil {
		return existsIf(false)
	}
	if err := s.Award.RemoveNews(r.ctx, r.who.Person, r.round.ID, r.number(), int32(number)); err != nil {
		return err
	}
	return r.awardNow()
}

func (s *Site) apiTellStory(r *request) error {
	return onAward(r, func(in apiText) error {
		if err := plainly("text", in.Text); err != nil {
			return err
		}
		return s.Award.TellStory(r.ctx, r.who.Person, award.Telling{Round: r.round.ID, Project: r.number(), Text: in.Text})
	})
}

func (s *Site) apiFinishAward(r *request) error {
	return onAward(r, func(in struct {
		Short string `json:"short"`
	}) error {
		if err := plainly("short", in.Short); err != nil {
			return err
		}
		return s.Award.Finish(r.ctx, r.who.Person, r.round.ID, r.number(), in.Short)
	})
}
