package people_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
)

func TestRoomCodeLeadsToTheLobbyWhileTheRoomIsOpen(t *testing.T) {
	ctx := context.Background()
	r := newRig(t)
	room, err := r.OpenRoom(ctx, "", "round/1")
	if err != nil {
		t.Fatal(err)
	}
	again, err := r.OpenRoom(ctx, "", "round/1")
	if err != nil || again.Code != room.Code {
		t.Fatalf("opened twice: %v and %v, %v", room, again, err)
	}
	entered, err := r.EnterRoom(strings.ToLower(people.ShowCode(room.Code)), "192.0.2.1")
	if err != nil || entered.Scope != "round/1" {
		t.Fatalf("%+v, %v", entered, err)
	}
	if err := r.CloseRoom(ctx, "", "round/1"); err != nil {
		t.Fatal(err)
	}
	_, err = r.EnterRoom(room.Code, "192.0.2.1")
	wantFault(t, err, fault.Invalid, "code fault.people.room_unknown")
	_, err = r.EnterRoom("AC", "192.0.2.1")
	wantFault(t, err, fault.Invalid, "code fault.people.room_shape")
	if _, open := people.RoomOf(r.store.View(), "round/1"); open {
		t.Fatal("still open")
	}
	reopened, err := r.OpenRoom(ctx, "", "round/1")
	if err != nil || reopened.Code == room.Code {
		t.Fatalf("%+v, %v", reopened, err)
	}
}

func TestThousandWrongTriesAnHourOverHundredRoomsHitWithChanceBelowOneInFiveThousand(t *testing.T) {
	codes := math.Pow(float64(len(letters)), 6)
	if bits := math.Log2(codes); bits < 29.7 {
		t.Errorf("a room code has %.1f bits", bits)
	}
	if chance := 1 - math.Pow(1-100/codes, 1000); chance > 0.0002 {
		t.Errorf("the chance is %.4f%%", 100*chance)
	}
}

func TestWrongRoomCodesAreAtMostAThousandAnHourFromEverywhereTogether(t *testing.T) {
	r := newRig(t)
	room, err := r.OpenRoom(context.Background(), "", "round/1")
	if err != nil {
		t.Fatal(err)
	}
	wrong := "222222"
	if room.Code == wrong {
		wrong = "333333"
	}
	tried := 0
	for second := range 3600 {
		for n := range 3 {
			_, err := r.EnterRoom(wrong, fmt.Sprintf("198.51.%d.%d", (3*second+n)/256%256, (3*second+n)%256))
			if !fault.Is(err, fault.TooMany) {
				tried++
			}
		}
		r.clock.pass(time.Second)
	}
	if tried < 900 || tried > 1000 {
		t.Fatalf("%d wrong tries in an hour", tried)
	}
}

func TestOneNetworksWrongRoomCodesHoldOnlyItselfBack(t *testing.T) {
	r := newRig(t)
	room, err := r.OpenRoom(context.Background(), "", "round/1")
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for range 1000 {
		if _, err := r.EnterRoom("222222", "192.0.2.66"); !fault.Is(err, fault.TooMany) {
			tried++
		}
	}
	if tried != 60 {
		t.Fatalf("one network tried %d times", tried)
	}
	for range 500 { // a full hall, behind one address
		if _, err := r.EnterRoom(room.Code, "192.0.2.1"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.EnterRoom(room.Code, "192.0.2.66"); !fault.Is(err, fault.TooMany) {
		t.Fatalf("guessing goes on: %v", err)
	}
}
