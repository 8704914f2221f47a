package form

import (
	"errors"
	"strings"
	"testing"
)

// shape writes an expression with all its brackets.
func shape(n *Node) string {
	switch n.Kind {
	case Operator, Call:
		var args []string
		for _, a := range n.Args {
			args = append(args, shape(a))
		}
		return n.Text + "(" + strings.Join(args, " ") + ")"
	case Literal:
		return "'" + n.Text + "'"
	case Refer:
		return "$" + n.Text
	case This:
		return "."
	case Parent:
		return ".."
	case Number, Column:
	}
	return n.Text
}

func TestParseReadsOperatorsAsXPathDoes(t *testing.T) {
	for source, want := range map[string]string{
		"2+2":                               "+(2 2)",
		"1 + 2 * 3 - 4":                     "-(+(1 *(2 3)) 4)",
		". <= ${a_integer}":                 "<=(. $a_integer)",
		"${a}-1":                            "-($a 1)",
		"a-1 = 2":                           "=(a-1 2)",
		"a - 1 = 2":                         "=(-(a 1) 2)",
		"- -3 mod 2":                        "mod(neg(neg(3)) 2)",
		"${x} = 1 or ${y} = 2 and ${z} = 3": "or(=($x 1) and(=($y 2) =($z 3)))",
		"div div div":                       "div(div div)",
		"not(selected(., 'yes') and selected (., \"no\"))": "not(and(selected(. 'yes') selected(. 'no')))",
		"if(count-selected(${k})>=.5, ..,'')":              "if(>=(count-selected($k) .5) .. '')",
		"${ name } != 'it is \"so\"'":                      "!=($name 'it is \"so\"')",
		"(1 = 2) = false()":                                "=(=(1 2) false())",
		"jr:choice-name(${a}, '${a}')":                     "jr:choice-name($a '${a}')",
	} {
		e, err := Parse(source)
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		if got := shape(e.Root); got != want {
			t.Errorf("%s is read as %s, not %s", source, got, want)
		}
	}
}

func TestParseSaysWhereAndWhatIsWrong(t *testing.T) {
	for source, want := range map[string]string{
		"":                       "at character 1: something is missing at the end",
		"1 +":                    "at character 4: something is missing at the end",
		"1 2":                    `at character 3: "2" is not expected here`,
		"قال 'x":                 "at character 5: the text that begins with ' does not end",
		"selected(.)":            "at character 1: selected() takes 2 arguments, not 1",
		"1 + guess()":            "at character 5: there is no function guess()",
		"(1":                     "at character 3: a ) is missing",
		"${a b}":                 "at character 1: ${a b} is no name of a question",
		"${a":                    "at character 1: ${ is not closed",
		"1.2.3":                  "at character 1: 1.2.3 is no number",
		"1 ; 2":                  "at character 3: ';' means nothing here",
		"pulldata('a')":          "the function pulldata() is not supported",
		"/data/a":                "a path with / is not supported",
		"${a}[1]":                "a path with [ is not supported",
		strings.Repeat("(", 500): "nested too deep",
	} {
		if _, err := Parse(source); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, wanted %q", source, err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"not(selected(${a}, 'b'))", "1 div 2 mod -3", ". > .5 and ../x", "if(true(),1,2)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		e, err := Parse(source)
		var syntax *SyntaxError
		if errors.As(err, &syntax) && (syntax.At < 1 || syntax.At > len(source)+1) {
			t.Fatalf("%q: wrong at %d", source, syntax.At)
		}
		if err == nil {
			for n := range e.All() {
				_ = shape(n)
			}
		}
	})
}
