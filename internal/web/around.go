package web

import (
	"crypto/rand"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
)

type requestKey struct{}

// around is what happens to every request, known or not: it is given a name for the log and the headers that
// every answer carries; what comes back as an error or a panic is answered, and it is logged once.
func (s *Site) around(c *fiber.Ctx) error {
	start := time.Now()
	r := s.begin(c)
	err := r.next()
	if err != nil {
		err = r.fail(err)
	}
	r.leave()
	r.compress()
	r.note(time.Since(start), err)
	return nil
}

// begin makes the request of what fasthttp read.
func (s *Site) begin(c *fiber.Ctx) *request {
	r := &request{Site: s, c: c, ctx: s.ctx, id: rand.Text()[:10], now: s.Now()}
	c.Locals(requestKey{}, r)
	known := false
	if r.origin, known = s.hosts[strings.ToLower(string(c.Context().Host()))]; !known {
		r.origin, r.misdirected = s.hosts[s.site()], true
	}
	protect(c, r.origin)
	r.view = s.Store.View()
	return r
}

// next finds the route and lets it answer. A panic is our mistake and nothing more.
func (r *request) next() (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault.Wrap(panicked(p), fault.Internal, "fault.internal")
		}
	}()
	return r.c.Next()
}

// panicked describes a panic without its words, which could be somebody's, unless they are the runtime's own.
func panicked(p any) error {
	what := fmt.Sprintf("%T", p)
	if known, ok := p.(runtime.Error); ok {
		what = known.Error()
	}
	return fmt.Errorf("panic: %s\n%s", what, debug.Stack())
}

// guard is what happens to a request whose route is known, before its handler: the host must be ours, an
// unsafe request must come from us, and the route's policy must admit who asks.
func (s *Site) guard(route route) fiber.Handler {
	return func(c *fiber.Ctx) error {
		r := c.Locals(requestKey{}).(*request) //nolint:forcetypeassert // put there by around, which comes first
		r.route = &route
		if r.misdirected && !route.anyHost {
			return errMisdirected
		}
		if route.takes != nothing && route.takes != uploadBody {
			if err := r.take(); err != nil {
				return err
			}
		}
		if err := r.awaitSeen(); err != nil {
			return err
		}
		if err := r.identify(); err != nil {
			return err
		}
		if route.takes != nothing {
			if err := r.fromUs(route.takes); err != nil {
				return err
			}
		}
		if err := r.admit(route.policy); err != nil {
			return err
		}
		if err := r.proveUpload(); err != nil {
			return err
		}
		if err := route.handle(r); err != nil {
			return err
		}
		if route.takes == nothing {
			s.touch(r.who)
		} else {
			r.rememberSeen()
		}
		return nil
	}
}

// touch notes that somebody is still there. Nobody waits for it, so that looking needs no database; and it is
// never done where something is: the note names the person, and would stand beside a ballot in the journal.
func (s *Site) touch(w people.Who) {
	if w.Session == "" && w.Token == "" {
		return
	}
	s.notes.Go(func() {
		_ = s.People.Touch(s.ctx, w) // the next look notes it as well
	})
}

// outside answers what never became a request of ours: a head that is too large, a body that is, or no HTTP.
func (s *Site) outside(c *fiber.Ctx, err error) error {
	r := s.begin(c)
	r.note(0, r.fail(err))
	return nil
}
