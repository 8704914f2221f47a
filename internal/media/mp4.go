package media

import (
	"encoding/binary"
	"slices"
	"strings"
	"time"
)

// The boxes of an MP4 file (ISO/IEC 14496-12) that are entered, and those that are kept as they are. All others are
// emptied: among them udta and meta, where phones write the place and the name of a recording.
var (
	mp4Inside = strings.Fields("moov trak mdia minf stbl mvex moof traf edts dinf")
	mp4Kept   = strings.Fields("ftyp styp free skip wide mdat sidx mfra mvhd tkhd mdhd hdlr smhd nmhd dref " +
		"stsd stts stsc stsz stz2 stco co64 ctts stss sgpd sbgp elst mehd trex mfhd tfhd tfdt trun")
)

// mp4Reader is what was read of a file so far. Times are in units of the track that they are of.
type mp4Reader struct {
	movie    time.Duration // as the head of the file says; nothing where it is written as it is recorded
	scale    uint64        // units in a second
	tracks   int
	each     uint64 // how long a sample lasts in this fragment, unless it says so itself
	fragment uint64 // when the fragment at hand begins
	end      uint64 // of all fragments so far
}

// readMP4 walks through all boxes.
func readMP4(data []byte) (time.Duration, error) {
	r := mp4Reader{}
	if err := r.boxes(data, 0); err != nil {
		return 0, err
	}
	if r.tracks == 0 {
		return 0, errForm
	}
	return max(r.movie, lasting(r.end, r.scale)), nil
}

func (r *mp4Reader) boxes(data []byte, depth int) error {
	if depth > 8 {
		return errForm
	}
	for len(data) > 0 {
		head, size := boxHead(data, depth)
		if head == 0 || size < head || size > uint64(len(data)) {
			return errForm
		}
		name, body := string(data[4:8]), data[head:size]
		var err error
		switch {
		case slices.Contains(mp4Inside, name):
			err = r.boxes(body, depth+1)
		case slices.Contains(mp4Kept, name):
			err = r.box(name, body)
		default:
			copy(data[4:8], "free")
			clear(body)
		}
		if err != nil {
			return err
		}
		data = data[size:]
	}
	return nil
}

// boxHead says how long a box's head is, and the whole box; a head of 0 where it is none.
func boxHead(data []byte, depth int) (head, size uint64) {
	if len(data) < 8 {
		return 0, 0
	}
	switch size := uint64(binary.BigEndian.Uint32(data)); size {
	case 0: // to the end of the file
		if depth > 0 {
			return 0, 0
		}
		return 8, uint64(len(data))
	case 1:
		if len(data) < 16 {
			return 0, 0
		}
		return 16, binary.BigEndian.Uint64(data[8:])
	default:
		return 8, size
	}
}

func (r *mp4Reader) box(name string, body []byte) error {
	f := fields{body: body}
	full := f.number(4)
	long := full>>24 == 1 // the version: whether times are of eight bytes
	flags := full & 0xffffff
	switch name {
	case "mvhd":
		f.skip(8, 16, long)
		scale := f.number(4)
		r.movie = max(r.movie, lasting(f.time(long), scale))
	case "mdhd":
		f.skip(8, 16, long)
		r.scale = f.number(4)
	case "hdlr":
		f.skip(4, 4, false)
		if f.number(4) != uint64(binary.BigEndian.Uint32([]byte("soun"))) {
			return errNoSound
		}
		r.tracks++
	case "trex":
		f.skip(8, 8, false)
		r.each = f.number(4)
	case "tfhd":
		r.fragmentHead(&f, flags)
	case "tfdt":
		r.fragment = f.time(long)
	case "trun":
		r.run(&f, flags)
	}
	if f.short {
		return errForm
	}
	return nil
}

// fragmentHead reads how long each sample lasts, where it is said for the whole fragment (8.8.7).
func (r *mp4Reader) fragmentHead(f *fields, flags uint64) {
	f.number(4) // track
	if flags&1 != 0 {
		f.number(8)
	}
	if flags&2 != 0 {
		f.number(4)
	}
	if flags&8 != 0 {
		r.each = f.number(4)
	}
}

// run adds up how long the samples of a fragment last (8.8.8).
func (r *mp4Reader) run(f *fields, flags uint64) {
	samples := f.number(4)
	for _, optional := range []uint64{0x1, 0x4} {
		if flags&optional != 0 {
			f.number(4)
		}
	}
	at := r.fragment
	if flags&0x100 == 0 {
		at += min(samples, 1<<24) * r.each
	} else {
		for range samples {
			at += f.number(4)
			for _, optional := range []uint64{0x200, 0x400, 0x800} {
				if flags&optional != 0 {
					f.number(4)
				}
			}
			if f.short {
				return
			}
		}
	}
	r.fragment, r.end = at, max(r.end, at)
}

// lasting is a number of units as a time; nothing where it is not known, or beyond a day.
func lasting(units, scale uint64) time.Duration {
	seconds := float64(units) / float64(scale)
	if scale == 0 || seconds > 24*60*60 {
		return 0
	}
	return time.Duration(seconds * float64(time.Second))
}

// fields reads the numbers of a box one after another.
type fields struct {
	body  []byte
	short bool // there were fewer
}

func (f *fields) number(size int) uint64 {
	if len(f.body) < size {
		f.short, f.body = true, nil
		return 0
	}
	n := uintOf(f.body[:size])
	f.body = f.body[size:]
	return n
}

func (f *fields) time(long bool) uint64 {
	if long {
		return f.number(8)
	}
	return f.number(4)
}

func (f *fields) skip(short, long int, isLong bool) {
	if isLong {
		short = long
	}
	if len(f.body) < short {
		f.short, f.body = true, nil
		return
	}
	f.body = f.body[short:]
}
