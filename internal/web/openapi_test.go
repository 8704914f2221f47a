package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// description is the published description of the API, as a test reads it.
type description struct {
	Paths map[string]map[string]json.RawMessage `json:"paths"`

	schemas *jsonschema.Compiler
	tree    any
	mu      sync.Mutex
	met     map[string]bool // operations that were answered well, with what is described
}

// operation is what the description says of a method on a path.
type operation struct {
	ID        string                     `json:"operationId"`
	Summary   string                     `json:"summary"`
	Tags      []string                   `json:"tags"`
	Security  []map[string][]string      `json:"security"`
	Responses map[string]json.RawMessage `json:"responses"`
}

func loadDescription(t *testing.T) *description {
	t.Helper()
	document, err := loadDocument()
	if err != nil {
		t.Fatal(err)
	}
	text := document.json.encoded()[""]
	d := &description{schemas: jsonschema.NewCompiler(), met: map[string]bool{}}
	if err := json.Unmarshal(text, d); err != nil {
		t.Fatal(err)
	}
	if d.tree, err = jsonschema.UnmarshalJSON(bytes.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	d.schemas.AssertFormat()
	if err := d.schemas.AddResource("openapi.json", d.tree); err != nil {
		t.Fatal(err)
	}
	return d
}

// operation finds what is said of a route of the table.
func (d *description) operation(t *testing.T, method, pattern string) (op operation, ok bool) {
	t.Helper()
	text, ok := d.Paths[described(pattern)][strings.ToLower(method)]
	if ok {
		if err := json.Unmarshal(text, &op); err != nil {
			t.Fatalf("%s %s: %v", method, pattern, err)
		}
	}
	return op, ok
}

// described is a route's path as OpenAPI writes it.
func described(pattern string) string {
	parts := strings.Split(pattern, "/")
	for i, part := range parts {
		if name, is := strings.CutPrefix(part, ":"); is {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}

// holds checks an answer of a route against what is described: its status, its type and what is in it.
func (d *description) holds(t *testing.T, method, pattern string, a answer) {
	t.Helper()
	name := fmt.Sprintf("%s %s: %d", method, pattern, a.StatusCode)
	at := []string{"paths", described(pattern), strings.ToLower(method), "responses", fmt.Sprint(a.StatusCode)}
	if d.find(at) == nil {
		t.Errorf("%s is not described\n%s", name, a.text)
		return
	}
	content, _ := d.find(append(at, "content")).(map[string]any)
	if len(content) == 0 {
		if a.text != "" {
			t.Errorf("%s: there is something in an empty answer: %s", name, a.text)
		}
	} else {
		media, _, err := mime.ParseMediaType(a.Header.Get("Content-Type"))
		if err != nil || content[media] == nil {
			t.Errorf("%s: type %q is not described", name, a.Header.Get("Content-Type"))
			return
		}
		if strings.HasSuffix(media, "json") {
			d.fits(t, name, append(at, "content", media, "schema"), a.text)
		}
	}
	if a.StatusCode < http.StatusBadRequest {
		d.mu.Lock()
		d.met[method+" "+pattern] = true
		d.mu.Unlock()
	}
}

// find follows a path into the description, and the references on its way; nil where it leads nowhere.
func (d *description) find(path []string) any {
	node := d.tree
	for i := 0; ; i++ {
		fields, _ := node.(map[string]any)
		if ref, is := fields["$ref"].(string); is && i < len(path) {
			node = d.find(strings.Split(strings.TrimPrefix(ref, "#/"), "/"))
			fields, _ = node.(map[string]any)
		}
		if i == len(path) {
			return node
		}
		if fields == nil {
			return nil
		}
		node = fields[path[i]]
	}
}

// fits checks a JSON text against the schema at a path of the description.
func (d *description) fits(t *testing.T, name string, path []string, text string) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	schema, err := d.schemas.Compile("openapi.json" + d.pointer(path))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err == nil {
		err = schema.Validate(value)
	}
	if err != nil {
		t.Errorf("%s: %v\n%s", name, err, text)
	}
}

// pointer is the JSON pointer of a path, from the last reference on its way on.
func (d *description) pointer(path []string) string {
	for i := len(path) - 1; i > 0; i-- {
		fields, _ := d.find(path[:i]).(map[string]any)
		if ref, is := fields["$ref"].(string); is {
			return d.pointer(append(strings.Split(strings.TrimPrefix(ref, "#/"), "/"), path[i:]...))
		}
	}
	escape := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D")
	pointer := "#"
	for _, part := range path {
		pointer += "/" + escape.Replace(part)
	}
	return pointer
}

func TestTheDescriptionAndTheRoutesOfTheAPISayTheSame(t *testing.T) {
	d := loadDescription(t)
	served := map[string]bool{}
	for _, r := range newRig(t).routes() {
		if !strings.HasPrefix(r.path, "/api/v1/") {
			continue
		}
		served[strings.ToLower(r.method)+" "+described(r.path)] = true
		op, ok := d.operation(t, r.method, r.path)
		if !ok {
			t.Errorf("%s %s is not described", r.method, r.path)
			continue
		}
		d.complete(t, r, op)
	}
	for path, methods := range d.Paths {
		for method := range methods {
			if method != "parameters" && !served[method+" "+path] {
				t.Errorf("%s %s is described and not served", method, path)
			}
		}
	}
}

// complete checks that what is said of a route goes with its policy and its path.
func (d *description) complete(t *testing.T, r route, op operation) {
	t.Helper()
	name := r.method + " " + r.path
	if op.ID == "" || op.Summary == "" || len(op.Tags) == 0 {
		t.Errorf("%s has no operationId, summary or tag", name)
	}
	open := r.policy.name == anyone.name || r.policy.name == roundReader.name || r.policy.name == demoOnly.name
	said := false
	for _, way := range op.Security {
		said = said || len(way) == 0
	}
	if said != open {
		t.Errorf("%s: said to be open to anyone: %v; it is: %v", name, said, open)
	}
	wanted := map[string]bool{
		"401": !open, "403": !open && r.policy.name != signedIn.name, "404": strings.Contains(r.path, ":"),
	}
	for status, want := range wanted {
		if _, is := op.Responses[status]; want && !is {
			t.Errorf("%s may answer %s, which is not described", name, status)
		}
	}
	for part := range strings.SplitSeq(r.path, "/") {
		if name, is := strings.CutPrefix(part, ":"); is && !d.takes(r.path, name) {
			t.Errorf("%s: the parameter %s is not described", r.path, name)
		}
	}
}

// takes reports whether a path's parameters have one of a name.
func (d *description) takes(pattern, name string) bool {
	list, _ := d.find([]string{"paths", described(pattern), "parameters"}).([]any)
	for _, p := range list {
		ref, _ := p.(map[string]any)["$ref"].(string)
		if ref == "#/components/parameters/"+name {
			return true
		}
	}
	return false
}
