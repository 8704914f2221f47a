package store

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// MaxBatchBytes is for tests of what does not fit into one commit.
const MaxBatchBytes = maxBatchBytes

// Contents spells out all that a view holds: head, time, and every table's records, indexes and totals.
func Contents(v View) string {
	var w strings.Builder
	fmt.Fprintf(&w, "%d %s %d\n", v.Seq(), v.Head().Hash, v.Time().UnixMilli())
	for _, name := range slices.Sorted(maps.Keys(v.s.tables)) {
		fmt.Fprintf(&w, "== %s\n", name)
		v.s.tables[name].(interface{ spell(*strings.Builder) }).spell(&w)
	}
	return w.String()
}

func (r *tableRows[T]) spell(w *strings.Builder) {
	r.byKey.Scan(func(key string, p *T) bool {
		fmt.Fprintf(w, "%q %+v\n", key, *p)
		return true
	})
	for i := range r.indexes {
		r.indexes[i].Scan(func(key string, p *T) bool {
			fmt.Fprintf(w, "index %d %q %+v\n", i, key, *p)
			return true
		})
	}
	for i := range r.totals {
		r.totals[i].Scan(func(key string, sum int64) bool {
			fmt.Fprintf(w, "total %d %q %d\n", i, key, sum)
			return true
		})
	}
}
