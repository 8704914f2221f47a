package store

import (
	"fmt"
	"iter"
	"reflect"
	"strings"

	"github.com/tidwall/btree"

	"github.com/parentpower/parentpower/internal/journal"
)

// Table describes one kind of record: its name, which is also its collection's name in the mirror, and how a record's
// key is found. A description is immutable; the records live in Views.
type Table[T any] struct {
	name    string
	key     func(T) string
	indexes []func(T) []string
	totals  []func(T, func(string, int64))
}

// Registered is a Table of any type, as Open takes it.
type Registered interface {
	Name() string
	empty() rows
}

// NewTable describes a table whose records are T, a struct with bson tags, keyed by key(T).
func NewTable[T any](name string, key func(T) string) *Table[T] {
	return &Table[T]{name: name, key: key}
}

// Change is one record to put or remove, as a decide function returns it.
type Change struct {
	journal.Change
	err error
}

// Name is the table's name.
func (t *Table[T]) Name() string { return t.name }

// Put is the change that stores v under its key, in place of what was there.
func (t *Table[T]) Put(v T) Change {
	record, err := journal.Encode(v)
	return Change{Change: journal.Change{Table: t.name, Key: t.key(v), Record: record}, err: err}
}

// Delete is the change that removes the record with this key, if it is there.
func (t *Table[T]) Delete(key string) Change {
	return Change{Change: journal.Change{Table: t.name, Key: key}}
}

// Get returns the record with this key. What is in it is shared with every view, as with all that a view yields: its
// slices and maps must not be altered, nor appended to without a clone.
func (t *Table[T]) Get(v View, key string) (T, bool) {
	p, ok := t.rows(v).byKey.Get(key)
	if !ok {
		var none T
		return none, false
	}
	return *p, true
}

// Len is the number of records.
func (t *Table[T]) Len(v View) int { return t.rows(v).byKey.Len() }

// All yields every record in the order of keys.
func (t *Table[T]) All(v View) iter.Seq[T] {
	return func(yield func(T) bool) {
		t.rows(v).byKey.Scan(func(_ string, p *T) bool { return yield(*p) })
	}
}

// Under yields the records whose keys begin with prefix, in the order of keys: tables whose keys are paths
// ("round/voter") need no index for it.
func (t *Table[T]) Under(v View, prefix string) iter.Seq[T] {
	return func(yield func(T) bool) {
		t.rows(v).byKey.Ascend(prefix, func(k string, p *T) bool {
			return strings.HasPrefix(k, prefix) && yield(*p)
		})
	}
}

func (t *Table[T]) empty() rows {
	return &tableRows[T]{table: t, indexes: make([]btree.Map[string, *T], len(t.indexes)), totals: make([]btree.Map[string, int64], len(t.totals))}
}

func (t *Table[T]) rows(v View) *tableRows[T] {
	r, ok := v.s.tables[t.name].(*tableRows[T])
	if !ok {
		panic("store: table " + t.name + " was not given to Open")
	}
	return r
}

// Index finds records by something other than their key.
type Index[T any] struct {
	table *Table[T]
	slot  int
}

// NewIndex describes an index: each record is found under every value that under returns for it. It must be called
// before the table is given to Open.
func NewIndex[T any](t *Table[T], under func(T) []string) *Index[T] {
	t.indexes = append(t.indexes, under)
	return &Index[T]{table: t, slot: len(t.indexes) - 1}
}

// Each yields the records under a value, in the order of their keys.
func (ix *Index[T]) Each(v View, value string) iter.Seq[T] {
	return func(yield func(T) bool) {
		prefix := value + "\x00"
		ix.table.rows(v).indexes[ix.slot].Ascend(prefix, func(k string, p *T) bool {
			return strings.HasPrefix(k, prefix) && yield(*p)
		})
	}
}

// First returns one record under a value, the first by key.
func (ix *Index[T]) First(v View, value string) (T, bool) {
	for r := range ix.Each(v, value) {
		return r, true
	}
	var none T
	return none, false
}

// Totals keeps running sums over a table's records, so that a page can show a count of a million without counting.
type Totals[T any] struct {
	table *Table[T]
	slot  int
}

// NewTotals describes totals: for every record, of calls add for each sum that it is part of. It must be called before
// the table is given to Open.
func NewTotals[T any](t *Table[T], of func(T, func(key string, n int64))) *Totals[T] {
	t.totals = append(t.totals, of)
	return &Totals[T]{table: t, slot: len(t.totals) - 1}
}

// Get returns one sum; zero where nothing was added.
func (x *Totals[T]) Get(v View, key string) int64 {
	n, _ := x.table.rows(v).totals[x.slot].Get(key)
	return n
}

// rows is one table's records within a state.
type rows interface {
	clone() rows
	read(record journal.Record) (any, error) // touches no rows: safe while others write
	put(key string, record any)              // a record that read returned
	remove(key string)
	each(visit func(string, journal.Record) error) error
	record() reflect.Type
	len() int
}

type tableRows[T any] struct {
	table   *Table[T]
	byKey   btree.Map[string, *T]
	indexes []btree.Map[string, *T]
	totals  []btree.Map[string, int64]
}

// clone is O(1) for each tree: nodes are shared and copied when first written to.
func (r *tableRows[T]) clone() rows {
	c := &tableRows[T]{table: r.table, byKey: *r.byKey.Copy(), indexes: make([]btree.Map[string, *T], len(r.indexes)), totals: make([]btree.Map[string, int64], len(r.totals))}
	for i := range r.indexes {
		c.indexes[i] = *r.indexes[i].Copy()
	}
	for i := range r.totals {
		c.totals[i] = *r.totals[i].Copy()
	}
	return c
}

func (r *tableRows[T]) read(record journal.Record) (any, error) {
	v := new(T)
	if err := journal.Decode(record, v); err != nil {
		return nil, fmt.Errorf("table %s: %w", r.table.name, err)
	}
	return v, nil
}

func (r *tableRows[T]) put(key string, record any) {
	v := record.(*T) //nolint:forcetypeassert // as read returned it
	if old, there := r.byKey.Set(key, v); there {
		r.unlink(key, old)
	}
	for i, under := range r.table.indexes {
		for _, value := range under(*v) {
			r.indexes[i].Set(value+"\x00"+key, v)
		}
	}
	r.add(*v, 1)
}

func (r *tableRows[T]) len() int { return r.byKey.Len() }

func (r *tableRows[T]) remove(key string) {
	if old, there := r.byKey.Delete(key); there {
		r.unlink(key, old)
	}
}

// unlink takes a record that is no longer there out of the indexes and totals.
func (r *tableRows[T]) unlink(key string, old *T) {
	for i, under := range r.table.indexes {
		for _, value := range under(*old) {
			r.indexes[i].Delete(value + "\x00" + key)
		}
	}
	r.add(*old, -1)
}

func (r *tableRows[T]) add(v T, sign int64) {
	for i, of := range r.table.totals {
		sums := &r.totals[i]
		of(v, func(key string, n int64) {
			sum, _ := sums.Get(key)
			if sum += sign * n; sum == 0 {
				sums.Delete(key)
				return
			}
			sums.Set(key, sum)
		})
	}
}

func (r *tableRows[T]) each(visit func(string, journal.Record) error) error {
	var err error
	r.byKey.Scan(func(key string, p *T) bool {
		var record journal.Record
		if record, err = journal.Encode(*p); err == nil {
			err = visit(key, record)
		}
		return err == nil
	})
	return err
}

func (r *tableRows[T]) record() reflect.Type { return reflect.TypeFor[T]() }
