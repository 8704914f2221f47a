package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/people"
)

// taking is a round of the cast that takes ideas, with a slip in it and a second member of the council.
type taking struct {
	*cast
	at string
}

func newTaking(t *testing.T) *taking {
	t.Helper()
	c := newCast(t)
	c.must(c.Funding.MovePhase(t.Context(), c.persons[advocate], c.draft.ID, funding.Applications, ""))
	s := c.draft.Settings
	s.Smallest, s.Largest, s.Guidelines = 50_00, 400_00, []string{"For families of the estate.", "Open to all."}
	c.must(c.Funding.ChangeSettings(t.Context(), c.persons[advocate], c.draft.ID, s))
	issued, err := c.Funding.IssueSlips(t.Context(), c.persons[advocate], c.draft.ID, nil, 1)
	c.must(err)
	c.slips["parent by slip"], err = c.People.CodeOf(t.Context(), issued[0])
	c.must(err)
	p, err := c.People.Add(t.Context(), "", people.Particulars{Name: "Rosa"})
	c.must(err)
	c.persons["second"] = p.ID
	c.join(c.council, "second", "")
	return &taking{c, "/rounds/" + c.draft.ID}
}

var hiddenID = regexp.MustCompile(`name="id" value="([a-z0-9]+)"`)

// write goes through every step as a parent does, up to the check, and returns the idea's address.
func (k *taking) write(b *browser, title string) string {
	k.t.Helper()
	start := b.get(k.at+"/apply").want(k.t, http.StatusOK)
	id := hiddenID.FindStringSubmatch(start.text)[1]
	for range 2 {
		b.post(k.at+"/apply", "id", id).want(k.t, http.StatusSeeOther).leads(k.t, k.at+"/ideas/"+id+"/title")
	}
	idea := k.at + "/ideas/" + id
	b.post(idea+"/title", "title", title).want(k.t, http.StatusSeeOther).leads(k.t, idea+"/about")
	b.post(idea+"/about", "about", "Breakfast and play for toddlers.").want(k.t, http.StatusSeeOther).leads(k.t, idea+"/costs")
	for range 2 {
		b.post(idea+"/costs/hall-00001", "what", "Hall", "min", "£60", "wanted", "100").want(k.t, http.StatusSeeOther).leads(k.t, idea+"/costs")
	}
	b.post(idea+"/costs").want(k.t, http.StatusSeeOther).leads(k.t, idea+"/leads")
	b.post(idea+"/leads", "lead", "Amina").want(k.t, http.StatusSeeOther).leads(k.t, idea+"/picture")
	return idea
}

func (k *taking) sent(b *browser, title string) string {
	k.t.Helper()
	idea := k.write(b, title)
	b.post(idea+"/send").want(k.t, http.StatusSeeOther).leads(k.t, idea)
	return idea
}

func (a answer) leads(t *testing.T, to string) {
	t.Helper()
	if got := a.Header.Get("Location"); got != to {
		t.Errorf("it leads to %q, want %q", got, to)
	}
}

func TestAnIdeaIsWrittenStepByStepSentAndReadByParentsOfTheRoundAlone(t *testing.T) {
	k := newTaking(t)
	for _, kind := range []string{member, "parent by slip"} {
		b := k.as(kind)
		idea := k.write(b, "Idea of a "+kind)
		b.get(idea+"/check").want(t, http.StatusOK).says(t, "Together you need at least £60. Best would be £100.", "Send my idea", "Idea of a "+kind)
		other := k.as(advocate)
		other.get(idea).want(t, http.StatusNotFound)
		other.get(idea+"/title").want(t, http.StatusNotFound)
		other.get(k.at+"/ideas").want(t, http.StatusOK).hides(t, "Idea of a "+kind)

		b.post(idea+"/send").want(t, http.StatusSeeOther).leads(t, idea)
		b.post(idea+"/send").want(t, http.StatusSeeOther).leads(t, idea)
		b.get(idea).want(t, http.StatusOK).says(t, "We have it.", "What happens next", "Take this idea back")
		b.get(k.at).want(t, http.StatusOK).says(t, "Idea of a "+kind)
		b.get(idea+"/title").want(t, http.StatusConflict)
		other.get(k.at+"/ideas").want(t, http.StatusOK).says(t, "Idea of a "+kind)
		k.as(otherMember).get(idea).want(t, http.StatusForbidden)
		k.as(slipHolder).get(idea).want(t, http.StatusForbidden)
		k.as(anonymous).get(idea).want(t, http.StatusSeeOther)
	}
}

