package web

import "github.com/parentpower/parentpower/internal/web/page"

// styleguide shows every component in every state.
func (s *Site) styleguide(r *request) error { return r.show(page.Styleguide{}) }
