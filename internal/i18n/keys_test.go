package i18n_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/parentpower/parentpower/frontend"
	"github.com/parentpower/parentpower/internal/i18n"
)

// uses are the keys that templates and Go sources name. A text that ends in a dot is the beginning of keys
// whose end is chosen as the program runs ("reason." and a kind).
type uses struct {
	keys       map[string]string // key → where
	beginnings map[string]string
}

var (
	said   = regexp.MustCompile(`\.(?:T|N|Say|Rich|RichN|Forms|Knows|OrNone)\s"([a-z0-9_.-]+)"`)
	crumbs = regexp.MustCompile(`\$?\.Crumb "[^"]*" "([^"]+)"`)
	chosen = regexp.MustCompile(`\(key ((?:"[a-z0-9_.-]+" ?)+)`)
	option = regexp.MustCompile(`\.Options "([^"]+)"((?: "[^"]+")+)`)
	isKey  = regexp.MustCompile(`^[a-z][a-z0-9-]*(\.[a-z0-9_-]+)*\.?$`)
	quoted = regexp.MustCompile(`"([^"]+)"`)
)

func TestEveryKeyThatIsUsedIsSaid(t *testing.T) {
	words, found := load(t), find(t)
	keys := words.Keys()
	for key, where := range found.keys {
		if strings.HasPrefix(key, "fault.") || !strings.HasSuffix(where, ".go") {
			if _, ok := slices.BinarySearch(keys, key); !ok {
				t.Errorf("%s uses %q, which the catalogue does not say", where, key)
			}
		}
	}
	for start, where := range found.beginnings {
		if !strings.HasPrefix(start, "fault.") && strings.HasSuffix(where, ".go") {
			continue
		}
		if !slices.ContainsFunc(keys, func(key string) bool { return strings.HasPrefix(key, start) }) {
			t.Errorf("%s uses keys that begin with %q, and there is none", where, start)
		}
	}
}

func TestEveryKeyThatIsSaidIsUsed(t *testing.T) {
	words, found := load(t), find(t)
	for _, key := range words.Keys() {
		if _, used := found.keys[key]; used || strings.HasPrefix(key, "language.") {
			continue
		}
		used := false
		for start := range found.beginnings {
			used = used || strings.HasPrefix(key, start)
		}
		if !used {
			t.Errorf("the catalogue says %q, which nothing uses", key)
		}
	}
}

func load(t *testing.T) *i18n.Catalogues {
	t.Helper()
	words, err := i18n.Load(frontend.Locales())
	if err != nil {
		t.Fatal(err)
	}
	return words
}

func find(t *testing.T) uses {
	t.Helper()
	found := uses{keys: map[string]string{}, beginnings: map[string]string{}}
	templates, err := fs.Glob(frontend.Templates(), "*.html")
	if err != nil || len(templates) == 0 {
		t.Fatalf("no templates: %v", err)
	}
	for _, name := range templates {
		data, err := fs.ReadFile(frontend.Templates(), name)
		if err != nil {
			t.Fatal(err)
		}
		found.template(name, string(data))
	}
	for _, dir := range []string{"..", "../../cmd"} {
		err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
			if os.IsNotExist(err) || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return nil
			}
			return found.source(path)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found
}

func (u uses) template(name, text string) {
	for _, pattern := range []*regexp.Regexp{said, crumbs} {
		for _, m := range pattern.FindAllStringSubmatch(text, -1) {
			u.keys[m[1]] = name
		}
	}
	for _, m := range chosen.FindAllStringSubmatch(text, -1) {
		var parts []string
		for _, part := range quoted.FindAllStringSubmatch(m[1], -1) {
			parts = append(parts, part[1])
		}
		u.beginnings[strings.Join(parts, ".")+"."] = name
	}
	for _, m := range option.FindAllStringSubmatch(text, -1) {
		for _, value := range quoted.FindAllStringSubmatch(m[2], -1) {
			u.keys[m[1]+"."+value[1]] = name
		}
		u.beginnings[m[1]+"."] = name // their hints, where there are any
	}
}

// source notes every text of a Go file that has the shape of a key. Only those of faults must be in the
// catalogue: other texts of that shape may be file names or actions.
func (u uses) source(path string) error {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		literal, ok := n.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return true
		}
		text, err := strconv.Unquote(literal.Value)
		switch {
		case err != nil || !isKey.MatchString(text):
		case strings.HasSuffix(text, "."):
			u.beginnings[text] = path
		default:
			u.keys[text] = path
		}
		return true
	})
	return nil
}
