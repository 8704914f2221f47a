package mongo

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/journal/journaltest"
	"github.com/parentpower/parentpower/internal/mongodb"
)

// appendUntilKilled in the environment makes the test binary the process that is killed.
const appendUntilKilled = "PARENTPOWER_TEST_APPEND_IN"

func TestWhatWasAcknowledgedOutlivesKill(t *testing.T) {
	if dir := os.Getenv(appendUntilKilled); dir != "" {
		appendForEver(t, dir)
	}
	dir := t.TempDir()
	var acknowledged int64
	for _, more := range []int64{1, 25, 4} { // the second and third start with what a kill left behind
		acknowledged = killAfter(t, dir, acknowledged+more)
		server, err := mongodb.Embedded(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		j := openIn(t, server)
		there := int64(len(journaltest.Read(t, j, 0)))
		if there < acknowledged || there > acknowledged+1 {
			t.Fatalf("%d commits are there, %d were acknowledged", there, acknowledged)
		}
		journaltest.Verify(t, j, there)
		acknowledged = there
		if err := server.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// killAfter runs the appending process until it has acknowledged so many commits in all, kills it, and returns how
// many it acknowledged.
func killAfter(t *testing.T, dir string, commits int64) (acknowledged int64) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$") //nolint:gosec // this test itself
	cmd.Env = append(os.Environ(), appendUntilKilled+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, err := fmt.Sscanf(lines.Text(), "acknowledged %d", &acknowledged); err != nil {
			t.Errorf("the process said %q", lines.Text())
		}
		if acknowledged == commits {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err == nil || acknowledged < commits {
		t.Fatalf("the process ended by itself after %d commits: %v", acknowledged, err)
	}
	return acknowledged
}

func appendForEver(t *testing.T, dir string) {
	server, err := mongodb.Embedded(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	j := openIn(t, server)
	var head journal.Head
	for _, c := range journaltest.Read(t, j, 0) {
		if head, err = head.Follow(c); err != nil {
			t.Fatal(err)
		}
	}
	for {
		var c journal.Commit
		c, head = journaltest.Next(head, 50)
		journaltest.Append(t, j, c)
		fmt.Printf("acknowledged %d\n", c.Seq)
	}
}
