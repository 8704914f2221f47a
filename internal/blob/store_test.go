package blob_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/parentpower/parentpower/internal/blob"
	"github.com/parentpower/parentpower/internal/blob/blobtest"
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/mongodb"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/seal/sealtest"
)

const (
	owner = "person/1"
	most  = 40 << 20
)

// rig is a store of files on the embedded database, whose clock the test turns.
type rig struct {
	*blob.Store
	t      *testing.T
	dir    string
	server *mongodb.Server
	vault  *seal.Vault
	now    time.Time
}

func newRig(t *testing.T) *rig {
	t.Helper()
	return open(t, t.TempDir(), sealtest.Vault(t))
}

// restart is the program that comes after one whose database was closed.
func restart(t *testing.T, before *rig) *rig {
	t.Helper()
	return open(t, before.dir, before.vault)
}

func open(t *testing.T, dir string, vault *seal.Vault) *rig {
	t.Helper()
	r := &rig{t: t, dir: dir, vault: vault, now: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)}
	var err error
	if r.server, err = mongodb.Embedded(t.Context(), r.dir); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.server.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	if r.Store, err = blob.New(t.Context(), r.server, r.vault, func() time.Time { return r.now }); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *rig) put(content []byte) blob.File {
	r.t.Helper()
	f, err := r.Put(r.t.Context(), owner, bytes.NewReader(content), most)
	if err != nil {
		r.t.Fatal(err)
	}
	return f
}

func (r *rig) read(id string) ([]byte, error) {
	c, err := r.Open(r.t.Context(), owner, id)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(c)
}

// stored is how many documents each collection has.
func (r *rig) stored() map[string]int64 {
	r.t.Helper()
	counts := map[string]int64{}
	for _, part := range []string{"names", "files", "chunks"} {
		n, err := r.server.Database().Collection(blob.Bucket+"."+part).CountDocuments(r.t.Context(), bson.D{})
		if err != nil {
			r.t.Fatal(err)
		}
		counts[part] = n
	}
	return counts
}

func (r *rig) wants(names, files, chunks int64) {
	r.t.Helper()
	if got, want := r.stored(), map[string]int64{"names": names, "files": files, "chunks": chunks}; !maps.Equal(got, want) {
		r.t.Fatalf("stored %v, want %v", got, want)
	}
}

