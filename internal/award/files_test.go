package award

import (
	"bytes"
	"image"
	"image/jpeg"
	"testing"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/media"
)

// photo is a picture of so many points across, sent for the award of a project.
func (g *rig) photo(project int32, across int) string {
	g.t.Helper()
	var b bytes.Buffer
	g.must(jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, across, 40)), nil))
	f, err := g.media.Add(g.t.Context(), g.lead, FilesOwner(round, project), &b, media.Picture)
	g.must(err)
	return f.ID
}

// kept reports whether a file is there after whatever nothing refers to has gone.
func (g *rig) kept(file string) bool {
	g.t.Helper()
	g.wait(2 * day)
	g.must(g.media.Sweep(g.t.Context()))
	_, err := media.ByID(g.view(), file)
	return err == nil
}

func TestAPictureStaysAsLongAsTheStoryOrTheNewsShowsIt(t *testing.T) {
	g := newRig(t)
	g.must(g.say(1, true))
	first, second, news := g.photo(1, 50), g.photo(1, 60), g.photo(1, 70)
	story := Telling{Round: round, Project: 1, Text: "Twelve Saturdays, forty children.", Pictures: []string{first, second}}
	g.must(g.TellStory(t.Context(), g.lead, story))
	g.must(g.AddNews(t.Context(), g.lead, Note{Round: round, Project: 1, Text: "We began", Picture: news}))
	g.must(g.tell("Twelve Saturdays, fifty children.")) // by a program, which knows of no pictures
	for _, file := range []string{first, second, news} {
		if !g.kept(file) || !Published(g.view(), round, file) {
			t.Errorf("%s is gone", file)
		}
	}
	story.Pictures = []string{second} // one that is long there, and may stay
	g.must(g.TellStory(t.Context(), g.lead, story))
	g.must(g.RemoveNews(t.Context(), g.staff, round, 1, 1))
	if g.kept(first) || g.kept(news) || !g.kept(second) {
		t.Error("what is taken out stays, or what is shown does not")
	}
}

func TestAReceiptsPaperIsNotPublishedAndGoesWhenTheReceiptIsCorrected(t *testing.T) {
	g := newRig(t)
	g.must(g.say(1, true))
	paper := g.photo(1, 50)
	g.must(g.AddReceipt(t.Context(), g.lead, Spending{Round: round, Project: 1, Amount: 12_50, On: g.clock(), What: "Seed", Paper: paper}))
	e := ReceiptsOf(g.view(), round, 1)[0]
	if PaperOf(g.view(), e) != paper || Published(g.view(), round, paper) || !g.kept(paper) {
		t.Errorf("%+v with %q", e, PaperOf(g.view(), e))
	}
	g.must(g.CorrectEntry(t.Context(), g.staff, round, e.Number, "Another project's"))
	if PaperOf(g.view(), e) != "" || g.kept(paper) {
		t.Error("the paper of what was corrected stays")
	}
}

func TestAnAwardRefersToItsOwnFilesAloneAndToFewOfThem(t *testing.T) {
	g := newRig(t)
	g.must(g.say(1, true))
	others, own := g.photo(2, 50), g.photo(1, 50)
	tell := func(pictures ...string) error {
		return g.TellStory(t.Context(), g.lead, Telling{Round: round, Project: 1, Text: "Twelve Saturdays, forty children.", Pictures: pictures})
	}
	for name, err := range map[string]error{
		"another award's in a story": tell(others), "none in a story": tell(""), "four in a story": tell(own, own, own, own),
		"another award's in news":    g.AddNews(t.Context(), g.lead, Note{Round: round, Project: 1, Text: "We began", Picture: others}),
		"another award's as a paper": g.AddReceipt(t.Context(), g.lead, Spending{Round: round, Project: 1, Amount: 1, On: g.clock(), What: "Seed", Paper: others}),
	} {
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
