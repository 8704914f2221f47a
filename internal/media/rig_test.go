package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/blob/blobtest"
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/journal/memory"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/seal/sealtest"
	"github.com/parentpower/parentpower/internal/store"
)

const owner = "person/1"

// canary stands for what must not be kept, as a place or a name that came with a file.
const canary = "51.7219N 1.2067W 7 Secret Close"

// rig is a library over files and a journal in memory, with a clock that the test moves.
type rig struct {
	*Library
	t     testing.TB
	files *blobtest.Memory
	vault *seal.Vault
	now   time.Time
}

// notes is a table of another capability, whose records refer to files.
var notes = store.NewTable("notes", func(n note) string { return n.ID })

type note struct {
	ID    string   `bson:"_id"`
	Files []string `bson:"files"`
}

func newRig(t testing.TB) *rig {
	t.Helper()
	r := &rig{t: t, files: &blobtest.Memory{}, vault: sealtest.Vault(t), now: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return r.now }
	s, err := store.Open(context.Background(), store.Options{Journal: memory.New(), Tables: append(Tables(), notes), Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	r.Library = New(Deps{Store: s, Vault: r.vault, Files: r.files, Now: clock})
	return r
}

// of is the same library for one input of a fuzz target.
func (r rig) of(t *testing.T) *rig {
	r.t = t
	return &r
}

// keep takes something in and returns what is kept of it.
func (r *rig) keep(data []byte, kinds ...Kind) (File, []byte, error) {
	r.t.Helper()
	ctx := context.Background()
	f, err := r.Add(ctx, "somebody", owner, bytes.NewReader(data), kinds...)
	if err != nil {
		return f, nil, err
	}
	c, err := r.Open(ctx, f)
	if err != nil {
		r.t.Fatal(err)
	}
	kept, err := io.ReadAll(c)
	if err != nil || int64(len(kept)) != f.Size {
		r.t.Fatalf("%d bytes are kept of %d: %v", len(kept), f.Size, err)
	}
	return f, kept, nil
}

func keep(t testing.TB, data []byte, kinds ...Kind) (File, []byte, error) {
	t.Helper()
	return newRig(t).keep(data, kinds...)
}

// refused holds that something is refused for a reason.
func refused(t *testing.T, data []byte, key string, kinds ...Kind) {
	t.Helper()
	_, _, err := keep(t, data, kinds...)
	if f := fault.From(err); err == nil || f.Kind != fault.Invalid || f.Key != key {
		t.Errorf("%v, want %s", err, key)
	}
}

func file(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name)) //nolint:gosec // a file of our own
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// halves is a picture whose left half is purple and whose right half is pale.
func halves(width, height int) *image.RGBA {
	p := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			p.SetRGBA(x, y, purple)
			if x >= width/2 {
				p.SetRGBA(x, y, pale)
			}
		}
	}
	return p
}

var purple, pale = color.RGBA{0x5a, 0x2a, 0x82, 255}, color.RGBA{0xfb, 0xf7, 0xf0, 255}

func asJPEG(t testing.TB, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asGIF(t testing.TB, p *image.RGBA) []byte {
	t.Helper()
	flat := image.NewPaletted(p.Rect, color.Palette{purple, pale})
	for i := range flat.Pix {
		flat.Pix[i] = min(p.Pix[4*i]&1, 1) // of the two, only the pale one's red is odd
	}
	var b bytes.Buffer
	if err := gif.Encode(&b, flat, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withEXIF puts into a JPEG what a phone does: how it was held, and where.
func withEXIF(data []byte, orientation uint16, order binary.AppendByteOrder) []byte {
	tiff := []byte("MM\x00\x2a")
	if order == binary.AppendByteOrder(binary.LittleEndian) {
		tiff = []byte("II\x2a\x00")
	}
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 2)
	for _, entry := range [][2]uint16{{0x010f, 0}, {0x0112, orientation}} {
		tiff = order.AppendUint16(tiff, entry[0])
		tiff = order.AppendUint16(tiff, 3)
		tiff = order.AppendUint32(tiff, 1)
		tiff = order.AppendUint16(tiff, entry[1])
		tiff = order.AppendUint16(tiff, 0)
	}
	body := append([]byte("Exif\x00\x00"), append(tiff, canary...)...)
	app1 := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2)) //nolint:gosec // short
	return bytes.Join([][]byte{data[:2], app1, body, data[2:]}, nil)
}

// pngOfSize is the head of a PNG that claims a size, and nothing behind it.
func pngOfSize(width, height uint32) []byte {
	ihdr := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), width), height)
	ihdr = append(ihdr, 8, 6, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), ihdr...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(ihdr))
}
