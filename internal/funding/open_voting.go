package funding

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
	"github.com/parentpower/parentpower/internal/tally"
)

// OpenVoting freezes a round and begins to take ballots. Members of the council go on the roll where the round's rule
// says so; slips put their holders there when they are made. The seed of the lot for ties is drawn now and only its
// hash is shown, so that nobody can choose it later. It fails with NotFound, Conflict where it has been opened, and
// Invalid where something is missing: projects, voters, or time before the closing time.
func (f *Funding) OpenVoting(ctx context.Context, actor, id string) error {
	seed := make([]byte, sha256.Size)
	if _, err := io.ReadFull(f.Rand, seed); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	text := hex.EncodeToString(seed)
	if _, err := unopenedRound(f.Store.View(), id); err != nil {
		return err
	}
	sealed, err := f.Vault.Seal(ctx, Scope(id), "seed", text)
	if err != nil {
		return err
	}
	_, err = f.Store.Update(ctx, "funding.open_voting", actor, func(v store.View) ([]store.Change, error) {
		r, err := unopenedRound(v, id)
		if err != nil {
			return nil, err
		}
		changes := []store.Change{}
		if r.Voters != SlipHolders {
			for m := range council.Members(v, r.Council) {
				if _, on := Roll.Get(v, id+"/"+m.Person); !on {
					changes = append(changes, Roll.Put(RollEntry{Round: id, Voter: m.Person, Channel: ByMembership}))
				}
			}
		}
		var c fault.Checks
		c.That(len(ProjectsOf(v, id)) > 0, "projects", "fault.funding.no_projects")
		c.That(rollTotals.Get(v, id)+int64(len(changes)) > 0, "voters", "fault.funding.no_voters")
		c.That(!r.pastClose(v.Time()), "closes", "fault.funding.closes_past")
		r.Phase, r.Opened, r.OpenedAfter = Voting, v.Time(), headOf(v)
		r.Seed, r.SeedHash = sealed, tally.Commitment(text)
		return append(changes, Rounds.Put(r)), c.Fault()
	})
	return err
}
