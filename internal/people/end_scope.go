package people

import "github.com/parentpower/parentpower/internal/store"

// ScopeGone is the changes that take away what belongs to a scope, for an act that does away with the scope itself in
// the same commit: its slips go, with the sessions that came by them, and its room closes. The room's record is left to
// the sweep, so that its code is not given out again at once.
func ScopeGone(v store.View, scope string) []store.Change {
	changes := RoomClosed(v, scope)
	for slip := range SlipsOf(v, scope) {
		changes = append(changes, Slips.Delete(slip.ID))
		changes = append(changes, sessionsEnded(v, slip)...)
	}
	return changes
}

// sessionsEnded is the changes that end the sessions which came by a slip.
func sessionsEnded(v store.View, slip Slip) []store.Change {
	var changes []store.Change
	for s := range sessionsByPerson.Each(v, slip.Person) {
		if s.Slip == slip.ID {
			changes = append(changes, Sessions.Delete(s.ID))
		}
	}
	return changes
}
