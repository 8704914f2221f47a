package media

import (
	"errors"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
)

// errForm is for a container that does not follow its own rules. The reader is told that the file is damaged.
var errForm = errors.New("not well formed")

// errNoSound is for a container with something in it that is no sound, such as a film.
var errNoSound = fault.New(fault.Invalid, "fault.media.not_voice")

// readVoice reads a recording through to its end, empties in place whatever is not needed to play it, and says how long
// it lasts.
func readVoice(media string, data []byte) (seconds int32, err error) {
	read := map[string]func([]byte) (time.Duration, error){"audio/webm": readWebM, "audio/ogg": readOgg, "audio/mp4": readMP4}[media]
	lasts, err := read(data)
	var known *fault.Error
	switch {
	case errors.As(err, &known):
		return 0, err
	case err != nil:
		return 0, errBroken(err)
	case lasts <= 0:
		return 0, fault.New(fault.Invalid, "fault.media.silent")
	case lasts > (VoiceSeconds+1)*time.Second: // a recorder stops a little late
		return 0, fault.New(fault.Invalid, "fault.media.too_long", "minutes", VoiceSeconds/60)
	}
	return int32(max(1, lasts.Round(time.Second)/time.Second)), nil //nolint:gosec // three minutes at most
}
