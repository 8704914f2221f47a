package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/parentpower/parentpower/internal/funding"
)

// clerks are two people at the same batch of the open round: the advocate and the coordinator.
type clerks struct {
	*cast
	at, batch string
	marks     []string
	one, two  *browser
}

func newClerks(t *testing.T, papers string) *clerks {
	c := newCast(t)
	k := &clerks{cast: c, at: "/rounds/" + c.open.ID, one: c.as(advocate), two: c.as(theHub)}
	k.one.post(k.at+"/papers", "number", papers).want(t, http.StatusSeeOther)
	sheet := k.one.get(k.at+"/papers/print").want(t, http.StatusOK)
	for _, found := range regexp.MustCompile(`class="paper-mark"[^>]*><bdi>(\d+-[A-Z]{2})</bdi>`).FindAllStringSubmatch(sheet.text, -1) {
		k.marks = append(k.marks, found[1])
	}
	k.batch = k.one.post(k.at+"/batches", "name", "Table 1").want(t, http.StatusSeeOther).Header.Get("Location")
	return k
}

func (k *clerks) enter(b *browser, pairs ...string) answer {
	k.t.Helper()
	return b.post(k.batch+"/papers", append([]string{"spoilt", ""}, pairs...)...)
}

func TestTwoClerksEnterABatchDifferAgreeAndPutItIn(t *testing.T) {
	k := newClerks(t, "3")
	if len(k.marks) != 3 {
		t.Fatalf("%d papers are on the sheet", len(k.marks))
	}
	for i, mark := range k.marks {
		pick := []string{"1", "2", "3"}[i]
		k.enter(k.one, "paper", mark, "pick", pick).want(t, http.StatusSeeOther)
		if i == 1 {
			pick = "1" // a slip of the eye
		}
		k.enter(k.two, "paper", strings.ToLower(mark), "pick", pick).want(t, http.StatusSeeOther)
	}
	if a := k.two.get(k.batch).want(t, http.StatusOK); strings.Contains(a.text, " checked") {
		t.Error("a clerk's page shows how papers were marked")
	}
	k.one.post(k.batch+"/finish").want(t, http.StatusSeeOther)
	if a := k.one.get(k.batch); strings.Contains(a.text, `name="paper"`) {
		t.Error("who has typed in all of them is asked for more")
	}
	k.two.post(k.batch+"/finish").want(t, http.StatusSeeOther)
	number, _, _ := strings.Cut(k.marks[1], "-")
	for _, b := range []*browser{k.one, k.two} {
		if a := b.get(k.batch); !strings.Contains(a.text, `id="again"`) || !strings.Contains(a.text, "<strong>"+number+"</strong>") {
			t.Errorf("a clerk is not told which paper to enter again:\n%s", a.text)
		}
		b.post(k.batch+"/put", "confirm", "1").want(t, http.StatusConflict)
		k.enter(b, "paper", k.marks[1], "pick", "2").want(t, http.StatusSeeOther)
		b.post(k.batch+"/finish").want(t, http.StatusSeeOther)
	}
	if a := k.one.get(k.at + "/manage"); !strings.Contains(a.text, "1 batch of papers is not in the box") {
		t.Error("where the round is looked after nothing warns of the batch")
	}
	k.one.post(k.batch+"/put").want(t, http.StatusOK)
	k.one.post(k.batch+"/put", "confirm", "1").want(t, http.StatusSeeOther)
	if n := k.ballots(); n != 3 {
		t.Errorf("%d ballots are in", n)
	}
	k.one.get(k.batch).want(t, http.StatusOK)
	k.must(k.Funding.CloseVoting(t.Context(), k.persons[advocate], k.open.ID))
	k.must(k.Funding.Duty().Work(t.Context()))
	k.one.get(k.batch).want(t, http.StatusOK)
	k.one.get(k.at+"/papers").want(t, http.StatusOK)
	result := k.browser().get(k.at+"/result").want(t, http.StatusOK)
	if !regexp.MustCompile(`Voted on paper</th><td>3</td>`).MatchString(result.text) {
		t.Error("the result does not say how many voted on paper")
	}
}

func TestAPaperThatCannotBeEnteredIsNamedAndNothingTypedIsLost(t *testing.T) {
	k := newClerks(t, "2")
	for name, c := range map[string]struct {
		pairs []string
		says  string
	}{
		"wrong letters": {[]string{"paper", "999-AA", "pick", "1"}, "There is no paper 999-AA"},
		"over budget":   {[]string{"paper", k.marks[0], "pick", "1", "pick", "2", "pick", "3"}, "£200 over"},
		"nothing":       {[]string{"paper", k.marks[0]}, "f-pick"},
	} {
		a := k.enter(k.one, c.pairs...).want(t, http.StatusUnprocessableEntity)
		if !strings.Contains(a.text, c.says) || !strings.Contains(a.text, `value="`+c.pairs[1]+`"`) {
			t.Errorf("%s:\n%s", name, a.text)
		}
	}
	k.one.post(k.batch+"/papers", "paper", k.marks[0], "spoilt", "unclear", "pick", "1").want(t, http.StatusSeeOther)
	k.enter(k.one, "paper", k.marks[0], "pick", "1").want(t, http.StatusUnprocessableEntity)
	number, _, _ := strings.Cut(k.marks[0], "-")
	k.one.post(k.batch+"/papers/"+number+"/remove").want(t, http.StatusSeeOther)
	k.one.post(k.batch+"/papers/x/remove").want(t, http.StatusNotFound)
	k.one.post(k.at+"/batches", "name", "").want(t, http.StatusUnprocessableEntity)
	k.one.post(k.at+"/papers", "number", "many").want(t, http.StatusUnprocessableEntity)
	k.one.get(k.at+"/batches/none").want(t, http.StatusNotFound)
	k.one.post(k.batch+"/drop").want(t, http.StatusOK)
	k.one.post(k.batch+"/drop", "confirm", "1").want(t, http.StatusSeeOther)
	k.one.get(k.batch).want(t, http.StatusNotFound)
}

func TestSheetsSpeakTheLanguagesThatAreAskedFor(t *testing.T) {
	k := newClerks(t, "1")
	for _, path := range []string{"/papers/print", "/slips/print"} {
		own := k.one.get(k.at+path).want(t, http.StatusOK)
		both := k.one.get(k.at+path+"?lang=en&lang=ar&lang=xx&lang=en").want(t, http.StatusOK)
		if strings.Contains(own.text, `dir="rtl"`) || !strings.Contains(both.text, `lang="ar" dir="rtl"`) {
			t.Errorf("%s speaks other languages than were asked for", path)
		}
	}
	if sheet := k.one.get(k.at + "/slips/print"); strings.Count(sheet.text, `class="slip-code"`) != len(k.spare)+1 {
		t.Error("a ballot paper is printed as a slip")
	}
}

func TestADeskFindsAPaperByItsNumber(t *testing.T) {
	k := newClerks(t, "1")
	number, _, _ := strings.Cut(k.marks[0], "-")
	if a := k.one.post(k.at+"/desk/find", "find", number).want(t, http.StatusOK); !strings.Contains(a.text, "Paper "+number) {
		t.Errorf("the paper is not found:\n%s", a.text)
	}
	if list := k.one.get(k.at + "/slips"); !strings.Contains(list.text, "Paper "+number) {
		t.Error("a paper that was lost cannot be taken back")
	}
	if got := funding.TurnoutOf(k.Store.View(), k.open); got.Voted != 0 {
		t.Errorf("the turnout is %+v", got)
	}
}
