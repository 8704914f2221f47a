package web

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
)

// browser is somebody's browser: it keeps cookies, says where its requests come from and follows nothing.
type browser struct {
	*rig
	client *http.Client
	header http.Header // sent with every request
}

func (r *rig) browser() *browser {
	r.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		r.t.Fatal(err)
	}
	client := &http.Client{
		Jar: &secureJar{jar}, Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &browser{rig: r, client: client, header: http.Header{"Sec-Fetch-Site": {"same-origin"}}}
}

// secureJar keeps Secure cookies although the test itself speaks plain HTTP, as a proxy does behind TLS.
type secureJar struct{ *cookiejar.Jar }

func (j *secureJar) SetCookies(u *url.URL, cookies []*http.Cookie) {
	j.Jar.SetCookies(secured(u), cookies)
}
func (j *secureJar) Cookies(u *url.URL) []*http.Cookie { return j.Jar.Cookies(secured(u)) }

func secured(u *url.URL) *url.URL {
	s := *u
	s.Scheme = "https"
	return &s
}

// answer is a response that has been read.
type answer struct {
	*http.Response
	text string
}

func (b *browser) do(method, path, media, body string) answer {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.url+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Host = strings.TrimPrefix(testOrigin, "https://")
	for name, values := range b.header {
		req.Header[name] = values
	}
	if media != "" {
		req.Header.Set("Content-Type", media)
	}
	res, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // only read
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{res, string(text)}
}

func (b *browser) get(path string) answer { b.t.Helper(); return b.do("GET", path, "", "") }

// post sends a form, given as pairs.
func (b *browser) post(path string, pairs ...string) answer {
	b.t.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return b.do("POST", path, "application/x-www-form-urlencoded", values.Encode())
}

// upload sends a form with files, by the names of their fields; the others are given as pairs.
func (b *browser) upload(path string, files map[string][]byte, pairs ...string) answer {
	b.t.Helper()
	media, body := multipartBody(b.t, files, pairs...)
	return b.do("POST", path, media, body)
}

func multipartBody(t *testing.T, files map[string][]byte, pairs ...string) (media, body string) {
	t.Helper()
	var out bytes.Buffer
	parts := multipart.NewWriter(&out)
	for i := 0; i+1 < len(pairs); i += 2 {
		if err := parts.WriteField(pairs[i], pairs[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	for name, data := range files {
		part, err := parts.CreateFormFile(name, "Amina at 7 Secret Close.jpg")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := parts.Close(); err != nil {
		t.Fatal(err)
	}
	return parts.FormDataContentType(), out.String()
}

func (a answer) want(t *testing.T, status int) answer {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("%s %s: status %d, want %d\n%s", a.Request.Method, a.Request.URL.Path, a.StatusCode, status, a.text)
	}
	return a
}
