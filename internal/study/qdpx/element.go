package qdpx

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"
)

// Element is one element of project.qde with everything in it, in order.
type Element struct {
	Name  string // with its prefix, as it stands
	Attrs []Attr
	nodes []node
}

// Attr is one attribute, by its name as it stands.
type Attr struct{ Name, Value string }

// node is an *Element, text, a comment or an instruction.
type node struct {
	element *Element
	token   xml.Token // where it is no element
}

// Local is the element's name without a prefix.
func (e *Element) Local() string {
	_, local, found := strings.Cut(e.Name, ":")
	if !found {
		return e.Name
	}
	return local
}

// Attr is an attribute's value, or "".
func (e *Element) Attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

// Children yields the elements directly inside.
func (e *Element) Children() iter.Seq[*Element] {
	return func(yield func(*Element) bool) {
		for _, n := range e.nodes {
			if n.element != nil && !yield(n.element) {
				return
			}
		}
	}
}

// Child is the first element of a name directly inside, or nil.
func (e *Element) Child(local string) *Element {
	for c := range e.Children() {
		if c.Local() == local {
			return c
		}
	}
	return nil
}

// All yields the element and every element inside, in the order of the file.
func (e *Element) All() iter.Seq[*Element] {
	return func(yield func(*Element) bool) { e.all(yield) }
}

func (e *Element) all(yield func(*Element) bool) bool {
	if !yield(e) {
		return false
	}
	for c := range e.Children() {
		if !c.all(yield) {
			return false
		}
	}
	return true
}

// Text is the text directly inside.
func (e *Element) Text() string {
	var b strings.Builder
	for _, n := range e.nodes {
		if text, ok := n.token.(xml.CharData); ok {
			b.Write(text)
		}
	}
	return b.String()
}

// namespace is that of the element itself, which must declare it: it is the outermost.
func (e *Element) namespace() string {
	if prefix, _, found := strings.Cut(e.Name, ":"); found {
		return e.Attr("xmlns:" + prefix)
	}
	return e.Attr("xmlns")
}

// parse reads a document as it stands, without resolving prefixes, so that it can be written again unchanged.
func parse(text []byte) (before []node, root *Element, after []node, err error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if !utf8.Valid(text) {
		return nil, nil, nil, errors.New("it is not in UTF-8")
	}
	in := xml.NewDecoder(bytes.NewReader(text))
	var open []*Element
	for {
		token, err := in.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			e := &Element{Name: qualified(t.Name)}
			for _, a := range t.Attr {
				e.Attrs = append(e.Attrs, Attr{qualified(a.Name), a.Value})
			}
			switch {
			case len(open) > maxDepth:
				return nil, nil, nil, fmt.Errorf("elements are nested more than %d deep", maxDepth)
			case len(open) > 0:
				top := open[len(open)-1]
				top.nodes = append(top.nodes, node{element: e})
			case root != nil:
				return nil, nil, nil, errors.New("there is more than one outermost element")
			default:
				root = e
			}
			open = append(open, e)
		case xml.EndElement:
			if len(open) == 0 || open[len(open)-1].Name != qualified(t.Name) {
				line, _ := in.InputPos()
				return nil, nil, nil, fmt.Errorf("line %d: </%s> ends nothing that is open", line, qualified(t.Name))
			}
			open = open[:len(open)-1]
		case xml.Directive:
			return nil, nil, nil, errors.New("it has a document type, which a project may not have")
		default:
			n := node{token: xml.CopyToken(token)}
			switch {
			case len(open) > 0:
				top := open[len(open)-1]
				top.nodes = append(top.nodes, n)
			case root == nil:
				before = append(before, n)
			default:
				after = append(after, n)
			}
		}
	}
	if root == nil || len(open) > 0 {
		return nil, nil, nil, errors.New("it ends too early")
	}
	return before, root, after, nil
}

func qualified(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

func render(w io.Writer, before []node, root *Element, after []node) error {
	out := bufio.NewWriter(w) // its first error comes back from Flush
	for _, n := range before {
		n.render(out)
	}
	node{element: root}.render(out)
	for _, n := range after {
		n.render(out)
	}
	return out.Flush()
}

func (n node) render(out *bufio.Writer) {
	put := func(parts ...string) {
		for _, p := range parts {
			_, _ = out.WriteString(p)
		}
	}
	if e := n.element; e != nil {
		put("<", e.Name)
		for _, a := range e.Attrs {
			put(" ", a.Name, `="`, escape.Replace(a.Value), `"`)
		}
		if len(e.nodes) == 0 {
			put("/>")
			return
		}
		put(">")
		for _, inside := range e.nodes {
			inside.render(out)
		}
		put("</", e.Name, ">")
		return
	}
	switch t := n.token.(type) {
	case xml.CharData:
		put(escapeText.Replace(string(t)))
	case xml.Comment:
		put("<!--", string(t), "-->")
	case xml.ProcInst:
		put("<?", t.Target, " ", string(t.Inst), "?>")
	}
}

// Line ends and tabs in an attribute would be read as spaces if they were not escaped; a carriage return anywhere as a
// line end.
var (
	escape     = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\n", "&#10;", "\r", "&#13;", "\t", "&#9;")
	escapeText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#13;")
)
