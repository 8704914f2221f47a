package main

import (
	"strings"

	"github.com/hashicorp/go-memdb"
	"github.com/tidwall/btree"
)

// ballot has the size and shape of a ballot of a funding round.
type ballot struct {
	Round, ID string
	Picks     []int32
	Receipt   string
	Salt      []byte
	Tries     []struct{ Key, Body []byte }
}

func (b *ballot) key() string     { return b.Round + "/" + b.ID }
func (b *ballot) receipt() string { return b.Round + "/" + b.Receipt }

// engine holds ballots by key and by receipt. What snapshot returns never changes.
type engine interface {
	insert(batch []*ballot) // visible, all together, when it returns
	get(key string) *ballot
	byReceipt(receipt string) *ballot
	under(prefix string, visit func(*ballot) bool)
	snapshot() engine
}

// trees is tidwall/btree, copied on write, as internal/store uses it.
type trees struct {
	byKey, byRcpt btree.Map[string, *ballot]
}

func (t *trees) insert(batch []*ballot) {
	next := &trees{*t.byKey.Copy(), *t.byRcpt.Copy()}
	for _, b := range batch {
		key := b.key()
		next.byKey.Set(key, b)
		next.byRcpt.Set(b.receipt()+"\x00"+key, b)
	}
	*t = *next
}

func (t *trees) get(key string) *ballot {
	b, _ := t.byKey.Get(key)
	return b
}

func (t *trees) byReceipt(receipt string) (found *ballot) {
	prefix := receipt + "\x00"
	t.byRcpt.Ascend(prefix, func(key string, b *ballot) bool {
		if strings.HasPrefix(key, prefix) {
			found = b
		}
		return false
	})
	return found
}

func (t *trees) under(prefix string, visit func(*ballot) bool) {
	t.byKey.Ascend(prefix, func(key string, b *ballot) bool { return strings.HasPrefix(key, prefix) && visit(b) })
}

func (t *trees) snapshot() engine { return &trees{*t.byKey.Copy(), *t.byRcpt.Copy()} }

// radix is hashicorp/go-memdb. Its indexers are written by hand, which is faster than those by reflection.
type radix struct {
	db *memdb.MemDB
}

type indexer func(*ballot) string

func (of indexer) FromObject(object any) (bool, []byte, error) {
	return true, []byte(of(object.(*ballot)) + "\x00"), nil
}

func (indexer) FromArgs(args ...any) ([]byte, error) { return []byte(args[0].(string) + "\x00"), nil }

func (indexer) PrefixFromArgs(args ...any) ([]byte, error) { return []byte(args[0].(string)), nil }

func newRadix() *radix {
	db, err := memdb.NewMemDB(&memdb.DBSchema{Tables: map[string]*memdb.TableSchema{"ballots": {Name: "ballots", Indexes: map[string]*memdb.IndexSchema{
		"id":      {Name: "id", Unique: true, Indexer: indexer((*ballot).key)},
		"receipt": {Name: "receipt", Indexer: indexer((*ballot).receipt)},
	}}}})
	if err != nil {
		panic(err)
	}
	return &radix{db}
}

func (r *radix) insert(batch []*ballot) {
	txn := r.db.Txn(true)
	for _, b := range batch {
		if err := txn.Insert("ballots", b); err != nil {
			panic(err)
		}
	}
	txn.Commit()
}

func (r *radix) first(index, value string) *ballot {
	object, err := r.db.Txn(false).First("ballots", index, value)
	if err != nil || object == nil {
		return nil
	}
	return object.(*ballot)
}

func (r *radix) get(key string) *ballot           { return r.first("id", key) }
func (r *radix) byReceipt(receipt string) *ballot { return r.first("receipt", receipt) }

func (r *radix) under(prefix string, visit func(*ballot) bool) {
	found, err := r.db.Txn(false).Get("ballots", "id_prefix", prefix)
	if err != nil {
		panic(err)
	}
	for object := found.Next(); object != nil && visit(object.(*ballot)); object = found.Next() {
	}
}

func (r *radix) snapshot() engine { return &radix{r.db.Snapshot()} }
