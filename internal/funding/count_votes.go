package funding

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// Redactor empties the journal's records of the changes for which drop holds, in the commits from one number to
// another.
type Redactor interface {
	Redact(ctx context.Context, from, to int64, drop func(table, key string) bool) error
}

// The acts after which every node has something to let go of; see Finished.
const (
	actDiscard  = "funding.discard_round"
	actCount    = "funding.count_votes"
	actRedacted = "funding.redacted"
)

// Duty is what has to be done without being asked: move rounds on by their calendar, say when a vote's last day has
// come, close on time, count what is closed, and then take what is left of the link between journal and ballots away.
// Each step can be broken off anywhere and taken up again by this node or another.
func (f *Funding) Duty() store.Duty {
	return store.Duty{
		Name:  "funding",
		Pause: 200 * time.Millisecond,
		Due: func(v store.View, now time.Time) bool {
			if _, closed := roundsToDo.First(v, toCount); closed {
				return true
			}
			if _, counted := roundsToDo.First(v, toRedact); counted {
				return true
			}
			for r := range roundsToDo.Each(v, toMove) {
				if _, come := r.due(now, Counting); come {
					return true
				}
			}
			for r := range roundsToDo.Each(v, toClose) {
				if r.pastClose(now) || r.lastDay(now) {
					return true
				}
			}
			return false
		},
		Work: f.work,
	}
}

func (f *Funding) work(ctx context.Context) error {
	if err := f.keepCalendar(ctx); err != nil {
		return fmt.Errorf("keep the calendar: %w", err)
	}
	if err := f.closeOnTime(ctx); err != nil {
		return fmt.Errorf("close on time: %w", err)
	}
	if err := f.remind(ctx); err != nil {
		return fmt.Errorf("remind of the last day: %w", err)
	}
	for r := range roundsToDo.Each(f.Store.View(), toCount) {
		if err := f.countVotes(ctx, r.ID); err != nil {
			return fmt.Errorf("count round %s: %w", r.ID, err)
		}
	}
	for r := range roundsToDo.Each(f.Store.View(), toRedact) {
		if err := f.redact(ctx, r); err != nil {
			return fmt.Errorf("redact round %s: %w", r.ID, err)
		}
	}
	return nil
}

// countVotes takes a closed round to its result: mark the roll, cut the ballots loose from their voters, destroy the
// round's key, count.
func (f *Funding) countVotes(ctx context.Context, id string) error {
	if err := f.cutLoose(ctx, id); err != nil {
		return err
	}
	if err := f.Vault.Erase(ctx, Scope(id)); err != nil {
		return fmt.Errorf("destroy the key: %w", err)
	}
	result, err := f.result(ctx, f.Store.View(), id)
	if err != nil {
		return err
	}
	_, err = f.Store.Update(ctx, actCount, "", func(v store.View) ([]store.Change, error) {
		r, err := RoundByID(v, id)
		if err != nil || r.Phase != Counting {
			return nil, err
		}
		result.At = v.Time()
		return slices.Concat(r.move(v, Awarded, "", ""), draftsGone(v, id+"/"), []store.Change{Results.Put(result)}, r.tellCounted(v)), nil
	})
	return err
}

// atOnce is how many voters' records change in one of the commits that cut a box loose: rounds of up to that many
// voters take a single commit.
const atOnce = 5_000

// cutLoose marks on the roll who took part, then gives every ballot a fresh random id, in random order. The marks come
// first: once a ballot has moved, nobody can say any more whose it was.
func (f *Funding) cutLoose(ctx context.Context, id string) error {
	v := f.Store.View()
	r, err := RoundByID(v, id)
	if err != nil {
		return err
	}
	var steps [][]store.Change // each is whole in one commit
	lot := r.Lot
	if !r.RollMarked {
		if lot, err = f.Vault.Open(ctx, Scope(id), "seed", r.Seed); err != nil {
			return fmt.Errorf("open the lot's seed: %w", err)
		}
		if steps, err = f.marks(ctx, v, id); err != nil {
			return err
		}
	}
	marks := len(steps)
	moves, err := f.moves(v, id)
	if err != nil {
		return err
	}
	steps = append(steps, moves...)
	for from := 0; from == 0 || from < len(steps); from += atOnce {
		to := min(from+atOnce, len(steps))
		_, err := f.Store.Update(ctx, "funding.cut_loose", "", func(v store.View) ([]store.Change, error) {
			r, err := RoundByID(v, id)
			if err != nil || r.Phase != Counting {
				return nil, err
			}
			changes := slices.Concat(steps[from:to]...)
			if to >= marks && !r.RollMarked {
				r.RollMarked, r.Lot = true, lot
				changes = append(changes, Rounds.Put(r))
			}
			return changes, nil
		})
		if err != nil {
			return fmt.Errorf("cut the ballots loose: %w", err)
		}
	}
	return nil
}

// marks are the changes that note on the roll who has a ballot in the box, and how it came in.
func (f *Funding) marks(ctx context.Context, v store.View, round string) ([][]store.Change, error) {
	var steps [][]store.Change
	for e := range RollOf(v, round) {
		id, err := f.ballotID(ctx, round, e.Voter)
		if err != nil {
			return nil, err
		}
		if b, voted := Ballots.Get(v, round+"/"+id); voted && !e.Voted {
			if e.Way, err = f.wayOf(ctx, b); err != nil {
				return nil, err
			}
			e.Voted = true
			steps = append(steps, []store.Change{Roll.Put(e)})
		}
	}
	return steps, nil
}

// moves are the changes that put each ballot under a fresh id, in random order, without its salt and tries.
func (f *Funding) moves(v store.View, round string) ([][]store.Change, error) {
	box := slices.Collect(Ballots.Under(v, round+"/"))
	var seed [32]byte
	if _, err := io.ReadFull(f.Rand, seed[:]); err != nil {
		return nil, fmt.Errorf("order of the box: %w", err)
	}
	chance := rand.New(rand.NewChaCha8(seed)) //nolint:gosec // ChaCha8 is a cipher's stream, and its seed is from crypto/rand
	chance.Shuffle(len(box), func(i, j int) { box[i], box[j] = box[j], box[i] })
	steps := make([][]store.Change, len(box))
	for i, b := range box {
		steps[i] = []store.Change{
			Ballots.Delete(round + "/" + b.ID),
			Box.Put(Counted{Round: round, ID: f.NewID(), Choice: b.Choice, Receipt: b.Receipt}),
		}
	}
	return steps, nil
}

// redact empties the ballots of the time when voting was open in the journal and in snapshots, where their order would
// say something about who put them in; and what clerks typed, which says which paper was marked how.
func (f *Funding) redact(ctx context.Context, r Round) error {
	prefix := r.ID + "/"
	err := f.Redactor.Redact(ctx, r.OpenedAfter.Seq+1, r.ClosedAfter.Seq+1, func(table, key string) bool {
		switch table {
		case Ballots.Name(), clerkDrafts.Name():
			return strings.HasPrefix(key, prefix)
		case Boards.Name():
			return key == r.ID
		}
		return false
	})
	if err != nil {
		return err
	}
	_, err = f.Store.Update(ctx, actRedacted, "", func(v store.View) ([]store.Change, error) {
		r, err := RoundByID(v, r.ID)
		if err != nil {
			return nil, fault.Wrap(err, fault.Internal, "fault.internal")
		}
		r.Redacted = true
		return []store.Change{Rounds.Put(r)}, nil
	})
	return err
}
