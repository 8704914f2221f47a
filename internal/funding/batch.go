package funding

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
)

// Batch is a pile of ballot papers on its way into the box. Two different people enter the same papers, neither seeing
// what the other typed; where both say the same of every paper the batch is agreed, and can be put in until voting
// closes. The clerks are on record here and with no ballot.
type Batch struct {
	Round  string     `bson:"round"`
	ID     string     `bson:"id"` // random
	Name   string     `bson:"name"`
	State  BatchState `bson:"state"`
	Opened time.Time  `bson:"opened"`
	PutIn  time.Time  `bson:"put_in,omitempty"`
	PutBy  string     `bson:"put_by,omitempty"`
	Turn   int64      `bson:"turn"` // how often this record changed: what was decided over an older one does not count

	Clerks []string            `bson:"clerks"` // persons, in the order in which they began: two at the most
	Done   []string            `bson:"done"`   // those of them who have entered all of it
	Again  []int64             `bson:"again"`  // papers that they entered differently: both enter these again
	Good   int64               `bson:"good"`   // once agreed: papers that are ballots
	Spoilt map[SpoiltWhy]int64 `bson:"spoilt"` // once agreed: papers that are none, by why
}

// BatchState is where a batch stands.
type BatchState string

// The states of a batch.
const (
	BatchOpen   BatchState = "open"   // being entered
	BatchAgreed BatchState = "agreed" // both clerks say the same; not in the box yet
	BatchIn     BatchState = "in"     // its ballots are in the box
)

// SpoiltWhy is why a paper is no ballot.
type SpoiltWhy string

// SpoiltWhys are all of them.
var SpoiltWhys = []SpoiltWhy{"unclear", "rules", "blank", "torn"}

// MaxBatch is how many papers one batch has at most: few enough that two people finish it, and that it is one commit.
const MaxBatch = 100

// clerkDraft is what one clerk has typed of a batch, sealed under the round's key. It says which paper was marked how, so it
// goes with the count: its record, its key, and what the journal holds of it.
type clerkDraft struct {
	Round string      `bson:"round"`
	Batch string      `bson:"batch"`
	Clerk string      `bson:"clerk"`
	Turn  int64       `bson:"turn"`
	Typed seal.Sealed `bson:"typed"`
}

func (d clerkDraft) key() string { return d.Round + "/" + d.Batch + "/" + d.Clerk }

// entry is one paper as a clerk entered it.
type entry struct {
	Paper  int64     `json:"paper"` // its number
	Slip   string    `json:"slip"`
	Spoilt SpoiltWhy `json:"spoilt,omitempty"`
	Choice
}

// draftBlock is what the length of a draft is rounded up to before it is sealed: its length tells how many papers there
// are, roughly, and nothing of how they were marked.
const draftBlock = 4096

func (f *Funding) sealDraft(ctx context.Context, d clerkDraft, entries []entry) (clerkDraft, error) {
	text, err := json.Marshal(entries)
	if err != nil {
		return d, fmt.Errorf("a clerk's draft: %w", err)
	}
	text = append(text, bytes.Repeat([]byte(" "), draftBlock-len(text)%draftBlock)...)
	d.Turn++
	d.Typed, err = f.Vault.Seal(ctx, Scope(d.Round), draftPurpose(d), string(text))
	return d, err
}

func (f *Funding) openDraft(ctx context.Context, d clerkDraft) (entries []entry, err error) {
	if len(d.Typed) == 0 {
		return nil, nil
	}
	text, err := f.Vault.Open(ctx, Scope(d.Round), draftPurpose(d), d.Typed)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(text), &entries); err != nil {
		return nil, fmt.Errorf("a clerk's draft: %w", err)
	}
	return entries, nil
}

func draftPurpose(d clerkDraft) string { return "draft/" + d.Batch + "/" + d.Clerk }

// draftsGone are the changes that do away with the drafts of a round, or of one of its batches.
func draftsGone(v store.View, under string) (changes []store.Change) {
	for d := range clerkDrafts.Under(v, under) {
		changes = append(changes, clerkDrafts.Delete(d.key()))
	}
	return changes
}

// draftOf is what a clerk has typed of a batch; empty where that is nothing yet.
func draftOf(v store.View, b Batch, clerk string) clerkDraft {
	d := clerkDraft{Round: b.Round, Batch: b.ID, Clerk: clerk}
	if kept, ok := clerkDrafts.Get(v, d.key()); ok {
		return kept
	}
	return d
}

// BatchByID returns a batch of a round; NotFound where there is none.
func BatchByID(v store.View, round, id string) (Batch, error) {
	b, ok := Batches.Get(v, round+"/"+id)
	if !ok {
		return Batch{}, fault.New(fault.NotFound, "fault.funding.batch_not_found")
	}
	return b, nil
}

// BatchesOf are a round's batches, the last opened first.
func BatchesOf(v store.View, round string) []Batch {
	list := slices.Collect(Batches.Under(v, round+"/"))
	slices.SortFunc(list, func(a, b Batch) int { return b.Opened.Compare(a.Opened) })
	return list
}

// BatchesWaiting is how many of a round's batches are not in the box: after the close they cannot go in any more.
func BatchesWaiting(v store.View, round string) int {
	n := 0
	for b := range Batches.Under(v, round+"/") {
		if b.State != BatchIn {
			n++
		}
	}
	return n
}

// Typed are the numbers of the papers that a clerk has entered in a batch, in their order, and of those that were spoilt.
func (f *Funding) Typed(ctx context.Context, v store.View, b Batch, clerk string) (papers []int64, spoilt map[int64]SpoiltWhy, err error) {
	entries, err := f.openDraft(ctx, draftOf(v, b, clerk))
	spoilt = map[int64]SpoiltWhy{}
	for _, e := range entries {
		papers = append(papers, e.Paper)
		if e.Spoilt != "" {
			spoilt[e.Paper] = e.Spoilt
		}
	}
	slices.Sort(papers)
	return papers, spoilt, err
}

// openBatch is a batch that can still be entered, in a round that takes ballots.
func openBatch(v store.View, round, id string) (Batch, error) {
	if _, err := openRound(v, round); err != nil {
		return Batch{}, err
	}
	b, err := BatchByID(v, round, id)
	if err == nil && b.State == BatchIn {
		err = fault.New(fault.Conflict, "fault.funding.batch_in")
	}
	return b, err
}

// changedMeanwhile is the key of the fault of an act that was decided over a batch which has changed since.
const changedMeanwhile = "fault.funding.batch_changed"

// besideTheOther does what one clerk asks for again where the other changed the batch meanwhile, as they do by sitting
// down to it and by finishing: neither is a reason to turn this one away. Nobody does so often.
func besideTheOther(act func() error) (err error) {
	for range 3 {
		if err = act(); err == nil || fault.From(err).Key != changedMeanwhile {
			break
		}
	}
	return err
}

// unchanged are the changes of an act that was decided over these records; Conflict where one has changed meanwhile.
func unchanged(v store.View, b Batch, drafts []clerkDraft, changes []store.Change) ([]store.Change, error) {
	now, err := openBatch(v, b.Round, b.ID)
	if err != nil {
		return nil, err
	}
	same := now.Turn == b.Turn
	for _, d := range drafts {
		same = same && draftOf(v, b, d.Clerk).Turn == d.Turn
	}
	if !same {
		return nil, fault.New(fault.Conflict, changedMeanwhile)
	}
	return changes, nil
}
