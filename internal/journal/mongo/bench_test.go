package mongo

import (
	"fmt"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/journal/journaltest"
)

// Durable appends, one after another as the one writer does, against one insert for each ballot.
func BenchmarkAppend(b *testing.B) {
	for _, entries := range []int{1, 100, 200, 500, 1000} {
		for _, layout := range []string{"packed", "readable"} {
			b.Run(fmt.Sprintf("%d entries %s", entries, layout), func(b *testing.B) {
				j, err := open(collection(b), layout == "packed")
				if err != nil {
					b.Fatal(err)
				}
				var head journal.Head
				for b.Loop() {
					var c journal.Commit
					c, head = journaltest.Next(head, entries)
					journaltest.Append(b, j, c)
				}
				b.ReportMetric(float64(b.N*entries)/b.Elapsed().Seconds(), "entries/s")
			})
		}
	}
	b.Run("one insert for each", func(b *testing.B) {
		c := collection(b)
		record := journaltest.Commits(1, 1)[0].Entries[0].Changes[0].Record
		n := 0
		for b.Loop() {
			n++
			if _, err := c.InsertOne(b.Context(), bson.D{{Key: "_id", Value: key(int64(n))}, {Key: "ballot", Value: bson.Raw(record)}}); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "entries/s")
	})
}

// Reading a journal of 100,000 or 1,000,000 ballots from the start, as a boot without a snapshot does.
func BenchmarkRead(b *testing.B) {
	const entries = 200
	for _, commits := range []int{500, 5000} {
		b.Run(fmt.Sprintf("%d commits of %d", commits, entries), func(b *testing.B) {
			j, err := Open(b.Context(), collection(b))
			if err != nil {
				b.Fatal(err)
			}
			var head journal.Head
			start := time.Now()
			for range commits {
				var c journal.Commit
				c, head = journaltest.Next(head, entries)
				journaltest.Append(b, j, c)
			}
			b.Logf("appended %d entries in %v", commits*entries, time.Since(start))
			for b.Loop() {
				read := 0
				if err := j.Read(b.Context(), 0, func(c journal.Commit) error { read += len(c.Entries); return nil }); err != nil || read != commits*entries {
					b.Fatalf("read %d: %v", read, err)
				}
			}
			b.ReportMetric(float64(b.N*commits*entries)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}

// Asking a journal of 500 commits for more when there is none, as a node that follows does.
func BenchmarkFollowQuiet(b *testing.B) {
	j, err := Open(b.Context(), collection(b))
	if err != nil {
		b.Fatal(err)
	}
	journaltest.Append(b, j, journaltest.Commits(500, 50)...)
	for b.Loop() {
		if got := journaltest.Read(b, j, 500); len(got) != 0 {
			b.Fatal("there is more")
		}
	}
}
