package form

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

type tokenKind int

const (
	endToken      tokenKind = iota
	numberToken             // 12, 1.5, .5
	stringToken             // 'a' or "a", without its marks
	nameToken               // selected, jr:choice-name
	referToken              // the name in ${name}
	operatorToken           // = != < <= > >= + - * and or div mod ( ) , . .. / [ ] | @ ::
)

type token struct {
	kind tokenKind
	text string
	at   int // in characters, from 1
}

// lexer cuts an expression into tokens, by the rules of XPath 1.0 §3.7.
type lexer struct {
	text   string
	pos    int
	tokens []token
}

func lex(text string) ([]token, error) {
	l := &lexer{text: text}
	for {
		l.space()
		if l.pos == len(l.text) {
			return append(l.tokens, token{endToken, "", l.at(l.pos)}), nil
		}
		if err := l.next(); err != nil {
			return nil, err
		}
	}
}

func (l *lexer) at(pos int) int { return utf8.RuneCountInString(l.text[:pos]) + 1 }

func (l *lexer) rest() string { return l.text[l.pos:] }

func (l *lexer) space() {
	l.pos += len(l.rest()) - len(strings.TrimLeftFunc(l.rest(), unicode.IsSpace))
}

func (l *lexer) add(kind tokenKind, text string, length int) {
	l.tokens = append(l.tokens, token{kind, text, l.at(l.pos)})
	l.pos += length
}

var operators = []string{"!=", "<=", ">=", "..", "::", "=", "<", ">", "+", "-", "*", "(", ")", ",", ".", "/", "[", "]", "|", "@"}

func (l *lexer) next() error {
	rest := l.rest()
	first, _ := utf8.DecodeRuneInString(rest)
	switch {
	case strings.HasPrefix(rest, "${"):
		end := strings.IndexByte(rest, '}')
		if end < 0 {
			return l.wrong("${ is not closed")
		}
		name := strings.TrimSpace(rest[2:end])
		if !IsName(name) {
			return l.wrong(fmt.Sprintf("${%s} is no name of a question", name))
		}
		l.add(referToken, name, end+1)
	case first == '\'' || first == '"':
		end := strings.IndexRune(rest[1:], first)
		if end < 0 {
			return l.wrong(fmt.Sprintf("the text that begins with %c does not end", first))
		}
		l.add(stringToken, rest[1:end+1], end+2)
	case digit(first) || first == '.' && len(rest) > 1 && digit(rune(rest[1])):
		n := length(rest, func(r rune) bool { return digit(r) || r == '.' })
		if strings.Count(rest[:n], ".") > 1 {
			return l.wrong(rest[:n] + " is no number")
		}
		l.add(numberToken, rest[:n], n)
	case nameStart(first):
		n := length(rest, func(r rune) bool { return nameStart(r) || digit(r) || r == '-' || r == '.' || r == ':' })
		name := strings.TrimRight(rest[:n], ".:")
		if kind := nameToken; l.afterOperand() && (name == "and" || name == "or" || name == "div" || name == "mod") {
			l.add(operatorToken, name, len(name))
		} else {
			l.add(kind, name, len(name))
		}
	default:
		for _, o := range operators {
			if strings.HasPrefix(rest, o) {
				l.add(operatorToken, o, len(o))
				return nil
			}
		}
		return l.wrong(fmt.Sprintf("%q means nothing here", first))
	}
	return nil
}

// afterOperand reports whether what came before can be the left side of an operator, so that a word like "and" is one.
func (l *lexer) afterOperand() bool {
	if len(l.tokens) == 0 {
		return false
	}
	last := l.tokens[len(l.tokens)-1]
	if last.kind != operatorToken {
		return true
	}
	return last.text == ")" || last.text == "]" || last.text == "." || last.text == ".." || last.text == "*"
}

func (l *lexer) wrong(what string) error { return &SyntaxError{l.at(l.pos), what} }

func digit(r rune) bool     { return r >= '0' && r <= '9' }
func nameStart(r rune) bool { return r == '_' || unicode.IsLetter(r) }

func length(text string, in func(rune) bool) int {
	if n := strings.IndexFunc(text, func(r rune) bool { return !in(r) }); n >= 0 {
		return n
	}
	return len(text)
}

// IsName reports whether a text can be the name of a question: letters, digits, and _ - . after the first. Tools accept
// a digit first.
func IsName(text string) bool {
	for i, r := range text {
		if !nameStart(r) && !digit(r) && (i == 0 || r != '-' && r != '.') {
			return false
		}
	}
	return text != ""
}
