// Tables compares two engines for the store's tables, each holding the same ballots under a key and a receipt:
// tidwall/btree with copy on write, and hashicorp/go-memdb. See docs/decisions/0003-table-engine.md.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"syscall"
	"time"
)

const batch = 200 // ballots in one commit

func main() {
	n := flag.Int("n", 1_000_000, "ballots")
	flag.Parse()
	ballots := make([]*ballot, *n)
	empty := live()
	for i := range ballots {
		ballots[i] = newBallot(uint64(i))
	}
	records := live() - empty
	fmt.Printf("%d ballots of %d bytes each, %d processors; times are of the processor\n\n", *n, records/uint64(*n), runtime.GOMAXPROCS(0))
	fmt.Println("| | btree | go-memdb |\n|---|---|---|")
	a, b := measure(&trees{}, ballots), measure(newRadix(), ballots)
	for i, row := range a {
		fmt.Printf("| %s | %s | %s |\n", row.what, row.value, b[i].value)
	}
}

type row struct{ what, value string }

func measure(e engine, ballots []*ballot) (rows []row) {
	n := len(ballots)
	add := func(what, format string, value float64) { rows = append(rows, row{what, fmt.Sprintf(format, value)}) }
	before := live()
	used := processor(func() {
		for i := 0; i < n; i += batch {
			e.insert(ballots[i:min(i+batch, n)])
		}
	})
	add("inserted a second, 200 to a commit", "%.0f", float64(n)/used.Seconds())
	add("bytes a ballot for both indexes", "%.0f", float64(live()-before)/float64(n))

	chance := rand.New(rand.NewPCG(9, 9))
	each := func(what string, times int, act func(*ballot)) {
		used := processor(func() {
			for range times {
				act(ballots[chance.IntN(n)])
			}
		})
		add(what, "%.0f ns", float64(used.Nanoseconds())/float64(times))
	}
	each("read by key", n, func(b *ballot) { found(e.get(b.key()) == b) })
	each("read by receipt", n, func(b *ballot) { found(e.byReceipt(b.receipt()) == b) })
	each("first 100 under a prefix", n/100, func(b *ballot) {
		left := 100
		e.under(b.key()[:15], func(*ballot) bool { left--; return left > 0 })
	})
	seen := 0
	used = processor(func() { e.under("", func(*ballot) bool { seen++; return true }) })
	found(seen == n)
	add("scan, a ballot", "%.0f ns", float64(used.Nanoseconds())/float64(n))
	var kept engine
	used = processor(func() {
		for range 1000 {
			kept = e.snapshot()
		}
	})
	add("take a snapshot", "%.0f ns", float64(used.Nanoseconds())/1000)
	used = processor(func() {
		for i := range 1000 {
			kept = e.snapshot()
			b := *ballots[i*7%n]
			e.insert([]*ballot{&b})
		}
	})
	add("replace one ballot while a snapshot is kept", "%.0f ns", float64(used.Nanoseconds())/1000)
	found(kept != nil)
	runtime.KeepAlive(e)
	return rows
}

func found(ok bool) {
	if !ok {
		panic("the engine lost a ballot")
	}
}

func live() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// processor is how long something kept the processors busy, the collector included, whatever else the machine does.
func processor(act func()) time.Duration {
	runtime.GC()
	var before, after syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &before)
	act()
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &after)
	return time.Duration(after.Utime.Nano() + after.Stime.Nano() - before.Utime.Nano() - before.Stime.Nano())
}

func newBallot(n uint64) *ballot {
	chance := rand.New(rand.NewPCG(1, n))
	bytes := func(size int) []byte {
		var b []byte
		for len(b) < size {
			b = binary.LittleEndian.AppendUint64(b, chance.Uint64())
		}
		return append([]byte(nil), b[:size]...)
	}
	return &ballot{
		Round: fmt.Sprintf("%012d", 42), ID: base64.RawURLEncoding.EncodeToString(bytes(16)),
		Picks: []int32{1, 5 + chance.Int32N(5), 11 + chance.Int32N(20)}, Receipt: fmt.Sprintf("river-%06d-maple", n),
		Salt: bytes(16), Tries: []struct{ Key, Body []byte }{{bytes(12), bytes(12)}},
	}
}
