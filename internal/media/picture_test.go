package media

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"runtime"
	"sync"
	"testing"
	"time"
)

func TestPicturesOfEveryKindAreKeptAsJPEGInTwoSizes(t *testing.T) {
	for name, data := range map[string][]byte{
		"JPEG": asJPEG(t, halves(1800, 1200)), "PNG": asPNG(t, halves(1800, 1200)), "GIF": asGIF(t, halves(1800, 1200)),
	} {
		f, kept, err := keep(t, data, Picture)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if f.Type != "image/jpeg" || f.Width != 1600 || f.Height != 1066 || f.Small.Width != 480 || f.Small.Height != 319 || f.Small.ID == f.ID {
			t.Errorf("%s: %+v", name, f)
		}
		looksLikeHalves(t, name, kept)
	}
}

func TestSmallPicturesKeepTheirSize(t *testing.T) {
	for _, name := range []string{"lossy.webp", "lossless.webp"} {
		f, _, err := keep(t, file(t, name), Picture)
		if err != nil || f.Width != 64 || f.Height != 48 || f.Small.Width != 64 {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
	}
	if f, _, err := keep(t, asPNG(t, halves(1, 5000)), Picture); err != nil || f.Width != 1 || f.Height != 1600 {
		t.Errorf("a thin one: %+v, %v", f, err)
	}
}

// looksLikeHalves opens what was kept, and compares a point of each half.
func looksLikeHalves(t *testing.T, name string, kept []byte) {
	t.Helper()
	p, err := jpeg.Decode(bytes.NewReader(kept))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	b := p.Bounds()
	for at, want := range map[image.Point]color.RGBA{{X: b.Dx() / 4, Y: b.Dy() / 2}: purple, {X: b.Dx() * 3 / 4, Y: b.Dy() / 2}: pale} {
		if got := color.RGBAModel.Convert(p.At(at.X, at.Y)).(color.RGBA); far(got, want) { //nolint:forcetypeassert // it is what was asked for
			t.Errorf("%s: %v at %v, want %v", name, got, at, want)
		}
	}
}

func far(a, b color.RGBA) bool {
	return max(a.R, b.R)-min(a.R, b.R) > 12 || max(a.G, b.G)-min(a.G, b.G) > 12 || max(a.B, b.B)-min(a.B, b.B) > 12
}

func TestNeitherPlaceNorAnythingElseThatCameAlongIsKept(t *testing.T) {
	photo := withEXIF(asJPEG(t, halves(300, 200)), 1, binary.BigEndian)
	script := append(asGIF(t, halves(30, 20)), "/*"+canary+"*/=1;alert(1)"...)
	for name, data := range map[string][]byte{
		"EXIF":                      photo,
		"a web page behind a photo": append(photo, "<script>"+canary+"</script>"...),
		"an archive behind it":      append(asPNG(t, halves(30, 20)), "PK\x03\x04"+canary+"PK\x05\x06"...),
		"a script in a GIF":         script,
	} {
		if !bytes.Contains(data, []byte(canary)) {
			t.Fatalf("%s: the test put nothing in", name)
		}
		_, kept, err := keep(t, data, Picture)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, bad := range []string{canary, "Exif", "alert", "PK\x03\x04", "script"} {
			if bytes.Contains(kept, []byte(bad)) {
				t.Errorf("%s: %q is kept", name, bad)
			}
		}
	}
}

func TestAPictureStandsAsThePhoneWasHeld(t *testing.T) {
	// Where the purple half is, after turning: left, right, top or bottom.
	want := []string{1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom"}
	for orientation := uint16(1); orientation <= 8; orientation++ {
		for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
			f, kept, err := keep(t, withEXIF(asJPEG(t, halves(300, 200)), orientation, order), Picture)
			if err != nil {
				t.Fatal(err)
			}
			if upright := f.Height == 300; upright != (orientation >= 5) {
				t.Errorf("orientation %d: %d×%d", orientation, f.Width, f.Height)
			}
			p, err := jpeg.Decode(bytes.NewReader(kept))
			if err != nil {
				t.Fatal(err)
			}
			w, h := p.Bounds().Dx(), p.Bounds().Dy()
			for side, at := range map[string]image.Point{"left": {X: w / 8, Y: h / 2}, "right": {X: w * 7 / 8, Y: h / 2}, "top": {X: w / 2, Y: h / 8}, "bottom": {X: w / 2, Y: h * 7 / 8}} {
				is := !far(color.RGBAModel.Convert(p.At(at.X, at.Y)).(color.RGBA), purple) //nolint:forcetypeassert // it is what was asked for
				if vertical := side == "top" || side == "bottom"; vertical == (orientation >= 5) && is != (side == want[orientation]) {
					t.Errorf("orientation %d: purple at the %s: %v", orientation, side, is)
				}
			}
		}
	}
}

func TestWhatIsNoPictureIsRefusedWithWhatToDo(t *testing.T) {
	whole := asJPEG(t, halves(300, 200))
	for name, c := range map[string]struct {
		data []byte
		key  string
	}{
		"nothing":              {nil, "fault.media.empty"},
		"SVG":                  {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "fault.media.not_picture"},
		"a web page":           {[]byte("<!doctype html><script>alert(1)</script>"), "fault.media.not_picture"},
		"a paper":              {[]byte("%PDF-1.7\n%%EOF"), "fault.media.not_picture"},
		"a voice":              {file(t, "voice.webm"), "fault.media.not_picture"},
		"a program":            {[]byte("MZ\x90\x00\x03"), "fault.media.not_picture"},
		"an iPhone's":          {[]byte("\x00\x00\x00\x24ftypheic\x00\x00\x00\x00mif1heic"), "fault.media.heic"},
		"half a photo":         {whole[:len(whole)/2], "fault.media.broken"},
		"only the beginning":   {whole[:10], "fault.media.broken"},
		"a page named as GIF":  {[]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00<script>alert(1)</script>"), "fault.media.broken"},
		"more than is taken":   {append(whole, make([]byte, PictureMost)...), "fault.media.too_large"},
		"a PNG bomb":           {pngOfSize(60_000, 60_000), "fault.media.too_many_points"},
		"a long thin PNG bomb": {pngOfSize(1, 1<<31-1), "fault.media.too_many_points"},
		"a GIF bomb":           {[]byte("GIF89a\xff\xff\xff\xff\x00\x00\x00"), "fault.media.too_many_points"},
		"a WebP bomb":          {[]byte("RIFF\x30\x00\x00\x00WEBPVP8L\x10\x00\x00\x00\x2f\xff\xff\xff\x0f\x00\x00\x00\x00\x00\x00\x00"), "fault.media.too_many_points"},
		"a JPEG bomb":          {[]byte("\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01\xff\xda\x00\x02"), "fault.media.too_many_points"},
		"one in passes":        {[]byte("\xff\xd8\xff\xc2\x00\x11\x08\x0f\xa0\x0f\xa0\x03\x01\x11\x00\x02\x11\x01\x03\x11\x01\xff\xda\x00\x02"), "fault.media.too_many_points"},
	} {
		t.Run(name, func(t *testing.T) { refused(t, c.data, c.key, Picture) })
	}
}

// TestNoPictureTakesMoreThan64MB opens the largest ones that are taken, and bombs that claim to be larger, and looks at
// the heap all the while.
func TestNoPictureTakesMoreThan64MB(t *testing.T) {
	pictures := map[string][]byte{
		"a phone's photo of 26 million points": asJPEG(t, image.NewYCbCr(image.Rect(0, 0, 5888, 4416), image.YCbCrSubsampleRatio420)),
		"a PNG of 10 million":                  asPNG(t, image.NewNRGBA(image.Rect(0, 0, 3600, 2900))),
		"a GIF of 40 million":                  asGIF(t, image.NewRGBA(image.Rect(0, 0, 6400, 6400))),
	}
	for name, data := range pictures {
		if got := peak(t, func() {
			if _, _, err := keep(t, data, Picture); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}); got > 64<<20 {
			t.Errorf("%s took %d MB", name, got>>20)
		}
	}
	for _, bomb := range [][]byte{pngOfSize(60_000, 60_000), []byte("GIF89a\xff\xff\xff\xff\x00\x00\x00")} {
		if got := peak(t, func() { refused(t, bomb, "fault.media.too_many_points", Picture) }); got > 1<<20 {
			t.Errorf("a bomb took %d KB before it was refused", got>>10)
		}
	}
}

// peak is by how much the heap grew at most while work was done, as far as somebody sees who looks all the time.
func peak(t *testing.T, work func()) uint64 {
	t.Helper()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before, most := m.HeapAlloc, m.HeapAlloc
	var watch sync.WaitGroup
	done := make(chan struct{})
	watch.Go(func() {
		look := time.NewTicker(2 * time.Millisecond)
		defer look.Stop()
		for {
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc)
			select {
			case <-done:
				return
			case <-look.C:
			}
		}
	})
	work()
	close(done)
	watch.Wait()
	return most - before
}

func TestShrinkingTakesTheMeanOfWhatAPointCovers(t *testing.T) {
	p := image.NewGray(image.Rect(0, 0, 6, 3))
	for i := range p.Pix {
		p.Pix[i] = uint8(i%6) * 30
	}
	small := shrink(p, 4)
	if small.Rect.Dx() != 4 || small.Rect.Dy() != 2 {
		t.Fatalf("%v", small.Rect)
	}
	// Each point covers one and a half: 0 and half of 30, half of 30 and 60, and so on.
	for x, want := range []uint8{10, 50, 100, 140} {
		for y := range 2 {
			if got := small.RGBAAt(x, y); got.R != want || got.A != 255 {
				t.Errorf("at %d, %d: %v, want %d", x, y, got, want)
			}
		}
	}
}

func TestWhatShinesThroughBecomesWhite(t *testing.T) {
	_, kept, err := keep(t, asPNG(t, image.NewNRGBA(image.Rect(0, 0, 40, 40))), Picture)
	if err != nil {
		t.Fatal(err)
	}
	p, err := jpeg.Decode(bytes.NewReader(kept))
	if err != nil {
		t.Fatal(err)
	}
	if r, g, b, _ := p.At(20, 20).RGBA(); min(r, g, b) < 0xfa00 {
		t.Errorf("%x %x %x", r, g, b)
	}
}

func FuzzPicture(f *testing.F) {
	f.Add(withEXIF(asJPEG(f, halves(30, 20)), 6, binary.BigEndian))
	f.Add(asPNG(f, halves(30, 20)))
	f.Add(asGIF(f, halves(30, 20)))
	f.Add(file(f, "lossy.webp"))
	f.Add(pngOfSize(1, 1))
	r := newRig(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		kept, _, err := r.of(t).keep(data, Picture)
		onlyInvalid(t, err)
		if err == nil && (kept.Width < 1 || kept.Height < 1 || kept.Width > largeSide || kept.Height > largeSide) {
			t.Fatalf("%+v", kept)
		}
	})
}
