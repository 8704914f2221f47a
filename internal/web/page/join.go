package page

// Join asks for the code on the big screen. POST /join: code.
type Join struct{ Form Form }

// Lobby is where a room code leads. Until voting opens it waits, and then goes on by itself.
type Lobby struct {
	Code     string
	Round    Round
	Admitted bool // is on the roll: may vote when it opens
	Voted    bool
}

// Slip asks for the code on a paper slip. POST /slip: code.
type Slip struct{ Form Form }

// SlipUse is where the QR on a slip leads: what it is for, and one press. POST /slip: code. Round may be left
// empty, where a look at an address must not tell whether the code is good.
type SlipUse struct {
	Code  string
	Round Round
	Form  Form
}

func (Join) Template() string    { return "join" }
func (Lobby) Template() string   { return "lobby" }
func (Slip) Template() string    { return "slip" }
func (SlipUse) Template() string { return "slip-use" }
