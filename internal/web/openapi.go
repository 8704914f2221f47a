package web

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"gopkg.in/yaml.v3"
)

// describedYAML is the published description of the API. A test holds it to the table of routes.
//
//go:embed openapi.yaml
var describedYAML []byte

// document is the description in both of its forms.
type document struct{ yaml, json *asset }

func loadDocument() (*document, error) {
	var tree map[string]any
	if err := yaml.Unmarshal(describedYAML, &tree); err != nil {
		return nil, fmt.Errorf("read openapi.yaml: %w", err)
	}
	data, err := json.Marshal(tree)
	if err != nil {
		return nil, fmt.Errorf("write openapi.json: %w", err)
	}
	d := &document{yaml: newAsset("openapi.yaml", describedYAML), json: newAsset("openapi.json", data)}
	d.yaml.media = "application/yaml" // RFC 9512; systems' own lists do not know it yet
	return d, nil
}

func (s *Site) openapiYAML(r *request) error { return r.serve(s.api.yaml, "public, max-age=300") }

func (s *Site) openapiJSON(r *request) error { return r.serve(s.api.json, "public, max-age=300") }
