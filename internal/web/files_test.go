package web

import (
	"bufio"
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/media"
)

// photo is one of one colour.
func photo(t *testing.T, width, height int, tint uint8) []byte {
	t.Helper()
	p := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(p, p.Rect, image.NewUniform(color.RGBA{tint, 40, 120, 255}), image.Point{}, draw.Src)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func recording(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile("../media/testdata/voice.webm")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// withFiles is a project of the draft with a picture and a voice note, as its page shows it to the advocate.
func (c *cast) withFiles(b *browser) (p funding.Project, at string) {
	c.t.Helper()
	at = "/rounds/" + c.draft.ID
	files := map[string][]byte{"picture": photo(c.t, 2000, 1000, 200), "voice": recording(c.t)}
	b.upload(at+"/projects/new", files, "title", "Pond", "about", "", "cost", "500", "lead", "",
		"picture-words", "A pond with ducks", "voice-words", "Hello, I am Amina").want(c.t, http.StatusSeeOther)
	list := funding.ProjectsOf(c.Store.View(), c.draft.ID)
	return list[len(list)-1], at
}

func TestAProjectsPictureAndVoiceAreShownToThoseWhoMayReadAboutTheRound(t *testing.T) {
	c := newCast(t)
	b := c.as(advocate)
	p, at := c.withFiles(b)
	page := b.get(at+"/projects/"+funding.ProjectID(p.Number)).want(t, http.StatusOK)
	for _, part := range []string{
		`src="` + at + "/files/" + p.Picture + `"`, `width="1600" height="800"`, `alt="A pond with ducks"`,
		`<audio controls preload="none" src="` + at + "/files/" + p.Voice + `"`, "Hello, I am Amina",
	} {
		if !strings.Contains(page.text, part) {
			t.Errorf("the project's page lacks %s", part)
		}
	}
	if csp := page.Header.Get("Content-Security-Policy"); !strings.HasSuffix(csp, "; media-src 'self'") {
		t.Errorf("it may load %s", csp)
	}
	form := b.get(at+"/projects/"+funding.ProjectID(p.Number)+"/edit").want(t, http.StatusOK)
	if csp, may := form.Header.Get("Content-Security-Policy"), form.Header.Get("Permissions-Policy"); !strings.HasSuffix(csp, "media-src 'self' blob:") || !strings.Contains(may, "microphone=(self)") {
		t.Errorf("the form may not record: %s, %s", csp, may)
	}
	if may := page.Header.Get("Permissions-Policy"); !strings.Contains(may, "microphone=()") {
		t.Errorf("a page without a recorder: %s", may)
	}
	for kind, status := range map[string]int{advocate: 200, theHub: 200, member: 200, slipHolder: 404, anonymous: 404} {
		for _, path := range []string{p.Picture, p.Picture + "/small", p.Voice} {
			c.as(kind).get(at+"/files/"+path).want(t, status)
		}
	}
	b.get("/rounds/"+c.open.ID+"/files/"+p.Picture).want(t, http.StatusNotFound)
	b.get(at+"/files/"+p.Voice+"/small").want(t, http.StatusNotFound)
}

func TestAFileIsServedSoThatNothingInItCanRun(t *testing.T) {
	c := newCast(t)
	b := c.as(advocate)
	p, at := c.withFiles(b)
	for path, want := range map[string][2]string{
		p.Picture: {"image/jpeg", `attachment; filename="picture.jpg"`}, p.Picture + "/small": {"image/jpeg", `attachment; filename="picture.jpg"`},
		p.Voice: {"audio/webm", `attachment; filename="voice.webm"`},
	} {
		a := b.get(at+"/files/"+path).want(t, http.StatusOK)
		got := [2]string{a.Header.Get("Content-Type"), a.Header.Get("Content-Disposition")}
		if got != want || a.Header.Get("X-Content-Type-Options") != "nosniff" || a.Header.Get("Content-Security-Policy") != filePolicy ||
			a.Header.Get("Cache-Control") != "private, max-age=3600" || a.Header.Get("Cross-Origin-Resource-Policy") != "same-origin" {
			t.Errorf("%s: %v", path, a.Header)
		}
		b.header.Set("If-None-Match", a.Header.Get("ETag"))
		b.get(at+"/files/"+path).want(t, http.StatusNotModified)
		b.header.Del("If-None-Match")
	}
}

func TestAPlayerCanAskForAPartOfAVoice(t *testing.T) {
	c := newCast(t)
	b := c.as(advocate)
	p, at := c.withFiles(b)
	path := at + "/files/" + p.Voice
	whole := b.get(path).want(t, http.StatusOK).text
	size := strconv.Itoa(len(whole))
	for asked, want := range map[string][2]string{
		"bytes=0-1":   {whole[:2], "bytes 0-1/" + size},
		"bytes=100-":  {whole[100:], "bytes 100-" + strconv.Itoa(len(whole)-1) + "/" + size},
		"bytes=-10":   {whole[len(whole)-10:], "bytes " + strconv.Itoa(len(whole)-10) + "-" + strconv.Itoa(len(whole)-1) + "/" + size},
		"bytes=0-999": {whole[:1000], "bytes 0-999/" + size},
	} {
		b.header.Set("Range", asked)
		a := b.get(path).want(t, http.StatusPartialContent)
		if a.text != want[0] || a.Header.Get("Content-Range") != want[1] {
			t.Errorf("%s: %d bytes, %s", asked, len(a.text), a.Header.Get("Content-Range"))
		}
	}
	for _, asked := range []string{"bytes=999999-", "bytes=x", "lines=1-2"} {
		b.header.Set("Range", asked)
		b.get(path).want(t, http.StatusRequestedRangeNotSatisfiable)
	}
}

func TestWhatIsWrongWithAFileIsSaidAtItsFieldAndTheRestStays(t *testing.T) {
	c := newCast(t)
	b := c.as(advocate)
	at := "/rounds/" + c.draft.ID + "/projects/new"
	words := []string{"title", "Pond", "about", "With ducks", "cost", "500", "lead", "Asha"}
	svg := []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)
	a := b.upload(at, map[string][]byte{"picture": svg, "voice": recording(t)}, words...).want(t, http.StatusUnprocessableEntity)
	for _, part := range []string{`href="#f-picture"`, "We cannot read this file", `value="Pond"`, "With ducks", `name="voice-kept" value="`} {
		if !strings.Contains(a.text, part) {
			t.Errorf("the form lacks %s\n%s", part, a.text)
		}
	}
	// The voice is there already: it need not be sent again.
	b.upload(at, nil, append(words, "voice-kept", a.field(t, "voice-kept"), "voice-words", "")...).want(t, http.StatusSeeOther)
	list := funding.ProjectsOf(c.Store.View(), c.draft.ID)
	if p := list[len(list)-1]; p.Title != "Pond" || p.Voice == "" || p.Picture != "" {
		t.Errorf("%+v", p)
	}
	large := append(photo(t, 10, 10, 1), make([]byte, media.PictureMost)...)
	if a := b.upload(at, map[string][]byte{"picture": large}, words...).want(t, http.StatusUnprocessableEntity); !strings.Contains(a.text, "up to 12 MB") || !strings.Contains(a.text, `value="Pond"`) {
		t.Error(a.text)
	}
	larger := make([]byte, maxUpload+1)
	if a := b.upload(at, map[string][]byte{"picture": larger}, words...).want(t, http.StatusUnprocessableEntity); !strings.Contains(a.text, "up to 12 MB") {
		t.Error(a.text)
	}
}

func TestAProjectsFilesAreKeptReplacedAndTakenOut(t *testing.T) {
	c := newCast(t)
	b := c.as(advocate)
	p, at := c.withFiles(b)
	edit := at + "/projects/" + funding.ProjectID(p.Number) + "/edit"
	now := func() funding.Project {
		q, err := funding.ProjectByNumber(c.Store.View(), c.draft.ID, p.Number)
		c.must(err)
		return q
	}
	words := []string{"title", "Pond", "about", "", "cost", "500", "lead", ""}
	kept := append(words, "picture-kept", p.Picture, "picture-words", "A pond", "voice-kept", p.Voice, "voice-words", "")
	b.upload(edit, nil, kept...).want(t, http.StatusSeeOther)
	if q := now(); q.Picture != p.Picture || q.Voice != p.Voice {
		t.Errorf("kept: %+v", q)
	}
	b.upload(edit, map[string][]byte{"picture": photo(t, 100, 100, 9)}, kept...).want(t, http.StatusSeeOther)
	if q := now(); q.Picture == p.Picture || q.Picture == "" || q.Voice != p.Voice {
		t.Errorf("replaced: %+v", q)
	}
	b.upload(edit, nil, append(words, "picture-kept", now().Picture, "picture-remove", "1", "voice-kept", p.Voice, "voice-remove", "1")...).want(t, http.StatusSeeOther)
	if q := now(); q.Picture != "" || q.Voice != "" {
		t.Errorf("taken out: %+v", q)
	}
	// Somebody else's file, or one that is not there, is nobody's to refer to.
	theirs, err := c.Media.Add(t.Context(), "", "person/somebody", bytes.NewReader(photo(t, 50, 50, 7)), media.Picture)
	c.must(err)
	for _, id := range []string{theirs.ID, "nothing"} {
		b.upload(edit, nil, append(words, "picture-kept", id)...).want(t, http.StatusUnprocessableEntity)
	}
}

func TestOnlyThoseWhoMayUploadCanSendMuch(t *testing.T) {
	c := newCast(t)
	at := "/rounds/" + c.draft.ID + "/projects/new"
	for _, kind := range []string{slipHolder, member, anonymous} {
		c.refusedEarly(kind, at, "multipart/form-data; boundary=x", http.StatusForbidden, http.StatusUnauthorized)
	}
	// And nobody can where there is nothing to upload.
	c.refusedEarly(advocate, "/join", "application/x-www-form-urlencoded", http.StatusRequestEntityTooLarge)
}

// refusedEarly begins to send ten megabytes. The answer comes without them, and closes the connection: what was not
// read must not be taken for another request.
func (c *cast) refusedEarly(kind, path, media string, wanted ...int) {
	c.t.Helper()
	conn, err := (&net.Dialer{}).DialContext(c.t.Context(), "tcp", strings.TrimPrefix(c.url, "http://"))
	if err != nil {
		c.t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // the test has what it wants
	head := "POST " + path + " HTTP/1.1\r\nHost: parents.example\r\nSec-Fetch-Site: same-origin\r\nContent-Type: " + media + "\r\nContent-Length: 10485760\r\n"
	if session := c.session(kind); session != "" {
		head += "Cookie: __Host-session=" + session + "\r\n"
	}
	if _, err := io.WriteString(conn, head+"\r\n"+strings.Repeat("a", 16<<10)); err != nil {
		c.t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		c.t.Fatal(err)
	}
	if !slices.Contains(wanted, res.StatusCode) || !res.Close {
		c.t.Errorf("%s at %s: %s, closed: %v", kind, path, res.Status, res.Close)
	}
}

func TestAnUploadProvesItselfByItsTokenWhereTheBrowserSaysNothing(t *testing.T) {
	c := newCast(t)
	b := c.as(advocate)
	at := "/rounds/" + c.draft.ID + "/projects/new"
	words := []string{"title", "Pond", "about", "", "cost", "500", "lead", ""}
	token := b.get(at).csrf(t)
	b.header.Del("Sec-Fetch-Site")
	b.header.Set("Origin", "null")
	before := c.Store.View().Seq()
	b.upload(at, map[string][]byte{"picture": photo(t, 50, 50, 3)}, words...).want(t, http.StatusForbidden)
	b.upload(at, map[string][]byte{"picture": photo(t, 50, 50, 3)}, append(words, "csrf", "x")...).want(t, http.StatusForbidden)
	if c.Store.View().Seq() != before {
		t.Error("something was kept of what did not come from us")
	}
	b.upload(at, map[string][]byte{"picture": photo(t, 50, 50, 3)}, append(words, "csrf", token)...).want(t, http.StatusSeeOther)
}

func TestABrokenUploadIsRefusedAndNothingOfItStays(t *testing.T) {
	c := newCast(t)
	b := c.as(advocate)
	at := "/rounds/" + c.draft.ID + "/projects/new"
	media, body := multipartBody(t, map[string][]byte{"picture": photo(t, 50, 50, 3)}, "title", "Pond", "cost", "500")
	before := c.Store.View().Seq()
	for name, send := range map[string][2]string{
		"cut":           {media, body[:len(body)/2]},
		"no boundary":   {"multipart/form-data", body},
		"none of it":    {media, ""},
		"another one":   {"multipart/form-data; boundary=x", body},
		"unknown field": {media, strings.Replace(body, `name="title"`, `name="admin"`, 1)},
		"unknown file":  {media, strings.Replace(body, `name="picture"`, `name="film"`, 1)},
	} {
		if a := b.do("POST", at, send[0], send[1]); a.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: %s", name, a.Status)
		}
	}
	many := strings.Repeat("a", maxBody+1)
	b.upload(at, nil, "title", many).want(t, http.StatusUnprocessableEntity)
	if funding.ProjectsOf(c.Store.View(), c.draft.ID) != nil && c.Store.View().Seq() > before+1 {
		t.Errorf("%d commits", c.Store.View().Seq()-before)
	}
	if strings.Contains(c.logged.String(), "Secret") {
		t.Error("a file's name is in the log")
	}
}

// filesByAPI sends a picture and a voice note as programs do.
func (s *stage) filesByAPI(staff *program, round string) (picture, voice string) {
	s.t.Helper()
	send := func(status int, data []byte, out any) {
		media, body := multipartBody(s.t, map[string][]byte{"file": data}, "words", "Beds")
		a := staff.browser.do("POST", "/api/v1/rounds/"+round+"/files", media, body).want(s.t, status)
		s.described.holds(s.t, "POST", "/api/v1/rounds/:round/files", a)
		if err := json.Unmarshal([]byte(a.text), out); err != nil {
			s.t.Fatal(err)
		}
	}
	var photographed, said apiFile
	send(201, photo(s.t, 300, 200, 1), &photographed)
	send(201, recording(s.t), &said)
	if photographed.Width != 300 || photographed.Kind != media.Picture || said.Seconds < 2 || said.Type != "audio/webm" {
		s.t.Errorf("%+v, %+v", photographed, said)
	}
	var told problem
	if send(422, []byte("<svg/>"), &told); len(told.Fields) != 1 || told.Fields[0].Name != "file" || told.Fields[0].Text == "" {
		s.t.Errorf("%+v", told)
	}
	if send(422, nil, &told); told.Fields[0].Key != "fault.media.empty" {
		s.t.Errorf("%+v", told)
	}
	return photographed.ID, said.ID
}
