package funding

import (
	"slices"
	"strings"

	"github.com/parentpower/parentpower/internal/notify"
	"github.com/parentpower/parentpower/internal/store"
)

// What is told of an application.
const (
	ideaArrived   = "idea-arrived"
	ideaAccepted  = "idea-accepted"
	ideaSentBack  = "idea-sent-back"
	ideaMisses    = "idea-misses" // sent back because of guidelines of the round
	ideaAskedJoin = "idea-asked-to-join"
	ideaJoined    = "idea-joined"
)

// tell is the changes that write to those who lead an application, but for whoever did it. What the idea is stays where
// it is sealed: they read it on its page.
func (a Application) tell(v store.View, says, actor string) []store.Change {
	r, _ := Rounds.Get(v, a.Round)
	item := r.item(v, notify.Project, says)
	item.Words["idea"] = a.ID
	if says == ideaMisses {
		item.Words["guidelines"] = strings.Join(a.Decision.Guidelines, " · ")
	}
	to := slices.DeleteFunc(a.leaders(), func(person string) bool { return person == actor })
	return notify.Tell(v, notify.News{About: Scope(a.Round) + "/" + a.ID, Item: item, Persons: to})
}
