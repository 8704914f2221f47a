package page

import "github.com/parentpower/parentpower/internal/tally"

// Why says a reason of the count as a sentence of the catalogue.
func Why(r tally.Reason) Reason {
	key := "reason." + string(r.Kind)
	if r.Kind == tally.PaidByShares && r.SpareEach == 0 {
		key = "reason.paid_by_shares.exact"
	}
	return Reason{Key: key, N: int(r.Backers), Args: map[string]any{
		"spare": r.SpareEach, "shares": r.Shares, "cost": r.Cost, "left": r.MoneyLeft,
	}}
}
