package form

import (
	"fmt"
	"iter"
	"strconv"
)

// Expression is a piece of a form's logic, read.
type Expression struct {
	Source string
	Root   *Node
}

// Node is one step of an expression.
type Node struct {
	Kind  NodeKind
	Text  string  // the operator, function, name or text
	Value float64 // of a number
	Args  []*Node // of an operator or function
}

// NodeKind says what a node is.
type NodeKind int

// The kinds of nodes.
const (
	Number   NodeKind = iota
	Literal           // a text
	Refer             // ${name}
	This              // . the answer that a constraint is about
	Parent            // .. the repeat or group around
	Column            // a bare name: a column of the list, in a choice filter
	Operator          // = != < <= > >= + - * div mod and or, with two; "neg" with one
	Call              // a function
)

// SyntaxError says where an expression cannot be understood, in characters from 1.
type SyntaxError struct {
	At   int
	What string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("at character %d: %s", e.At, e.What) }

// UnsupportedError says what in an expression is right in ODK but not known here.
type UnsupportedError struct{ What string }

func (e *UnsupportedError) Error() string { return e.What + " is not supported" }

const maxNesting = 100

// Parse reads an expression. It fails with a *SyntaxError, or an *UnsupportedError.
func Parse(source string) (*Expression, error) {
	tokens, err := lex(source)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens}
	root, err := p.binary(0)
	if err != nil {
		return nil, err
	}
	if rest := p.peek(); rest.kind != endToken {
		return nil, p.unexpected(rest)
	}
	return &Expression{source, root}, nil
}

// All yields the nodes of an expression, each before its arguments.
func (e *Expression) All() iter.Seq[*Node] {
	return func(yield func(*Node) bool) { e.Root.all(yield) }
}

func (n *Node) all(yield func(*Node) bool) bool {
	if !yield(n) {
		return false
	}
	for _, a := range n.Args {
		if !a.all(yield) {
			return false
		}
	}
	return true
}

type parser struct {
	tokens []token
	pos    int
	depth  int
}

// levels are the operators from the loosest to the tightest.
var levels = [][]string{{"or"}, {"and"}, {"=", "!="}, {"<", "<=", ">", ">="}, {"+", "-"}, {"*", "div", "mod"}}

func (p *parser) peek() token { return p.tokens[p.pos] }

// take goes past one of some operators, if it comes next.
func (p *parser) take(operators ...string) (string, bool) {
	t := p.peek()
	if t.kind != operatorToken {
		return "", false
	}
	for _, o := range operators {
		if t.text == o {
			p.pos++
			return o, true
		}
	}
	return "", false
}

func (p *parser) binary(level int) (*Node, error) {
	if level == len(levels) {
		return p.unary()
	}
	left, err := p.binary(level + 1)
	for err == nil {
		o, is := p.take(levels[level]...)
		if !is {
			break
		}
		var right *Node
		if right, err = p.binary(level + 1); err == nil {
			left = &Node{Kind: Operator, Text: o, Args: []*Node{left, right}}
		}
	}
	return left, err
}

func (p *parser) unary() (*Node, error) {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxNesting {
		return nil, &SyntaxError{p.peek().at, "it is nested too deep"}
	}
	if _, minus := p.take("-"); minus {
		of, err := p.unary()
		return &Node{Kind: Operator, Text: "neg", Args: []*Node{of}}, err
	}
	n, err := p.primary()
	if err != nil {
		return nil, err
	}
	switch next := p.peek(); {
	case next.kind != operatorToken:
	case next.text == "/" || next.text == "[" || next.text == "::" || next.text == "@":
		return nil, &UnsupportedError{"a path with " + next.text}
	case next.text == "|":
		return nil, &UnsupportedError{"a union of paths"}
	}
	return n, nil
}

func (p *parser) primary() (*Node, error) {
	t := p.peek()
	p.pos++
	switch t.kind {
	case numberToken:
		value, err := strconv.ParseFloat(t.text, 64)
		if err != nil {
			return nil, &SyntaxError{t.at, t.text + " is no number"}
		}
		return &Node{Kind: Number, Text: t.text, Value: value}, nil
	case stringToken:
		return &Node{Kind: Literal, Text: t.text}, nil
	case referToken:
		return &Node{Kind: Refer, Text: t.text}, nil
	case nameToken:
		if _, opens := p.take("("); opens {
			return p.call(t)
		}
		return &Node{Kind: Column, Text: t.text}, nil
	case operatorToken:
		switch t.text {
		case "(":
			n, err := p.binary(0)
			if err == nil {
				err = p.close()
			}
			return n, err
		case ".":
			return &Node{Kind: This}, nil
		case "..":
			return &Node{Kind: Parent}, nil
		case "/", "@":
			return nil, &UnsupportedError{"a path with " + t.text}
		}
	case endToken:
	}
	return nil, p.unexpected(t)
}

func (p *parser) close() error {
	if _, closes := p.take(")"); !closes {
		return &SyntaxError{p.peek().at, "a ) is missing"}
	}
	return nil
}

func (p *parser) call(name token) (*Node, error) {
	n := &Node{Kind: Call, Text: name.text}
	if _, closes := p.take(")"); !closes {
		for {
			arg, err := p.binary(0)
			if err != nil {
				return nil, err
			}
			n.Args = append(n.Args, arg)
			if _, more := p.take(","); !more {
				break
			}
		}
		if err := p.close(); err != nil {
			return nil, err
		}
	}
	return n, checkCall(n, name.at)
}

func (p *parser) unexpected(t token) error {
	if t.kind == endToken {
		return &SyntaxError{t.at, "something is missing at the end"}
	}
	return &SyntaxError{t.at, fmt.Sprintf("%q is not expected here", t.text)}
}
