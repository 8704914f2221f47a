package tally_test

import (
	"testing"

	"github.com/parentpower/parentpower/internal/tally"
)

// The goals: Łódź at most 0.2 s, Wieliczka at most 1 s, each from the ballots as read to the outcome.

func BenchmarkLodzEqualShares(b *testing.B) {
	benchmark(b, lodz, tally.Rules{Method: tally.EqualShares})
}

func BenchmarkWieliczkaAdd1(b *testing.B) {
	benchmark(b, wieliczka, tally.Rules{Method: tally.EqualShares, Completion: tally.Add1})
}

func BenchmarkWieliczkaAdd1ByCount(b *testing.B) {
	benchmark(b, wieliczka, tally.Rules{Method: tally.EqualShares, Utility: tally.UtilityCount, Completion: tally.Add1})
}

func BenchmarkAssenAdd1ByPennies(b *testing.B) {
	benchmark(b, assen, tally.Rules{Method: tally.EqualShares, Completion: tally.Add1, Step: 1})
}

func benchmark(b *testing.B, file string, rules tally.Rules) {
	e := realFile(b, file).Election()
	b.ReportAllocs()
	for b.Loop() {
		count(b, e, rules)
	}
}
