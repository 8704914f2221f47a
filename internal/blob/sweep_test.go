package blob_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/blob/blobtest"
	"github.com/parentpower/parentpower/internal/fault"
)

func TestAFileThatNothingRefersToGoesAfterADay(t *testing.T) {
	r := newRig(t)
	kept, orphan := r.put(blobtest.Bytes(300_000)), r.put([]byte("orphan"))
	r.now = r.now.Add(23 * time.Hour)
	r.sweep(kept.ID)
	r.wants(2, 2, 3)
	r.now = r.now.Add(2 * time.Hour)
	r.sweep(kept.ID)
	r.wants(1, 1, 2)
	if _, err := r.read(orphan.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("the orphan: %v", err)
	}
	if _, err := r.read(kept.ID); err != nil {
		t.Errorf("what a record refers to: %v", err)
	}
}

func TestAFileThatWasPutAgainHasItsDayFromThen(t *testing.T) {
	r := newRig(t)
	f := r.put([]byte("twice"))
	r.now = r.now.Add(25 * time.Hour)
	if again := r.put([]byte("twice")); again != f {
		t.Fatalf("%+v, before %+v", again, f)
	}
	r.sweep()
	r.wants(1, 1, 1)
	r.now = r.now.Add(25 * time.Hour)
	r.sweep()
	r.wants(0, 0, 0)
}

// lostSignal breaks off after some bytes: the phone is gone, and with it the request's context.
type lostSignal struct {
	io.Reader
	gone context.CancelFunc
}

func (l lostSignal) Read(p []byte) (int, error) {
	n, err := l.Reader.Read(p)
	if errors.Is(err, io.EOF) {
		l.gone()
		return 0, io.ErrUnexpectedEOF
	}
	return n, err
}

func TestAnUploadThatIsCutLeavesNothing(t *testing.T) {
	r := newRig(t)
	ctx, gone := context.WithCancel(t.Context())
	if _, err := r.Put(ctx, owner, lostSignal{bytes.NewReader(blobtest.Bytes(900_000)), gone}, most); err == nil {
		t.Fatal("kept")
	}
	r.wants(0, 0, 0)
}

// TestWhatAKilledServerLeftIsSwept closes the database in the middle of an upload, so that nothing can be tidied.
func TestWhatAKilledServerLeftIsSwept(t *testing.T) {
	r := newRig(t)
	whole := r.put([]byte("whole"))
	_, err := r.Put(t.Context(), owner, io.MultiReader(bytes.NewReader(blobtest.Bytes(900_000)), killer{r}), most)
	if err == nil {
		t.Fatal("kept")
	}
	after := restart(t, r)
	if n := after.stored(); n["names"] != 1 || n["files"] != 2 || n["chunks"] < 3 {
		t.Fatalf("the test left nothing to be swept: %v", n)
	}
	after.now = r.now.Add(25 * time.Hour)
	after.sweep(whole.ID)
	after.wants(1, 1, 1)
	if got, err := after.read(whole.ID); err != nil || string(got) != "whole" {
		t.Fatalf("%q, %v", got, err)
	}
}

type killer struct{ *rig }

func (k killer) Read([]byte) (int, error) {
	if err := k.server.Close(context.WithoutCancel(k.t.Context())); err != nil {
		k.t.Error(err)
	}
	return 0, io.ErrUnexpectedEOF
}

func TestTwoWhoPutTheSameAtOnceHaveOneFile(t *testing.T) {
	r := newRig(t)
	ids := make(chan string, 8)
	for range cap(ids) {
		go func() {
			f, err := r.Put(t.Context(), owner, strings.NewReader("both"), most)
			if err != nil {
				t.Error(err)
			}
			ids <- f.ID
		}()
	}
	first := <-ids
	for range cap(ids) - 1 {
		if id := <-ids; id != first {
			t.Errorf("%s and %s", first, id)
		}
	}
	r.wants(1, 1, 1)
}
