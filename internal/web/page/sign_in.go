package page

import "time"

// SignIn asks for an e-mail address. POST /sign-in: email, back.
type SignIn struct {
	Form Form
	Back string // where to go afterwards, or empty
}

// SignInSent says that a letter is on its way, and shows the code to type when the link is opened on another
// device. It looks the same whether or not the address is known.
type SignInSent struct {
	Code    string
	Minutes int // how long the link works
}

// SignInLink is where the link in the letter leads: one press signs in. POST /sign-in/link: t, code.
type SignInLink struct {
	Token    string
	NeedCode bool // opened on another device than the one that asked
	Form     Form
}

// Me is what somebody can see and change about themselves. Sign-out: POST /sign-out, /sign-out/everywhere.
// Language: POST /language: lang, back.
type Me struct {
	Name     string
	Email    string
	Sessions []Session
	Roles    []Role
}

// Session is one place where somebody is signed in.
type Session struct {
	What  string // what kind of device, as a person would say it
	Since time.Time
	Here  bool
}

// Role is what somebody is in a council. Name is member, advocate or coordinator.
type Role struct{ Council, CouncilID, Name string }

// Tokens are a member of staff's keys for programs. New: POST /me/tokens: name. End: POST
// /me/tokens/{id}/revoke.
type Tokens struct {
	List []Token
	New  string // just made and shown this once, or empty
	Form Form
}

// Token is one key.
type Token struct {
	ID, Name string
	Made     time.Time
	Used     time.Time // zero when never
}

func (SignIn) Template() string     { return "sign-in" }
func (SignInSent) Template() string { return "sign-in-sent" }
func (SignInLink) Template() string { return "sign-in-link" }
func (Me) Template() string         { return "me" }
func (Tokens) Template() string     { return "tokens" }
