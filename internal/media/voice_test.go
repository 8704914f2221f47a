package media

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/parentpower/parentpower/internal/fault"
)

func TestVoicesAreKeptAsTheyWereRecorded(t *testing.T) {
	for name, c := range map[string]struct {
		data    []byte
		media   string
		seconds int32
	}{
		"Chromium, WebM":  {file(t, "voice.webm"), "audio/webm", 2},
		"Chromium, MP4":   {file(t, "voice.mp4"), "audio/mp4", 2},
		"Firefox, Ogg":    {ogg(100, 48_000*5), "audio/ogg", 5},
		"an iPhone's MP4": {mp4("soun", 180*1000), "audio/mp4", 180},
	} {
		f, kept, err := keep(t, bytes.Clone(c.data), Voice)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if f.Kind != Voice || f.Type != c.media || f.Seconds < c.seconds || f.Seconds > c.seconds+1 || len(kept) != len(c.data) {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

func TestWhatAVoicesContainerCarriesBesidesIsEmptied(t *testing.T) {
	webm := file(t, "voice.webm")
	tags := append([]byte{0x12, 0x54, 0xc3, 0x67, 0x80 | byte(len(canary))}, canary...)
	attachment := append([]byte{0x19, 0x41, 0xa4, 0x69, 0x40, byte(len(canary))}, canary...)
	for name, data := range map[string][]byte{
		"WebM, tags":       append(bytes.Clone(webm), tags...),
		"WebM, attachment": append(bytes.Clone(webm), attachment...),
		"MP4, place":       append(mp4("soun", 1000), box("moov", box("udta", box("\xa9xyz", []byte(canary))))...),
		"MP4, unknown":     append(mp4("soun", 1000), box("uuid", []byte(canary))...),
		"Ogg, comments":    ogg(100, 48_000),
	} {
		if !bytes.Contains(data, []byte(canary)) {
			t.Fatalf("%s: the test put nothing in", name)
		}
		_, kept, err := keep(t, data, Voice)
		if err != nil || bytes.Contains(kept, []byte("Secret")) {
			t.Errorf("%s: kept, %v", name, err)
		}
	}
}

func TestAnOggPageWithEmptiedCommentsStillHasItsSum(t *testing.T) {
	_, kept, err := keep(t, ogg(100, 48_000), Voice)
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at < len(kept); {
		page, _, err := oggPage(kept[at:])
		if err != nil {
			t.Fatal(err)
		}
		want := binary.LittleEndian.Uint32(page[oggChecksum:])
		bare := bytes.Clone(page)
		clear(bare[oggChecksum : oggChecksum+4])
		if got := oggSum(bare); got != want {
			t.Errorf("page at %d: sum %x, want %x", at, got, want)
		}
		at += len(page)
	}
}

func TestWhatIsNoVoiceIsRefused(t *testing.T) {
	webm, film := file(t, "voice.webm"), file(t, "voice.webm")
	track := bytes.Index(film, []byte{0x83, 0x81, 0x02})
	film[track+2] = 1
	hour := file(t, "voice.webm")
	cluster := bytes.LastIndex(hour, []byte{0x1f, 0x43, 0xb6, 0x75})
	hour = append(hour[:cluster:cluster], append([]byte{0x1f, 0x43, 0xb6, 0x75, 0xff, 0xe7, 0x83, 0x36, 0xee, 0x80}, webm[cluster:]...)...)
	hour = append(hour, 0xe7, 0x83, 0x36, 0xee, 0x80, 0xa3, 0x84, 0x81, 0, 0, 0)
	for name, c := range map[string]struct {
		data []byte
		key  string
	}{
		"nothing":             {nil, "fault.media.empty"},
		"a picture":           {asJPEG(t, halves(10, 10)), "fault.media.not_voice"},
		"a song":              {[]byte("ID3\x04\x00\x00\x00\x00\x00\x00"), "fault.media.not_voice"},
		"a film in WebM":      {film, "fault.media.not_voice"},
		"a film in MP4":       {mp4("vide", 1000), "fault.media.not_voice"},
		"a song in Ogg":       {bytes.Replace(ogg(100, 48_000), []byte("OpusHead"), []byte("\x01vorbis\x00"), 1), "fault.media.not_voice"},
		"an hour":             {hour, "fault.media.too_long"},
		"four minutes of MP4": {mp4("soun", 240_000), "fault.media.too_long"},
		"half a WebM":         {webm[:len(webm)-10], "fault.media.broken"},
		"half an Ogg":         {ogg(100, 48_000)[:200], "fault.media.broken"},
		"half an MP4":         {mp4("soun", 1000)[:60], "fault.media.broken"},
		"a page behind it":    {append(bytes.Clone(webm), "<script>alert(1)</script>"...), "fault.media.broken"},
		"a page behind Ogg":   {append(ogg(100, 48_000), "<script>alert(1)</script>"...), "fault.media.broken"},
		"a page behind MP4":   {append(mp4("soun", 1000), "<script>alert(1)</script>"...), "fault.media.broken"},
		"only a beginning":    {webm[:4], "fault.media.broken"},
		"silence":             {mp4("soun", 0), "fault.media.silent"},
		"more than is taken":  {append(bytes.Clone(webm), make([]byte, VoiceMost)...), "fault.media.too_large"},
	} {
		t.Run(name, func(t *testing.T) { refused(t, c.data, c.key, Voice) })
	}
}

func TestPapersAndPicturesOfThemAreTaken(t *testing.T) {
	paper := []byte("%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
	f, kept, err := keep(t, paper, Picture, Document)
	if err != nil || f.Kind != Document || f.Type != "application/pdf" || !bytes.Equal(kept, paper) {
		t.Errorf("%+v, %v", f, err)
	}
	if f, _, err := keep(t, asJPEG(t, halves(30, 20)), Picture, Document); err != nil || f.Kind != Picture {
		t.Errorf("a photo of one: %+v, %v", f, err)
	}
	refused(t, []byte("MZ\x90"), "fault.media.not_document", Picture, Document)
	refused(t, append(paper, "PK\x03\x04 an archive"...), "fault.media.broken", Document)
	refused(t, append(paper, bytes.Repeat([]byte(" "), DocumentMost)...), "fault.media.too_large", Document)
}

func FuzzVoice(f *testing.F) {
	f.Add(file(f, "voice.webm"))
	f.Add(file(f, "voice.mp4"))
	f.Add(ogg(100, 48_000))
	f.Add(mp4("soun", 1000))
	r := newRig(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		_, _, err := r.of(t).keep(data, Voice)
		onlyInvalid(t, err)
	})
}

func onlyInvalid(t *testing.T, err error) {
	t.Helper()
	if err != nil && !fault.Is(err, fault.Invalid) {
		t.Fatal(err)
	}
}

// ogg is an Opus stream as Firefox writes it: a head, comments with a canary, a page of so many bytes that ends at a
// position.
func ogg(bytesOfSound int, position uint64) []byte {
	comment := "LOCATION=" + canary
	tags := binary.LittleEndian.AppendUint32([]byte("OpusTags"), 7)
	tags = append(tags, "Mozilla"...)
	tags = binary.LittleEndian.AppendUint32(tags, 1)
	tags = binary.LittleEndian.AppendUint32(tags, uint32(len(comment))) //nolint:gosec // short
	tags = append(tags, comment...)
	head := append([]byte("OpusHead\x01\x01\x38\x01\x80\xbb\x00\x00"), 0, 0, 0)
	return bytes.Join([][]byte{oggWrite(0, 0, head), oggWrite(1, 0, tags), oggWrite(2, position, make([]byte, bytesOfSound))}, nil)
}

func oggWrite(n uint32, position uint64, body []byte) []byte {
	page := []byte("OggS\x00\x00")
	page = binary.LittleEndian.AppendUint64(page, position)
	page = append(page, 1, 2, 3, 4)
	page = binary.LittleEndian.AppendUint32(page, n)
	page = append(page, 0, 0, 0, 0, 1, byte(len(body))) //nolint:gosec // short
	page = append(page, body...)
	binary.LittleEndian.PutUint32(page[oggChecksum:], oggSum(page))
	return page
}

// mp4 is a recording of one track that lasts so many milliseconds, as a phone's recorder writes it.
func mp4(track string, milliseconds uint32) []byte {
	movie := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(make([]byte, 12), 1000), milliseconds)
	handler := append(make([]byte, 8), track+strings.Repeat("\x00", 13)...)
	moov := bytes.Join([][]byte{
		box("mvhd", append(movie, make([]byte, 80)...)),
		box("trak", box("mdia", append(box("mdhd", binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(make([]byte, 12), 44_100), 0)), box("hdlr", handler)...))),
	}, nil)
	return bytes.Join([][]byte{box("ftyp", []byte("M4A \x00\x00\x00\x00isom")), box("moov", moov), box("mdat", make([]byte, 100))}, nil)
}

func box(name string, body []byte) []byte {
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(body)+8)), name...), body...) //nolint:gosec // short
}
