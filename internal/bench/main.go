// Command bench measures how fast the program is where it counts, beside another way of doing the same in the same
// run, and prints tables as markdown. make bench runs it along with the other benchmarks; docs/performance.md keeps
// what was found.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"runtime/pprof"
	"strings"
)

func main() {
	log.SetFlags(0)
	parts := map[string]func(context.Context) error{"ballots": benchBallots, "growth": benchGrowth, "pages": benchPages}
	only := flag.String("only", "ballots,growth,pages", "what to measure")
	profile := flag.String("cpuprofile", "", "file to write a processor profile to")
	flag.Parse()
	if *profile != "" {
		f, err := os.Create(*profile)
		if err != nil {
			log.Fatal(err)
		}
		if err := pprof.StartCPUProfile(f); err != nil {
			log.Fatal(err)
		}
		defer pprof.StopCPUProfile()
	}
	for name := range strings.SplitSeq(*only, ",") {
		part, ok := parts[name]
		if !ok {
			log.Fatalf("there is no benchmark %q", name)
		}
		if err := part(context.Background()); err != nil {
			log.Fatalf("%s: %v", name, err)
		}
	}
}

// row prints a line of a table.
func row(cells ...any) {
	texts := make([]string, len(cells))
	for i, c := range cells {
		switch c := c.(type) {
		case float64:
			texts[i] = fmt.Sprintf("%.1f", c)
		default:
			texts[i] = fmt.Sprint(c)
		}
	}
	_, _ = fmt.Fprintf(os.Stdout, "| %s |\n", strings.Join(texts, " | "))
}

func head(title string, columns ...string) {
	_, _ = fmt.Fprintf(os.Stdout, "\n### %s\n\n| %s |\n|%s\n", title, strings.Join(columns, " | "), strings.Repeat("---|", len(columns)))
}