func TestAnIdeaIsStoppedAndGoneOnWithOnAnotherDevice(t *testing.T) {
	k := newTaking(t)
	phone := k.as("parent by slip")
	id := hiddenID.FindStringSubmatch(phone.get(k.at + "/apply").text)[1]
	idea := k.at + "/ideas/" + id
	phone.post(k.at+"/apply", "id", id).want(t, http.StatusSeeOther)
	phone.post(idea+"/title", "title", "Toddler breakfast").want(t, http.StatusSeeOther)
	phone.post(idea+"/about", "about", "", "stop", "1").want(t, http.StatusSeeOther).leads(t, idea)

	tablet := k.as("parent by slip")
	tablet.get(k.at).want(t, http.StatusOK).says(t, "Toddler breakfast", "Not sent yet")
	tablet.get(idea).want(t, http.StatusOK).says(t, idea+"/about", "Go on with it")
	tablet.get(idea+"/title").want(t, http.StatusOK).says(t, `value="Toddler breakfast"`)
	tablet.post(idea+"/about", "about", "For toddlers.").want(t, http.StatusSeeOther).leads(t, idea+"/costs")
}

func TestAStepKeepsWhatWasTypedAndSaysWhatIsMissing(t *testing.T) {
	k := newTaking(t)
	b := k.as(member)
	idea := k.write(b, "Toddler breakfast")
	b.post(idea+"/title", "title", "x").want(t, http.StatusUnprocessableEntity).says(t, `href="#f-title"`, `value="x"`)
	b.post(idea+"/about", "about", "").want(t, http.StatusUnprocessableEntity).says(t, `href="#f-about"`)
	b.post(idea+"/costs/toys-00001", "what", "Toys", "min", "ten", "wanted", "").want(t, http.StatusUnprocessableEntity).says(t, `href="#f-min"`, `value="ten"`)
	b.post(idea+"/costs/toys-00001", "what", "Toys", "min", "900", "wanted", "", "then", "check").want(t, http.StatusSeeOther).leads(t, idea+"/costs?then=check")
	b.post(idea+"/costs", "then", "check").want(t, http.StatusUnprocessableEntity).says(t, "up to £400")
	b.post(idea+"/send").want(t, http.StatusSeeOther).leads(t, idea+"/check")
	b.get(idea+"/check").want(t, http.StatusOK).says(t, "Before you can send it", idea+"/costs?then=check")
	b.post(idea+"/costs/toys-00001/remove", "then", "check").want(t, http.StatusSeeOther)
	b.post(idea+"/title", "title", "Toddlers", "then", "check").want(t, http.StatusSeeOther).leads(t, idea+"/check")
	b.post(idea+"/about", "about", "For toddlers.", "then", "check").want(t, http.StatusSeeOther).leads(t, idea+"/check")
	b.get(idea+"/nothing").want(t, http.StatusNotFound)
	b.post(idea+"/nothing", "title", "x").want(t, http.StatusNotFound)
	b.get(idea+"/alike").want(t, http.StatusNotFound)
}

func TestIdeasAlikeAreShownBeforeOneIsSent(t *testing.T) {
	k := newTaking(t)
	k.sent(k.as("second"), "Breakfast for toddlers")
	b := k.as(member)
	idea := k.write(b, "Toddler breakfasts")
	b.get(idea+"/alike").want(t, http.StatusOK).says(t, "Breakfast for toddlers", idea+"/guidelines")
	b.get(idea+"/guidelines").want(t, http.StatusOK).says(t, "For families of the estate.", idea+"/check")
}

func TestSentBackAnIdeaCitesTheGuidelineAndIsMendedAndSentAgain(t *testing.T) {
	k := newTaking(t)
	b, staff := k.as(member), k.as(advocate)
	idea := k.sent(b, "Toddler breakfast")
	b.post(idea+"/send-back", "guidelines", "2", "why", "").want(t, http.StatusForbidden)
	staff.get(idea).want(t, http.StatusOK).says(t, "Put it on the ballot", "Open to all.")
	staff.post(idea+"/send-back", "why", "").want(t, http.StatusUnprocessableEntity).says(t, "Say why.")
	staff.post(idea+"/send-back", "guidelines", "2", "why", "Who may come?").want(t, http.StatusSeeOther)
	b.get(idea).want(t, http.StatusOK).says(t, "Sent back", "Open to all.", "Who may come?", idea+"/check")
	b.post(idea+"/about", "about", "Everybody may come.", "then", "check").want(t, http.StatusSeeOther)
	b.post(idea+"/send").want(t, http.StatusSeeOther)
	staff.post(idea+"/accept", "cost", "101", "reason", "").want(t, http.StatusUnprocessableEntity).says(t, "between £60 and £100")
	staff.post(idea+"/accept", "cost", "90", "reason", "Lovely.").want(t, http.StatusSeeOther)
	b.get(idea).want(t, http.StatusOK).says(t, "Good news", "Lovely.", k.at+"/projects/4")
	k.as(anonymous).get(k.at+"/projects/4").want(t, http.StatusOK).says(t, "Toddler breakfast", "Everybody may come.", "Amina", "£90")

	b.post(idea+"/withdraw").want(t, http.StatusOK).says(t, "Yes, take it back")
	b.post(idea+"/withdraw", "confirm", "1").want(t, http.StatusSeeOther)
	k.as(anonymous).get(k.at+"/projects/4").want(t, http.StatusNotFound)
}

