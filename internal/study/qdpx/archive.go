package qdpx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// archive is the zip that a project is in.
type archive struct {
	zip     *zip.Reader
	entries map[string]*zip.File // by name, folders left out
}

func openArchive(r io.ReaderAt, size int64) (*archive, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("it is not a zip file: %w", err)
	}
	if len(z.File) > MaxEntries {
		return nil, fmt.Errorf("there are more than %d files in it", MaxEntries)
	}
	a := &archive{zip: z, entries: map[string]*zip.File{}}
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		if !safe(f.Name) {
			return nil, fmt.Errorf("the name %q leads out of the archive", f.Name)
		}
		if _, twice := a.entries[f.Name]; twice {
			return nil, fmt.Errorf("the file %q is there twice", f.Name)
		}
		if f.UncompressedSize64 > maxSlack && f.UncompressedSize64/MaxUnpacks > f.CompressedSize64 {
			return nil, fmt.Errorf("the file %q unpacks to more than %d times its size", f.Name, MaxUnpacks)
		}
		a.entries[f.Name] = f
	}
	return a, nil
}

func safe(name string) bool {
	return name != "" && !path.IsAbs(name) && !strings.ContainsAny(name, "\\\x00:") && path.Clean("/"+name) == "/"+name
}

// read unpacks an entry of at most so many bytes, whatever its header says of its size.
func (a *archive) read(f *zip.File, most int64) ([]byte, error) {
	in, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	var text bytes.Buffer
	n, err := io.Copy(&text, io.LimitReader(in, most+1))
	if err = errors.Join(err, in.Close()); err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	if n > most {
		return nil, fmt.Errorf("%s has more than %d bytes", f.Name, most)
	}
	return text.Bytes(), nil
}

// write writes all entries in their order, packed as they were, and the project anew.
func (a *archive) write(w io.Writer, project func(io.Writer) error) error {
	out := zip.NewWriter(w)
	if err := out.SetComment(a.zip.Comment); err != nil {
		return err
	}
	for _, f := range a.zip.File {
		var err error
		if f.Name == projectFile {
			var to io.Writer
			if to, err = out.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: f.Modified, Comment: f.Comment}); err == nil {
				err = project(to)
			}
		} else {
			err = out.Copy(f)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return out.Close()
}
