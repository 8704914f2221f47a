package page

import (
	"encoding/json"
	"fmt"
	"io/fs"
)

// Assets are the built files of the front end, by the names that templates use.
type Assets struct{ names map[string]string }

// LoadAssets reads the build's manifest. Without one the front end was never built, which the message says.
func LoadAssets(dist fs.FS) (*Assets, error) {
	data, err := fs.ReadFile(dist, "manifest.json")
	if err != nil {
		return nil, fmt.Errorf("the front end is not built, run \"make build\": %w", err)
	}
	a := &Assets{}
	if err := json.Unmarshal(data, &a.names); err != nil {
		return nil, fmt.Errorf("read the front end's manifest, run \"make build\": %w", err)
	}
	return a, nil
}

// Path is the address of a file, or empty when there is none of that name.
func (a *Assets) Path(name string) string {
	if file := a.names[name]; file != "" {
		return "/assets/" + file
	}
	return ""
}
