package faults

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"testing"
	"time"
)

// shownWithin is how soon a commit shows on the screens of all nodes.
const shownWithin = time.Second

// cluster is three programs on one database, each with a line of its own to it.
type cluster struct {
	database *database
	lines    []*line
	programs []*program
	clients  []*client
}

func newCluster(t *testing.T, name string) *cluster {
	t.Helper()
	c := &cluster{database: newDatabase(t, name)}
	key := newMasterKey()
	for range 3 {
		l := newLine(t, c.database.address)
		p := newProgram(t, "--log-level", "warn", "--follow", "100ms", "--mongodb-uri", l.uri(name), "--master-key", key)
		c.database.index()
		c.lines, c.programs, c.clients = append(c.lines, l), append(c.programs, p), append(c.clients, p.client)
	}
	return c
}

func TestThreeNodesAreOneServerWhileOneIsKilledAndOneIsCutOff(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	c := newCluster(t, "nodes")
	const crowded, late = 180, 12 // the last ones vote when all is well again
	tour := c.programs[0].tour
	r := openRound(t, c.clients[0], tour.Council, tour.Token, crowded+probes+late)
	for _, node := range c.clients {
		eventually(t, "the round is known on every node", func() bool {
			a, err := node.api("GET", "/rounds/"+r.id, "", nil)
			return err == nil && a.status == http.StatusOK
		})
	}
	w := newCrowd(r, 1, c.clients...)
	voted := make(chan struct{})
	go func() {
		w.voteAll(ctx, 0, crowded/2, 12)
		close(voted)
	}()
	w.await(ctx, t, crowded/10)
	c.programs[1].kill()
	w.await(ctx, t, crowded/4)
	c.lines[2].cut()
	others := make(chan struct{})
	go func() {
		w.voteAll(ctx, crowded/2, crowded, 12)
		close(others)
	}()
	cutOff := &crowd{round: r, nodes: c.clients[2:]}
	_, slowest := cutOff.refusedWhile(t, "a node that is cut off")
	if a, err := c.clients[2].get("/readyz"); err != nil || a.status != http.StatusServiceUnavailable {
		t.Errorf("a node that is cut off says of itself: %d, %v", a.status, err)
	}
	boot := c.programs[1].start()
	c.lines[2].mend()
	<-voted
	<-others
	w.voteAll(ctx, crowded, crowded+probes, probes)

	screens := make([]*screen, len(c.clients))
	for i, node := range c.clients {
		screens[i] = watch(ctx, t, node, r.id)
	}
	var last []int
	for voter := range late {
		last = append(last, crowded+probes+voter)
	}
	lateness := r.lateness(t, c.clients, screens, crowded+probes, last)
	w.voteAll(ctx, crowded+probes, crowded+probes+late, 1) // their receipts, and other picks
	w.settled(t, nobody)
	if typical := median(lateness); typical > shownWithin {
		t.Errorf("half of the ballots took over %v to show everywhere", typical)
	}
	t.Logf("refused within %v when cut off; ready %v after the kill; shown on all nodes %v after the acknowledgement, at the most %v",
		slowest.Round(time.Millisecond), boot.Round(time.Millisecond), median(lateness).Round(time.Millisecond), slices.Max(lateness).Round(time.Millisecond))
	c.closeAtOnce(t, w)
}

// closeAtOnce closes a round on every node at the same time and checks that it is one round that was counted once.
func (c *cluster) closeAtOnce(t *testing.T, w *crowd) {
	t.Helper()
	e := evidence{round: w.id, told: w.told, before: c.database.read()}
	statuses := make(chan int, len(c.clients))
	for _, node := range c.clients {
		go func() {
			a, err := node.api("POST", w.at("close"), w.token, nil)
			if err != nil {
				t.Error(err)
			}
			statuses <- a.status
		}()
	}
	closed := map[int]int{}
	for range c.clients {
		closed[<-statuses]++
	}
	if others := closed[http.StatusConflict] + closed[http.StatusServiceUnavailable]; closed[http.StatusOK] > 1 || closed[http.StatusOK]+others != len(c.clients) {
		t.Errorf("closing on three nodes at once is answered %v", closed)
	}
	e.result = w.result(t, c.clients[0])
	for _, node := range c.clients[1:] {
		if other := w.result(t, node); fmt.Sprint(other) != fmt.Sprint(e.result) {
			t.Errorf("one node publishes %v, another %v", e.result, other)
		}
	}
	e.after = awaitRedaction(t, w.id, func() reading { return c.database.read() })
	for _, wrong := range e.check() {
		t.Error(wrong)
	}
	if done := e.after.since(e.before.seq); done["funding.close_voting"] != 1 || done["funding.count_votes"] != 1 {
		t.Errorf("after the last ballot: %v", done)
	}
}

// since counts the acts after a commit.
func (r reading) since(seq int64) map[string]int {
	done := map[string]int{}
	for _, a := range r.acts {
		if a.seq > seq {
			done[a.action]++
		}
	}
	return done
}

func TestASessionSeesItsOwnWritesOnAnotherNodeAtOnce(t *testing.T) {
	c := newCluster(t, "sessions")
	tour := c.programs[0].tour
	r := &round{id: tour.Round, token: tour.Token}
	c.clients[0].must(t, "POST", r.at("open"), r.token, nil)
	b := newBrowser(t)
	b.signIn(c.clients[0].url, tour.Links["parent"])
	for i := range 12 {
		from, to := c.clients[i%3], c.clients[(i+1)%3]
		pick := fmt.Sprint(1 + i%projects)
		b.post(from.url+"/rounds/"+r.id+"/vote", "pick", pick, "key", fmt.Sprintf("change-%d", i))
		page := b.get(to.url + "/rounds/" + r.id + "/vote")
		if ticked := ticks.FindAllStringSubmatch(page, -1); len(ticked) != 1 || ticked[0][1] != pick {
			t.Fatalf("project %s was picked on one node, the next shows %q", pick, ticked)
		}
	}
}

// ticks finds what is picked on a ballot's page.
var ticks = regexp.MustCompile(`name="pick" value="(\d+)"[^>]* checked>`)
