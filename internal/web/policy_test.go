package web

import (
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/parentpower/parentpower/internal/funding"
)

var update = flag.Bool("update", false, "write golden files anew")

// The outcomes of asking a policy.
const (
	admitted  = "yes"
	askedWho  = "sign-in" // a page leads to signing in; anything else is 401
	forbidden = "no"      // 403
	absent    = "absent"  // 404
)

// expected is what a policy means, said once more and apart from its code.
func expected(p policy, kind string, draft bool) string {
	ours := kind == member || kind == advocate || kind == theHub
	staff := kind == advocate || kind == theHub
	allow := map[string]bool{
		anyone.name: true, signedIn.name: true, "staff": staff, coordinator.name: kind == theHub,
		councilMember.name: ours, councilStaff.name: staff, roundStaff.name: staff,
		roundPanel.name: staff, roundDecider.name: staff, roundPanelStaff.name: staff, awardLead.name: staff,
		roundParent.name: (kind == slipHolder && !draft) || ours,
		roundVoter.name:  (kind == slipHolder && !draft) || kind == member || kind == advocate || kind == theHub,
	}
	switch {
	case p.name == demoOnly.name || p.name == developmentOnly.name:
		return absent
	case p.name == roundReader.name && draft && !ours:
		return absent
	case p.name == roundReader.name || p.name == anyone.name:
		return admitted
	case kind == anonymous:
		return askedWho
	case allow[p.name]:
		return admitted
	}
	return forbidden
}

func TestEveryRouteAdmitsWhomItsPolicySaysAndNobodyElse(t *testing.T) {
	c := newCast(t)
	table := c.routes()
	app := c.build(reached(table))
	sessions := map[string]string{}
	for _, kind := range everybody {
		sessions[kind] = c.session(kind)
	}
	var golden strings.Builder
	for _, r := range table {
		for _, round := range []funding.Round{c.open, c.draft} {
			draft := round.Phase == funding.Draft
			if draft && !strings.Contains(r.path, ":round") {
				continue
			}
			name := r.method + " " + r.path
			if draft {
				name += " (draft)"
			}
			fmt.Fprintf(&golden, "%s\n  policy: %s\n ", name, r.policy.name)
			for _, kind := range everybody {
				got := ask(t, app, r, c.fill(r.path, round.ID), sessions[kind])
				if want := expected(r.policy, kind, draft); got != want {
					t.Errorf("%s as %s: %s, want %s", name, kind, got, want)
				}
				fmt.Fprintf(&golden, " %s=%s", strings.ReplaceAll(kind, " ", "-"), got)
			}
			golden.WriteString("\n")
		}
	}
	compareGolden(t, "testdata/policy.golden", golden.String())
}

// reached is the table with handlers that only say that they were reached.
func reached(table []route) []route {
	stubs := make([]route, len(table))
	for i, r := range table {
		r.handle = func(r *request) error {
			r.c.Status(http.StatusNoContent)
			return nil
		}
		stubs[i] = r
	}
	return stubs
}

// fill puts ids in a path's places.
func (c *cast) fill(path, round string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		switch {
		case part == ":council":
			parts[i] = c.council
		case part == ":round":
			parts[i] = round
		case strings.HasPrefix(part, ":") || part == "*":
			parts[i] = "1"
		}
	}
	return strings.Join(parts, "/")
}

// knock sends a request that comes from our own pages and is of the right type.
func knock(t *testing.T, app *fiber.App, r route, path string, header map[string]string) *http.Response {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), r.method, path, nil)
	req.Host = strings.TrimPrefix(testOrigin, "https://")
	if r.takes != nothing {
		req.Header.Set("Content-Type", mediaTypes[r.takes])
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for name, value := range header {
		req.Header.Set(name, value)
	}
	res, err := app.Test(req, -1)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return res
}

func ask(t *testing.T, app *fiber.App, r route, path, session string) string {
	t.Helper()
	header := map[string]string{}
	if session != "" {
		header["Cookie"] = "__Host-session=" + session
	}
	return outcome(knock(t, app, r, path, header))
}

func outcome(res *http.Response) string {
	switch res.StatusCode {
	case http.StatusNoContent:
		return admitted
	case http.StatusUnauthorized:
		return askedWho
	case http.StatusForbidden:
		return forbidden
	case http.StatusNotFound:
		return absent
	case http.StatusSeeOther:
		if strings.HasPrefix(res.Header.Get("Location"), "/sign-in?") {
			return askedWho
		}
	}
	return res.Status
}

func TestNoRouteExistsBesidesTheTable(t *testing.T) {
	s := newRig(t).Site
	named := map[string]bool{}
	for _, r := range s.routes() {
		if r.policy.admit == nil || r.handle == nil {
			t.Errorf("%s %s has no policy or no handler", r.method, r.path)
		}
		if (r.takes == nothing) != (r.method == "GET") {
			t.Errorf("%s %s does not say rightly what it takes", r.method, r.path)
		}
		if named[r.method+" "+r.path] {
			t.Errorf("%s %s is there twice", r.method, r.path)
		}
		named[r.method+" "+r.path] = true
	}
	for _, r := range s.app.GetRoutes(true) {
		method := r.Method
		if method == "HEAD" {
			method = "GET"
		}
		if !named[method+" "+r.Path] {
			t.Errorf("%s %s is served and not in the table", r.Method, r.Path)
		}
	}
}

func compareGolden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file) //nolint:gosec // a file of our own
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s says otherwise (- golden, + now); if that is meant, run the test with -update and review it.\n%s", file, cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")))
	}
}
