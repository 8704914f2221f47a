package seal

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
)

// Master is the community's master key. It prints as nothing, so that it cannot end in a log.
type Master struct{ key [keySize]byte }

// String hides the key.
func (Master) String() string { return "(master key)" }

// GoString hides the key.
func (Master) GoString() string { return "(master key)" }

// LogValue hides the key.
func (Master) LogValue() slog.Value { return slog.StringValue("(master key)") }

const howToMake = "make one with `openssl rand -base64 32` and keep a copy where backups are not: " +
	"without it nothing personal can be read again"

// random reports whether 32 bytes may well be random. Random ones have about 30 different values and are practically
// never all printable; a placeholder, a short word repeated or a pass phrase is one or the other.
func random(raw []byte) bool {
	seen := make(map[byte]bool, keySize)
	printable := true
	for _, b := range raw {
		seen[b] = true
		printable = printable && ' ' <= b && b <= '~'
	}
	return len(seen) >= keySize/2 && !printable
}

// ParseMaster reads a master key from a setting: 32 bytes in base64 or hexadecimal. It refuses an absent, short or
// made-up one with the fix in the message; the message never repeats the setting.
func ParseMaster(setting string) (Master, error) {
	setting = strings.TrimSpace(setting)
	if setting == "" {
		return Master{}, errors.New("no master key is set: " + howToMake)
	}
	raw, err := hex.DecodeString(setting)
	if err != nil {
		raw, err = base64.RawStdEncoding.DecodeString(strings.TrimRight(setting, "="))
	}
	if err != nil {
		return Master{}, errors.New("the master key is neither base64 nor hexadecimal: " + howToMake)
	}
	if len(raw) != keySize {
		return Master{}, fmt.Errorf("the master key has %d bytes, not %d: %s", len(raw), keySize, howToMake)
	}
	if !random(raw) {
		return Master{}, errors.New("the master key is not random: " + howToMake)
	}
	return Master{key: [keySize]byte(raw)}, nil
}

// LoadOrCreateMaster reads the master key kept in a file, or makes one and keeps it there with mode 0600. Processes that
// make it at the same time end with the same key, and the file is never there half written.
func LoadOrCreateMaster(path string) (Master, error) {
	m, err := loadMaster(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return m, err
	}
	if err := createMaster(path); err != nil && !errors.Is(err, fs.ErrExist) {
		return Master{}, fmt.Errorf("make the master key: %w", err)
	}
	return loadMaster(path)
}

func loadMaster(path string) (Master, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Master{}, fmt.Errorf("read the master key: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return Master{}, fmt.Errorf("others may read the master key (mode %04o): run `chmod 600 %s`", info.Mode().Perm(), path)
	}
	raw, err := os.ReadFile(path) //nolint:gosec // the path is the operator's own setting
	if err != nil {
		return Master{}, fmt.Errorf("read the master key: %w", err)
	}
	m, err := ParseMaster(string(raw))
	if err != nil {
		return Master{}, fmt.Errorf("%s: put the file back from its copy; %w", path, err)
	}
	return m, nil
}

// createMaster writes a new key beside path and links it into place once it is on the disk.
func createMaster(path string) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".master-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	raw := make([]byte, keySize)
	_, _ = rand.Read(raw) // never fails: the program would end first
	_, err = f.WriteString(base64.StdEncoding.EncodeToString(raw) + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes the new name itself survive a loss of power.
func syncDir(dir string) error {
	d, err := os.Open(dir) //nolint:gosec // the path is the operator's own setting
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
