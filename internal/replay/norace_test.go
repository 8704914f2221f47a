//go:build !race

package replay_test

// raced says that the race detector is on.
const raced = false
