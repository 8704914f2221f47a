package media

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
)

// refer puts a record that refers to files, as an act would.
func (r *rig) refer(id string, was string, now string, kinds ...Kind) error {
	_, err := r.Store.Update(context.Background(), "test.refer", "", func(v store.View) ([]store.Change, error) {
		if !MayRefer(v, owner, now, was, kinds...) {
			return nil, fault.New(fault.Gone, Again)
		}
		return []store.Change{notes.Put(note{ID: id, Files: []string{now}})}, nil
	})
	return err
}

func (r *rig) mustSweep() {
	r.t.Helper()
	if err := r.Sweep(context.Background()); err != nil {
		r.t.Fatal(err)
	}
}

func TestARecordMayReferOnlyToItsOwnersFilesOfItsKindThatWereSentLately(t *testing.T) {
	r := newRig(t)
	picture, _, err := r.keep(asJPEG(t, halves(60, 40)), Picture)
	if err != nil {
		t.Fatal(err)
	}
	others, err := r.Add(t.Context(), "", "person/2", bytes.NewReader(asJPEG(t, halves(60, 40))), Picture)
	if err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"somebody else's": r.refer("n", "", others.ID, Picture),
		"another kind":    r.refer("n", "", picture.ID, Voice, Document),
		"none there":      r.refer("n", "", "nothing", Picture),
	} {
		if !fault.Is(err, fault.Gone) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := r.refer("n", "", picture.ID, Picture); err != nil {
		t.Errorf("its own: %v", err)
	}
	r.now = r.now.Add(freshFor + time.Minute)
	if err := r.refer("n", picture.ID, picture.ID, Picture); err != nil {
		t.Errorf("the one it had: %v", err)
	}
	if err := r.refer("m", "", picture.ID, Picture); !fault.Is(err, fault.Gone) {
		t.Errorf("one sent long ago: %v", err)
	}
	if _, _, err := r.keep(asJPEG(t, halves(60, 40)), Picture); err != nil {
		t.Fatal(err)
	}
	if err := r.refer("m", "", picture.ID, Picture); err != nil {
		t.Errorf("one that was sent again: %v", err)
	}
}

func TestWhatNoRecordMentionsGoesAfterADayAndNothingElse(t *testing.T) {
	r := newRig(t)
	used, _, err := r.keep(asJPEG(t, halves(60, 40)), Picture)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.refer("n", "", used.ID, Picture); err != nil {
		t.Fatal(err)
	}
	left, _, err := r.keep(file(t, "voice.webm"), Voice)
	if err != nil {
		t.Fatal(err)
	}
	r.now = r.now.Add(23 * time.Hour)
	if r.mustSweep(); All.Len(r.Store.View()) != 2 || r.files.Len() != 2 {
		t.Fatalf("after 23 hours %d records and %d files are left", All.Len(r.Store.View()), r.files.Len())
	}
	r.now = r.now.Add(2 * time.Hour)
	r.mustSweep()
	if _, err := ByID(r.Store.View(), left.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("what nothing refers to: %v", err)
	}
	if _, err := r.Open(t.Context(), left); !fault.Is(err, fault.NotFound) {
		t.Errorf("its content: %v", err)
	}
	for range 2 {
		if _, err := r.Open(t.Context(), used); err != nil {
			t.Fatalf("what a record mentions: %v", err)
		}
		if _, err := r.OpenSmall(t.Context(), used); err != nil {
			t.Fatalf("its smaller copy: %v", err)
		}
		r.now = r.now.Add(100 * time.Hour)
		r.mustSweep()
	}
}

func TestWordsAreSealedWithTheFileAndStayWhenItIsSentAgain(t *testing.T) {
	r := newRig(t)
	data := asJPEG(t, halves(60, 40))
	f, _, err := r.keep(data, Picture)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Describe(t.Context(), "", f.ID, " Two swings behind the "+canary+"\n"); err != nil {
		t.Fatal(err)
	}
	if f, _, err = r.keep(data, Picture); err != nil {
		t.Fatal(err)
	}
	f, err = ByID(r.Store.View(), f.ID)
	if err != nil {
		t.Fatal(err)
	}
	if said, err := r.Words(t.Context(), f); err != nil || said != "Two swings behind the "+canary {
		t.Errorf("%q, %v", said, err)
	}
	if bytes.Contains(f.Words, []byte("Secret")) {
		t.Error("the words are in the clear")
	}
	if err := r.Describe(t.Context(), "", f.ID, strings.Repeat("x", WordsMost+1)); !fault.Is(err, fault.Invalid) {
		t.Errorf("too many: %v", err)
	}
	if err := r.vault.Erase(t.Context(), owner); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Words(t.Context(), f); !errors.Is(err, seal.ErrErased) {
		t.Errorf("of an erased owner: %v", err)
	}
}
