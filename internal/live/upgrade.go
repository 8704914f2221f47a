package live

import (
	"bufio"
	"net"
	"net/http"
	"slices"

	"github.com/parentpower/parentpower/internal/fault"
)

// Serve upgrades the request and starts the connection, for servers that let go of it as soon as it is
// hijacked (net/http). It returns when the connection stands, not when it ends. A refusal is a fault and
// nothing has been written; see Upgrade.
func (h *Hub) Serve(w http.ResponseWriter, r *http.Request, subject Subject) error {
	start, err := h.Upgrade(w, r, subject)
	if err != nil {
		return err
	}
	start()
	return nil
}

// Upgrade answers the handshake and returns start, which must be called exactly once, when whoever owned the
// connection has let go of it for good: fasthttp still resets its deadlines after the handler. w must be an
// http.Hijacker (or unwrap to one) and the connection is the hub's to close from then on.
//
// Faults: Forbidden for an Origin that is missing, "null" or not ours; Unavailable when the hub is full or
// closing; Invalid for what is no websocket handshake. No answer has been written for any of them.
func (h *Hub) Upgrade(w http.ResponseWriter, r *http.Request, subject Subject) (start func(), err error) {
	if origin := r.Header.Values("Origin"); len(origin) != 1 || !slices.Contains(h.origins, origin[0]) {
		h.counts.refused.Add(1)
		return nil, fault.New(fault.Forbidden, "fault.live.origin")
	}
	if err := h.admit(); err != nil {
		h.counts.refused.Add(1)
		return nil, err
	}
	c := &conn{hub: h, subject: subject}
	c.ws, err = h.upgrader.Upgrade(&tap{ResponseWriter: w, meter: &c.meter}, r, nil)
	if err != nil {
		h.release()
		h.counts.refused.Add(1)
		return nil, fault.Wrap(err, fault.Invalid, "fault.live.handshake")
	}
	c.prepare()
	h.register(c)
	h.counts.accepted.Add(1)
	return c.start, nil
}

// tap puts the meter between the network and gorilla, so that every byte is counted: control frames, empty
// fragments and what else never becomes a message.
type tap struct {
	http.ResponseWriter
	meter *meter
}

// Hijack takes the connection over from the HTTP server.
func (t *tap) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	nc, brw, err := http.NewResponseController(t.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	if tcp, ok := nc.(interface{ SetWriteBuffer(int) error }); ok {
		_ = tcp.SetWriteBuffer(kernelBuffer) // only an economy
	}
	t.meter.open(nc)
	return t.meter, brw, nil
}
