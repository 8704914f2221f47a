package live

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/gorilla/websocket"
)

// Follow watches a topic as a viewer would, over a websocket at url ("ws://…/live") and with the given Origin, and
// calls see with each state that arrives, until see returns false, ctx ends or the connection does.
func Follow(ctx context.Context, url, origin, topic string, see func(State) bool) error {
	c, res, err := websocket.DefaultDialer.DialContext(ctx, url, http.Header{"Origin": {origin}})
	if err != nil {
		return fmt.Errorf("open %s: %w", url, err)
	}
	_ = res.Body.Close() // empty, as the library says
	stop := context.AfterFunc(ctx, func() { _ = c.Close() })
	defer func() {
		stop()
		_ = c.Close()
	}()
	if err := c.WriteJSON(map[string]any{"subscribe": topic}); err != nil {
		return fmt.Errorf("subscribe to %s: %w", topic, err)
	}
	for {
		var m struct {
			Topic string          `json:"topic"`
			Seq   int64           `json:"seq"`
			State json.RawMessage `json:"state"`
			Error json.RawMessage `json:"error"`
		}
		if err := c.ReadJSON(&m); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return fmt.Errorf("watch %s: %w", topic, err)
		}
		if m.Error != nil {
			return fmt.Errorf("watch %s: %s", topic, m.Error)
		}
		if m.Topic == topic && !see(State{Seq: m.Seq, JSON: m.State}) {
			return nil
		}
	}
}
