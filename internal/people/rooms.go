package people

import (
	"context"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// OpenRoom opens the room of a scope and gives it a code; where it is open already, that room comes back.
func (p *People) OpenRoom(ctx context.Context, actor, scope string) (Room, error) {
	// Some codes to choose from: decide draws nothing, and one may belong to another room.
	var codes [8]string
	for i := range codes {
		codes[i] = drawRoomCode(p.deps.Rand)
	}
	var room Room
	_, err := p.deps.Store.Update(ctx, "people.open_room", actor, func(v store.View) ([]store.Change, error) {
		var open bool
		if room, open = RoomOf(v, scope); open {
			return nil, nil
		}
		for _, code := range codes {
			if _, taken := Rooms.Get(v, code); !taken {
				room = Room{Code: code, Scope: scope, Opened: v.Time()}
				return []store.Change{Rooms.Put(room)}, nil
			}
		}
		return nil, fault.New(fault.Unavailable, "fault.unavailable")
	})
	if err != nil {
		return Room{}, err
	}
	return room, nil
}

// CloseRoom closes the room of a scope. Its code leads nowhere from then on. A scope without an open room is no error.
func (p *People) CloseRoom(ctx context.Context, actor, scope string) error {
	_, err := p.deps.Store.Update(ctx, "people.close_room", actor, func(v store.View) ([]store.Change, error) {
		return RoomClosed(v, scope), nil
	})
	return err
}

// RoomClosed is the changes that close the room of a scope, for acts that change more in the same commit.
func RoomClosed(v store.View, scope string) []store.Change {
	room, open := RoomOf(v, scope)
	if !open {
		return nil
	}
	room.Closed = v.Time()
	return []store.Change{Rooms.Put(room)}
}

// EnterRoom finds the open room with a code. All that it gives is the way to the room's lobby. It fails with Invalid on
// "code", and TooMany after many wrong codes from this network or from everywhere together.
func (p *People) EnterRoom(typed, network string) (Room, error) {
	code := ReadCode(typed)
	var c fault.Checks
	if c.That(wellFormed(code, roomLength), "code", "fault.people.room_shape", "length", roomLength); c.Fault() != nil {
		return Room{}, c.Fault()
	}
	var room Room
	known, err := p.limiters.rooms.try(Network(network), p.deps.Now(), func() (ok bool) {
		room, ok = Rooms.Get(p.deps.Store.View(), code)
		return ok && room.Closed.IsZero()
	})
	if err != nil {
		return Room{}, err
	}
	if c.That(known, "code", "fault.people.room_unknown"); !known {
		return Room{}, c.Fault()
	}
	return room, nil
}
