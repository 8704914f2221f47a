package live

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// rawFrame is a client's frame, masked with zeros, made by hand because gorilla would not send most of these.
func rawFrame(first byte, payload string) []byte {
	out := []byte{first}
	if n := len(payload); n < 126 {
		out = append(out, 0x80|byte(n))
	} else {
		out = append(out, 0x80|126)
		out = binary.BigEndian.AppendUint16(out, uint16(n)) //nolint:gosec // no test sends more
	}
	return append(append(out, 0, 0, 0, 0), payload...)
}

func (v *viewer) raw(frames ...[]byte) {
	v.t.Helper()
	if _, err := v.ws.NetConn().Write(slices.Concat(frames...)); err != nil {
		v.t.Fatalf("write: %v", err)
	}
}

func TestWhatIsNotOfTheProtocolClosesTheConnection(t *testing.T) {
	const text, binaryData, fin = 1, 2, 0x80
	for name, c := range map[string]struct {
		frames [][]byte
		code   int
	}{
		"binary":              {[][]byte{rawFrame(fin|binaryData, `{"subscribe":"round/a"}`)}, websocket.CloseUnsupportedData},
		"not JSON":            {[][]byte{rawFrame(fin|text, `subscribe`)}, websocket.CloseInvalidFramePayloadData},
		"empty":               {[][]byte{rawFrame(fin|text, ``)}, websocket.CloseInvalidFramePayloadData},
		"bad UTF-8":           {[][]byte{rawFrame(fin|text, "{\"subscribe\":\"round/\xff\"}")}, websocket.CloseInvalidFramePayloadData},
		"operator":            {[][]byte{rawFrame(fin|text, `{"subscribe":{"$ne":1}}`)}, websocket.CloseInvalidFramePayloadData},
		"deep":                {[][]byte{rawFrame(fin|text, strings.Repeat("[", 4000))}, websocket.CloseInvalidFramePayloadData},
		"oversize":            {[][]byte{rawFrame(fin|text, strings.Repeat(" ", readLimit+1))}, websocket.CloseMessageTooBig},
		"oversize in pieces":  {[][]byte{rawFrame(text, strings.Repeat(" ", 3000)), rawFrame(0, strings.Repeat(" ", 3000))}, websocket.CloseMessageTooBig},
		"unmasked":            {[][]byte{{fin | text, 2, '{', '}'}}, websocket.CloseProtocolError},
		"unknown opcode":      {[][]byte{rawFrame(fin|5, "")}, websocket.CloseProtocolError},
		"reserved bit":        {[][]byte{rawFrame(fin|0x40|text, "{}")}, websocket.CloseProtocolError},
		"long ping":           {[][]byte{rawFrame(fin|9, strings.Repeat("a", 126))}, websocket.CloseProtocolError},
		"continues nothing":   {[][]byte{rawFrame(fin, "{}")}, websocket.CloseProtocolError},
		"text inside a text":  {[][]byte{rawFrame(text, "{"), rawFrame(fin|text, "}")}, websocket.CloseProtocolError},
		"a flood of requests": {flood(rawFrame(fin|text, `{"unsubscribe":"a"}`), 100), websocket.ClosePolicyViolation},
		"a flood of pings":    {flood(rawFrame(fin|9, strings.Repeat("a", 100)), 400), websocket.ClosePolicyViolation},
		"a flood of pongs":    {flood(rawFrame(fin|10, ""), 4000), websocket.ClosePolicyViolation},
		"endless fragments":   {flood(rawFrame(text, "")[:6], 1, flood(rawFrame(0, ""), 4000)...), websocket.ClosePolicyViolation},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, Config{}, "round/a")
			v, other := r.dial("s", "p"), r.dial("t", "q")
			other.subscribe("round/a")
			other.state("round/a")
			v.raw(c.frames...)
			if code, states := v.closed(); code != c.code || states != 0 {
				t.Errorf("closed with %d after %d states, want %d", code, states, c.code)
			}
			want := r.change("round/a")
			if got := other.state("round/a"); got != want {
				t.Errorf("somebody else got %d", got)
			}
		})
	}
}

func flood(frame []byte, n int, more ...[]byte) [][]byte {
	return append(slices.Repeat([][]byte{frame}, n), more...)
}

