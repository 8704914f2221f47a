package web

import (
	"regexp"

	"github.com/gofiber/fiber/v2"

	"github.com/parentpower/parentpower/internal/mail"
	"github.com/parentpower/parentpower/internal/web/page"
)

// mailbox lists the letters that a demonstration would have sent.
func (s *Site) mailbox(r *request) error {
	var p page.Mailbox
	for _, l := range s.Mailbox.List() {
		p.List = append(p.List, letterShown(l))
	}
	return r.show(p)
}

func (s *Site) letter(r *request) error {
	l, ok := s.Mailbox.Get(r.param("mail"))
	if err := existsIf(ok); err != nil {
		return err
	}
	return r.show(page.MailPage{Mail: letterShown(l)})
}

var addresses = regexp.MustCompile(`https?://[^\s<>"]+`)

func letterShown(l mail.Received) page.Mail {
	p := page.Mail{ID: l.ID, To: string(l.To), Subject: l.Subject, At: l.Date, Text: l.Text, HasHTML: l.HTML != ""}
	for _, address := range addresses.FindAllString(l.Text, -1) {
		p.Links = append(p.Links, page.Link{Href: address, Text: address})
	}
	return p
}

// letterHTML is a letter as it is drawn, in a frame that nothing can leave.
func (s *Site) letterHTML(r *request) error {
	l, ok := s.Mailbox.Get(r.param("mail"))
	if err := existsIf(ok && l.HTML != ""); err != nil {
		return err
	}
	r.c.Set(fiber.HeaderContentSecurityPolicy, letterPolicy)
	r.c.Set(fiber.HeaderXFrameOptions, "SAMEORIGIN")
	r.c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return r.c.SendString(l.HTML)
}
