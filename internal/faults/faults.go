// Package faults brings about, on the whole program, the faults that the design says it outlives: killed processes, a
// database that is slow, away or full, several nodes, floods, clocks that are wrong, hostile clients. It has nothing but
// tests; docs/faults.md lists them.
//
// The program runs as processes of its own and is spoken to as anybody would, over HTTP and websockets on loopback.
// What it did is judged by a checker that shares no code with it: it reads the journal's documents through the
// database's own wire and counts for itself. The checker is itself tested: it must find fault with a server that
// acknowledges too early, and with one that lets a voter in twice.
//
// The environment makes the tests larger than they are every day; see size_test.go.
package faults
