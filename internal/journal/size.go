package journal

// overhead is more than what the encoding adds around the parts of a commit, an entry or a change: field names, type
// bytes, lengths and hashes.
const overhead = 192

// Size bounds from above how many bytes the commit takes when stored. It is the same for every journal, so that what
// one accepts, all accept.
func (c Commit) Size() int {
	size := overhead
	for _, e := range c.Entries {
		size += e.Size()
	}
	return size
}

// Size is what the entry adds to its commit.
func (e Entry) Size() int {
	size := overhead + len(e.Action) + len(e.Actor)
	for _, c := range e.Changes {
		size += overhead + len(c.Table) + len(c.Key) + len(c.Record)
	}
	return size
}

// Redact returns the commit without the records for which drop holds, and whether that changed anything. Digests and
// hashes stay, so the chain does too. The commit given is not altered.
func (c Commit) Redact(drop func(Entry, Change) bool) (Commit, bool) {
	changed := false
	entries := make([]Entry, len(c.Entries))
	for i, e := range c.Entries {
		changes := make([]Change, len(e.Changes))
		for j, ch := range e.Changes {
			if ch.Record != nil && drop(e, ch) {
				ch.Record, ch.Redacted, changed = nil, true, true
			}
			changes[j] = ch
		}
		e.Changes = changes
		entries[i] = e
	}
	c.Entries = entries
	return c, changed
}
