package notify

import (
	"slices"
	"testing"
	"time"
)

func TestADigestComesAtTheSameHourOnEveryDayOfTheYear(t *testing.T) {
	for _, place := range []string{"Europe/London", "Africa/Cairo", "America/St_Johns", "Pacific/Chatham"} {
		zone, err := time.LoadLocation(place)
		if err != nil {
			t.Fatal(err)
		}
		day := time.Date(2026, 1, 1, 12, 0, 0, 0, zone)
		for at := day.UTC(); at.Year() < 2027; {
			next := nextDigest(at, Daily, zone)
			day = day.AddDate(0, 0, 1)
			local := next.In(zone)
			if local.Hour() != digestHour || local.Minute() != 0 || local.YearDay() != day.YearDay() {
				t.Fatalf("in %s, after %s: %s", place, at.In(zone), local)
			}
			monday := nextDigest(at, Weekly, zone)
			if monday.Before(next) || monday.Sub(next) >= 7*24*time.Hour || monday.In(zone).Weekday() != time.Monday {
				t.Fatalf("in %s, the week after %s: %s", place, at.In(zone), monday.In(zone))
			}
			at = next
		}
	}
}

func TestADigestHasWhatHappenedSinceTheLast(t *testing.T) {
	r := newRig(t, 2)
	r.wishes(0, Weekly, map[Kind]Choice{Outcome: InDigest})
	r.wishes(1, Daily, map[Kind]Choice{Outcome: InDigest})
	sunday, monday := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC), time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	r.happens(News{Item: item(Outcome, "a")})
	r.happens(News{Item: item(Story, "b")})
	r.work()
	r.clock.set(sunday.Add(-time.Second))
	r.work()
	if got := outbox.Len(r.deps.Store.View()); got != 0 {
		t.Fatalf("%d letters before their hour", got)
	}
	r.clock.set(sunday)
	r.work()
	r.clock.set(sunday.Add(time.Hour))
	r.happens(News{Item: item(Story, "c")})
	r.work()
	r.clock.set(monday.Add(2 * time.Hour)) // the program was down at eight
	r.work()
	r.clock.set(monday.AddDate(0, 0, 14))
	r.work()
	if got := r.letters(0); !slices.Equal(got, []string{"a+b+c"}) {
		t.Errorf("the weekly one: %v", got)
	}
	if got := r.letters(1); !slices.Equal(got, []string{"a+b", "c"}) {
		t.Errorf("the daily one: %v", got)
	}
}

func TestADigestLeavesOutWhatIsOverAndWhatIsNotWantedAnyMore(t *testing.T) {
	r := newRig(t, 1)
	r.wishes(0, Daily, map[Kind]Choice{Opening: InDigest, Outcome: InDigest})
	open := item(Opening, "opened")
	open.Until = r.clock.Now().Add(15 * time.Hour) // an hour after the digest
	r.happens(News{Item: open})
	r.happens(News{Item: item(Outcome, "counted")})
	r.happens(News{Item: item(Story, "story")})
	r.work()
	r.wishes(0, Daily, map[Kind]Choice{Story: Never})
	r.clock.set(open.Until) // late
	r.work()
	if got := r.letters(0); !slices.Equal(got, []string{"counted"}) {
		t.Errorf("got %v", got)
	}
	r.happens(News{Item: item(Outcome, "again")})
	r.work()
	r.wishes(0, Daily, map[Kind]Choice{Outcome: Never})
	r.clock.set(r.clock.Now().AddDate(0, 0, 2))
	r.work()
	if got := r.letters(0); len(got) != 1 || Digests.Len(r.deps.Store.View()) != 0 {
		t.Errorf("a digest with nothing in it was sent: %v", got)
	}
}
