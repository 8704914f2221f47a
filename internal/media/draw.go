package media

import (
	"image"
	"image/color"
	"image/draw"
)

// shrink draws a picture so that neither side is longer than most, on white where it shines through. Each point is the
// mean of those that it covers; it goes line by line, since the scalers of golang.org/x/image/draw hold 32 bytes for
// each point of a phone's photo.
func shrink(src image.Image, most int) *image.RGBA {
	b := src.Bounds()
	width, height := fit(b.Dx(), b.Dy(), most)
	dst := image.NewRGBA(image.Rect(0, 0, width, height))
	line := image.NewRGBA(image.Rect(0, 0, b.Dx(), 1))
	across, down := shares(b.Dx(), width), shares(b.Dy(), height)
	row := make([]float32, 3*(width+1)) // one line of the source, shrunk across
	sum := make([]float32, 3*(width+1)) // of the lines so far, for the line of dst at hand
	white := image.NewUniform(color.White)
	for y := range b.Dy() {
		draw.Draw(line, line.Rect, white, image.Point{}, draw.Src)
		draw.Draw(line, line.Rect, src, image.Pt(b.Min.X, b.Min.Y+y), draw.Over)
		clear(row)
		for x, s := range across {
			p := line.Pix[4*x : 4*x+3]
			for c := range 3 {
				v := float32(p[c])
				row[3*s.to+c] += v * s.here
				row[3*s.to+3+c] += v * s.next
			}
		}
		s := down[y]
		add(sum, row, s.here)
		if s.ends {
			write(dst, s.to, sum)
			clear(sum)
			add(sum, row, s.next)
		}
	}
	return dst
}

// fit is the size of a picture whose longer side is at most so long.
func fit(width, height, most int) (int, int) {
	long := max(width, height)
	if long <= most {
		return width, height
	}
	return max(1, width*most/long), max(1, height*most/long)
}

// share is how one point of a line goes into a shorter line: into the point to, and what is left of it into the next.
type share struct {
	to         int
	here, next float32
	ends       bool // no further point goes into to
}

// shares are those of all points of a line. They are found in whole numbers, in units of a from-th of a point of the
// shorter line.
func shares(from, to int) []share {
	list, unit := make([]share, from), float32(from)
	for i := range list {
		begin, end := i*to, (i+1)*to
		at := begin / from
		if edge := (at + 1) * from; end < edge {
			list[i] = share{at, float32(to) / unit, 0, false}
		} else {
			list[i] = share{at, float32(edge-begin) / unit, float32(end-edge) / unit, true}
		}
	}
	return list
}

func add(sum, row []float32, weight float32) {
	for i, v := range row {
		sum[i] += v * weight
	}
}

func write(dst *image.RGBA, y int, sum []float32) {
	line := dst.Pix[y*dst.Stride:]
	for x := range dst.Rect.Dx() {
		for c := range 3 {
			line[4*x+c] = uint8(min(sum[3*x+c]+0.5, 255))
		}
		line[4*x+3] = 255
	}
}

// turned draws a picture as EXIF's orientation says that the phone was held.
func turned(p *image.RGBA, orientation uint16) *image.RGBA {
	if orientation < 2 || orientation > 8 {
		return p
	}
	w, h := p.Rect.Dx(), p.Rect.Dy()
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	if orientation >= 5 {
		dst = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			at := [...]image.Point{
				2: {w - 1 - x, y}, 3: {w - 1 - x, h - 1 - y}, 4: {x, h - 1 - y},
				5: {y, x}, 6: {h - 1 - y, x}, 7: {h - 1 - y, w - 1 - x}, 8: {y, w - 1 - x},
			}[orientation]
			dst.SetRGBA(at.X, at.Y, p.RGBAAt(x, y))
		}
	}
	return dst
}
