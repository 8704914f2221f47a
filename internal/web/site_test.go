package web

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

func TestEveryAnswerCarriesTheHeadersThatProtectIt(t *testing.T) {
	b := newRig(t).browser()
	for _, path := range []string{"/", "/sign-in", "/nowhere", "/assets/app-2.js", "/api/v1/openapi.json", "/api/v1/nowhere"} {
		h := b.get(path).Header
		csp := h.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "wss://parents.example"} {
			if !strings.Contains(csp, part) {
				t.Errorf("%s: policy %q lacks %q", path, csp, part)
			}
		}
		if strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q allows what is inline", path, csp)
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
			"X-Frame-Options": "DENY", "Strict-Transport-Security": "max-age=63072000; includeSubDomains", "Server": "",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
	}
}

func TestPagesAreKeptByNoCache(t *testing.T) {
	b := newRig(t).browser()
	for _, path := range []string{"/", "/sign-in", "/nowhere"} {
		if got := b.get(path).Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: Cache-Control %q", path, got)
		}
	}
}

func TestBuiltFilesAreKeptForEverAndSentSmall(t *testing.T) {
	b := newRig(t).browser()
	b.header.Set("Accept-Encoding", "gzip, br")
	a := b.get("/assets/app-1.css").want(t, http.StatusOK)
	if got := a.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
		t.Errorf("Cache-Control %q", got)
	}
	if a.Header.Get("Content-Encoding") != "br" || len(a.text) > 100 {
		t.Errorf("sent %d bytes as %q", len(a.text), a.Header.Get("Content-Encoding"))
	}
	b.header.Set("If-None-Match", a.Header.Get("ETag"))
	b.get("/assets/app-1.css").want(t, http.StatusNotModified)
	b.get("/assets/manifest.json").want(t, http.StatusNotFound)
	b.get("/assets/../web.go").want(t, http.StatusNotFound)
}

func TestUnknownPathsMethodsAndHostsAreSaidSo(t *testing.T) {
	r := newRig(t)
	b := r.browser()
	if a := b.get("/nowhere").want(t, http.StatusNotFound); !strings.Contains(a.Header.Get("Content-Type"), "text/html") {
		t.Errorf("a page that is not there is answered with %q", a.Header.Get("Content-Type"))
	}
	if a := b.do("DELETE", "/sign-in", "", "").want(t, http.StatusMethodNotAllowed); !strings.Contains(a.Header.Get("Allow"), "POST") {
		t.Errorf("Allow is %q", a.Header.Get("Allow"))
	}
	if a := b.get("/api/v1/nowhere").want(t, http.StatusNotFound); a.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("the API answers with %q", a.Header.Get("Content-Type"))
	}
	req, err := http.NewRequestWithContext(t.Context(), "GET", r.url+"/sign-in", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"evil.example", "parents.example.evil.example", "parents.example:81"} {
		req.Host = host
		req.Header.Set("X-Forwarded-Host", "parents.example")
		res, err := b.client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if err := res.Body.Close(); err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != http.StatusMisdirectedRequest {
			t.Errorf("host %s: %d", host, res.StatusCode)
		}
	}
}

func TestMachinesAskByAnyName(t *testing.T) {
	r := newRig(t)
	for _, path := range []string{"/healthz", "/readyz"} {
		req, err := http.NewRequestWithContext(t.Context(), "GET", r.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := r.browser().client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if err := res.Body.Close(); err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
}

func TestWhatIsTooLargeIsRefused(t *testing.T) {
	b := newRig(t).browser()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(b.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // the test is over
	head := "POST /sign-in HTTP/1.1\r\nHost: parents.example\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 10485760\r\n\r\n"
	if _, err := io.WriteString(conn, head+strings.Repeat("a", 8<<10)); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil) // before most of the body was sent
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != http.StatusRequestEntityTooLarge || res.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%s with %v", res.Status, res.Header)
	}
	b.header.Set("X-Long", strings.Repeat("a", 20<<10))
	b.get("/").want(t, http.StatusRequestHeaderFieldsTooLarge)
}

func TestPlainHTTPIsForThisMachineOrADemonstration(t *testing.T) {
	for origins, wanted := range map[string]bool{
		"https://a.example": true, "http://localhost:8080": true, "http://127.0.0.1:8080": true, "http://[::1]:80": true,
		"http://a.example": false, "http://192.168.1.4:8080": false, "https://a.example/path": false, "https://A.example": false,
		"ftp://a.example": false, "a.example": false, "": false, "https://a.example http://a.example": false,
	} {
		if _, err := parseOrigins(strings.Fields(origins), false); (err == nil) != wanted {
			t.Errorf("%q: %v", origins, err)
		}
	}
	if _, err := parseOrigins([]string{"http://192.168.1.4:8080"}, true); err != nil {
		t.Errorf("a demonstration on a local network: %v", err)
	}
}
