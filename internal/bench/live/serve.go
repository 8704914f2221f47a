package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"slices"
	"syscall"
	"time"
)

// serve runs one hub, has the viewers connect, makes the changes and prints the result as JSON.
func serve(name string, s settings) error {
	var changes count
	changes.Store(1) // what the viewers find
	h, err := start(name, &changes)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			panic(err)
		}
	}()
	before := memory()

	crowd, err := gather(s, name, listener.Addr().String())
	if err != nil {
		return err
	}
	var r result
	r.Quiet = (memory() - before) / float64(s.Viewers)
	times, err := r.change(h, &changes, s, before)
	if err != nil {
		return err
	}
	seen, err := crowd.report()
	if err != nil {
		return err
	}
	r.Messages = seen.Messages
	r.latency(times, seen.Last)
	if err := h.close(); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(r)
}

// memory is what the process uses for its heap and stacks, without what the collector has yet to free.
func memory() float64 {
	runtime.GC()
	runtime.GC() // the first may have found stacks to shrink and pools to empty
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc + m.StackInuse)
}

// change makes the changes at their pace, and returns the time of each by its seq.
func (r *result) change(h hub, changes *count, s settings, before float64) (map[int64]time.Time, error) {
	cpu, err := processor()
	if err != nil {
		return nil, err
	}
	times := map[int64]time.Time{}
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for began := time.Now(); changes.Load() < s.last(); <-tick.C {
		due := 1 + int64(time.Since(began).Seconds()*float64(s.Rate))
		for changes.Load() < min(due, s.last()) { // a busy machine drops ticks, and the pace is kept all the same
			times[changes.Load()+1] = time.Now()
			changes.Add(1)
			h.changed()
		}
	}
	spent, err := processor()
	r.CPU = spent - cpu
	r.Busy = (memory() - before) / float64(s.Viewers)
	return times, err
}

func processor() (time.Duration, error) {
	var u syscall.Rusage
	err := syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), err
}

// crowd is the process of the viewers.
type crowd struct {
	in   io.Closer // they stay until it is closed
	out  *bufio.Scanner
	wait func() error
}

// gather starts it and waits until all viewers have subscribed.
func gather(s settings, hub, address string) (*crowd, error) {
	cmd, err := again(s, "-role=viewers", "-url="+hub+"@"+address)
	if err != nil {
		return nil, err
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	c := &crowd{in, bufio.NewScanner(out), cmd.Wait}
	c.out.Buffer(nil, 16<<20)
	if !c.out.Scan() {
		return nil, fmt.Errorf("the viewers did not connect: %w", c.wait())
	}
	return c, nil
}

// report waits until every viewer has the last state, and sends them home.
func (c *crowd) report() (report, error) {
	var r report
	if !c.out.Scan() {
		return r, fmt.Errorf("no report from the viewers: %w", c.wait())
	}
	if err := json.Unmarshal(c.out.Bytes(), &r); err != nil {
		return r, err
	}
	if err := c.in.Close(); err != nil {
		return r, err
	}
	return r, c.wait()
}

// latency compares the time of each change with the arrival of the first state that has it.
func (r *result) latency(changes, arrivals map[int64]time.Time) {
	var sent []int64
	for seq := range arrivals {
		sent = append(sent, seq)
	}
	slices.Sort(sent)
	var took []time.Duration
	for seq, at := range changes {
		i, _ := slices.BinarySearch(sent, seq)
		if i < len(sent) {
			took = append(took, arrivals[sent[i]].Sub(at))
		}
	}
	slices.Sort(took)
	r.P50, r.P99 = took[len(took)/2], took[len(took)*99/100]
}
