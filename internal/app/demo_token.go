package app

import (
	"context"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
)

// demoTokens is how many tokens of a demonstration are good at a time. They cannot be shown again, so each script
// gets one of its own; there is a limit to how many the advocate may have.
const (
	demoTokens     = 10
	demoTokenLabel = "demonstration"
)

// demoToken is a fresh token of the demonstration's advocate. The oldest one ends when there are many.
func (a *App) demoToken(ctx context.Context) (string, error) {
	c, ok := a.findDemo()
	if !ok {
		return "", fault.New(fault.NotFound, "fault.not_found")
	}
	var ours []people.Token
	for _, t := range people.TokensOf(a.store.View(), c.Advocate) {
		if t.Label == demoTokenLabel {
			ours = append(ours, t)
		}
	}
	if len(ours) >= demoTokens {
		oldest := ours[0]
		for _, t := range ours {
			if t.Created.Before(oldest.Created) {
				oldest = t
			}
		}
		if err := a.people.RevokeToken(ctx, c.Advocate, oldest.ID); err != nil {
			return "", err
		}
	}
	token, _, err := a.people.CreateToken(ctx, c.Advocate, demoTokenLabel, demoLinks)
	return token, err
}
