// Package sealtest gives tests a vault with its keys in memory.
package sealtest

import (
	"context"
	"maps"
	"sync"
	"testing"

	"github.com/parentpower/parentpower/internal/seal"
)

// Keys is a key store in memory. Several vaults over one are the nodes of one community.
type Keys struct {
	mu   sync.Mutex
	held map[string][]byte
}

// Get implements seal.Keys.
func (k *Keys) Get(_ context.Context, subject string) ([]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.held[subject], nil
}

// PutIfAbsent implements seal.Keys.
func (k *Keys) PutIfAbsent(_ context.Context, subject string, value []byte) ([]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if held, ok := k.held[subject]; ok {
		return held, nil
	}
	if k.held == nil {
		k.held = make(map[string][]byte)
	}
	k.held[subject] = value
	return value, nil
}

// Delete implements seal.Keys.
func (k *Keys) Delete(_ context.Context, subject string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.held, subject)
	return nil
}

// All implements seal.Keys.
func (k *Keys) All(_ context.Context, visit func(string, []byte) error) error {
	k.mu.Lock()
	held := maps.Clone(k.held)
	k.mu.Unlock()
	for subject, value := range held {
		if err := visit(subject, value); err != nil {
			return err
		}
	}
	return nil
}

// Master is a fixed master key.
func Master(t testing.TB) seal.Master {
	t.Helper()
	m, err := seal.ParseMaster("4355a46b19d348dc2f57c046f8ef63d4538ebb936000f3c9ee954a27460dd865")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Vault is a vault with a fixed master key and no data keys yet.
func Vault(t testing.TB) *seal.Vault {
	t.Helper()
	return seal.New(Master(t), &Keys{})
}
