package faults

import (
	"os"
	"strconv"
	"testing"
)

// The variables with which a test is made larger, or repeated as it was.
const (
	ballotsVar   = "PARENTPOWER_BALLOTS"   // cast while the server is killed
	killsVar     = "PARENTPOWER_KILLS"     // of the server meanwhile
	historiesVar = "PARENTPOWER_HISTORIES" // checked for linearizability
	seedVar      = "PARENTPOWER_SEED"      // of what is left to chance
)

// size is a number from the environment, or the one for every day.
func size(t testing.TB, variable string, everyDay int) int {
	t.Helper()
	text, set := os.LookupEnv(variable)
	if !set {
		return everyDay
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s=%q is not a number", variable, text)
	}
	return n
}
