package media

import (
	"bytes"
	"encoding/binary"
	"time"
)

// Where things are in a page's header (RFC 3533, 6).
const (
	oggGranule  = 6
	oggSerial   = 14
	oggChecksum = 22
	oggSegments = 26
	oggHeader   = 27
)

// opusRate is what positions in an Opus stream count (RFC 7845, 4).
const opusRate = 48_000

// readOgg walks through all pages, which have to be those of one Opus stream, and empties its comments.
func readOgg(data []byte) (time.Duration, error) {
	var samples uint64
	var serial []byte
	pages := 0
	for at := 0; at < len(data); pages++ {
		page, body, err := oggPage(data[at:])
		if err != nil {
			return 0, err
		}
		switch {
		case pages == 0:
			serial = page[oggSerial : oggChecksum-4]
			if !bytes.HasPrefix(body, []byte("OpusHead")) {
				return 0, errNoSound
			}
		case !bytes.Equal(page[oggSerial:oggChecksum-4], serial):
			return 0, errNoSound
		case pages == 1:
			if err := emptyTags(page, body); err != nil {
				return 0, err
			}
		}
		// A page on which no packet ends has no position.
		if position := binary.LittleEndian.Uint64(page[oggGranule:]); position != ^uint64(0) {
			samples = max(samples, position)
		}
		at += len(page)
	}
	if pages < 2 || samples > opusRate*24*60*60 {
		return 0, errForm
	}
	return time.Duration(samples) * time.Second / opusRate, nil
}

// oggPage is the page that data begins with, and what it carries.
func oggPage(data []byte) (page, body []byte, err error) {
	if len(data) < oggHeader || string(data[:4]) != "OggS" || data[4] != 0 {
		return nil, nil, errForm
	}
	begin := oggHeader + int(data[oggSegments])
	if len(data) < begin {
		return nil, nil, errForm
	}
	end := begin
	for _, segment := range data[oggHeader:begin] {
		end += int(segment)
	}
	if len(data) < end {
		return nil, nil, errForm
	}
	return data[:end], data[begin:end], nil
}

// emptyTags leaves of the comments who wrote the file: none of those that may say where or by whom it was recorded. What
// was in them becomes padding of zeros (RFC 7845, 5.2).
func emptyTags(page, body []byte) error {
	rest, ok := bytes.CutPrefix(body, []byte("OpusTags"))
	if !ok || len(rest) < 8 {
		return errForm
	}
	vendor := uint64(binary.LittleEndian.Uint32(rest))
	if vendor+8 > uint64(len(rest)) {
		return errForm
	}
	clear(rest[4+vendor:])
	binary.LittleEndian.PutUint32(page[oggChecksum:], 0)
	binary.LittleEndian.PutUint32(page[oggChecksum:], oggSum(page))
	return nil
}

// oggSum is a page's checksum: the polynomial 0x04c11db7, unreflected, from zero.
func oggSum(page []byte) (sum uint32) {
	for _, b := range page {
		sum ^= uint32(b) << 24
		for range 8 {
			carry := sum >> 31
			sum = sum<<1 ^ carry*0x04c11db7
		}
	}
	return sum
}
