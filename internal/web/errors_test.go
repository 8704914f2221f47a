package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
)

// failing is a site with a page that fails as told.
func failing(t *testing.T, fail func() error) *browser {
	t.Helper()
	r := newRig(t)
	b := r.browser()
	b.url = r.listen(r.build(append(r.routes(), get("/fail", anyone, func(*request) error { return fail() }))))
	return b
}

func TestEachKindOfFaultHasItsStatus(t *testing.T) {
	var err error
	b := failing(t, func() error { return err })
	b.header.Set("Accept", "application/json")
	for kind, status := range statuses {
		f := fault.New(kind, "fault.too_many")
		f.RetryAfter = 1500 * time.Millisecond
		err = fmt.Errorf("doing something: %w", f)
		a := b.get("/fail").want(t, status)
		var p problem
		if err := json.Unmarshal([]byte(a.text), &p); err != nil {
			t.Fatal(err)
		}
		if p.Kind != kind.String() || p.Key != f.Key || p.Status != status || p.ID == "" || p.Detail == "" {
			t.Errorf("%v: %+v", kind, p)
		}
		if a.Header.Get("Content-Type") != "application/problem+json" || a.Header.Get("Retry-After") != "2" {
			t.Errorf("%v: %v", kind, a.Header)
		}
	}
}

func TestProblemNamesTheFields(t *testing.T) {
	b := failing(t, func() error {
		var c fault.Checks
		c.That(false, "email", "fault.unknown_field")
		return c.Fault()
	})
	b.header.Set("Accept", "application/json")
	if a := b.get("/fail").want(t, http.StatusUnprocessableEntity); !strings.Contains(a.text, `"name":"email"`) {
		t.Error(a.text)
	}
}

func TestOurOwnMistakeTellsNothingAndIsLoggedOnce(t *testing.T) {
	b := failing(t, func() error { return errors.New("the secret cause") })
	a := b.get("/fail").want(t, http.StatusInternalServerError)
	if strings.Contains(a.text, "secret cause") {
		t.Error("the page tells the cause")
	}
	if n := strings.Count(b.logged.String(), "the secret cause"); n != 1 {
		t.Errorf("the cause is in the log %d times", n)
	}
}

func TestPanicIsOurMistakeAndItsWordsAreNotLogged(t *testing.T) {
	b := failing(t, func() error { panic("Ms Canary") })
	b.get("/fail").want(t, http.StatusInternalServerError)
	if log := b.logged.String(); strings.Contains(log, "Canary") || !strings.Contains(log, "panic: string") {
		t.Error(log)
	}
	b.get("/").want(t, http.StatusOK)
}

func TestWhatIsRefusedKeepsItsCauseFromTheLog(t *testing.T) {
	b := failing(t, func() error {
		return fault.Wrap(errors.New("typed canary@example.org"), fault.Invalid, "fault.invalid")
	})
	b.get("/fail").want(t, http.StatusUnprocessableEntity)
	if strings.Contains(b.logged.String(), "canary") {
		t.Error(b.logged.String())
	}
}
