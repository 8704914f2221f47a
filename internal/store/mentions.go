package store

import (
	"bytes"
	"fmt"

	"github.com/parentpower/parentpower/internal/journal"
)

// Mentions returns which of some texts stand in a record of any table but one. It is for finding out whether anything
// still refers to an id, without each capability having to say what it refers to, which one would forget some day. It
// reads the whole state, so it is for what is done seldom; a text that may occur by chance counts as mentioned.
func (v View) Mentions(texts []string, except Registered) (map[string]bool, error) {
	found := map[string]bool{}
	for name, table := range v.s.tables {
		if name == except.Name() || len(texts) == 0 {
			continue
		}
		err := table.each(func(_ string, record journal.Record) error {
			for _, text := range texts {
				if bytes.Contains(record, []byte(text)) {
					found[text] = true
				}
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("look through table %s: %w", name, err)
		}
	}
	return found, nil
}
