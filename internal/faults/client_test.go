package faults

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"testing"
	"time"
)

// client speaks to a server as any program would.
type client struct {
	http *http.Client
	url  string
}

func newClient(url string) *client {
	transport := http.DefaultTransport.(*http.Transport).Clone() //nolint:forcetypeassert // it is one, as its documentation says
	transport.MaxIdleConnsPerHost, transport.MaxIdleConns = 256, 256
	return &client{http: &http.Client{Transport: transport, Timeout: 10 * time.Second}, url: url}
}

// answer is what came back.
type answer struct {
	status int
	key    string // of the fault
	retry  int    // seconds, as Retry-After says; -1 when it says nothing
	body   []byte
	took   time.Duration
}

// to reads the answer's body.
func (a answer) to(t testing.TB, v any) {
	t.Helper()
	if a.status >= http.StatusBadRequest {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if err := json.Unmarshal(a.body, v); err != nil {
		t.Fatalf("%s: %v", a.body, err)
	}
}

func (c *client) get(path string) (answer, error) { return c.call("GET", path, "", nil) }

// api asks for something under /api/v1.
func (c *client) api(method, path, credential string, in any) (answer, error) {
	body := []byte("{}")
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return answer{}, err
		}
	}
	if method == http.MethodGet {
		body = nil
	}
	return c.call(method, "/api/v1"+path, credential, body)
}

// must is api for what cannot go wrong.
func (c *client) must(t testing.TB, method, path, credential string, in any) answer {
	t.Helper()
	a, err := c.api(method, path, credential, in)
	if err != nil {
		t.Fatal(err)
	}
	if a.status >= http.StatusBadRequest {
		t.Fatalf("%s %s: %d %s", method, path, a.status, a.body)
	}
	return a
}

func (c *client) call(method, path, credential string, body []byte) (answer, error) {
	req, err := http.NewRequestWithContext(context.Background(), method, c.url+path, bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Origin", c.url)
	if credential != "" {
		req.Header.Set("Authorization", "Bearer "+credential)
	}
	start := time.Now()
	res, err := c.http.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close() //nolint:errcheck // only read
	a := answer{status: res.StatusCode, retry: -1}
	if a.body, err = io.ReadAll(res.Body); err != nil {
		return answer{}, fmt.Errorf("read the answer: %w", err)
	}
	a.took = time.Since(start)
	if seconds, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil {
		a.retry = seconds
	}
	if a.status >= http.StatusBadRequest {
		var problem struct{ Key string }
		_ = json.Unmarshal(a.body, &problem) // what is no problem document has no key
		a.key = problem.Key
	}
	return a, nil
}
