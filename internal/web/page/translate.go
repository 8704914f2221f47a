package page

// Translated says of a project's text that a person translated it, and gives what was written.
type Translated struct {
	By, CheckedBy          string // as they wish to be named; empty where that was erased, or nobody checked it
	Title, About, Language string
}

// Translate is where somebody puts a project's text into another language. POST …/translate: lang, title, about, name. To
// say that another's translation is right: POST …/translate/check: lang, name.
type Translate struct {
	Round     Round
	Project   Project // as it was written
	Lang      string  // into which
	LangName  string
	Others    []Link // into other languages
	There     bool   // somebody made one
	Old       bool   // of words that have changed since
	By        string // who made it
	CheckedBy string
	Check     bool // whoever looks may say that it is right
	Form      Form
}

func (Translate) Template() string { return "translate" }
