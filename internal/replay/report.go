package replay

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/parentpower/parentpower/internal/funding"
)

// Report is what came of it. Projects are named as in the file, in its order.
type Report struct {
	Round        string   `json:"round"`
	Cast         int      `json:"cast"`         // ballots that were sent
	Acknowledged int      `json:"acknowledged"` // ballots that the server gave a receipt for
	Counted      int      `json:"counted"`      // ballots in the result
	Lost         int      `json:"lost"`         // acknowledged ballots that the count lacks, or has otherwise than cast
	Winners      []string `json:"winners"`
	Official     []string `json:"official"`
	Seconds      float64  `json:"seconds"` // from the first ballot sent to the last acknowledged
	P50          float64  `json:"p50_ms"`  // from sending a ballot, repeats included, to its acknowledgement
	P99          float64  `json:"p99_ms"`
	LastViewer   *float64 `json:"last_viewer_ms"` // from the last acknowledgement to its being on a viewer's screen; null: never
}

// Check is nil where nothing was lost, the viewer saw it all and the official winners won, if the file has any.
func (r Report) Check() error {
	var errs []error
	if r.Acknowledged != r.Cast || r.Counted != r.Acknowledged || r.Lost > 0 {
		errs = append(errs, fmt.Errorf("of %d ballots cast, %d were acknowledged and %d counted; %d acknowledged ones are lost",
			r.Cast, r.Acknowledged, r.Counted, r.Lost))
	}
	if r.LastViewer == nil {
		errs = append(errs, errors.New("the viewer never saw all ballots"))
	}
	if len(r.Official) > 0 {
		if missing, extra := without(r.Official, r.Winners), without(r.Winners, r.Official); len(missing)+len(extra) > 0 {
			errs = append(errs, fmt.Errorf("other winners than the official ones: missing [%s], instead [%s]",
				strings.Join(missing, " "), strings.Join(extra, " ")))
		}
	}
	return errors.Join(errs...)
}

// without is a list without those that are in the other.
func without(list, other []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(other, s) })
}

// took notes how the voting went.
func (r *Report) took(b *box) {
	r.Cast, r.Acknowledged = b.cast, len(b.receipts)
	slices.Sort(b.took)
	r.P50, r.P99 = milliseconds(quantile(b.took, 50)), milliseconds(quantile(b.took, 99))
	if !b.last.IsZero() {
		r.Seconds = b.last.Sub(b.first).Seconds()
	}
}

// quantile is the smallest of the sorted values that percent of them do not exceed.
func quantile(sorted []time.Duration, percent int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[(len(sorted)*percent+99)/100-1]
}

// compare holds the result against what was acknowledged.
func (p *play) compare(ctx context.Context, report *Report, b *box) error {
	var result struct {
		Winners []int32
		Ballots int
	}
	if err := p.await(ctx, p.at("result"), &result); err != nil {
		return fmt.Errorf("read the result: %w", err)
	}
	report.Counted = result.Ballots
	for place, project := range p.File.Projects {
		if slices.Contains(result.Winners, p.numbers[place]) {
			report.Winners = append(report.Winners, project.ID)
		}
	}
	var bundle funding.Bundle
	if err := p.await(ctx, p.at("audit"), &bundle); err != nil {
		return fmt.Errorf("read the audit bundle: %w", err)
	}
	if bundle.Box.Ballots != nil { // else there are too few to publish
		report.Lost = p.lost(bundle.Box.Ballots, b.receipts)
	}
	return nil
}

// lost is how many acknowledged ballots are not in the count as they were cast.
func (p *play) lost(counted []funding.BundleBallot, receipts map[int]string) int {
	box := make(map[string]string, len(counted))
	for _, ballot := range counted {
		box[ballot.Receipt] = ballot.String()
	}
	lost := 0
	for i, receipt := range receipts {
		if says, there := box[receipt]; !there || says != p.choice(i).String() {
			lost++
		}
	}
	return lost
}

// await asks until there is an answer other than "not yet".
func (p *play) await(ctx context.Context, path string, out any) error {
	return insist(ctx, countPatience, func(ctx context.Context) error {
		err := p.call(ctx, "GET", path, p.Token, nil, out)
		var r *refusal
		if errors.As(err, &r) && r.Status == http.StatusConflict {
			r.Status = http.StatusServiceUnavailable // not yet
		}
		return err
	})
}
