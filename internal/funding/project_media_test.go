package funding

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"testing"

	"github.com/parentpower/parentpower/internal/blob/blobtest"
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/media"
	"github.com/parentpower/parentpower/internal/seal"
)

// picture sends a picture that belongs to an owner.
func (g *rig) picture(owner string) string {
	g.t.Helper()
	var b bytes.Buffer
	g.must(png.Encode(&b, image.NewGray(image.Rect(0, 0, 30, 20))))
	library := media.New(media.Deps{Store: g.Store, Vault: g.vault, Files: &blobtest.Memory{}, Now: g.clock})
	f, err := library.Add(g.t.Context(), g.members[0], owner, &b, media.Picture)
	g.must(err)
	return f.ID
}

func TestAProjectRefersToItsRoundsOwnFilesOfTheRightKind(t *testing.T) {
	g := newRig(t, 1)
	r, other := g.unopenedRound(plainSettings(), 100), g.unopenedRound(plainSettings(), 100)
	p := ProjectsOf(g.Store.View(), r.ID)[0]
	for name, wrong := range map[string]Project{
		"another round's":    {Picture: g.picture(FilesOwner(other.ID))},
		"a person's":         {Picture: g.picture("person/1")},
		"a picture to hear":  {Voice: g.picture(FilesOwner(r.ID))},
		"one that never was": {Picture: "nothing"},
	} {
		q := p
		q.Picture, q.Voice = wrong.Picture, wrong.Voice
		if _, err := g.PutProject(t.Context(), g.members[0], q); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	p.Picture = g.picture(FilesOwner(r.ID))
	_, err := g.PutProject(t.Context(), g.members[0], p)
	g.must(err)
	v := g.Store.View()
	if !OnBallot(v, r.ID, p.Picture) || OnBallot(v, other.ID, p.Picture) || OnBallot(v, r.ID, "") {
		t.Error("the picture is not on its ballot alone")
	}
}

func TestDiscardingADraftMakesItsPicturesUnreadable(t *testing.T) {
	g := newRig(t, 1)
	r := g.unopenedRound(plainSettings(), 100)
	sealed, err := g.vault.Seal(t.Context(), FilesOwner(r.ID), "test", "a picture")
	g.must(err)
	g.must(g.DiscardRound(t.Context(), g.members[0], r.ID))
	if _, err := g.vault.Open(t.Context(), FilesOwner(r.ID), "test", sealed); !errors.Is(err, seal.ErrErased) {
		t.Errorf("it opens: %v", err)
	}
}

func TestCountingARoundLeavesItsPicturesReadable(t *testing.T) {
	g := newRig(t, 3)
	r := g.openRound(plainSettings(), 100)
	sealed, err := g.vault.Seal(t.Context(), FilesOwner(r.ID), "test", "a picture")
	g.must(err)
	g.mustVote(r.ID, g.members[1], 1)
	g.closeAndCount(r.ID)
	if _, err := g.vault.Open(t.Context(), FilesOwner(r.ID), "test", sealed); err != nil {
		t.Errorf("the count destroyed it: %v", err)
	}
}
