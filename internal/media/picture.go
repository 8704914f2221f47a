package media

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"

	"github.com/parentpower/parentpower/internal/fault"
)

// How large a picture is kept, by its longer side in pixels, and how well.
const (
	largeSide = 1600
	smallSide = 480
	quality   = 80
)

// openedMost is how many bytes a picture may take while it is open: a phone's photo of 26 million points does.
const openedMost = 40 << 20

// keepPicture draws a picture anew, in two sizes, and keeps those.
func (l *Library) keepPicture(ctx context.Context, f File, data []byte) (File, error) {
	large, small, err := l.redraw(ctx, f.Type, data)
	if err != nil {
		return File{}, err
	}
	f.Type = "image/jpeg"
	f.Width, f.Height = sides(large)
	f.Small.Width, f.Small.Height = sides(small)
	if f.Small.ID, _, err = l.keepJPEG(ctx, f.Owner, small); err != nil {
		return File{}, err
	}
	f.ID, f.Size, err = l.keepJPEG(ctx, f.Owner, large)
	return f, err
}

// redraw opens a picture, when it is its turn, and lets go of it.
func (l *Library) redraw(ctx context.Context, media string, data []byte) (large, small *image.RGBA, err error) {
	select {
	case l.turns <- struct{}{}:
		defer func() { <-l.turns }()
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	p, err := open(media, data)
	if err != nil {
		return nil, nil, err
	}
	large = shrink(p, largeSide)
	if media == "image/jpeg" {
		large = turned(large, readJPEGHead(data).orientation)
	}
	return large, shrink(large, smallSide), nil
}

func (l *Library) keepJPEG(ctx context.Context, owner string, p image.Image) (id string, size int64, err error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p, &jpeg.Options{Quality: quality}); err != nil {
		return "", 0, err
	}
	kept, err := l.Files.Put(ctx, owner, &b, PictureMost)
	return kept.ID, kept.Size, err
}

func sides(p image.Image) (width, height int32) {
	return int32(p.Bounds().Dx()), int32(p.Bounds().Dy()) //nolint:gosec // neither is above largeSide
}

// opener is how a kind of picture is looked at and opened.
type opener struct {
	look func([]byte) (image.Config, error)
	open func([]byte) (image.Image, error)
	cost func(image.Config, []byte) int64 // bytes for each hundred points, while it is open
}

var openers = map[string]opener{
	"image/jpeg": {
		func(b []byte) (image.Config, error) { return jpeg.DecodeConfig(bytes.NewReader(b)) },
		func(b []byte) (image.Image, error) { return jpeg.Decode(bytes.NewReader(b)) },
		func(_ image.Config, b []byte) int64 { return readJPEGHead(b).cost },
	},
	"image/png": {
		func(b []byte) (image.Config, error) { return png.DecodeConfig(bytes.NewReader(b)) },
		func(b []byte) (image.Image, error) { return png.Decode(bytes.NewReader(b)) },
		pngCost,
	},
	"image/gif": {
		func(b []byte) (image.Config, error) { return gif.DecodeConfig(bytes.NewReader(b)) },
		func(b []byte) (image.Image, error) { return gif.Decode(bytes.NewReader(b)) },
		func(image.Config, []byte) int64 { return 100 },
	},
	"image/webp": {
		func(b []byte) (image.Config, error) { return webp.DecodeConfig(bytes.NewReader(b)) },
		func(b []byte) (image.Image, error) { return webp.Decode(bytes.NewReader(b)) },
		webpCost,
	},
}

// open decodes a picture that does not take too much memory.
func open(media string, data []byte) (image.Image, error) {
	o := openers[media]
	config, err := o.look(data)
	if err != nil {
		return nil, errBroken(err)
	}
	points := int64(config.Width) * int64(config.Height)
	if points == 0 {
		return nil, errBroken(nil)
	}
	if points > openedMost || points*o.cost(config, data)/100 > openedMost {
		return nil, fault.New(fault.Invalid, "fault.media.too_many_points")
	}
	p, err := o.open(data)
	if err != nil {
		return nil, errBroken(err)
	}
	if p.Bounds().Empty() {
		return nil, errBroken(nil)
	}
	return p, nil
}

// pngCost counts an interlaced picture twice: its passes are decoded beside it.
func pngCost(config image.Config, data []byte) int64 {
	cost := int64(400)
	switch config.ColorModel {
	case color.RGBA64Model, color.NRGBA64Model:
		cost = 800
	case color.GrayModel:
		cost = 100
	case color.Gray16Model:
		cost = 200
	default:
		if _, ok := config.ColorModel.(color.Palette); ok {
			cost = 100
		}
	}
	const interlacing = 28 // of the header's last byte
	if len(data) > interlacing && data[interlacing] != 0 {
		cost *= 2
	}
	return cost
}

// webpCost: one without loss is held twice, one with loss in half its colours and perhaps with what shines through.
func webpCost(_ image.Config, data []byte) int64 {
	if len(data) > 16 && string(data[12:16]) == "VP8 " {
		return 200
	}
	return 1000
}
