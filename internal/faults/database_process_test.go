package faults

import (
	"bufio"
	"context"
	"database/sql" // the driver "sqlite" is registered by FerretDB
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/FerretDB/FerretDB/ferretdb"

	"github.com/parentpower/parentpower/internal/mongodb"
)

// databaseVar in the environment makes the test binary a database server: it holds the directory to keep it in.
const (
	databaseVar = "PARENTPOWER_TEST_DATABASE"
	addressVar  = "PARENTPOWER_TEST_ADDRESS"
)

// What the database server is told on its standard input.
const (
	diskFull  = "full"
	diskSpace = "space"
)

// database is a MongoDB-compatible server in a process of its own, that can be killed, and whose disk can be full.
type database struct {
	t       testing.TB
	name    string // of the database in it that the test uses
	dir     string
	address string
	cmd     *exec.Cmd
	tell    io.WriteCloser
	told    *bufio.Scanner
}

func newDatabase(t testing.TB, name string) *database {
	t.Helper()
	d := &database{t: t, name: name, dir: t.TempDir(), address: freeAddress(t)}
	d.start()
	t.Cleanup(d.kill)
	return d
}

func (d *database) start() {
	d.t.Helper()
	d.cmd = exec.Command(os.Args[0]) //nolint:gosec // this test itself
	d.cmd.Env = append(os.Environ(), databaseVar+"="+d.dir, addressVar+"="+d.address)
	d.cmd.Stderr = os.Stderr
	out, err := d.cmd.StdoutPipe()
	if err != nil {
		d.t.Fatal(err)
	}
	if d.tell, err = d.cmd.StdinPipe(); err != nil {
		d.t.Fatal(err)
	}
	if err := d.cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	d.told = bufio.NewScanner(out)
	if !d.told.Scan() {
		d.t.Fatal("the database did not start")
	}
}

func (d *database) kill() {
	if d.cmd == nil {
		return
	}
	_ = d.cmd.Process.Kill()
	_ = d.cmd.Wait() // that it was killed is known
	d.cmd = nil
}

// disk fills the server's disk or makes space on it.
func (d *database) disk(state string) {
	d.t.Helper()
	if _, err := fmt.Fprintln(d.tell, state); err != nil || !d.told.Scan() {
		d.t.Fatalf("the database did not hear: %v", err)
	}
}

// read reads the journal from the database itself, past whatever stands before it.
func (d *database) read() reading {
	d.t.Helper()
	s, err := mongodb.Connect(d.t.Context(), "mongodb://"+d.address+"/"+d.name)
	if err != nil {
		d.t.Fatal(err)
	}
	defer s.Close(context.WithoutCancel(d.t.Context())) //nolint:errcheck // only read
	return readDatabase(d.t, s)
}

// index gives the journal the index on _id that every MongoDB has, and FerretDB only means to have: see
// internal/mongodb. Without it each look-up reads the whole journal.
func (d *database) index() {
	d.t.Helper()
	lite, err := sql.Open("sqlite", "file:"+filepath.Join(d.dir, d.name+".sqlite")+"?_pragma=busy_timeout(10000)")
	if err != nil {
		d.t.Fatal(err)
	}
	defer lite.Close() //nolint:errcheck // what was done was answered
	var table string
	err = lite.QueryRowContext(d.t.Context(), "SELECT table_name FROM _ferretdb_collections WHERE name = 'journal'").Scan(&table)
	if err == nil {
		_, err = lite.ExecContext(d.t.Context(), fmt.Sprintf("CREATE INDEX IF NOT EXISTS journal_lookup ON %q (_ferretdb_sjson->'$._id')", table))
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

// serveDatabase is the whole life of the process that is the database. It ends when nobody holds its input any more.
func serveDatabase(dir string) {
	fail := func(err error) {
		_, _ = fmt.Fprintln(os.Stderr, "database:", err)
		os.Exit(1)
	}
	server, err := ferretdb.New(&ferretdb.Config{
		Listener: ferretdb.ListenerConfig{TCP: os.Getenv(addressVar)}, Handler: "sqlite",
		SQLiteURL: "file:" + dir + "/?_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)&_pragma=synchronous(full)",
		Logger:    slog.New(slog.DiscardHandler),
	})
	if err != nil {
		fail(err)
	}
	go func() { fail(server.Run(context.Background())) }()
	s, err := mongodb.Connect(context.Background(), server.MongoDBURI())
	if err != nil {
		fail(err)
	}
	fmt.Println("ready")
	signal.Ignore(syscall.SIGXFSZ) // a write past the limit fails, as it does on a full disk
	var space syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &space); err != nil {
		fail(err)
	}
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		limit := space
		if in.Text() == diskFull {
			limit.Cur = 1
		}
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
			fail(err)
		}
		fmt.Println(in.Text())
	}
	_ = s.Close(context.Background())
	os.Exit(0)
}
