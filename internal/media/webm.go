package media

import (
	"encoding/binary"
	"math/bits"
	"time"
)

// The elements of a WebM file (Matroska, RFC 9559) that are looked at or kept. All others are emptied.
const (
	ebmlHeader   = 0x1a45dfa3
	ebmlVoid     = 0xec
	webmSegment  = 0x18538067
	webmSeekHead = 0x114d9b74
	webmInfo     = 0x1549a966
	webmScale    = 0x2ad7b1
	webmDuration = 0x4489
	webmTracks   = 0x1654ae6b
	webmEntry    = 0xae
	webmType     = 0x83
	webmCluster  = 0x1f43b675
	webmTime     = 0xe7
	webmSimple   = 0xa3
	webmGroup    = 0xa0
	webmBlock    = 0xa1
	webmCues     = 0x1c53bb6b
)

// webmInside are the elements that are entered: what is in them is read as if it lay beside them, so that one of
// unknown length, as recorders write them, needs no end.
var webmInside = map[uint64]bool{webmSegment: true, webmInfo: true, webmTracks: true, webmEntry: true, webmCluster: true, webmGroup: true}

// webmKept are the others that players need: of a track its number, id, language, codec, the codec's own, delays and
// sound; of a block how long it lasts and what may be left out of it.
var webmKept = map[uint64]bool{
	ebmlHeader: true, ebmlVoid: true, webmSeekHead: true, webmScale: true, webmDuration: true, webmType: true, webmTime: true,
	webmSimple: true, webmBlock: true, webmCues: true,
	0xd7: true, 0x73c5: true, 0x22b59c: true, 0x86: true, 0x63a2: true, 0x56aa: true, 0x56bb: true, 0xe1: true, 0x9c: true,
	0xb9: true, 0x88: true, 0x9b: true, 0x75a2: true, 0xfb: true, 0xa7: true, 0xab: true,
}

// webmReader is what was read of a file so far.
type webmReader struct {
	scale   uint64 // nanoseconds in a unit of time
	cluster uint64 // when the cluster at hand begins, in units
	last    uint64 // when the last block begins
	tracks  int
}

// readWebM walks through all elements. How long it lasts is when its last block begins, since recorders do not go back
// to write a length.
func readWebM(data []byte) (time.Duration, error) {
	r := webmReader{scale: 1_000_000}
	for at := 0; at < len(data); {
		id, idSize := vint(data[at:], false)
		size, sizeSize := vint(data[at+idSize:], true)
		body := at + idSize + sizeSize
		if idSize == 0 || sizeSize == 0 {
			return 0, errForm
		}
		if webmInside[id] {
			at = body
			continue
		}
		end := uint64(body) + size //nolint:gosec // body is within data
		if size == vintUnknown || end > uint64(len(data)) {
			return 0, errForm
		}
		if !webmKept[id] {
			void(data[at:end])
		} else if err := r.element(id, data[body:end]); err != nil {
			return 0, err
		}
		at = int(end) //nolint:gosec // within data
	}
	if r.tracks == 0 || r.last > uint64(24*time.Hour)/max(1, r.scale) {
		return 0, errForm
	}
	return time.Duration(r.last * r.scale), nil //nolint:gosec // bounded above
}

func (r *webmReader) element(id uint64, body []byte) error {
	switch id {
	case webmScale:
		r.scale = uintOf(body)
	case webmTime:
		r.cluster = uintOf(body)
	case webmType:
		const sound = 2
		if uintOf(body) != sound {
			return errNoSound
		}
		r.tracks++
	case webmSimple, webmBlock:
		_, track := vint(body, true)
		if track == 0 || len(body) < track+2 {
			return errForm
		}
		after := int16(binary.BigEndian.Uint16(body[track:])) //nolint:gosec // signed by its definition
		r.last = max(r.last, r.cluster+uint64(max(after, 1)))
	}
	return nil
}

// vintUnknown is a size that is not given.
const vintUnknown = 1<<56 - 1

// vint reads a number that says its own length (RFC 8794, 4). Without unmark the mark of the length stays, as in ids.
// It takes no bytes where there is none.
func vint(b []byte, unmark bool) (value uint64, size int) {
	if len(b) == 0 || b[0] == 0 {
		return 0, 0
	}
	size = bits.LeadingZeros8(b[0]) + 1
	if len(b) < size {
		return 0, 0
	}
	value = uintOf(b[:size])
	if unmark {
		mark := uint64(1) << (7 * size)
		if value &^= mark; value == mark-1 {
			return vintUnknown, size
		}
	}
	return value, size
}

// uintOf is a big-endian number of at most eight bytes.
func uintOf(b []byte) (value uint64) {
	for _, c := range b[:min(len(b), 8)] {
		value = value<<8 | uint64(c)
	}
	return value
}

// void makes an element one that says nothing and is as long.
func void(element []byte) {
	clear(element)
	element[0] = ebmlVoid
	const wide = 1 + 8
	if len(element) < wide {
		element[1] = 0x80 | byte(len(element)-2) //nolint:gosec // short
		return
	}
	binary.BigEndian.PutUint64(element[1:], uint64(len(element)-wide)) //nolint:gosec // not below 0
	element[1] |= 1
}
