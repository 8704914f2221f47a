package mongodb

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/FerretDB/FerretDB/ferretdb"
	"github.com/gofrs/flock"
)

// ErrLocked: another process has the embedded database open.
var ErrLocked = errors.New("the embedded database is open in another process")

// pragmas make SQLite flush its log to the disk before it acknowledges (fullfsync: on macOS too), so that an
// acknowledged write outlives the process and, where the disk keeps its word, the power; and overwrite what is deleted.
const pragmas = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=fullfsync(true)&_pragma=secure_delete(true)"

// socket is the name of the Unix socket: the driver knows one by its ending.
const socket = "mongodb.sock"

// socketPathLimit is what fits the address of a Unix socket on every system.
const socketPathLimit = 100

// Embedded opens the database in dir, which is its own and is made if need be, with a server inside this process
// (FerretDB over SQLite) that listens on a Unix socket only its user may use. A dir that another process holds is
// ErrLocked.
func Embedded(ctx context.Context, dir string) (*Server, error) {
	e, err := start(dir)
	if err != nil {
		return nil, fmt.Errorf("embedded database in %s: %w", dir, err)
	}
	s, err := Connect(ctx, e.uri)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("embedded database in %s: %w", dir, err), e.stop())
	}
	s.engine = e
	return s, nil
}

// engine is the running embedded server.
type engine struct {
	dir      string
	path     string // of the socket
	uri      string
	release  []func() error // in the order in which things were taken
	prepared sync.Map       // names of the collections that have their index
}

func start(dir string) (_ *engine, err error) {
	if strings.ContainsAny(dir, "?#%") {
		return nil, errors.New("the path may not contain ?, # or %")
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	e := &engine{dir: dir}
	defer func() {
		if err != nil {
			err = errors.Join(err, e.stop())
		}
	}()
	for _, step := range []func() error{e.lock, e.place, e.run} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return e, os.Chmod(e.path, 0o600)
}

func (e *engine) lock() error {
	lock := flock.New(filepath.Join(e.dir, "lock"), flock.SetPermissions(0o600))
	held, err := lock.TryLock()
	if err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	if !held {
		return ErrLocked
	}
	e.release = append(e.release, lock.Unlock)
	return nil
}

// place decides where to listen: beside the data, or in a short private directory when that path is too long or has
// a comma, at which a MongoDB address would be split.
func (e *engine) place() error {
	e.path = filepath.Join(e.dir, socket)
	if len(e.path) > socketPathLimit || strings.Contains(e.path, ",") {
		short, err := os.MkdirTemp("", "parentpower")
		if err != nil {
			return err
		}
		e.release = append(e.release, func() error { return os.RemoveAll(short) })
		e.path = filepath.Join(short, socket)
	}
	// One that a killed process left behind: the lock says that nobody listens there.
	if err := os.Remove(e.path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

func (e *engine) run() error {
	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{Unix: e.path},
		Logger:    slog.New(slog.DiscardHandler), // it logs every connection, and documents with its errors
		Handler:   "sqlite",
		SQLiteURL: "file:" + e.dir + "/" + pragmas,
	})
	if err != nil {
		return err
	}
	// The server outlives the context it was opened with; stop ends it.
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server.Run(ctx) }()
	e.release = append(e.release, func() error {
		cancel()
		return <-done
	})
	e.uri = server.MongoDBURI()
	return nil
}

// stop gives back everything in the reverse order.
func (e *engine) stop() error {
	var errs []error
	for i := len(e.release) - 1; i >= 0; i-- {
		errs = append(errs, e.release[i]())
	}
	e.release = nil
	return errors.Join(errs...)
}