func (r *rig) sweep(referred ...string) {
	r.t.Helper()
	err := r.Sweep(r.t.Context(), func() map[string]bool {
		set := map[string]bool{}
		for _, id := range referred {
			set[id] = true
		}
		return set
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

func TestFilesInTheDatabaseConform(t *testing.T) { blobtest.Conform(t, newRig(t)) }

func TestFilesInMemoryConform(t *testing.T) { blobtest.Conform(t, &blobtest.Memory{}) }

func TestWhatAFileHoldsIsNowhereInTheDatabasesFiles(t *testing.T) {
	r := newRig(t)
	canary := []byte("Mrs Canary of 7 Secret Close says that the swings are broken")
	f := r.put(append(blobtest.Bytes(300_000), canary...))
	r.put(canary)
	if got, err := r.read(f.ID); err != nil || !bytes.Contains(got, canary) {
		t.Fatalf("read back: %v", err)
	}
	stored, err := filepath.Glob(filepath.Join(r.dir, "*.sqlite*"))
	if err != nil || len(stored) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, path := range stored {
		data, err := os.ReadFile(path) //nolint:gosec // a file of the test's own
		if err != nil {
			t.Fatal(err)
		}
		for shift := range 3 { // base64 has three ways of writing it, by where it begins
			coded := base64.RawStdEncoding.EncodeToString(canary[shift : len(canary)-3])
			if bytes.Contains(data, canary) || bytes.Contains(data, []byte(coded[2:len(coded)-2])) {
				t.Errorf("%s holds what was kept", filepath.Base(path))
			}
		}
	}
}

func TestErasingTheOwnerMakesTheirFilesUnreadableAndNobodyElses(t *testing.T) {
	r := newRig(t)
	f := r.put([]byte("a voice"))
	others, err := r.Put(t.Context(), "person/2", strings.NewReader("another voice"), most)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.vault.Erase(t.Context(), owner); err != nil {
		t.Fatal(err)
	}
	if _, err := r.read(f.ID); !errors.Is(err, seal.ErrErased) {
		t.Errorf("an erased owner's file: %v", err)
	}
	if _, err := r.Put(t.Context(), owner, strings.NewReader("new"), most); !fault.Is(err, fault.Gone) {
		t.Errorf("put for an erased owner: %v", err)
	}
	if _, err := r.Open(t.Context(), "person/2", others.ID); err != nil {
		t.Errorf("somebody else's: %v", err)
	}
}

func TestChunksCannotBeMovedSwappedOrLeftOut(t *testing.T) {
	chunks := func(r *rig) bson.M { // by _id
		var all []struct {
			ID   string `bson:"_id"`
			Data []byte `bson:"data"`
		}
		cursor, err := r.server.Database().Collection(blob.Bucket+".chunks").Find(r.t.Context(), bson.D{})
		if err != nil {
			r.t.Fatal(err)
		}
		if err := cursor.All(r.t.Context(), &all); err != nil {
			r.t.Fatal(err)
		}
		byID := bson.M{}
		for _, c := range all {
			byID[c.ID] = c.Data
		}
		return byID
	}
	for name, hurt := range map[string]func(ids []string, all bson.M) (id string, data any){
		"two of a file swapped":  func(ids []string, all bson.M) (string, any) { return ids[0], all[ids[1]] },
		"the last one too early": func(ids []string, all bson.M) (string, any) { return ids[0], all[ids[2]] },
		"one byte turned": func(ids []string, all bson.M) (string, any) {
			turned := slices.Clone(all[ids[1]].([]byte)) //nolint:forcetypeassert // put there above
			turned[100] ^= 1
			return ids[1], turned
		},
		"one left out": func(ids []string, _ bson.M) (string, any) { return ids[1], nil },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			f := r.put(blobtest.Bytes(600_000))
			all := chunks(r)
			id, data := hurt(slices.Sorted(maps.Keys(all)), all)
			stored := r.server.Database().Collection(blob.Bucket + ".chunks")
			filter := bson.D{{Key: "_id", Value: id}}
			var err error
			if data == nil {
				_, err = stored.DeleteOne(t.Context(), filter)
			} else {
				_, err = stored.UpdateOne(t.Context(), filter, bson.D{{Key: "$set", Value: bson.D{{Key: "data", Value: data}}}})
			}
			if err != nil {
				t.Fatal(err)
			}
			if _, err := r.read(f.ID); !errors.Is(err, seal.ErrBroken) {
				t.Fatalf("read: %v", err)
			}
		})
	}
}

func TestWhatIsStoredIsAnOrdinaryGridFSBucket(t *testing.T) {
	r := newRig(t)
	r.put(blobtest.Bytes(600_000))
	var file struct {
		ID     string `bson:"_id"`
		Length int64  `bson:"length"`
	}
	if err := r.server.Database().Collection(blob.Bucket+".files").FindOne(t.Context(), bson.D{}).Decode(&file); err != nil {
		t.Fatal(err)
	}
	bucket := r.server.Database().GridFSBucket(options.GridFSBucket().SetName(blob.Bucket))
	stream, err := bucket.OpenDownloadStream(t.Context(), file.ID)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := io.ReadAll(stream)
	if want := int64(600_000 + 3*seal.Overhead); err != nil || int64(len(sealed)) != want || file.Length != want {
		t.Fatalf("the driver reads %d bytes of %d, want %d: %v", len(sealed), file.Length, want, err)
	}
}

func TestALargeFileNeedsLittleMemory(t *testing.T) {
	r := newRig(t)
	const length = 30 << 20
	var before, after runtime.MemStats
	peak := &peakReader{left: length}
	runtime.GC()
	runtime.ReadMemStats(&before)
	f, err := r.Put(t.Context(), owner, peak, most)
	if err != nil || f.Size != length {
		t.Fatal(f, err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(peak.most) - int64(before.HeapAlloc); grown > 16<<20 { //nolint:gosec // both are far below
		t.Errorf("the heap grew by %d MB while %d MB were put", grown>>20, length>>20)
	}
	c, err := r.Open(t.Context(), owner, f.ID)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, c); err != nil || n != length {
		t.Fatalf("read %d bytes: %v", n, err)
	}
}

// peakReader is a long content that looks, now and then, at how much is live on the heap. The embedded database runs in
// this process too, so that is counted in.
type peakReader struct {
	left int
	read int
	most uint64
}

func (p *peakReader) Read(b []byte) (int, error) {
	if p.left == 0 {
		return 0, io.EOF
	}
	n := copy(b, bytes.Repeat([]byte{byte(p.left >> 10)}, min(len(b), p.left))) //nolint:gosec // any byte will do
	p.left -= n
	if p.read += n; p.read > 2<<20 {
		p.read = 0
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		p.most = max(p.most, m.HeapAlloc)
	}
	return n, nil
}
