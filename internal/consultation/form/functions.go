package form

import "fmt"

// arity is how many arguments a function takes; any number from least where most is −1.
type arity struct{ least, most int }

var functions = map[string]arity{
	"selected": {2, 2}, "selected-at": {2, 2}, "count-selected": {1, 1},
	"if": {3, 3}, "coalesce": {2, -1}, "once": {1, 1},
	"regex": {2, 2}, "contains": {2, 2}, "starts-with": {2, 2}, "not": {1, 1}, "true": {0, 0}, "false": {0, 0},
	"concat": {1, -1}, "string-length": {0, 1}, "substr": {2, 3}, "string": {0, 1}, "jr:choice-name": {2, 2},
	"today": {0, 0}, "now": {0, 0}, "format-date": {2, 2}, "date": {1, 1},
	"int": {1, 1}, "round": {1, 2}, "number": {0, 1}, "sum": {1, 1}, "count": {1, 1}, "position": {0, 1},
	"indexed-repeat": {3, 7},
}

func checkCall(n *Node, at int) error {
	a, known := functions[n.Text]
	switch {
	case !known && odkOnly[n.Text]:
		return &UnsupportedError{"the function " + n.Text + "()"}
	case !known:
		return &SyntaxError{at, fmt.Sprintf("there is no function %s()", n.Text)}
	case len(n.Args) < a.least || a.most >= 0 && len(n.Args) > a.most:
		return &SyntaxError{at, fmt.Sprintf("%s() takes %s, not %d", n.Text, a, len(n.Args))}
	}
	return nil
}

func (a arity) String() string {
	switch {
	case a.most < 0:
		return fmt.Sprintf("%d arguments or more", a.least)
	case a.least == a.most:
		return fmt.Sprintf("%d arguments", a.least)
	}
	return fmt.Sprintf("%d to %d arguments", a.least, a.most)
}

// odkOnly are functions that ODK has and this has not.
var odkOnly = set(
	"abs", "acos", "area", "asin", "atan", "atan2", "base64-decode", "base64-encode", "boolean", "boolean-from-string",
	"ceiling", "checklist", "choice-name", "cos", "current", "date-time", "decimal-date-time", "decimal-time", "digest",
	"distance", "ends-with", "exp", "exp10", "extract-signed", "floor", "format-date-time", "geofence", "id", "instance",
	"intersects", "itext", "join", "jr:itext", "lang", "last", "local-name", "log", "log10", "lower-case", "max", "min", "name",
	"namespace-uri", "normalize-space", "pi", "position", "pow", "property", "pulldata", "random", "randomize", "sin", "sqrt",
	"substring", "substring-after", "substring-before", "tan", "translate", "upper-case", "uuid", "version", "weighted-checklist",
)

func set(names ...string) map[string]bool {
	m := map[string]bool{}
	for _, n := range names {
		m[n] = true
	}
	return m
}
