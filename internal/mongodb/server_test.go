package mongodb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// embedded starts a database in dir, stopped when the test ends.
func embedded(t *testing.T, dir string) *Server {
	t.Helper()
	s, err := Embedded(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestWhatWasWrittenIsThereAfterAStop(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made", "if need be")
	for want := range 3 {
		s, err := Embedded(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		c, err := s.Collection(t.Context(), "things")
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.CountDocuments(t.Context(), bson.D{})
		if err != nil || got != int64(want) {
			t.Fatalf("%d documents, %v, want %d", got, err, want)
		}
		if _, err := c.InsertOne(t.Context(), byID(fmt.Sprint(want))); err != nil {
			t.Fatal(err)
		}
		for range 2 { // closing again is nil
			if err := s.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestTheDirectoryIsHeldAgainstASecondServer(t *testing.T) {
	dir := t.TempDir()
	s := embedded(t, dir)
	if _, err := Embedded(t.Context(), dir); !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), dir) {
		t.Fatalf("second server: %v, want ErrLocked and the directory", err)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Fatalf("the first one suffered: %v", err)
	}
}

func TestTheSocketIsForItsUserAloneWhereverItIs(t *testing.T) {
	for name, dir := range map[string]string{
		"beside the data":        "data",
		"when the path is long":  strings.Repeat("long", 30),
		"when it has a comma":    "a,b",
		"when it has a space":    "my data",
		"after a killed process": "killed",
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), dir)
			if name == "after a killed process" {
				leaveSocket(t, dir)
			}
			s := embedded(t, dir)
			info, err := os.Stat(s.engine.path)
			if err != nil || info.Mode().Perm() != 0o600 || len(s.engine.path) > socketPathLimit {
				t.Fatalf("socket %s: %v %v", s.engine.path, info, err)
			}
		})
	}
}

func leaveSocket(t *testing.T, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(dir, "mongodb.sock"), Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestADirectoryThatCannotServeIsRefusedWithTheReason(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for dir, reason := range map[string]string{file: "not a directory", t.TempDir() + "/50%": "%", t.TempDir() + "/why?": "?"} {
		if _, err := Embedded(t.Context(), dir); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%s: %v, want %q", dir, err, reason)
		}
	}
}

func TestLookingUpByIDUsesAnIndexInTheEmbeddedServer(t *testing.T) {
	s := embedded(t, t.TempDir())
	for range 2 {
		if _, err := s.Collection(t.Context(), "things"); err != nil {
			t.Fatal(err)
		}
	}
	err := s.engine.sqlite(s.database.Name(), func(lite *sql.DB) error {
		var table, plan string
		var skip int
		if err := lite.QueryRow("SELECT table_name FROM _ferretdb_collections WHERE name = 'things'").Scan(&table); err != nil {
			return err
		}
		query := fmt.Sprintf("EXPLAIN QUERY PLAN SELECT _ferretdb_sjson FROM %q WHERE _ferretdb_sjson->'$._id' = ?", table) //nolint:gosec // the server's own name for it
		if err := lite.QueryRow(query, `"x"`).Scan(&skip, &skip, &skip, &plan); err != nil {
			return err
		}
		if !strings.Contains(plan, "USING INDEX") {
			t.Errorf("plan: %s", plan)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestConnectSaysWhatIsWrongWithAnAddress(t *testing.T) {
	closed, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := closed.Addr().String()
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	for uri, want := range map[string]string{
		"postgres://somewhere":                      "mongodb",
		"mongodb://u:secret@" + address:             address,
		"mongodb://" + address + "/?w=nonsense&w=0": "MongoDB",
	} {
		start := time.Now()
		_, err := Connect(t.Context(), uri)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", uri, err)
		}
		if took := time.Since(start); took > 3*selectionLimit {
			t.Errorf("%s: took %v", uri, took)
		}
	}
}

func TestTheDatabaseIsTheOneInTheAddress(t *testing.T) {
	s := embedded(t, t.TempDir())
	if got := s.Database().Name(); got != "parentpower" {
		t.Errorf("without a name: %s", got)
	}
	other, err := Connect(t.Context(), strings.TrimSuffix(s.engine.uri, "/")+"/elsewhere?timeoutMS=500")
	if err != nil {
		t.Fatal(err)
	}
	if got := other.Database().Name(); got != "elsewhere" {
		t.Errorf("with a name: %s", got)
	}
	if err := other.Close(t.Context()); err != nil {
		t.Error(err)
	}
}
