package faults

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// builtIn is where the program is built.
var builtIn string

// built is the program, made once for all tests that need it.
var built = sync.OnceValues(func() (string, error) {
	path := filepath.Join(builtIn, "parentpower")
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-o", path, "../../cmd/parentpower") //nolint:gosec // our own program
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	if dir := os.Getenv(databaseVar); dir != "" {
		serveDatabase(dir)
	}
	var err error
	if builtIn, err = os.MkdirTemp("", "pp"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(builtIn)
	os.Exit(code)
}

// program is a demonstration that runs as a process, on a directory and an address that outlive it.
type program struct {
	*client
	t       testing.TB
	dir     string
	address string
	args    []string
	cmd     *exec.Cmd
	log     record // what it wrote to stderr, in all its lives
	tour    tour
}

// tour is what a demonstration says of itself once it is ready.
type tour struct {
	Links   map[string]string
	Council string
	Round   string
	Slips   []string
	Token   string
	Screen  string
}

// newProgram starts a demonstration with more arguments, and stops it at the end of the test.
func newProgram(t testing.TB, args ...string) *program {
	t.Helper()
	dir, err := os.MkdirTemp("", "pp") // short: it holds a Unix socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return newProgramIn(t, dir, args...)
}

func newProgramIn(t testing.TB, dir string, args ...string) *program {
	t.Helper()
	address := freeAddress(t)
	p := &program{t: t, dir: dir, address: address, client: newClient("http://" + address), args: args}
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("the program wrote:\n%s", p.log.tail(6_000))
		}
	})
	p.start()
	return p
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // nothing was sent
	return l.Addr().String()
}

// begin starts the process and gives the pipe on which it will say that it is ready.
func (p *program) begin() io.Reader {
	p.t.Helper()
	path, err := built()
	if err != nil {
		p.t.Fatal(err)
	}
	args := append([]string{"demo", "--json", "--listen", p.address, "--data", p.dir}, p.args...)
	p.cmd = exec.Command(path, args...) //nolint:gosec // the program under test
	p.cmd.Stderr = &p.log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	return out
}

// start runs the program and returns how long it took until it could take people.
func (p *program) start() time.Duration {
	p.t.Helper()
	at := time.Now()
	if err := json.NewDecoder(p.begin()).Decode(&p.tour); err != nil {
		p.t.Fatalf("the program never was ready: %v", err)
	}
	if a, err := p.get("/readyz"); err != nil || a.status != http.StatusOK {
		p.t.Fatalf("it says it is ready, and answers %+v, %v", a, err)
	}
	return time.Since(at)
}

// kill ends the process as kill -9 does.
func (p *program) kill() {
	if p.cmd == nil {
		return
	}
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait() // that it was killed is known
	p.cmd = nil
}

// stop asks the program to end and waits until it has.
func (p *program) stop() {
	p.t.Helper()
	if err := errors.Join(p.cmd.Process.Signal(syscall.SIGTERM), p.cmd.Wait()); err != nil {
		p.t.Errorf("the program did not end well: %v", err)
	}
	p.cmd = nil
}

// record keeps what is written to it, from several processes one after the other.
type record struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (r *record) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(b)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}

func (r *record) tail(n int) string {
	s := r.String()
	return s[max(0, len(s)-n):]
}

// eventually waits for what must come to hold.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for !holds() {
		if !pause(ctx, 20*time.Millisecond) {
			t.Fatalf("it never came to hold: %s", what)
		}
	}
}

// pause reports whether the time passed before ctx ended.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
