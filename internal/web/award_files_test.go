package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/parentpower/parentpower/internal/award"
	"github.com/parentpower/parentpower/internal/funding"
)

// pdf begins and ends as one.
var pdf = []byte("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")

// running is awarded with a member who leads project 1 and said yes; b is theirs.
func running(t *testing.T) (c *cast, at string, b *browser) {
	t.Helper()
	c, at, _, _ = awarded(t)
	c.name(c.persons[member])
	b = c.as(member)
	b.post(at+"/award/1/accept").want(t, http.StatusSeeOther)
	return c, at, b
}

// seenBy holds who is shown a file.
func (c *cast) seenBy(path string, statuses map[string]int) {
	c.t.Helper()
	for kind, status := range statuses {
		c.as(kind).get(path).want(c.t, status)
	}
}

var (
	byEverybody = map[string]int{anonymous: 200, slipHolder: 200, member: 200, advocate: 200}
	byItsOwn    = map[string]int{anonymous: 404, slipHolder: 404, member: 200, advocate: 200, theHub: 200}
)

func TestAReceiptsPaperIsForThoseWhoLeadAndForStaffAndGoesWithACorrection(t *testing.T) {
	c, at, b := running(t)
	words := []string{"amount", "12.50", "what", "Seed", "on", "2026-01-02"}
	b.upload(at+"/award/1/receipt", map[string][]byte{"paper": []byte("<svg/>")}, words...).
		want(t, http.StatusUnprocessableEntity).says(t, `href="#f-paper"`, "Send a photo of the paper, or a PDF", `value="12.50"`)
	// Something else is wrong: the paper need not be sent again.
	again := b.upload(at+"/award/1/receipt", map[string][]byte{"paper": pdf}, words[2:]...).want(t, http.StatusUnprocessableEntity)
	again.says(t, "The paper that you chose is here")
	b.upload(at+"/award/1/receipt", nil, append(words, "paper-kept", again.field(t, "paper-kept"))...).want(t, http.StatusSeeOther)
	b.upload(at+"/award/1/receipt", map[string][]byte{"paper": photo(t, 60, 40, 7)}, words...).want(t, http.StatusSeeOther)

	for i, want := range []string{"application/pdf", "image/jpeg"} {
		e := award.ReceiptsOf(c.Store.View(), c.open.ID, 1)[i]
		path := at + "/files/" + award.PaperOf(c.Store.View(), e)
		c.seenBy(path, byItsOwn)
		got := b.get(path)
		if got.Header.Get("Content-Type") != want || !strings.HasPrefix(got.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%v", got.Header)
		}
		b.get(at+"/award/1").want(t, http.StatusOK).says(t, path)
		c.as(advocate).get(at+"/ledger").want(t, http.StatusOK).says(t, path)
		c.as(anonymous).get(at+"/after/1").want(t, http.StatusOK).hides(t, path)
	}
	e := award.ReceiptsOf(c.Store.View(), c.open.ID, 1)[0]
	path := at + "/files/" + award.PaperOf(c.Store.View(), e)
	c.must(c.Award.CorrectEntry(t.Context(), c.persons[advocate], c.open.ID, e.Number, "Another project's"))
	c.as(advocate).get(at+"/ledger").want(t, http.StatusOK).hides(t, path)
}

func TestPicturesOfNewsAndStoryAreForEverybodyOnceTheyAreToldAndNotBefore(t *testing.T) {
	c, at, b := running(t)
	files := map[string][]byte{"picture-1": photo(t, 60, 40, 1), "picture-3": photo(t, 60, 40, 3)}
	words := []string{"text", "Beans.", "picture-1-words", "Beans on canes", "picture-3-words", "A bench"}
	again := b.upload(at+"/award/1/story", files, words...).want(t, http.StatusUnprocessableEntity)
	again.says(t, "Beans on canes", "A bench")
	first, third := again.field(t, "picture-1-kept"), again.field(t, "picture-3-kept")
	c.seenBy(at+"/files/"+first, byItsOwn)

	words[1] = "Forty families grow beans together now."
	b.upload(at+"/award/1/story", nil, append(words, "picture-1-kept", first, "picture-3-kept", third)...).want(t, http.StatusSeeOther)
	c.seenBy(at+"/files/"+first, byEverybody)
	c.seenBy(at+"/files/"+third+"/small", byEverybody)
	everybody := c.as(anonymous)
	for _, page := range []string{"/after/1", "/projects/1"} {
		everybody.get(at+page).want(t, http.StatusOK).says(t, first, third, `alt="Beans on canes"`, `alt="A bench"`, "Forty families")
	}
	everybody.get(at+"/after").want(t, http.StatusOK).says(t, first+"/small")

	b.upload(at+"/award/1/news", map[string][]byte{"picture-1": photo(t, 60, 40, 9)}, "text", "We dig.", "picture-1-words", "A spade").want(t, http.StatusSeeOther)
	news := award.NewsAbout(c.Store.View(), c.open.ID, 1)[0]
	everybody.get(at+"/after/1").want(t, http.StatusOK).says(t, news.Picture, `alt="A spade"`)
	c.seenBy(at+"/files/"+news.Picture, byEverybody)
	b.post(at+"/award/1/news/1/remove", "confirm", "1").want(t, http.StatusSeeOther)
	c.seenBy(at+"/files/"+news.Picture, byItsOwn)
}

