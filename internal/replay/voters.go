package replay

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/tally/pb"
)

// box is what the voters were told.
type box struct {
	mu       sync.Mutex
	cast     int
	receipts map[int]string // by place of the ballot in the file
	took     []time.Duration
	first    time.Time // when the first ballot was sent
	last     time.Time // when the last ballot was acknowledged
	refused  error     // the first that was not
	missing  int       // how many were not
}

// voteAll puts every ballot in. Its error is about those that nobody acknowledged.
func (p *play) voteAll(ctx context.Context) (*box, error) {
	b := &box{receipts: make(map[int]string, len(p.File.Votes)), first: time.Now()}
	next := make(chan int)
	var voters sync.WaitGroup
	for range min(p.Workers, len(p.File.Votes)) {
		voters.Go(func() {
			for i := range next {
				receipt, took, err := p.vote(ctx, i)
				b.note(i, receipt, took, err)
				if p.Progress != nil {
					p.Progress(b.done(), len(p.File.Votes))
				}
			}
		})
	}
	pace := rate.NewLimiter(rate.Inf, 1)
	if p.Rate > 0 {
		pace.SetLimit(rate.Limit(p.Rate))
	}
	for i := range p.File.Votes {
		if pace.Wait(ctx) != nil {
			break
		}
		next <- i
	}
	close(next)
	voters.Wait()
	if b.missing > 0 {
		return b, fmt.Errorf("%d ballots were not taken, the first because: %w", b.missing, b.refused)
	}
	return b, nil
}

// vote puts one ballot in, as the holder of a slip that nobody else has.
func (p *play) vote(ctx context.Context, i int) (receipt string, took time.Duration, err error) {
	ballot := struct {
		funding.Choice
		Key string `json:"key"`
	}{p.choice(i), rand.Text()}
	var answer struct{ Receipt string }
	start := time.Now()
	err = insist(ctx, ballotPatience, func(ctx context.Context) error {
		return p.call(ctx, "PUT", p.at("ballot"), p.slips[i], ballot, &answer)
	})
	if err == nil && answer.Receipt == "" {
		err = errors.New("the answer has no receipt")
	}
	return answer.Receipt, time.Since(start), err
}

// choice is what a ballot of the file says, by the numbers of the round and as a round keeps it: in ascending order, or
// best first and with the points of each place. A project with no points is not on it, and the list is never null.
func (p *play) choice(i int) funding.Choice {
	vote := p.File.Votes[i]
	order := make([]int, len(vote.Projects))
	for at := range order {
		order[at] = at
	}
	if p.File.Type != pb.Ordinal {
		slices.SortFunc(order, func(a, b int) int { return cmp.Compare(p.numbers[vote.Projects[a]], p.numbers[vote.Projects[b]]) })
	}
	c := funding.Choice{Picks: []int32{}}
	for place, at := range order {
		if vote.Points != nil && vote.Points[at] == 0 {
			continue
		}
		c.Picks = append(c.Picks, p.numbers[vote.Projects[at]])
		switch p.File.Type {
		case pb.Cumulative:
			c.Points = append(c.Points, vote.Points[at])
		case pb.Ordinal:
			c.Points = append(c.Points, int64(len(order)-place))
		}
	}
	return c
}

func (b *box) note(i int, receipt string, took time.Duration, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cast++
	if err != nil {
		b.missing++
		if b.refused == nil {
			b.refused = fmt.Errorf("ballot %d: %w", i+1, err)
		}
		return
	}
	b.receipts[i] = receipt
	b.took = append(b.took, took)
	b.last = time.Now()
}

func (b *box) done() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.cast
}
