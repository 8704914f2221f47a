package award

import (
	"slices"

	"github.com/parentpower/parentpower/internal/media"
	"github.com/parentpower/parentpower/internal/store"
)

// MostPictures is how many pictures a story may have.
const MostPictures = 3

// Paper is a photo of a receipt, or the receipt as a PDF. It is a record beside the ledger's, so that it can go while
// the entry stays.
type Paper struct {
	Round   string `bson:"round"`
	Project int32  `bson:"project"`
	Entry   int64  `bson:"entry"`
	File    string `bson:"file"` // a media.File of FilesOwner
}

// FilesOwner is the vault's subject under which an award's files are sealed.
func FilesOwner(round string, project int32) string { return subject(round, project) }

// PaperOf is the file of a receipt's paper; empty where there is none.
func PaperOf(v store.View, e Entry) string {
	p, _ := Papers.Get(v, entryKey(e.Round, e.Number))
	return p.File
}

// Published reports whether a file is a picture of the round's news or stories.
func Published(v store.View, round, file string) bool {
	for s := range Stories.Under(v, round+"/") {
		if slices.Contains(s.Pictures, file) {
			return true
		}
	}
	for n := range NewsOf.Under(v, round+"/") {
		if file != "" && n.Picture == file {
			return true
		}
	}
	return false
}

// OwnedBy finds the award of a round whose file it is, published or not.
func OwnedBy(v store.View, round string, f media.File) (Award, bool) {
	for w := range Awards.Under(v, round+"/") {
		if f.Owner == FilesOwner(w.Round, w.Project) {
			return w, true
		}
	}
	return Award{}, false
}
