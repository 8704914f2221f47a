package faults

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestTheSameRequestAHundredTimesHasOneEffectAndOneAnswer(t *testing.T) {
	p := newProgram(t, "--log-level", "warn")
	r := openRound(t, p.client, p.tour.Council, p.tour.Token, 1)
	v := vote{Picks: []int32{2, 1}, Key: "pressed a hundred times"}
	answers := make([]string, 100)
	var at sync.WaitGroup
	for i := range answers {
		at.Go(func() {
			_, a, err := r.cast(p.client, 0, v)
			answers[i] = fmt.Sprint(a.status, string(a.body), err)
		})
	}
	at.Wait()
	if different := slices.Compact(slices.Clone(answers)); len(different) != 1 || !strings.HasPrefix(answers[0], "200") {
		t.Errorf("the answers are %q", different)
	}
	if _, a, err := r.cast(p.client, 0, vote{Picks: []int32{3}, Key: v.Key}); err != nil || a.status != http.StatusConflict {
		t.Errorf("the same key for another ballot: %d %s %v, want a conflict", a.status, a.body, err)
	}
	read := p.read()
	casts := 0
	for _, a := range read.acts {
		if a.action == "funding.cast_ballot" && a.round == r.id {
			casts++
		}
	}
	if box := read.open[r.id]; casts != 1 || len(box) != 1 {
		t.Errorf("%d changes of the box, which holds %v", casts, box)
	}
}

func TestCloseAgainstAFloodClosesOnceAndCountsNothingAfter(t *testing.T) {
	const voters, atOnce = 1_200, 64
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	p := newProgram(t, "--log-level", "warn")
	r := openRound(t, p.client, p.tour.Council, p.tour.Token, voters)
	w := newCrowd(r, 1, p.client)
	flood := make(chan struct{})
	go func() {
		w.voteAll(ctx, 0, voters, atOnce)
		close(flood)
	}()
	w.await(ctx, t, voters/3)
	closed := make(chan int, 5)
	for range cap(closed) {
		go func() {
			a, err := p.api("POST", r.at("close"), r.token, nil)
			if err != nil {
				t.Error(err)
			}
			closed <- a.status
		}()
	}
	statuses := map[int]int{}
	for range cap(closed) {
		statuses[<-closed]++
	}
	if _, a, err := r.cast(p.client, voters-1, vote{Picks: []int32{1}, Key: "after the close"}); err != nil || a.status != http.StatusGone {
		t.Errorf("asked after the close was answered: %d %s %v", a.status, a.body, err)
	}
	<-flood
	if statuses[http.StatusOK] != 1 || statuses[http.StatusConflict] != 4 {
		t.Errorf("closing five times at once is answered %v", statuses)
	}
	w.settled(t, somebody)
	e := evidence{round: r.id, told: w.told, result: r.result(t, p.client)}
	e.after = awaitRedaction(t, r.id, p.read)
	for _, wrong := range append(e.check(), e.after.afterClose(r.id)...) {
		t.Error(wrong)
	}
	t.Logf("%d in, %d too late", len(w.told), w.late)
}

// afterClose says what ballots the journal holds after the act that closed a round.
func (r reading) afterClose(round string) (wrong []string) {
	closed := 0
	for _, a := range r.acts {
		if a.action == "funding.close_voting" && a.round == round || a.action == "funding.close_on_time" && a.round == round {
			closed++
		}
		if closed > 0 && a.action == "funding.cast_ballot" && a.round == round {
			wrong = append(wrong, fmt.Sprintf("commit %d holds a ballot after the close", a.seq))
		}
	}
	if closed != 1 {
		wrong = append(wrong, fmt.Sprintf("the round was closed %d times", closed))
	}
	return wrong
}
