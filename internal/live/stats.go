package live

import (
	"sync/atomic"

	"github.com/gorilla/websocket"
)

type counters struct {
	accepted, refused                  atomic.Int64
	encoded, failed                    atomic.Int64
	sent, skipped                      atomic.Int64
	revoked, flooded, silenced, broken atomic.Int64
}

// Stats is what a hub has done since it began, and what it holds now.
type Stats struct {
	Connections, Topics int // now

	Accepted, Refused int64 // handshakes
	Encoded, Failed   int64 // states
	Sent              int64 // frames, of all kinds
	Skipped           int64 // wakes that found a writer still busy: the measure of slow viewers
	Revoked           int64 // connections closed by Revoke
	Flooded           int64 // by their own flood
	Silenced          int64 // by the sweep
	Broken            int64 // for frames that are too big or not of the protocol
}

// Stats reads the counters.
func (h *Hub) Stats() Stats {
	h.mu.RLock()
	connections, topics := len(h.conns), len(h.topics)
	h.mu.RUnlock()
	n := &h.counts
	return Stats{
		Connections: connections, Topics: topics,
		Accepted: n.accepted.Load(), Refused: n.refused.Load(),
		Encoded: n.encoded.Load(), Failed: n.failed.Load(),
		Sent: n.sent.Load(), Skipped: n.skipped.Load(),
		Revoked: n.revoked.Load(), Flooded: n.flooded.Load(),
		Silenced: n.silenced.Load(), Broken: n.broken.Load(),
	}
}

// ended counts a connection by the reason for its end.
func (n *counters) ended(why *websocket.CloseError) {
	switch why {
	case revoked:
		n.revoked.Add(1)
	case flooding:
		n.flooded.Add(1)
	case silent:
		n.silenced.Add(1)
	case unsupported, malformed, tooBig:
		n.broken.Add(1)
	}
}