func TestAStorysPicturesAreKeptTakenOutAndAdded(t *testing.T) {
	c, at, b := running(t)
	story := []string{"text", "Forty families grow beans together now."}
	b.upload(at+"/award/1/story", map[string][]byte{"picture-1": photo(t, 60, 40, 1), "picture-2": photo(t, 60, 40, 2)}, story...).want(t, http.StatusSeeOther)
	pictures := func() []string {
		told, _ := award.StoryOf(c.Store.View(), c.open.ID, 1)
		return told.Pictures
	}
	had := pictures()
	form := b.get(at+"/award/1/story").want(t, http.StatusOK)
	if form.field(t, "picture-1-kept") != had[0] || form.field(t, "picture-2-kept") != had[1] {
		t.Fatalf("the form does not have %v", had)
	}
	kept := append(story, "picture-1-kept", had[0], "picture-1-remove", "1", "picture-2-kept", had[1], "picture-2-words", "")
	b.upload(at+"/award/1/story", map[string][]byte{"picture-3": photo(t, 60, 40, 3)}, kept...).want(t, http.StatusSeeOther)
	if now := pictures(); len(now) != 2 || now[0] != had[1] || now[1] == had[0] {
		t.Errorf("%v became %v", had, now)
	}
	c.seenBy(at+"/files/"+had[0], byItsOwn)
	// A file of another owner is not theirs to show.
	b.upload(at+"/award/1/story", nil, append(story, "picture-1-kept", "nothing")...).want(t, http.StatusUnprocessableEntity)
}

func TestPicturesThatAreTooMuchTogetherAreAskedForOneByOne(t *testing.T) {
	_, at, b := running(t)
	large := append(photo(t, 60, 40, 1), make([]byte, 9<<20)...)
	files := map[string][]byte{"picture-1": large, "picture-2": large}
	b.upload(at+"/award/1/story", files, "text", "Forty families grow beans together now.").
		want(t, http.StatusUnprocessableEntity).says(t, "too much at once", `-kept" value="`)
}

func TestTheThreadOfAProjectThatBeganAsAnIdeaSaysWhenItWasSent(t *testing.T) {
	k := newTaking(t)
	k.sent(k.as("parent by slip"), "Sensory den")
	for a := range funding.ApplicationsOf(k.Store.View(), k.draft.ID) {
		_, err := k.Funding.AcceptApplication(t.Context(), k.persons[advocate], k.draft.ID, a.ID, 100_00, "")
		k.must(err)
	}
	k.must(k.Funding.OpenVoting(t.Context(), k.persons[advocate], k.draft.ID))
	k.must(k.Funding.CloseVoting(t.Context(), k.persons[advocate], k.draft.ID))
	k.must(k.Funding.Duty().Work(t.Context()))
	k.must(k.Award.Duty().Work(t.Context()))
	for _, project := range []int32{1, 4} {
		k.must(k.Award.AwardFurther(t.Context(), k.persons[advocate], award.Further{Round: k.draft.ID, Project: project, Amount: funding.ProjectsOf(k.Store.View(), k.draft.ID)[project-1].Cost, Reason: "All agreed"}))
	}
	k.as(anonymous).get(k.at+"/after/4").want(t, http.StatusOK).says(t, "A parent’s idea")
	k.as(anonymous).get(k.at+"/after/1").want(t, http.StatusOK).hides(t, "A parent’s idea")
}
