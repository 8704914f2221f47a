package web

import (
	"net/http"
	"strings"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/funding"
)

// apiMe is who a program acts as. Whoever came with a slip is nobody by name, and good for one round.
type apiMe struct {
	Person      string       `json:"person,omitempty"`
	Name        string       `json:"name,omitempty"`
	Coordinator bool         `json:"coordinator"`
	Round       string       `json:"round,omitempty"`
	Councils    []apiCouncil `json:"councils"`
}

type apiCouncil struct {
	ID   string       `json:"id"`
	Name string       `json:"name"`
	Role council.Role `json:"role"`
}

// apiMe says who asks.
func (s *Site) apiMe(r *request) error {
	me := apiMe{Coordinator: r.who.Coordinator, Councils: []apiCouncil{}}
	if r.bySlip() {
		me.Round = strings.TrimPrefix(r.who.Scope, funding.ScopePrefix)
		return r.json(http.StatusOK, me)
	}
	me.Person = r.who.Person
	var err error
	if me.Name, err = s.People.Name(r.ctx, r.view, r.who.Person); err != nil {
		return err
	}
	for m := range council.Of(r.view, r.who.Person) {
		c, err := council.Get(r.view, m.Council)
		if err != nil {
			return err
		}
		me.Councils = append(me.Councils, apiCouncil{ID: c.ID, Name: c.Name, Role: m.Role})
	}
	return r.json(http.StatusOK, me)
}

// apiDemoToken lets a script play in a demonstration, as its advocate.
func (s *Site) apiDemoToken(r *request) error {
	if err := existsIf(s.DemoToken != nil); err != nil {
		return err
	}
	if err := r.emptyJSON(); err != nil {
		return err
	}
	token, err := s.DemoToken(r.ctx)
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, map[string]string{"token": token})
}
