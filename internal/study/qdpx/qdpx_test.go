package qdpx

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/parentpower/parentpower/internal/realdata"
)

// pack makes a .qdpx of files; names and contents alternate.
func pack(t testing.TB, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for file := range slices.Chunk(files, 2) {
		w, err := z.Create(file[0])
		if err == nil {
			_, err = io.WriteString(w, file[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func open(data []byte) (*File, error) { return Read(bytes.NewReader(data), int64(len(data))) }

func mustOpen(t *testing.T, data []byte) *File {
	t.Helper()
	f, err := open(data)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func again(t *testing.T, f *File) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const kitchen = `<?xml version="1.0" encoding="utf-8"?>
<!-- made at a kitchen table -->
<Project name="Families &amp; &#10;friends" origin="x" xmlns="urn:QDA-XML:project:1.0" xmlns:own="urn:own">
<Users><User guid="u1" name="Joy"/></Users>
<CodeBook><Codes><Code guid="c1" name="waiting" isCodable="true" color="#5a2a82"><Description>being told to wait</Description>
<Code guid="c2" name="for a school place" isCodable="true"/></Code></Codes></CodeBook>
<Sources>
<TextSource guid="s1" name="family 1" plainTextPath="internal://s1.txt">
<PlainTextSelection guid="p1" startPosition="0" endPosition="4"><Coding guid="k1" creatingUser="u1"><CodeRef targetGUID="c1"/></Coding></PlainTextSelection>
</TextSource>
<TextSource guid="s2" name="family 2"><PlainTextContent>We 👨‍👩‍👧 انتظرنا</PlainTextContent>
<PlainTextSelection guid="p2" startPosition="9" endPosition="16"><Coding guid="k2"><CodeRef targetGUID="c2"/></Coding></PlainTextSelection></TextSource>
<AudioSource guid="s3" path="internal://s3.m4a"><Transcript guid="t1" plainTextPath="internal://t1.txt"><SyncPoint guid="y1" timeStamp="0" position="0"/>
<TranscriptSelection guid="p3" fromSyncPoint="y1"/></Transcript><AudioSelection guid="p4" begin="10" end="20"/></AudioSource>
</Sources><Notes><Note guid="n1" name="memo"><PlainTextContent>look here</PlainTextContent></Note></Notes>
<own:Thing own:deep="1"><![CDATA[kept <as it is>]]></own:Thing>
</Project>`

func kitchenFiles(project string) []string {
	return []string{projectFile, project, "sources/s1.txt", "عائلة tells", "sources/s3.m4a", "\x00sound", "sources/t1.txt", "Hello"}
}

func count[T any](seq func(func(T) bool)) int {
	n := 0
	for range seq {
		n++
	}
	return n
}

func TestProjectIsReadAsItStands(t *testing.T) {
	f := mustOpen(t, pack(t, kitchenFiles(kitchen)...))
	if w := f.Warnings(); len(w) != 0 {
		t.Error(w)
	}
	var codes []Code
	for c := range f.Codes() {
		codes = append(codes, c)
	}
	want := []Code{{"c1", "waiting", "being told to wait", "#5a2a82", true, 0}, {"c2", "for a school place", "", "", true, 1}}
	if !reflect.DeepEqual(codes, want) {
		t.Errorf("%+v", codes)
	}
	if s, p, k, n := count(f.Sources()), count(f.Selections()), count(f.Codings()), count(f.Notes()); s != 3 || p != 4 || k != 2 || n != 1 {
		t.Errorf("%d sources, %d selections, %d codings, %d notes", s, p, k, n)
	}
	for s := range f.Selections() {
		if s.GUID == "p1" && (s.Start != 0 || s.End != 4 || len(s.Codings) != 1 || s.Codings[0] != Coding{"k1", "c1", "u1"}) {
			t.Errorf("%+v", s)
		}
	}
}

func TestWritingAgainLosesNothing(t *testing.T) {
	first := mustOpen(t, pack(t, kitchenFiles(kitchen)...))
	written := again(t, first)
	second := mustOpen(t, written)
	if !reflect.DeepEqual(first.tree, second.tree) || !reflect.DeepEqual(first.before, second.before) {
		t.Error("the project is not the same")
	}
	if third := again(t, second); !bytes.Equal(written, third) {
		t.Error("writing a third time gives another file")
	}
	sameFiles(t, first, second)
}

func sameFiles(t *testing.T, a, b *File) {
	t.Helper()
	if len(a.archive.entries) != len(b.archive.entries) {
		t.Errorf("%d files became %d", len(a.archive.entries), len(b.archive.entries))
	}
	for name := range a.archive.entries {
		if name != projectFile && digest(t, a, name) != digest(t, b, name) {
			t.Errorf("%s is not the same", name)
		}
	}
}

func digest(t *testing.T, f *File, name string) [32]byte {
	t.Helper()
	text, err := f.archive.read(f.archive.entries[name], MaxText)
	if err != nil {
		t.Fatal(err)
	}
	return sha256.Sum256(text)
}

func TestWarningsNameWhatIsOdd(t *testing.T) {
	for change, want := range map[[2]string]string{
		{`targetGUID="c2"`, `targetGUID="c9"`}:                                     "the code c9, which is not in the codebook",
		{`endPosition="16"`, `endPosition="17"`}:                                   "9 to 17 does not lie in its text of 16 characters",
		{`startPosition="0" endPosition="4"`, `startPosition="x" endPosition="4"`}: `"x" and "4" are not numbers`,
		{`"internal://s1.txt"`, `"s1.txt"`}:                                        `the path "s1.txt" does not begin with internal://`,
		{`"internal://s3.m4a"`, `"internal://gone.m4a"`}:                           `the file "internal://gone.m4a" is not there`,
		{`"internal://s3.m4a"`, `"relative://film.m4a"`}:                           "is outside the project",
		{`guid="k2"`, `guid="K1"`}:                                                 "have the same guid, k1",
	} {
		changed := strings.Replace(kitchen, change[0], change[1], 1)
		if changed == kitchen {
			t.Fatal(change)
		}
		if w := strings.Join(mustOpen(t, pack(t, kitchenFiles(changed)...)).Warnings(), "\n"); !strings.Contains(w, want) {
			t.Errorf("%v: warnings are %q, wanted %q", change, w, want)
		}
	}
}

func TestWhatIsNoProjectIsRefusedWithItsReason(t *testing.T) {
	many := strings.Repeat("<A>", maxDepth+2) + strings.Repeat("</A>", maxDepth+2)
	for want, data := range map[string][]byte{
		"not a zip":        []byte("hello"),
		"no project.qde":   pack(t, "other.txt", ""),
		"leads out":        pack(t, projectFile, kitchen, "../../etc/passwd", "x"),
		"is there twice":   pack(t, projectFile, kitchen, projectFile, kitchen),
		"document type":    pack(t, projectFile, `<!DOCTYPE x [<!ENTITY a "aaaa">]><Project/>`),
		"ends too early":   pack(t, projectFile, `<Project xmlns="urn:QDA-XML:project:1.0">`),
		"ends nothing":     pack(t, projectFile, `<Project></Codes></Project>`),
		"not Project":      pack(t, projectFile, `<CodeBook/>`),
		"its namespace":    pack(t, projectFile, `<Project xmlns="urn:other"/>`),
		"nested more than": pack(t, projectFile, many),
		"not in UTF-8":     pack(t, projectFile, "<Project>\xff</Project>"),
		"more than one":    pack(t, projectFile, "<Project/><Project/>"),
		"times its size":   pack(t, projectFile, kitchen, "sources/bomb.txt", strings.Repeat("\x00", maxSlack+1)),
	} {
		if _, err := open(data); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, wanted %q", err, want)
		}
	}
}

func TestRealProjectReadsWholeAndIsWrittenAgain(t *testing.T) {
	data, err := os.ReadFile(realdata.Path(t, "qdpx", "demo.qdpx"))
	if err != nil {
		t.Fatal(err)
	}
	f := mustOpen(t, data)
	if c, s, p, k := count(f.Codes()), count(f.Sources()), count(f.Selections()), count(f.Codings()); c != 262 || s != 2 || p != 158 || k != 205 {
		t.Errorf("%d codes, %d sources, %d selections, %d codings", c, s, p, k)
	}
	for _, w := range f.Warnings() {
		if !strings.Contains(w, "does not begin with internal://") {
			t.Error(w)
		}
	}
	g := mustOpen(t, again(t, f))
	if !reflect.DeepEqual(f.tree, g.tree) {
		t.Error("the project is not the same")
	}
	sameFiles(t, f, g)
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(kitchen))
	f.Add([]byte(`<p:Project xmlns:p="urn:QDA-XML:project:1.0"><?x y?><!-- - --></p:Project>`))
	f.Fuzz(func(t *testing.T, project []byte) {
		file, err := open(pack(t, kitchenFiles(string(project))...))
		if err != nil {
			return
		}
		file.Warnings()
		var b bytes.Buffer
		if err := file.Write(&b); err != nil {
			t.Fatal(err)
		}
		second, err := open(b.Bytes())
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if !reflect.DeepEqual(file.tree, second.tree) {
			t.Fatal("the project is not the same")
		}
	})
}
