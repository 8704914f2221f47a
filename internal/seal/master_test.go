package seal

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

const goodKey = "4355a46b19d348dc2f57c046f8ef63d4538ebb936000f3c9ee954a27460dd865"

func TestParseMasterTakesHexAndBase64(t *testing.T) {
	raw, err := hex.DecodeString(goodKey)
	if err != nil {
		t.Fatal(err)
	}
	for _, setting := range []string{
		goodKey, strings.ToUpper(goodKey) + "\n",
		base64.StdEncoding.EncodeToString(raw), " " + base64.RawStdEncoding.EncodeToString(raw),
	} {
		if m, err := ParseMaster(setting); err != nil || string(m.key[:]) != string(raw) {
			t.Errorf("%q: %v", setting, err)
		}
	}
}

func TestParseMasterRefusesWhatIsNoSecretAndSaysTheFix(t *testing.T) {
	text := base64.StdEncoding.EncodeToString([]byte("a pass phrase of thirty-two char"))
	for _, setting := range []string{
		"", "  ", "changeme", "hunter2", goodKey[:62], goodKey + "00", strings.Repeat("0", 64), strings.Repeat("ab", 32),
		strings.Repeat("changeme", 6)[:43] + "=", text, "!" + goodKey[1:],
	} {
		_, err := ParseMaster(setting)
		if err == nil {
			t.Errorf("%q was taken", setting)
			continue
		}
		if !strings.Contains(err.Error(), "openssl rand -base64 32") {
			t.Errorf("%q: no fix in %q", setting, err)
		}
		if s := strings.TrimSpace(setting); s != "" && strings.Contains(err.Error(), s) {
			t.Errorf("%q is in the message %q", setting, err)
		}
	}
}

func TestMasterKeyDoesNotPrint(t *testing.T) {
	m, err := ParseMaster(goodKey)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("start", "master", m)
	for _, printed := range []string{fmt.Sprint(m), fmt.Sprintf("%v %+v %#v %s %q", m, m, m, m, m), log.String()} {
		if strings.Contains(printed, "4355") || strings.Contains(printed, "67 85") || strings.Contains(printed, "0x43") {
			t.Errorf("printed as %s", printed)
		}
	}
}

func TestLoadOrCreateMasterMakesOneKeyForAllAndKeepsIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "master.key")
	made := make([]Master, 8)
	var wg sync.WaitGroup
	for i := range made {
		wg.Go(func() {
			var err error
			if made[i], err = LoadOrCreateMaster(path); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, m := range made {
		if m != made[0] || m == (Master{}) {
			t.Fatal("processes that start at once have different keys")
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
		t.Fatalf("left behind: %v, %v", left, err)
	}
}

func TestLoadOrCreateMasterRefusesOpenOrDamagedFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "master.key")
	if err := os.WriteFile(path, []byte(goodKey), 0o644); err != nil { //nolint:gosec // that is the point
		t.Fatal(err)
	}
	if _, err := LoadOrCreateMaster(path); err == nil || !strings.Contains(err.Error(), "chmod 600 "+path) {
		t.Errorf("readable by others: %v", err)
	}
	if err := os.WriteFile(path, []byte(goodKey[:10]), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadOrCreateMaster(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("damaged: %v", err)
	}
	if kept, err := os.ReadFile(path); err != nil || string(kept) != goodKey[:10] { //nolint:gosec // a test's own file
		t.Errorf("the damaged file was replaced: %q, %v", kept, err)
	}
	if _, err := LoadOrCreateMaster(filepath.Join(t.TempDir(), "missing", "master.key")); err == nil {
		t.Error("made a key in a directory that is not there")
	}
}