func TestAFragmentedRequestWithAPingInsideIsUnderstood(t *testing.T) {
	r := newRig(t, Config{}, "round/a")
	v := r.dial("s", "p")
	v.raw(rawFrame(1, `{"subscr`), rawFrame(0, ``), rawFrame(0x89, "still here?"), rawFrame(0x80, `ibe":"round/a"}`))
	v.state("round/a")
}

func TestAClientThatNeverReadsItsAnswersIsClosed(t *testing.T) {
	r := newRig(t, Config{}, "round/a")
	v := r.dial("s", "p")
	var c *conn
	r.until("connected", func() bool {
		r.hub.each(func(one *conn) { c = one })
		return c != nil
	})
	c.mu.Lock()
	c.writing = true // as if its writer were stuck in the socket
	c.mu.Unlock()
	for range maxNotes + 1 {
		c.note(pingFrame)
	}
	if code, _ := v.closed(); code != websocket.ClosePolicyViolation {
		t.Fatalf("code %d", code)
	}
}

// TestSlowViewersDelayNobody has viewers that read nothing beside viewers that do. The states are big, so that the
// slow ones' sockets fill up. The machine may be busy with other things: the best of three counts.
func TestSlowViewersDelayNobody(t *testing.T) {
	const viewers, slow, rounds = 20, 5, 24
	var topics []string
	for i := range 8 {
		topics = append(topics, fmt.Sprintf("round/%d", i))
	}
	r := newRig(t, Config{}, topics...)
	r.board.set(func(b *board) {
		b.filler = strings.Repeat("x", 24<<10)
		for i, topic := range topics {
			b.seqs[topic] = int64(i+1) * 1_000_000 // so that a seq tells its topic
		}
	})
	view := func(dialer *websocket.Dialer) *viewer {
		v := r.dialWith(dialer, "s", "p")
		for _, topic := range topics {
			v.subscribe(topic)
			v.state(topic)
		}
		return v
	}
	arrived := make(chan time.Duration)
	for range viewers {
		v := view(websocket.DefaultDialer)
		go func() {
			for {
				f, err := v.read()
				if err != nil {
					return
				}
				now := time.Now()
				var at time.Time
				r.board.set(func(b *board) { at = b.at[f.Seq] })
				arrived <- now.Sub(at)
			}
		}()
	}
	// measure returns the median and the longest time from encoding to the last of the viewers.
	measure := func() (median, longest time.Duration) {
		var last []time.Duration
		for i := range rounds {
			r.change(topics[i%len(topics)])
			var worst time.Duration
			for range viewers {
				worst = max(worst, <-arrived)
			}
			last = append(last, worst)
		}
		slices.Sort(last)
		return last[rounds/2], last[rounds-1]
	}
	alone, _ := measure()
	for range slow { // they read each topic once and then no more
		view(&websocket.Dialer{NetDial: narrow})
	}
	for r.hub.Stats().Skipped == 0 { // until they are stuck
		measure()
	}
	for attempt := 1; ; attempt++ {
		beside, longest := measure()
		if beside < 2*alone+20*time.Millisecond && longest < writeWait/2 {
			break
		}
		if attempt == 3 {
			t.Errorf("median %s and at most %s beside slow viewers, median %s without", beside, longest, alone)
			break
		}
	}
	r.hub.Revoke("s") // ends the readers
}

// narrow connects with a small window.
func narrow(network, address string) (net.Conn, error) {
	nc, err := net.Dial(network, address)
	if err != nil {
		return nil, err
	}
	return nc, nc.(*net.TCPConn).SetReadBuffer(64 << 10)
}

func FuzzParseRequest(f *testing.F) {
	for _, seed := range []string{
		`{"subscribe":"round/x","seq":7}`, `{"unsubscribe":"council/y"}`, `{"subscribe":"a","unsubscribe":"b"}`,
		`{"subscribe":"a","seq":-1}`, `{"subscribe":"a","seq":1e3}`, `{"subscribe":"a"}{}`, `null`, `[]`, "\xff",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := parseRequest(data)
		if err != nil {
			if !errors.Is(err, errMalformed) || r != (request{}) {
				t.Fatalf("%+v, %v", r, err)
			}
			return
		}
		topic := r.Subscribe + r.Unsubscribe
		if (r.Subscribe == "") == (r.Unsubscribe == "") || topic == "" || len(topic) > 128 || !isTopic(topic) || r.seen() < unknown {
			t.Fatalf("accepted %+v", r)
		}
	})
}
