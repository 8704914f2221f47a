package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/gorilla/websocket"
)

// raiseLimit allows as many open files as are needed.
func raiseLimit(files int) error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return err
	}
	limit.Cur = limit.Max
	if limit.Max < uint64(files) {
		return fmt.Errorf("%d open files are allowed and %d are needed: raise the hard limit (ulimit -Hn) or ask for fewer -viewers", limit.Max, files)
	}
	return syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit)
}

// viewer is one open screen, and when it got which state.
type viewer struct {
	ws       *websocket.Conn
	arrivals []arrival
}

type arrival struct {
	seq int64
	at  time.Time
}

// view is the process of the viewers. It prints a line when all have subscribed, and the report when all have
// the last state.
func view(target string, s settings) error {
	hub, address, _ := strings.Cut(target, "@")
	viewers := make([]viewer, s.Viewers)
	if err := all(64, viewers, func(v *viewer) error { return v.subscribe(hub, address) }); err != nil {
		return err
	}
	fmt.Println("ready")
	if err := all(s.Viewers, viewers, func(v *viewer) error { return v.follow(s.last()) }); err != nil {
		return err
	}
	var r report
	r.add(viewers)
	if err := json.NewEncoder(os.Stdout).Encode(r); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, os.Stdin) // stay connected while the server measures itself
	return err
}

// all does something for every viewer, so many at a time, and returns an error if there was one.
func all(atOnce int, viewers []viewer, do func(*viewer) error) error {
	turns := make(chan struct{}, atOnce)
	failed := make(chan error, len(viewers))
	var done sync.WaitGroup
	for i := range viewers {
		turns <- struct{}{}
		done.Go(func() {
			failed <- do(&viewers[i])
			<-turns
		})
	}
	done.Wait()
	for range viewers {
		if err := <-failed; err != nil {
			return err
		}
	}
	return nil
}

func (v *viewer) subscribe(hub, address string) error {
	dialer := websocket.Dialer{ReadBufferSize: 1024, WriteBufferSize: 256, HandshakeTimeout: 10 * time.Second}
	ws, answer, err := dialer.Dial("ws://"+address, http.Header{"Origin": {origin}})
	if err != nil {
		return err
	}
	_ = answer.Body.Close()
	v.ws = ws
	ask, answered := fmt.Sprintf(`{"subscribe":%q}`, topic), `"seq"`
	if hub == "centrifuge" {
		ask, answered = fmt.Sprintf("{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":%q}}", topic), `"subscribe"`
	}
	if err := ws.WriteMessage(websocket.TextMessage, []byte(ask)); err != nil {
		return err
	}
	for {
		_, data, err := ws.ReadMessage()
		if err != nil || bytes.Contains(data, []byte(answered)) {
			return err
		}
	}
}

// follow notes every state until the last.
func (v *viewer) follow(last int64) error {
	for {
		_, data, err := v.ws.ReadMessage()
		if err != nil {
			return err
		}
		seq := newest(data)
		v.arrivals = append(v.arrivals, arrival{seq, time.Now()})
		if seq >= last {
			return nil
		}
	}
}

// newest is the seq of the last state in a frame, 0 if there is none. It is found without parsing, since it is
// the server that is measured.
func newest(data []byte) int64 {
	const key = `"seq":`
	at := bytes.LastIndex(data, []byte(key))
	if at < 0 {
		return 0
	}
	digits, _, _ := bytes.Cut(data[at+len(key):], []byte(","))
	seq, _ := strconv.ParseInt(string(digits), 10, 64)
	return seq
}

// report is how many messages came, and for each seq sent when the last viewer had it or a later one.
type report struct {
	Messages int
	Last     map[int64]time.Time
}

func (r *report) add(viewers []viewer) {
	r.Last = map[int64]time.Time{}
	for _, v := range viewers {
		r.Messages += len(v.arrivals)
		for _, a := range v.arrivals {
			if a.seq > 0 {
				r.Last[a.seq] = time.Time{}
			}
		}
	}
	for seq := range r.Last {
		for _, v := range viewers {
			for _, a := range v.arrivals { // in rising order
				if a.seq >= seq {
					if a.at.After(r.Last[seq]) {
						r.Last[seq] = a.at
					}
					break
				}
			}
		}
	}
}
