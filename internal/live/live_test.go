package live

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/parentpower/parentpower/internal/fault"
)

func TestViewerGetsTheStateAndThenEveryNewestOneInRisingOrder(t *testing.T) {
	r := newRig(t, Config{}, "round/a", "round/b")
	v := r.dial("s", "p")
	v.subscribe("round/a")
	v.subscribe("round/b")
	last := map[string]int64{"round/a": 0, "round/b": 0}
	take := func() {
		f := v.next()
		if f.State == nil || f.Seq <= last[f.Topic] {
			t.Fatalf("got %+v after seq %d", f, last[f.Topic])
		}
		last[f.Topic] = f.Seq
	}
	take()
	take()
	var a, b int64
	for range 20 {
		a, b = r.change("round/a"), r.change("round/b")
	}
	for last["round/a"] < a || last["round/b"] < b {
		take()
	}
}

func TestManyChangesMakeFewMessagesAndTheLastStateArrives(t *testing.T) {
	r := newRig(t, Config{}, "round/a")
	v := r.dial("s", "p")
	v.subscribe("round/a")
	v.state("round/a")
	began := time.Now()
	var want int64
	for range 1000 {
		want = r.change("round/a")
	}
	messages := 0
	for v.state("round/a") < want {
		messages++
	}
	if allowed := 2 + int(time.Since(began)/interval); messages > allowed {
		t.Fatalf("%d messages in %s", messages, time.Since(began))
	}
	if encoded := r.hub.Stats().Encoded; encoded > 10+int64(time.Since(began)/interval) {
		t.Fatalf("encoded %d times", encoded)
	}
}

func TestResubscribingWithTheCurrentSeqGetsNoStateAndWithAnyOtherTheState(t *testing.T) {
	r := newRig(t, Config{}, "round/a")
	now := r.change("round/a")
	for _, seq := range []int64{0, now - 1, now + 1} {
		v := r.dial("s", "p")
		v.send(fmt.Sprintf(`{"subscribe":"round/a","seq":%d}`, seq))
		if got := v.state("round/a"); got != now {
			t.Fatalf("seq %d: got the state at %d", seq, got)
		}
	}
	v := r.dial("s", "p")
	for range 2 {
		v.send(fmt.Sprintf(`{"subscribe":"round/a","seq":%d}`, now))
		if f := v.next(); f.OK == nil || f.OK.Seq != now || f.State != nil {
			t.Fatalf("got %+v", f)
		}
	}
	if want := r.change("round/a"); v.state("round/a") != want {
		t.Fatal("something came between")
	}
}

func TestUnsubscribedTopicSendsNoMore(t *testing.T) {
	r := newRig(t, Config{}, "round/a", "round/b")
	v := r.dial("s", "p")
	v.subscribe("round/a")
	v.state("round/a")
	v.send(`{"unsubscribe":"round/a"}`)
	v.send(`{"unsubscribe":"round/never"}`)
	v.subscribe("round/b")
	v.state("round/b")
	r.change("round/a")
	r.change("round/b")
	v.state("round/b")
	if n := r.hub.Stats().Topics; n != 1 {
		t.Fatalf("%d topics are kept", n)
	}
}

func TestRefusedTopicsAnswerWithTheirFaultAndSendNothing(t *testing.T) {
	r := newRig(t, Config{}, "round/a", "round/b")
	r.board.set(func(b *board) { b.denied["p round/a"] = true })
	v := r.dial("s", "p")
	for topic, kind := range map[string]string{"round/a": "forbidden", "round/none": "not_found"} {
		v.subscribe(topic)
		if f := v.next(); f.Error == nil || f.Error.Topic != topic || f.Error.Kind != kind || f.Error.Key == "" {
			t.Fatalf("got %+v", f)
		}
	}
	r.change("round/a")
	v.subscribe("round/b")
	v.state("round/b")
	if n := r.hub.Present("round/a"); n != 0 {
		t.Fatalf("%d viewers of a forbidden topic", n)
	}
}

