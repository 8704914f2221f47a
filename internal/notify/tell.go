package notify

import (
	"strconv"

	"github.com/parentpower/parentpower/internal/store"
)

// Tell is the changes that send news on its way: an act returns them along with its own, so that the news is told if,
// and only if, the act is done. It is told at the act's time, and once, also where the same is told twice in one commit.
//
// Say whom it is for by an Audience of what it is About, or by Persons; and fill Item but for its time. The words of an
// item are journaled as they are: no name, and nothing that a person wrote which is not published.
func Tell(v store.View, n News) []store.Change {
	if n.Audience == "" && len(n.Persons) == 0 {
		return nil
	}
	n.ID = n.About + "/" + n.Item.Says + "/" + strconv.FormatInt(v.Seq(), 10)
	n.Item.At = v.Time()
	return []store.Change{Told.Put(n)}
}
