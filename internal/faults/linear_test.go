package faults

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/parentpower/parentpower/internal/funding"
)

const (
	linearVoters  = 3
	linearClients = 6
	linearSteps   = 6 // of each client
	linearAtOnce  = 8 // histories
)

// step is one thing that a client asks for, over HTTP.
type step struct {
	kind  string // vote, look, revoke, close, turnout
	voter int
	vote  vote
}

// linearKinds are those of the ballots, in turn.
var linearKinds = []funding.BallotKind{funding.AnyNumber, funding.SharePoints, funding.InOrder}

// paper is a round as one person would keep it on paper, doing one thing after the other.
type paper struct {
	closed  bool
	revoked [linearVoters]bool
	picks   [linearVoters]string // empty: no ballot
}

// onPaper says which answers are right.
var onPaper = porcupine.Model{
	Init: func() any { return paper{} },
	Step: func(state, input, output any) (bool, any) {
		p, s := state.(paper), input.(step) //nolint:forcetypeassert // as put in
		return p.answer(s) == output, p.after(s)
	},
	DescribeOperation: func(input, output any) string {
		s := input.(step) //nolint:forcetypeassert // as put in
		return fmt.Sprintf("%s %d %s: %v", s.kind, s.voter, says(s.vote.Picks, s.vote.Points), output)
	},
}

func (p paper) answer(s step) string {
	switch {
	case s.kind == "turnout":
		n := 0
		for _, picks := range p.picks {
			if picks != "" {
				n++
			}
		}
		return fmt.Sprint(n)
	case s.kind == "close" && p.closed:
		return "fault.funding.not_open"
	case s.kind == "close":
		return "done"
	case p.revoked[s.voter]:
		return "fault.people.slip_revoked"
	case s.kind == "revoke":
		return "done"
	case p.closed:
		return "fault.funding.closed"
	case s.kind == "vote":
		return "done"
	case p.picks[s.voter] == "":
		return "fault.not_found"
	}
	return p.picks[s.voter]
}

func (p paper) after(s step) paper {
	switch {
	case s.kind == "close":
		p.closed = true
	case s.kind == "revoke":
		p.revoked[s.voter] = true
	case s.kind == "vote" && !p.closed && !p.revoked[s.voter]:
		p.picks[s.voter] = says(s.vote.Picks, s.vote.Points)
	}
	return p
}

// ask does a step on the program and returns what it was answered.
func (s step) ask(c *client, r *round) (string, error) {
	var a answer
	var err error
	switch s.kind {
	case "vote":
		_, a, err = r.cast(c, s.voter, s.vote)
	case "look":
		a, err = c.api("GET", r.at("ballot"), r.slips[s.voter].Code, nil)
	case "revoke":
		a, err = c.api("POST", r.at("slips/"+r.slips[s.voter].ID+"/revoke"), r.token, nil)
	case "close":
		a, err = c.api("POST", r.at("close"), r.token, nil)
	case "turnout":
		a, err = c.api("GET", "/rounds/"+r.id, "", nil)
	}
	if err != nil || a.status >= http.StatusBadRequest {
		return a.key, err
	}
	var told struct {
		Picks   []int32
		Points  []int64
		Turnout struct{ Voted int }
	}
	switch s.kind {
	case "look":
		err = json.Unmarshal(a.body, &told)
		return says(told.Picks, told.Points), err
	case "turnout":
		err = json.Unmarshal(a.body, &told)
		return fmt.Sprint(told.Turnout.Voted), err
	}
	return "done", nil
}

func says(picks []int32, points []int64) string { return fmt.Sprint(picks, points) }

func newStep(chance *rand.Rand, kind funding.BallotKind, id string) step {
	s := step{voter: chance.IntN(linearVoters), vote: vote{Picks: []int32{1 + chance.Int32N(projects)}, Key: "an act named " + id}}
	switch kind {
	case funding.SharePoints:
		s.vote.Points = []int64{1 + chance.Int64N(funding.DefaultPoints)}
	case funding.InOrder:
		s.vote.Picks = append(s.vote.Picks, 1+s.vote.Picks[0]%projects)
		s.vote.Points = []int64{2, 1}
	}
	switch n := chance.IntN(100); {
	case n < 45:
		s.kind = "vote"
	case n < 65:
		s.kind = "look"
	case n < 85:
		s.kind = "turnout"
	case n < 96:
		s.kind = "revoke"
	default:
		s.kind = "close"
	}
	return s
}

func TestVotesChangesRevocationsAndTheCloseAreAsIfOneAfterTheOther(t *testing.T) {
	histories, seed := size(t, historiesVar, 200), uint64(size(t, seedVar, 1)) //nolint:gosec // positive
	p := newProgram(t, "--log-level", "error")
	var at sync.WaitGroup
	asked := make(chan int, histories)
	for worker := range linearAtOnce {
		at.Go(func() {
			for n := worker; n < histories && !t.Failed(); n += linearAtOnce {
				kind := linearKinds[n%len(linearKinds)]
				r := openRoundOf(t, p.client, p.tour.Council, p.tour.Token, linearVoters, kind)
				ops := history(t, p.client, r, kind, rand.New(rand.NewPCG(seed, uint64(n)))) //nolint:gosec // positive, nothing secret
				asked <- len(ops)
				if !porcupine.CheckOperations(onPaper, ops) {
					t.Errorf("seed %d, history %d could not have happened one act after the other:\n%s", seed, n, told(ops))
				}
			}
		})
	}
	at.Wait()
	close(asked)
	all := 0
	for n := range asked {
		all += n
	}
	t.Logf("%d histories of %d acts", histories, all)
}

// told is a history to read.
func told(ops []porcupine.Operation) string {
	var b strings.Builder
	for _, op := range ops {
		fmt.Fprintf(&b, "%d: %d to %d: %s\n", op.ClientId, op.Call, op.Return, onPaper.DescribeOperation(op.Input, op.Output))
	}
	return b.String()
}

// history lets clients ask at the same time and notes when each asked and was answered.
func history(t *testing.T, c *client, r *round, kind funding.BallotKind, chance *rand.Rand) (ops []porcupine.Operation) {
	t.Helper()
	var mu sync.Mutex
	var at sync.WaitGroup
	start := time.Now()
	for id := range linearClients {
		var steps []step
		for k := range linearSteps {
			steps = append(steps, newStep(chance, kind, fmt.Sprintf("%d/%d", id, k)))
		}
		at.Go(func() {
			for _, s := range steps {
				op := porcupine.Operation{ClientId: id, Input: s, Call: time.Since(start).Nanoseconds()}
				told, err := s.ask(c, r)
				op.Output, op.Return = told, time.Since(start).Nanoseconds()
				mu.Lock()
				if err != nil {
					t.Error(err)
				}
				ops = append(ops, op)
				mu.Unlock()
			}
		})
	}
	at.Wait()
	return ops
}
