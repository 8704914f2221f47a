package funding

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
	"github.com/parentpower/parentpower/internal/tally"
)

// OpenVoting freezes a round and begins to take ballots. Members of the council go on the roll where the round's rule
// says so; slips put their holders there when they are made. It fails with NotFound, Conflict where it has been opened,
// and Invalid where something is Lacking.
func (f *Funding) OpenVoting(ctx context.Context, actor, id string) error {
	if _, err := unopenedRound(f.Store.View(), id); err != nil {
		return err
	}
	l, err := f.drawLot(ctx, id)
	if err != nil {
		return err
	}
	_, err = f.Store.Update(ctx, "funding.open_voting", actor, func(v store.View) ([]store.Change, error) {
		r, err := unopenedRound(v, id)
		if err != nil {
			return nil, err
		}
		if err := Lacking(v, r, v.Time()); err != nil {
			return nil, err
		}
		return r.open(v, l, actor), nil
	})
	return err
}

// Lacking is the Invalid fault that names what voting cannot open without: projects, voters, and time before the
// closing time ("closes"). It is nil where the round is ready.
func Lacking(v store.View, r Round, now time.Time) error {
	members := r.Voters != SlipHolders && council.Count(v, r.Council) > 0
	var c fault.Checks
	c.That(len(ProjectsOf(v, r.ID)) > 0, "projects", "fault.funding.no_projects")
	c.That(members || rollTotals.Get(v, r.ID) > 0, "voters", "fault.funding.no_voters")
	c.That(!r.pastClose(now), "closes", "fault.funding.date_past")
	return c.Fault()
}

// open are the changes that open a round's vote.
func (r Round) open(v store.View, l lot, by string) []store.Change {
	var changes []store.Change
	if r.Voters != SlipHolders {
		for m := range council.Members(v, r.Council) {
			if _, on := Roll.Get(v, r.ID+"/"+m.Person); !on {
				changes = append(changes, Roll.Put(RollEntry{Round: r.ID, Voter: m.Person, Channel: ByMembership}))
			}
		}
	}
	r.Opened, r.OpenedAfter, r.Seed, r.SeedHash = v.Time(), headOf(v), l.sealed, l.hash
	return slices.Concat(changes, r.move(v, Voting, by, ""), r.tellOpened(v))
}

// lot is what ties are decided by: the seed, and the hash of it that is shown from opening on.
type lot struct {
	sealed seal.Sealed
	hash   string
}

// drawLot draws the lot for ties before anybody has voted, so that nobody can choose it later.
func (f *Funding) drawLot(ctx context.Context, round string) (lot, error) {
	seed := make([]byte, sha256.Size)
	if _, err := io.ReadFull(f.Rand, seed); err != nil {
		return lot{}, fmt.Errorf("seed: %w", err)
	}
	text := hex.EncodeToString(seed)
	sealed, err := f.Vault.Seal(ctx, Scope(round), "seed", text)
	return lot{sealed, tally.Commitment(text)}, err
}
