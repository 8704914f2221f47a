package replay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// client talks to the server as any program would.
type client struct {
	http   *http.Client
	origin string // "https://parents.example.org"
}

// requestLasts bounds one request; whoever sent it may then send it again.
const requestLasts = 30 * time.Second

func newClient(address string, workers int) (*client, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.Trim(u.Path, "/") != "" {
		return nil, fmt.Errorf("%q is not the address of a server, such as http://localhost:8080", address)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone() // it is one, as its documentation says
	transport.MaxIdleConnsPerHost, transport.MaxConnsPerHost, transport.MaxIdleConns = workers, workers, workers
	return &client{
		http:   &http.Client{Transport: transport, Timeout: requestLasts},
		origin: strings.ToLower(u.Scheme + "://" + u.Host),
	}, nil
}

func (c *client) close() { c.http.CloseIdleConnections() }

// socket is where the server's websockets are.
func (c *client) socket() string { return "ws" + strings.TrimPrefix(c.origin, "http") + "/live" }

// refusal is the server's answer that something is not so.
type refusal struct {
	Status     int
	RetryAfter time.Duration
	Detail     string
	Key        string
	Fields     []struct{ Name, Text string }
}

func (r *refusal) Error() string {
	text := fmt.Sprintf("%d %s (%s)", r.Status, r.Detail, r.Key)
	for _, f := range r.Fields {
		text += fmt.Sprintf(" [%s: %s]", f.Name, f.Text)
	}
	return text
}

// passing reports whether a failed request may do better later: the server was away, busy, or its answer got lost.
func passing(err error) bool {
	var r *refusal
	if !errors.As(err, &r) {
		return err != nil
	}
	switch r.Status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// call sends a request with a JSON body, as whoever the credential belongs to, and reads the answer into out. A
// refusal is a *refusal.
func (c *client) call(ctx context.Context, method, path, credential string, in, out any) error {
	body := []byte("{}")
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, c.origin+"/api/v1"+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	if method == http.MethodGet {
		req.Body, req.ContentLength = http.NoBody, 0
	} else {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Origin", c.origin)
	if credential != "" {
		req.Header.Set("Authorization", "Bearer "+credential)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // only read
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	if res.StatusCode >= http.StatusBadRequest {
		return refused(res, text)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(text, out)
}

func refused(res *http.Response, text []byte) error {
	r := &refusal{Status: res.StatusCode}
	if json.Unmarshal(text, r) != nil {
		r.Detail = http.StatusText(res.StatusCode) // something else answered, such as a proxy
	}
	r.Status = res.StatusCode
	if seconds, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil {
		r.RetryAfter = time.Duration(seconds) * time.Second
	}
	return r
}

// Pauses between two tries.
const (
	firstPause = 50 * time.Millisecond
	mostPause  = 2 * time.Second
)

// insist tries until it goes well, fails for good, or patience and ctx end. It is for requests that may be repeated.
func insist(ctx context.Context, patience time.Duration, try func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for pause := firstPause; ; pause = min(2*pause, mostPause) {
		err := try(ctx)
		if !passing(err) {
			return err
		}
		var r *refusal
		if errors.As(err, &r) {
			pause = max(pause, min(r.RetryAfter, mostPause))
		}
		if !wait(ctx, pause) {
			return err
		}
	}
}

// wait reports whether the time passed before ctx ended.
func wait(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
