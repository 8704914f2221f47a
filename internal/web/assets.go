package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"path"
	"sync"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"github.com/parentpower/parentpower/internal/fault"
)

// assets are the built files of the front end, held in memory with their compressed forms. Their names say
// what is in them, so a browser may keep them for ever.
type assets struct{ files map[string]*asset }

type asset struct {
	media   string
	etag    string
	encoded func() map[string][]byte // by content encoding; "" is plain
}

func loadAssets(dist fs.FS) (*assets, error) {
	a := &assets{files: map[string]*asset{}}
	err := fs.WalkDir(dist, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Base(name)[0] == '.' || name == "manifest.json" {
			return err
		}
		data, err := fs.ReadFile(dist, name)
		if err != nil {
			return err
		}
		a.files[name] = newAsset(name, data)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the built front end: %w", err)
	}
	return a, nil
}

func newAsset(name string, data []byte) *asset {
	sum := sha256.Sum256(data)
	f := &asset{media: mediaOf(name), etag: `W/"` + hex.EncodeToString(sum[:12]) + `"`}
	// The smallest form takes a while to find, so it is looked for when somebody first asks.
	f.encoded = sync.OnceValue(func() map[string][]byte {
		forms := map[string][]byte{"": data}
		if compressible(f.media) && len(data) >= worthCompressing {
			forms["br"] = fasthttp.AppendBrotliBytesLevel(nil, data, fasthttp.CompressBrotliBestCompression)
			forms["gzip"] = fasthttp.AppendGzipBytesLevel(nil, data, fasthttp.CompressBestCompression)
		}
		return forms
	})
	return f
}

// mediaOf does not ask the machine, whose own list may say anything.
func mediaOf(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".webmanifest":
		return "application/manifest+json"
	}
	if media := mime.TypeByExtension(path.Ext(name)); media != "" {
		return media
	}
	return fiber.MIMEOctetStream
}

// asset serves a built file.
func (s *Site) asset(r *request) error {
	f := s.assets.files[r.param("*")]
	if f == nil {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return r.serve(f, "public, max-age=31536000, immutable")
}

// worker is the service worker. Its address must not change and it must see the whole site, so it lives at the
// root, and browsers ask for it anew.
func (s *Site) worker(r *request) error {
	f := s.assets.files["worker.js"]
	if f == nil {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return r.serve(f, "no-cache")
}

// serve answers with a file in the smallest form that the browser reads.
func (r *request) serve(f *asset, cache string) error {
	r.c.Set(fiber.HeaderCacheControl, cache)
	r.c.Set(fiber.HeaderETag, f.etag)
	r.c.Vary(fiber.HeaderAcceptEncoding)
	if r.c.Get(fiber.HeaderIfNoneMatch) == f.etag {
		r.c.Status(fiber.StatusNotModified)
		return nil
	}
	how := encoding(r.c)
	forms := f.encoded()
	data, ok := forms[how]
	if !ok {
		how, data = "", forms[""]
	}
	if how != "" {
		r.c.Response().Header.SetContentEncoding(how)
	}
	r.c.Set(fiber.HeaderContentType, f.media)
	r.c.Response().SetBodyRaw(data) // shared and only read
	return nil
}