func TestACoLeaderComesByACodeAndLeavesAgain(t *testing.T) {
	k := newTaking(t)
	b, friend := k.as(member), k.as("parent by slip")
	idea := k.write(b, "Toddler breakfast")
	friend.get(idea).want(t, http.StatusNotFound)
	b.post(idea+"/invite").want(t, http.StatusSeeOther).leads(t, idea+"/leads")
	code := regexp.MustCompile(`[0-9A-Z]{5}-[0-9A-Z]{5}`).FindString(b.get(idea + "/leads").text)

	friend.post(k.at+"/lead", "code", "00000-00000").want(t, http.StatusUnprocessableEntity).says(t, "We do not know this code.")
	friend.get(k.at+"/lead/00000-00000").want(t, http.StatusUnprocessableEntity).says(t, "We do not know this code.")
	friend.post(k.at+"/lead", "code", strings.ToLower(code)).want(t, http.StatusSeeOther).leads(t, k.at+"/lead/"+code)
	friend.get(k.at+"/lead/"+code).want(t, http.StatusOK).says(t, "Will you lead this idea too?", "Toddler breakfast")
	friend.post(k.at+"/lead/"+code, "name", " ").want(t, http.StatusUnprocessableEntity).says(t, `href="#f-name"`)
	friend.post(k.at+"/lead/"+code, "name", "Rosa").want(t, http.StatusSeeOther).leads(t, idea)
	friend.get(idea+"/check").want(t, http.StatusOK).says(t, "Amina", "Rosa", "The person who began this idea can send it.")
	friend.post(idea+"/send").want(t, http.StatusForbidden)
	b.get(idea+"/leads").want(t, http.StatusOK).says(t, "Stop leading with Rosa")

	end := regexp.MustCompile(`/leads/[a-z0-9]+/end`).FindString(friend.get(idea + "/leads").text)
	friend.post(idea+end).want(t, http.StatusSeeOther).leads(t, k.at+"/ideas")
	friend.get(idea).want(t, http.StatusNotFound)
}

func TestTwoIdeasAreJoinedWhenTheOtherAuthorAgrees(t *testing.T) {
	k := newTaking(t)
	one, two := k.as(member), k.as("parent by slip")
	mine, theirs := k.sent(one, "Toddler breakfast"), k.sent(two, "Breakfast for all")
	id := func(idea string) string { return idea[strings.LastIndexByte(idea, '/')+1:] }
	join := mine + "/join/" + id(theirs)
	one.get(theirs).want(t, http.StatusOK).says(t, join)
	one.get(join).want(t, http.StatusOK).says(t, "Which of the two goes on?")
	one.post(join, "do", "ask").want(t, http.StatusUnprocessableEntity).says(t, `href="#f-keep"`)
	one.post(join, "do", "ask", "keep", id(theirs)).want(t, http.StatusSeeOther).leads(t, mine)
	one.get(mine).want(t, http.StatusOK).says(t, "You asked to join with:")

	answer := theirs + "/join/" + id(mine)
	two.get(theirs).want(t, http.StatusOK).says(t, "Somebody would like to join ideas with you", answer)
	two.get(answer).want(t, http.StatusOK).says(t, "Yes, join them", "Goes on:")
	two.post(answer, "do", "agree").want(t, http.StatusSeeOther)
	one.get(mine).want(t, http.StatusOK).says(t, "It goes on together with another idea.", theirs)
	one.get(theirs).want(t, http.StatusOK).says(t, "Your idea")
	k.as("second").get(join).want(t, http.StatusNotFound)
}

