package web

import (
	"errors"
	"io"
	"os"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/parentpower/parentpower/internal/fault"
)

// uploadWait is how long an upload may take: four megabytes at the pace of one bar take under two minutes.
const uploadWait = 4 * time.Minute

// take reads the whole body of a request that is not an upload. A body is read once it is known what it is for, since
// only those who may upload something may send much.
func (r *request) take() error {
	req := r.c.Request()
	if len(req.Header.Peek(fiber.HeaderContentEncoding)) > 0 {
		return fault.New(fault.Invalid, "fault.request") // what little comes here could become much
	}
	if !req.IsBodyStream() {
		return nil
	}
	if req.Header.ContentLength() > maxBody {
		return fiber.ErrRequestEntityTooLarge
	}
	data, err := io.ReadAll(io.LimitReader(req.BodyStream(), maxBody+1))
	switch length := req.Header.ContentLength(); {
	case err != nil:
		return cut(err)
	case len(data) > maxBody:
		return fiber.ErrRequestEntityTooLarge
	case length >= 0 && len(data) != length: // fasthttp's stream just ends where the connection did
		return cut(io.ErrUnexpectedEOF)
	}
	req.SetBodyRaw(data)
	return nil
}

// uploading gives a request that may upload the time for it, and what it sends.
func (r *request) uploading() (io.Reader, error) {
	if !r.c.Request().IsBodyStream() {
		return strings.NewReader(""), nil
	}
	if err := r.c.Context().Conn().SetReadDeadline(time.Now().Add(uploadWait)); err != nil {
		return nil, cut(err)
	}
	return &whole{r.c.Request().BodyStream(), &r.taken}, nil
}

// whole notes that a body was read to its end.
type whole struct {
	io.Reader
	taken *bool
}

func (w *whole) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	*w.taken = *w.taken || errors.Is(err, io.EOF)
	return n, err
}

// leave ends the connection where some of the body was not read: it would be taken for the next request.
func (r *request) leave() {
	if r.c.Request().IsBodyStream() && !r.taken {
		r.c.Response().SetConnectionClose()
	}
}

// cut says why a body did not arrive.
func cut(err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return fiber.ErrRequestTimeout
	}
	return fault.Wrap(err, fault.Invalid, "fault.form")
}
