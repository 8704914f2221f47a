package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const project = `<Project xmlns="urn:QDA-XML:project:1.0"><CodeBook><Codes><Code guid="c1" name="waiting" isCodable="true"/></Codes></CodeBook>
<Sources><TextSource guid="s1"><PlainTextContent>We waited</PlainTextContent><PlainTextSelection guid="p1" startPosition="0" endPosition="2">
<Coding guid="k1"><CodeRef targetGUID="c1"/></Coding><Coding guid="k2"><CodeRef targetGUID="c7"/></Coding></PlainTextSelection></TextSource></Sources></Project>`

func packed(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("project.qde")
	if err == nil {
		_, err = w.Write([]byte(text))
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return write(t, "project.qdpx", b.String())
}

func TestQdpxCountsWhatIsInAProjectAndInItsCopy(t *testing.T) {
	copied := filepath.Join(t.TempDir(), "copy.qdpx")
	var reports []string
	for _, args := range [][]string{{"qdpx", packed(t, project), "--json", "--out", copied}, {"qdpx", copied, "--json"}} {
		code, out, errs := call(t, args...)
		if code != 0 {
			t.Fatal(code, errs)
		}
		reports = append(reports, out)
	}
	var r qdpxReport
	if err := json.Unmarshal([]byte(reports[0]), &r); err != nil {
		t.Fatal(err)
	}
	if r.Codes != 1 || r.Sources != 1 || r.Selections != 1 || r.Codings != 2 || r.Notes != 0 {
		t.Errorf("%+v", r)
	}
	if !slices.ContainsFunc(r.Warnings, func(w string) bool { return strings.Contains(w, "c7") }) {
		t.Errorf("warnings: %q", r.Warnings)
	}
	if reports[0] != reports[1] {
		t.Errorf("the copy has\n%s, the project\n%s", reports[1], reports[0])
	}
}

func TestQdpxRefusesWhatIsNoProject(t *testing.T) {
	out := filepath.Join(t.TempDir(), "copy.qdpx")
	if code, _, errs := call(t, "qdpx", write(t, "x.qdpx", "hello"), "--out", out); code != 2 || !strings.Contains(errs, "not a zip") {
		t.Error(code, errs)
	}
}
