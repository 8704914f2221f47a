package live

import (
	"errors"
	"net"
	"time"
)

// A client's allowance: enough for every topic subscribed at once and some hurry, refilled at a pace that no
// page of ours comes near. A message costs more than its bytes because it is parsed and authorised.
const (
	allowance    = 16 << 10 // bytes at once
	refill       = 4 << 10  // bytes a second
	messageBytes = 256      // on top, for each message
)

var errFlood = errors.New("live: the client sends too much")

// meter is a network connection whose reads are counted against an allowance (a token bucket). Only the
// reading goroutine touches the count.
type meter struct {
	net.Conn
	left int64 // bytes
	at   time.Time
}

func (m *meter) open(nc net.Conn) {
	m.Conn, m.left, m.at = nc, allowance, time.Now()
}

// Read reads, and fails with errFlood once the allowance is spent.
func (m *meter) Read(p []byte) (int, error) {
	n, err := m.Conn.Read(p)
	if err == nil && !m.spend(int64(n)) {
		return 0, errFlood
	}
	return n, err
}

// spend takes n bytes off the allowance and reports whether there was enough.
func (m *meter) spend(n int64) bool {
	now := time.Now()
	m.left = min(allowance, m.left+int64(now.Sub(m.at).Seconds()*refill))
	m.at = now
	m.left -= n
	return m.left >= 0
}
