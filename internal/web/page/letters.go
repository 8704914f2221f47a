package page

// Letters is what somebody wants to be written to about. POST /me/letters: a choice for each kind, and digest.
type Letters struct {
	Address string // empty: there is nowhere to write to, and nothing is asked
	Kinds   []LetterKind
	Digest  string // daily or weekly
	Form    Form
}

// LetterKind is one kind of news and what was chosen for it: now, digest or never. What is urgent cannot wait for a
// digest.
type LetterKind struct {
	Kind, Choice string
	Urgent       bool
}

// StopLetters is where a link in a letter leads: one press stops letters like it. POST /letters/stop?t={token}. What is
// a kind of news, or digest, or all.
type StopLetters struct {
	Token, What string
	Done        bool
}

func (Letters) Template() string     { return "letters" }
func (StopLetters) Template() string { return "letters-stop" }
