// Command live measures what ten thousand open screens cost the server while a vote runs, and how soon the last
// of them shows a change; first with internal/live, then with centrifuge, each in a fresh process. It is run by
// hand (go run .) and prints a table as markdown.
//
// Both hubs send the same payload on the same topic at the same pace. Ours is told of every change, five hundred
// a second, and coalesces them itself; for centrifuge, which sends whatever is published, the benchmark publishes
// the newest state four times a second, so that it is measured by its delivery and not drowned.
//
// The viewers live in a process of their own (role "viewers"), so that the server's memory is the server's.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"time"
)

type settings struct {
	Viewers int
	Rate    int // changes a second
	For     time.Duration
}

// last is the seq of the last change; the first state has 1.
func (s settings) last() int64 { return 1 + int64(s.For.Seconds()*float64(s.Rate)) }

func main() {
	log.SetFlags(0)
	var s settings
	role := flag.String("role", "", "internal: live, centrifuge or viewers")
	url := flag.String("url", "", "internal: where the viewers connect")
	flag.IntVar(&s.Viewers, "viewers", 10_000, "connected viewers")
	flag.IntVar(&s.Rate, "rate", 500, "changes a second")
	flag.DurationVar(&s.For, "for", 10*time.Second, "how long changes are made, for each hub")
	flag.Parse()

	if err := raiseLimit(s.Viewers + 100); err != nil {
		log.Fatal(err)
	}
	var err error
	switch *role {
	case "":
		err = compare(s)
	case "viewers":
		err = view(*url, s)
	default:
		err = serve(*role, s)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// result is what one hub's run measured.
type result struct {
	Quiet, Busy float64 // bytes of heap and stacks a connection: just connected, and while changes are sent
	P50, P99    time.Duration
	Messages    int           // that the viewers got
	CPU         time.Duration // of the server's process, in the measured time
}

func compare(s settings) error {
	results := map[string]result{}
	for _, hub := range []string{"live", "centrifuge"} {
		cmd, err := again(s, "-role="+hub)
		if err != nil {
			return err
		}
		out, err := cmd.Output()
		if err != nil {
			return fmt.Errorf("%s: %w", hub, err)
		}
		var r result
		if err := json.Unmarshal(out, &r); err != nil {
			return fmt.Errorf("%s: %w", hub, err)
		}
		results[hub] = r
	}
	table(s, results["live"], results["centrifuge"])
	return nil
}

// again prepares this program to run in another role.
func again(s settings, args ...string) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	args = append(args, fmt.Sprint("-viewers=", s.Viewers), fmt.Sprint("-rate=", s.Rate), fmt.Sprint("-for=", s.For))
	cmd := exec.Command(self, args...)
	cmd.Stderr = os.Stderr
	return cmd, nil
}

// table prints the two side by side; a ratio above 1 is in favour of ours, but for the messages.
func table(s settings, ours, theirs result) {
	fmt.Printf("%d viewers on loopback, %d changes a second for %s:\n\n", s.Viewers, s.Rate, s.For)
	fmt.Println("| | internal/live | centrifuge v0.38.0 | ratio |")
	fmt.Println("|---|---|---|---|")
	row := func(name, format string, a, b float64) {
		fmt.Printf("| %s | "+format+" | "+format+" | %.2f |\n", name, a, b, b/a)
	}
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	row("server memory a connection, quiet (KB)", "%.1f", ours.Quiet/1024, theirs.Quiet/1024)
	row("server memory a connection, while sending (KB)", "%.1f", ours.Busy/1024, theirs.Busy/1024)
	row("change to the last viewer, p50 (ms)", "%.0f", ms(ours.P50), ms(theirs.P50))
	row("change to the last viewer, p99 (ms)", "%.0f", ms(ours.P99), ms(theirs.P99))
	row("messages received", "%.0f", float64(ours.Messages), float64(theirs.Messages))
	perMessage := func(r result) float64 { return float64(r.CPU.Microseconds()) / float64(r.Messages) }
	row("server processor time a message (µs)", "%.1f", perMessage(ours), perMessage(theirs))
}
