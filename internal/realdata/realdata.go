// Package realdata finds the real elections, conversations, forms and coded interviews that tests may use where they
// are at hand: beside the project, in ../shared/data. Nothing of them is copied into it.
package realdata

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// Path is a file or folder of the real data. The test is skipped where it is not there.
func Path(t testing.TB, parts ...string) string {
	t.Helper()
	dir, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, err := os.Stat(filepath.Join(dir, "go.mod")); errors.Is(err, fs.ErrNotExist); _, err = os.Stat(filepath.Join(dir, "go.mod")) {
		dir = filepath.Dir(dir)
	}
	path := filepath.Join(append([]string{dir, "..", "shared", "data"}, parts...)...)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the real data is not here: ../shared/data/%s", filepath.ToSlash(filepath.Join(parts...)))
	}
	return path
}
