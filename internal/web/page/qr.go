package page

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// quiet is the empty border that a reader needs around a QR code, in modules.
const quiet = 4

// QR draws a text as an SVG of one path, with error correction M: readable with a thumb over a corner.
func (v View) QR(text string) (template.HTML, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return "", fmt.Errorf("draw a QR code: %w", err)
	}
	size := code.Bounds().Dx()
	var path strings.Builder
	for y := range size {
		for x := 0; x < size; x++ {
			from := x
			for x < size && dark(code.At(x, y).RGBA()) {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, x-from, x-from)
			}
		}
	}
	whole := size + 2*quiet
	return template.HTML(fmt.Sprintf( //nolint:gosec // numbers, and a message that is escaped
		`<svg class="qr" viewBox="0 0 %d %d" role="img" aria-label="%s" shape-rendering="crispEdges"><rect class="qr-paper" width="%d" height="%d"/><path class="qr-ink" d="%s"/></svg>`,
		whole, whole, template.HTMLEscapeString(v.T("qr.label")), whole, whole, path.String())), nil
}

func dark(r, _, _, _ uint32) bool { return r < 0x8000 }
