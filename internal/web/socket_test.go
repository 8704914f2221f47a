package web

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/parentpower/parentpower/internal/live"
)

// dial opens a websocket as a browser of the given Origin and cookie would; an empty Origin is none.
func (r *rig) dial(origin, cookie string) (*websocket.Conn, *http.Response, error) {
	r.t.Helper()
	header := http.Header{"Host": {strings.TrimPrefix(testOrigin, "https://")}}
	if origin != "" {
		header.Set("Origin", origin)
	}
	if cookie != "" {
		header.Set("Cookie", cookie)
	}
	c, res, err := websocket.DefaultDialer.DialContext(r.t.Context(), "ws"+strings.TrimPrefix(r.url, "http")+"/live", header)
	if res != nil {
		r.t.Cleanup(func() { _ = res.Body.Close() })
	}
	if err == nil {
		r.t.Cleanup(func() { _ = c.Close() })
	}
	return c, res, err
}

type pushed struct {
	Topic string          `json:"topic"`
	Seq   int64           `json:"seq"`
	State json.RawMessage `json:"state"`
}

func read(t *testing.T, c *websocket.Conn) pushed {
	t.Helper()
	if err := c.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	var p pushed
	if err := c.ReadJSON(&p); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestSocketFollowsATopic(t *testing.T) {
	r := newRig(t)
	r.board.set("round/a", 1)
	c, _, err := r.dial(testOrigin, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.WriteJSON(map[string]string{"subscribe": "round/a"}); err != nil {
		t.Fatal(err)
	}
	if p := read(t, c); p.Topic != "round/a" || p.Seq != 1 || string(p.State) != `{"voted":1}` {
		t.Errorf("%+v", p)
	}
	r.board.set("round/a", 2)
	r.Hub.Changed("round/a")
	if p := read(t, c); p.Seq != 2 {
		t.Errorf("%+v", p)
	}
}

func TestSocketIsForOurOwnPages(t *testing.T) {
	r := newRig(t)
	for _, origin := range []string{"", "null", "https://evil.example", "http://parents.example", testOrigin + ".evil.example"} {
		_, res, err := r.dial(origin, "")
		if err == nil || res == nil || res.StatusCode != http.StatusForbidden {
			t.Errorf("origin %q: %v %v", origin, res, err)
		}
	}
	r.browser().get("/live").want(t, http.StatusForbidden)
	b := r.browser()
	b.header.Set("Origin", testOrigin)
	b.get("/live").want(t, http.StatusUnprocessableEntity)
}

func TestSocketKnowsWhoOpenedItAndEndsWithTheirSession(t *testing.T) {
	c := newCast(t)
	c.board.set("round/a", 1)
	token := c.session(member)
	ws, _, err := c.dial(testOrigin, "__Host-session="+token)
	if err != nil {
		t.Fatal(err)
	}
	if err := ws.WriteJSON(map[string]string{"subscribe": "round/a"}); err != nil {
		t.Fatal(err)
	}
	read(t, ws)
	who, _ := c.People.BySession(c.Store.View(), token, time.Now())
	c.board.mu.Lock()
	asked := c.board.asked
	c.board.mu.Unlock()
	if asked != (live.Subject{Session: who.Session, Person: who.Person}) {
		t.Errorf("the hub was told of %+v", asked)
	}
	c.Hub.Revoke(who.Session)
	if err := ws.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := ws.ReadMessage(); !websocket.IsCloseError(err, 4001, websocket.ClosePolicyViolation) {
		t.Errorf("the socket of a session that has ended: %v", err)
	}
}

// Frames may follow the handshake at once, while fasthttp is still letting go of the connection.
func TestSocketLosesNothingThatFollowsTheHandshakeAtOnce(t *testing.T) {
	r := newRig(t)
	r.board.set("round/a", 7)
	for range 50 {
		c, _, err := r.dial(testOrigin, "")
		if err != nil {
			t.Fatal(err)
		}
		if err := c.WriteJSON(map[string]string{"subscribe": "round/a"}); err != nil {
			t.Fatal(err)
		}
		if p := read(t, c); p.Seq != 7 {
			t.Fatalf("%+v", p)
		}
	}
}

func TestSiteClosesWhileSocketsAreOpen(t *testing.T) {
	r := newRig(t)
	for range 20 {
		if _, _, err := r.dial(testOrigin, ""); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := r.Hub.Close(ctx); err != nil {
		t.Error(err)
	}
	if err := r.Close(ctx); err != nil {
		t.Error(err)
	}
}

func TestPageWithoutASocketAsksAndIsToldOnlyWhatIsNew(t *testing.T) {
	r := newRig(t)
	r.board.set("round/a", 5)
	b := r.browser()
	a := b.get("/live/round/a").want(t, http.StatusOK)
	var p pushed
	if err := json.Unmarshal([]byte(a.text), &p); err != nil || p.Seq != 5 || p.Topic != "round/a" {
		t.Errorf("%s: %v", a.text, err)
	}
	b.header.Set("If-None-Match", a.Header.Get("ETag"))
	b.get("/live/round/a").want(t, http.StatusNotModified)
	b.get("/live/round/none").want(t, http.StatusNotFound)
}

// What a handler keeps of a request must not change when fasthttp reads the next one into the same memory.
func TestWhatIsTakenFromARequestStaysAsItWas(t *testing.T) {
	r := newRig(t)
	type kept struct{ param, query, typed, cookie string }
	var all []kept
	b := r.browser()
	b.url = r.listen(r.build([]route{post("/keep/:word", anyone, func(r *request) error {
		f, err := r.form()
		all = append(all, kept{r.param("word"), r.query("q", 100), f.line("typed"), r.cookie("mark")})
		return err
	})}))
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(b.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // the test is over
	reader := bufio.NewReader(conn)
	for i := range 100 {
		word := fmt.Sprintf("word%05d", i)
		body := "typed=" + word
		_, err := fmt.Fprintf(conn, "POST /keep/%s?q=%s HTTP/1.1\r\nHost: parents.example\r\nSec-Fetch-Site: same-origin\r\n"+
			"Cookie: __Host-mark=%s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
			word, word, word, len(body), body)
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.ReadResponse(reader, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := res.Body.Close(); err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != http.StatusOK {
			t.Fatal(res.Status)
		}
	}
	for i, k := range all {
		word := fmt.Sprintf("word%05d", i)
		if k != (kept{word, word, word, word}) {
			t.Fatalf("request %d is now remembered as %+v", i, k)
		}
	}
}