func TestAConnectionHasABoundedNumberOfTopics(t *testing.T) {
	var topics []string
	for i := range maxTopics + 1 {
		topics = append(topics, fmt.Sprintf("round/%d", i))
	}
	r := newRig(t, Config{}, topics...)
	v := r.dial("s", "p")
	for _, topic := range topics[:maxTopics] {
		v.subscribe(topic)
		v.state(topic)
	}
	v.subscribe(topics[maxTopics])
	if f := v.next(); f.Error == nil || f.Error.Kind != "too_many" {
		t.Fatalf("got %+v", f)
	}
	v.subscribe(topics[0])
	v.state(topics[0])
}

func TestOnlyOurOriginMayConnect(t *testing.T) {
	r := newRig(t, Config{}, "round/a")
	for name, header := range map[string]http.Header{
		"missing":    {},
		"null":       {"Origin": {"null"}},
		"foreign":    {"Origin": {"https://elsewhere.example"}},
		"scheme":     {"Origin": {"http://parents.example"}},
		"longer":     {"Origin": {origin + ".elsewhere.example"}},
		"twice":      {"Origin": {origin, origin}},
		"the host's": {"Origin": {"http" + r.url[2:]}},
	} {
		_, answer, err := websocket.DefaultDialer.Dial(r.url, header)
		if err == nil || answer == nil || answer.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %v, %v", name, answer, err)
			continue
		}
		_ = answer.Body.Close()
	}
	if s := r.hub.Stats(); s.Refused != 7 || s.Connections != 0 {
		t.Errorf("%+v", s)
	}
}

func TestAFullHubTurnsAwayUntilSomebodyLeaves(t *testing.T) {
	r := newRig(t, Config{MaxConnections: 1}, "round/a")
	first := r.dial("s", "p")
	_, answer, err := websocket.DefaultDialer.Dial(r.url, http.Header{"Origin": {origin}})
	if err == nil || answer.StatusCode != http.StatusServiceUnavailable {
		t.Fatalf("%v, %v", answer, err)
	}
	_ = answer.Body.Close()
	_ = first.ws.Close()
	r.until("a place is free", func() bool {
		ws, answer, err := websocket.DefaultDialer.Dial(r.url, http.Header{"Origin": {origin}})
		if answer != nil {
			_ = answer.Body.Close()
		}
		if err == nil {
			_ = ws.Close()
		}
		return err == nil
	})
}

