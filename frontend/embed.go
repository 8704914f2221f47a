// Package frontend carries what a browser is given: page templates, message catalogues, and the built styles
// and islands. The last are made by `make build` into dist and named by what is in them, so that they can be
// kept by a browser for ever.
package frontend

import (
	"embed"
	"io/fs"
)

//go:embed templates/*.html locales/*.json all:dist
var files embed.FS

// Templates are the page templates.
func Templates() fs.FS { return sub("templates") }

// Locales are the message catalogues.
func Locales() fs.FS { return sub("locales") }

// Dist is what the build made. It has nothing in it but .gitkeep before the first build.
func Dist() fs.FS { return sub("dist") }

func sub(dir string) fs.FS {
	part, err := fs.Sub(files, dir)
	if err != nil {
		panic("frontend: " + err.Error()) // a constant, valid name cannot fail
	}
	return part
}