func TestAProjectIsReadInTheReadersLanguageAndSaysWhoTranslatedIt(t *testing.T) {
	k := newTaking(t)
	idea := k.sent(k.as(member), "Toddler breakfast")
	k.as(advocate).post(idea+"/accept", "cost", "90", "reason", "").want(t, http.StatusSeeOther)
	at := k.at + "/projects/4"
	b, other := k.as("second"), k.as("parent by slip")
	b.get(at+"/translate").want(t, http.StatusOK).says(t, "العربية", "Toddler breakfast")
	b.post(at+"/translate", "lang", "ar", "title", "", "about", "", "name", "Huda").want(t, http.StatusUnprocessableEntity).says(t, `href="#f-title"`)
	b.post(at+"/translate", "lang", "ar", "title", "فطور الصغار", "about", "فطور ولعب", "name", "Huda").want(t, http.StatusSeeOther).leads(t, at)
	b.post(at+"/translate/check", "lang", "ar", "name", "Huda").want(t, http.StatusForbidden)
	other.get(at+"/translate?lang=ar").want(t, http.StatusOK).says(t, "Does it say the same?", "فطور الصغار", "Translated by Huda.", "Nobody has checked it yet.")
	other.post(at+"/translate/check", "lang", "ar", "name", "").want(t, http.StatusUnprocessableEntity).says(t, `href="#f-name"`, "فطور الصغار")
	other.post(at+"/translate/check", "lang", "ar", "name", "Salma").want(t, http.StatusSeeOther)

	reader := k.as(anonymous)
	reader.get(at).want(t, http.StatusOK).hides(t, "فطور الصغار", "Huda")
	reader.header.Set("Accept-Language", "ar")
	reader.get(at).want(t, http.StatusOK).says(t, `lang="ar"`, "فطور الصغار", "Huda", "Salma", "Toddler breakfast")
	reader.get(k.at).want(t, http.StatusOK).says(t, "فطور الصغار")
	staff := k.as(advocate)
	staff.header.Set("Accept-Language", "ar")
	staff.get(at+"/edit").want(t, http.StatusOK).says(t, `value="Toddler breakfast"`)
	k.as(slipHolder).get(at+"/translate").want(t, http.StatusForbidden)
}

func TestAnIdeaIsSaidInsteadOfWrittenAndHasAPicture(t *testing.T) {
	k := newTaking(t)
	b, other := k.as("parent by slip"), k.as(member)
	id := hiddenID.FindStringSubmatch(b.get(k.at + "/apply").text)[1]
	idea := k.at + "/ideas/" + id
	b.post(k.at+"/apply", "id", id).want(t, http.StatusSeeOther)
	b.post(idea+"/title", "title", "Sensory den").want(t, http.StatusSeeOther)
	b.get(idea+"/about").want(t, http.StatusOK).says(t, idea+"/voice")
	b.get(idea+"/voice").want(t, http.StatusOK).says(t, "up to three minutes")
	b.upload(idea+"/voice", nil).want(t, http.StatusUnprocessableEntity).says(t, `href="#f-voice"`)
	b.upload(idea+"/voice", map[string][]byte{"voice": []byte("no voice")}).want(t, http.StatusUnprocessableEntity).says(t, `href="#f-voice"`)
	b.upload(idea+"/voice", map[string][]byte{"voice": recording(t)}, "voice-words", "A quiet corner.").want(t, http.StatusSeeOther).leads(t, idea+"/costs")
	b.post(idea+"/costs/lamp-00001", "what", "Lamp", "min", "60", "wanted", "").want(t, http.StatusSeeOther)
	b.post(idea+"/leads", "lead", "Siobhán").want(t, http.StatusSeeOther).leads(t, idea+"/picture")
	b.upload(idea+"/picture", map[string][]byte{"picture": photo(t, 40, 30, 90)}, "picture-words", strings.Repeat("x", 9000)).want(t, http.StatusUnprocessableEntity)
	b.upload(idea+"/picture", map[string][]byte{"picture": photo(t, 40, 30, 90)}, "picture-words", "A den").want(t, http.StatusSeeOther).leads(t, idea+"/guidelines")

	check := b.get(idea+"/check").want(t, http.StatusOK)
	check.says(t, `alt="A den"`, "A quiet corner.", "Send my idea")
	picture := regexp.MustCompile(`src="(` + k.at + `/files/[^"/]+)"`).FindStringSubmatch(check.text)[1]
	b.get(picture).want(t, http.StatusOK)
	other.get(picture).want(t, http.StatusNotFound)
	b.post(idea+"/send").want(t, http.StatusSeeOther)
	other.get(picture).want(t, http.StatusOK)
	k.as(anonymous).get(picture).want(t, http.StatusNotFound)
	k.as(advocate).post(idea+"/accept", "cost", "60", "reason", "").want(t, http.StatusSeeOther)
	k.as(anonymous).get(picture).want(t, http.StatusOK)
}