func TestPlainRequestIsInvalidAndKeepsNoPlace(t *testing.T) {
	r := newRig(t, Config{MaxConnections: 1}, "round/a")
	for range 3 {
		request, _ := http.NewRequest(http.MethodGet, "http"+r.url[2:], http.NoBody)
		request.Header.Set("Origin", origin)
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != http.StatusBadRequest {
			t.Fatalf("status %d", answer.StatusCode)
		}
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestRevokedSessionIsClosedWithinASecondAndGetsNothingMore(t *testing.T) {
	r := newRig(t, Config{}, "round/a")
	gone, other := r.dial("s1", "p"), r.dial("s2", "p")
	for _, v := range []*viewer{gone, other} {
		v.subscribe("round/a")
		v.state("round/a")
	}
	began := time.Now()
	r.hub.Revoke("")
	r.hub.Revoke("s1")
	want := r.change("round/a")
	code, states := gone.closed()
	if code != revoked.Code || states != 0 || time.Since(began) > time.Second {
		t.Fatalf("code %d after %d states and %s", code, states, time.Since(began))
	}
	if got := other.state("round/a"); got != want {
		t.Fatalf("the other session got %d", got)
	}
	if n := r.hub.Stats().Revoked; n != 1 {
		t.Fatalf("%d revoked", n)
	}
}

func TestRecheckEndsOnlyWhatIsNoLongerAllowed(t *testing.T) {
	r := newRig(t, Config{}, "council/a", "round/b")
	v, other := r.dial("s", "p"), r.dial("t", "q")
	v.subscribe("council/a")
	v.state("council/a")
	v.subscribe("round/b")
	v.state("round/b")
	other.subscribe("council/a")
	other.state("council/a")

	r.board.set(func(b *board) { b.denied["p council/a"] = true })
	r.hub.Recheck("")
	r.hub.Recheck("p")
	want := r.change("council/a")
	if f := v.next(); f.Error == nil || f.Error.Topic != "council/a" || f.Error.Kind != "forbidden" {
		t.Fatalf("got %+v", f)
	}
	if got := other.state("council/a"); got != want {
		t.Fatalf("the other person got %d", got)
	}
	want = r.change("round/b")
	if got := v.state("round/b"); got != want {
		t.Fatalf("what is still allowed gave %d", got)
	}
}

func TestASubscribeDuringARecheckIsAuthorisedAgain(t *testing.T) {
	r := newRig(t, Config{}, "round/a")
	v := r.dial("s", "p")
	v.send(`{"unsubscribe":"round/a"}`) // known to the hub from here on
	var c *conn
	r.until("connected", func() bool {
		r.hub.each(func(one *conn) { c = one })
		return c != nil
	})
	c.rechecked()
	if joined, err := r.hub.join(c, "round/a", unknown, 0); joined || err != nil {
		t.Fatalf("joined %v, %v with an answer from before the recheck", joined, err)
	}
	v.subscribe("round/a")
	v.state("round/a")
}

func TestPresentCountsTheViewers(t *testing.T) {
	r := newRig(t, Config{}, "round/a")
	if n := r.hub.Present("round/a"); n != 0 {
		t.Fatalf("%d before anybody came", n)
	}
	a, b := r.dial("s", "p"), r.dial("t", "q")
	for _, v := range []*viewer{a, b} {
		v.subscribe("round/a")
		v.state("round/a")
	}
	if n := r.hub.Present("round/a"); n != 2 {
		t.Fatalf("%d of two", n)
	}
	_ = a.ws.Close()
	r.until("one is left", func() bool { return r.hub.Present("round/a") == 1 })
}

func TestCurrentIsTheMessageThatViewersGet(t *testing.T) {
	r := newRig(t, Config{}, "round/a")
	ctx := context.Background()
	alone, seq, err := r.hub.Current(ctx, Subject{}, "round/a")
	if err != nil || seq != 1 || !json.Valid(alone) {
		t.Fatalf("%s, %d, %v", alone, seq, err)
	}
	v := r.dial("s", "p")
	v.subscribe("round/a")
	_, pushed, err := v.ws.ReadMessage()
	if err != nil {
		t.Fatal(err)
	}
	encoded := r.hub.Stats().Encoded
	viewed, _, err := r.hub.Current(ctx, Subject{}, "round/a")
	if err != nil || string(viewed) != string(pushed) || string(alone) != string(pushed) {
		t.Fatalf("pushed %s, fetched %s and %s (%v)", pushed, alone, viewed, err)
	}
	if r.hub.Stats().Encoded != encoded {
		t.Fatal("encoded again for the fallback")
	}
	if _, _, err := r.hub.Current(ctx, Subject{}, "round/none"); !fault.Is(err, fault.NotFound) {
		t.Fatalf("unknown topic: %v", err)
	}
}

func TestCloseSaysGoingAwayAndTakesNobodyNew(t *testing.T) {
	r := newRig(t, Config{}, "round/a")
	v := r.dial("s", "p")
	v.subscribe("round/a")
	v.state("round/a")
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	ended := make(chan error)
	go func() { ended <- r.hub.Close(ctx) }()
	if code, _ := v.closed(); code != websocket.CloseGoingAway {
		t.Fatalf("code %d", code)
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	_, answer, err := websocket.DefaultDialer.Dial(r.url, http.Header{"Origin": {origin}})
	if err == nil || answer.StatusCode != http.StatusServiceUnavailable {
		t.Fatalf("%v, %v", answer, err)
	}
	_ = answer.Body.Close()
}
