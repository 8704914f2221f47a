package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

const (
	worthCompressing = 1 << 10 // bytes; a smaller answer fits a packet anyway
	brotliLevel      = 4       // half the size of gzip's fastest for a page, in a few tenths of a millisecond
	gzipLevel        = 5
)

// compress makes a page or a document smaller for those who can read it so.
func (r *request) compress() {
	res := r.c.Response()
	if res.IsBodyStream() {
		return
	}
	body := res.Body()
	if len(body) < worthCompressing || len(res.Header.ContentEncoding()) > 0 || !compressible(string(res.Header.ContentType())) {
		return
	}
	r.c.Vary(fiber.HeaderAcceptEncoding)
	switch encoding(r.c) {
	case "br":
		res.SetBodyRaw(fasthttp.AppendBrotliBytesLevel(nil, body, brotliLevel))
		res.Header.SetContentEncoding("br")
	case "gzip":
		res.SetBodyRaw(fasthttp.AppendGzipBytesLevel(nil, body, gzipLevel))
		res.Header.SetContentEncoding("gzip")
	}
}

// encoding is the best that the browser reads of those we write.
func encoding(c *fiber.Ctx) string {
	accepted := &c.Request().Header
	switch {
	case accepted.HasAcceptEncoding("br"):
		return "br"
	case accepted.HasAcceptEncoding("gzip"):
		return "gzip"
	}
	return ""
}

func compressible(media string) bool {
	media, _, _ = strings.Cut(media, ";")
	return strings.HasPrefix(media, "text/") || strings.HasSuffix(media, "json") || strings.HasSuffix(media, "xml") ||
		strings.HasSuffix(media, "javascript") || strings.HasSuffix(media, "yaml")
}
