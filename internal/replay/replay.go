// Package replay plays a real election through a running server, from outside: it sets a round up by the JSON API,
// puts every ballot in as a separate voter with a slip of their own, watches over a websocket as a viewer would,
// closes, and holds what was counted against what was acknowledged and against the official winners.
//
// It uses nothing but what the server offers to everybody, so what it finds is what people would get. A ballot is
// sent again, with the same idempotency key, for as long as nobody knows whether it arrived.
package replay

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/tally/pb"
)

// Config says what to play, and where.
type Config struct {
	File      *pb.File
	URL       string            // of the server: "https://parents.example.org"
	Token     string            // an API token of somebody who looks after a council; a demonstration gives one when empty
	Council   string            // whose round it will be; the first that the token's owner looks after when empty
	Standings funding.Standings // ShowAfterClose when empty
	Rate      float64           // ballots a second at most; 0: as fast as it goes
	Workers   int               // voters at a time; DefaultWorkers when 0
	Progress  func(done, of int)
}

// DefaultWorkers is how many voters are at it at a time, unless it is set otherwise.
const DefaultWorkers = 64

// How long to wait for what should come, before it is called missing.
const (
	slipPatience   = time.Minute      // for a server that is away to come back
	ballotPatience = time.Minute      // likewise
	viewerPatience = 10 * time.Second // for a screen to show what was acknowledged
	countPatience  = 5 * time.Minute
)

// play is one election being played.
type play struct {
	Config
	*client
	round   string
	numbers []int32 // by place in the file: the project's number in the round
	slips   []string
	viewer  viewer
}

// Run plays an election. The report is as complete as it got; Report.Check says whether all is well with it. An error
// says what kept it from the end.
func Run(ctx context.Context, config Config) (Report, error) {
	if config.Workers <= 0 {
		config.Workers = DefaultWorkers
	}
	report := Report{Official: append([]string{}, config.File.Official()...), Winners: []string{}}
	settings, err := settingsOf(config.File, config.Standings)
	if err != nil {
		return report, err
	}
	p := &play{Config: config}
	if p.client, err = newClient(config.URL, config.Workers); err != nil {
		return report, err
	}
	defer p.client.close()
	if err := p.prepare(ctx, settings); err != nil {
		return report, err
	}
	report.Round = p.round
	return report, p.run(ctx, &report)
}

// prepare makes the round with its projects and slips, and opens it.
func (p *play) prepare(ctx context.Context, settings roundSettings) error {
	if err := p.enter(ctx); err != nil {
		return err
	}
	var round struct{ ID string }
	if err := p.call(ctx, "POST", "/councils/"+p.Council+"/rounds", p.Token, settings, &round); err != nil {
		return fmt.Errorf("create the round: %w", err)
	}
	p.round = round.ID
	for _, project := range p.File.Projects {
		var made struct{ Number int32 }
		if err := p.call(ctx, "POST", p.at("projects"), p.Token, projectOf(project), &made); err != nil {
			return fmt.Errorf("add project %s: %w", project.ID, err)
		}
		p.numbers = append(p.numbers, made.Number)
	}
	if err := p.makeSlips(ctx); err != nil {
		return fmt.Errorf("make slips: %w", err)
	}
	if err := p.call(ctx, "POST", p.at("open"), p.Token, nil, nil); err != nil {
		return fmt.Errorf("open voting: %w", err)
	}
	return nil
}

// slipsAtOnce is how many slips are asked for at a time: few enough for a slow server to make before the request is
// given up.
const slipsAtOnce = 500

// makeSlips makes a slip for each ballot. Asking again after an answer that never came leaves slips that nobody uses.
func (p *play) makeSlips(ctx context.Context) error {
	for len(p.slips) < len(p.File.Votes) {
		var made struct{ Slips []struct{ Code string } }
		ask := map[string]int{"number": min(len(p.File.Votes)-len(p.slips), slipsAtOnce)}
		err := insist(ctx, slipPatience, func(ctx context.Context) error {
			return p.call(ctx, "POST", p.at("slips"), p.Token, ask, &made)
		})
		if err != nil {
			return err
		}
		for _, slip := range made.Slips {
			p.slips = append(p.slips, slip.Code)
		}
	}
	return nil
}

// enter gets a token where none was given, and finds the council.
func (p *play) enter(ctx context.Context) error {
	if p.Token == "" {
		var demo struct{ Token string }
		if err := p.call(ctx, "POST", "/demo/token", "", nil, &demo); err != nil {
			return fmt.Errorf("no token was given, and the server gave none, as only a demonstration does: %w", err)
		}
		p.Token = demo.Token
	}
	if p.Council != "" {
		return nil
	}
	var me struct {
		Councils []struct{ ID, Role string }
	}
	if err := p.call(ctx, "GET", "/me", p.Token, nil, &me); err != nil {
		return fmt.Errorf("ask who the token belongs to: %w", err)
	}
	for _, c := range me.Councils {
		if c.Role != "member" {
			p.Council = c.ID
			return nil
		}
	}
	return errors.New("the token's owner looks after no council: say which one to use")
}

// at is the path of something of the round.
func (p *play) at(what string) string { return "/rounds/" + p.round + "/" + what }

// run votes, closes and looks at the result.
func (p *play) run(ctx context.Context, report *Report) error {
	watching, stop := context.WithCancel(ctx)
	defer stop()
	if err := p.watch(watching); err != nil {
		return err
	}
	box, refused := p.voteAll(ctx)
	report.took(box)
	if report.Cast == 0 || ctx.Err() != nil {
		return errors.Join(refused, ctx.Err())
	}
	report.LastViewer = p.viewer.sawAll(ctx, int64(report.Acknowledged), box.last)
	if err := p.call(ctx, "POST", p.at("close"), p.Token, nil, nil); err != nil {
		return errors.Join(refused, fmt.Errorf("close voting: %w", err))
	}
	return errors.Join(refused, p.compare(ctx, report, box))
}
