package live

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/gorilla/websocket"

	"github.com/parentpower/parentpower/internal/fault"
)

// unknown is the seq of a client that has no state of a topic yet.
const unknown = -1

var errMalformed = errors.New("live: not a request of the protocol")

// request is a client's frame: exactly one of Subscribe and Unsubscribe names a topic.
type request struct {
	Subscribe   string `json:"subscribe"`
	Unsubscribe string `json:"unsubscribe"`
	Seq         *int64 `json:"seq"`
}

// parseRequest reads a client's frame, strictly: a page of ours has no reason to send anything else.
func parseRequest(data []byte) (request, error) {
	var r request
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return request{}, errMalformed
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return request{}, errMalformed
	}
	if (r.Subscribe == "") == (r.Unsubscribe == "") || !isTopic(r.Subscribe+r.Unsubscribe) {
		return request{}, errMalformed
	}
	if r.Seq != nil && (*r.Seq < 0 || r.Unsubscribe != "") {
		return request{}, errMalformed
	}
	return r, nil
}

// seen is the seq of the state that the client says it has.
func (r request) seen() int64 {
	if r.Seq == nil {
		return unknown
	}
	return *r.Seq
}

// isTopic reports whether a name could be a topic's. Source decides whether there is one.
func isTopic(name string) bool {
	if len(name) > 128 {
		return false
	}
	for _, b := range []byte(name) {
		letter := 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9'
		if !letter && b != '/' && b != '-' && b != '_' && b != '.' {
			return false
		}
	}
	return true
}

// message is a topic's state as it goes out, encoded once for everybody.
type message struct {
	seq   int64
	json  []byte
	frame *websocket.PreparedMessage
}

func encodeState(topic string, state State) (*message, error) {
	data, err := json.Marshal(struct {
		Topic string          `json:"topic"`
		Seq   int64           `json:"seq"`
		State json.RawMessage `json:"state"`
	}{topic, state.Seq, state.JSON})
	if err != nil {
		return nil, err
	}
	frame, err := websocket.NewPreparedMessage(websocket.TextMessage, data)
	if err != nil {
		return nil, err
	}
	return &message{state.Seq, data, frame}, nil
}

// okFrame says that the state the client has is the current one.
func okFrame(topic string, seq int64) *websocket.PreparedMessage {
	type current struct {
		Topic string `json:"topic"`
		Seq   int64  `json:"seq"`
	}
	return textFrame(map[string]current{"ok": {topic, seq}})
}

// errorFrame says why the client gets no more of a topic.
func errorFrame(topic string, f *fault.Error) *websocket.PreparedMessage {
	type refusal struct {
		Topic string `json:"topic"`
		Kind  string `json:"kind"`
		Key   string `json:"key"`
	}
	return textFrame(map[string]refusal{"error": {topic, f.Kind.String(), f.Key}})
}

func textFrame(v any) *websocket.PreparedMessage {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	return prepared(websocket.TextMessage, data)
}

// prepared makes a frame for the writer, which knows no other kind: pings and pongs too.
func prepared(kind int, data []byte) *websocket.PreparedMessage {
	frame, err := websocket.NewPreparedMessage(kind, data)
	if err != nil {
		panic(err) // written to memory: fails only for a kind that does not exist
	}
	return frame
}
