package page

import (
	"time"

	"github.com/parentpower/parentpower/internal/fault"
)

// Mailbox is the demonstration's letters.
type Mailbox struct{ List []Mail }

// Mail is one letter. Its HTML is GET /mailbox/{id}/html, served with the policy
// "sandbox; default-src 'none'; style-src 'unsafe-inline'".
type Mail struct {
	ID, To, Subject string
	At              time.Time
	Text            string
	HasHTML         bool
	Links           []Link // those in the text, so that they can be pressed
}

// MailPage is one letter, whole.
type MailPage struct{ Mail Mail }

// Trouble is the page of a fault that no form could show.
type Trouble struct {
	Fault *fault.Error
	ID    string // what to tell us, so that we find it in the log; may be empty
}

// Kind is the fault's kind, as the catalogue has it.
func (t Trouble) Kind() string { return t.Fault.Kind.String() }

// Offline is kept on the phone and shown when there is no signal.
type Offline struct{}

func (Mailbox) Template() string  { return "mailbox" }
func (MailPage) Template() string { return "mail" }
func (Trouble) Template() string  { return "trouble" }
func (Offline) Template() string  { return "offline" }

// All lists one of each page, empty.
func All() []Page {
	return []Page{
		Home{}, SignIn{}, SignInSent{}, SignInLink{}, Me{}, Tokens{}, Letters{}, StopLetters{},
		Join{}, Lobby{}, Slip{}, SlipUse{},
		RoundPage{}, ProjectPage{}, Translate{}, Vote{}, Check{}, Voted{}, Desk{}, DeskStart{}, Helped{}, Result{}, Receipt{},
		Apply{}, Ideas{}, IdeaStep{Name: "title"}, Cost{}, MyIdea{}, OtherIdea{}, CoLead{}, CoLeadAsked{}, JoinIdeas{},
		MyAward{}, AwardStep{}, AwardPaper{}, After{}, AfterProject{},
		Money{}, AwardDesk{}, MoneyStep{}, Ledger{},
		Panel{}, PanelIdea{}, PanelAside{}, PanelDecide{}, PanelMembers{},
		Council{}, CouncilNew{}, Members{}, RoundNew{},
		Manage{}, Settings{}, ProjectForm{}, Slips{}, SlipSheet{}, Papers{}, PaperSheet{}, Batch{}, Scrutineers{}, MovePage{}, Confirm{},
		Screen{}, Poster{}, Mailbox{}, MailPage{}, Trouble{Fault: &fault.Error{}}, Offline{}, Styleguide{},
	}
}
