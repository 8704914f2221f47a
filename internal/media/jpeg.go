package media

import (
	"bytes"
	"encoding/binary"
)

// jpegHead is what a JPEG says of itself before its points.
type jpegHead struct {
	orientation uint16 // as EXIF has it; 0 where it says nothing
	cost        int64  // bytes for each hundred points, while it is open
}

// The markers that are looked at (ITU T.81, table B.1).
const (
	markerAPP1 = 0xe1
	markerSOS  = 0xda
	markerDHT  = 0xc4
	markerJPG  = 0xc8
	markerDAC  = 0xcc
)

// readJPEGHead reads the segments up to the points. What is not well formed ends it: the decoder will say so.
func readJPEGHead(data []byte) jpegHead {
	h := jpegHead{cost: 1500}
	for at := 2; at+4 <= len(data) && data[at] == 0xff; {
		marker := data[at+1]
		if marker == 0xff { // fill
			at++
			continue
		}
		length := int(binary.BigEndian.Uint16(data[at+2:]))
		if marker == markerSOS || length < 2 || at+2+length > len(data) {
			break
		}
		body := data[at+4 : at+2+length]
		switch {
		case marker == markerAPP1 && h.orientation == 0:
			h.orientation = exifOrientation(body)
		case marker >= 0xc0 && marker <= 0xcf && marker != markerDHT && marker != markerJPG && marker != markerDAC:
			h.cost = frameCost(marker, body)
		}
		at += 2 + length
	}
	return h
}

// frameCost is how many bytes hundred points take: as many as there are samples, by how coarsely the colours were
// taken; and where the picture comes in several passes, four more for the coefficients of each, until it is whole.
func frameCost(marker byte, frame []byte) int64 {
	const progressive = 0xc2
	if len(frame) < 6 || len(frame) < 6+3*int(frame[5]) {
		return 1500
	}
	var samples, across, down int64 = 0, 1, 1
	for c := range int(frame[5]) {
		h, v := int64(frame[7+3*c]>>4), int64(frame[7+3*c]&15)
		samples += h * v
		across, down = max(across, h), max(down, v)
	}
	cost := samples * 100 / (across * down)
	if frame[5] == 4 {
		cost += 400 // turned into colours that screens have
	}
	if marker == progressive {
		cost *= 5
	}
	return cost
}

// exifOrientation finds tag 0x0112 of the first directory (EXIF 2.3, 4.6.4).
func exifOrientation(app1 []byte) uint16 {
	tiff, ok := bytes.CutPrefix(app1, []byte("Exif\x00\x00"))
	if !ok || len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return 0
	}
	entries := uint64(order.Uint16(tiff[at:]))
	for e := range entries {
		entry := at + 2 + 12*e
		if entry+12 > uint64(len(tiff)) {
			return 0
		}
		if order.Uint16(tiff[entry:]) == 0x0112 {
			return order.Uint16(tiff[entry+8:])
		}
	}
	return 0
}
