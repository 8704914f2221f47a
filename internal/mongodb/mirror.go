package mongodb

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/parentpower/parentpower/internal/journal"
)

// mirrorCollection holds one document: how far the mirror has come and which collections are its own.
const mirrorCollection = "mirror"

// Mirror keeps the current records as ordinary documents, in collections named after their tables, for people and
// tools that look at the database. Nothing in the program reads them, and they can be made anew at any time.
//
// One process at a time applies, in the order of the journal; applying anything again changes nothing.
type Mirror struct {
	server *Server
	state  *mongo.Collection
}

type mirrorState struct {
	ID     string   `bson:"_id"`
	Seq    int64    `bson:"seq"`
	Tables []string `bson:"tables"`
}

// NewMirror opens the mirror.
func NewMirror(ctx context.Context, s *Server) (*Mirror, error) {
	c, err := s.Collection(ctx, mirrorCollection)
	if err != nil {
		return nil, err
	}
	return &Mirror{server: s, state: c}, nil
}

// Position is the number of the last commit that the mirror holds; 0 when it is empty.
func (m *Mirror) Position(ctx context.Context) (int64, error) {
	state, err := m.load(ctx)
	return state.Seq, err
}

// Apply brings the mirror to seq by the changes since its position, of which the last to a record counts. A record
// that the server will not have as a document is kept as {_id, bson: its bytes}.
func (m *Mirror) Apply(ctx context.Context, seq int64, changes []journal.Change) error {
	state, err := m.load(ctx)
	if err != nil {
		return err
	}
	byTable := make(map[string]map[string]journal.Change)
	for _, c := range changes {
		if reserved(c.Table) {
			return fmt.Errorf("mirror: a table may not be called %q", c.Table)
		}
		if byTable[c.Table] == nil {
			byTable[c.Table] = make(map[string]journal.Change)
		}
		byTable[c.Table][c.Key] = c
	}
	if err := m.own(ctx, &state, byTable); err != nil {
		return err
	}
	for table, latest := range byTable {
		if err := m.write(ctx, table, latest); err != nil {
			return fmt.Errorf("mirror %s: %w", table, err)
		}
	}
	state.Seq = seq
	return m.save(ctx, state)
}

// Reset empties the mirror.
func (m *Mirror) Reset(ctx context.Context) error {
	state, err := m.load(ctx)
	if err != nil {
		return err
	}
	for _, table := range state.Tables {
		c, err := m.server.Collection(ctx, table)
		if err != nil {
			return err
		}
		if _, err := c.DeleteMany(ctx, bson.D{}); err != nil {
			return fmt.Errorf("empty mirror %s: %w", table, err)
		}
	}
	return m.save(ctx, mirrorState{Tables: state.Tables})
}

// own notes the tables as the mirror's before anything is written to their collections, so that Reset finds them.
func (m *Mirror) own(ctx context.Context, state *mirrorState, tables map[string]map[string]journal.Change) error {
	known := len(state.Tables)
	for table := range tables {
		if !slices.Contains(state.Tables, table) {
			state.Tables = append(state.Tables, table)
		}
	}
	if len(state.Tables) == known {
		return nil
	}
	slices.Sort(state.Tables)
	return m.save(ctx, *state)
}

func (m *Mirror) write(ctx context.Context, table string, latest map[string]journal.Change) error {
	c, err := m.server.Collection(ctx, table)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(slices.Collect(maps.Values(latest)), writesAtOnce) {
		if err := writeSome(ctx, c, some); err != nil {
			return err
		}
	}
	return nil
}

// writesAtOnce is how many documents go in one request: the embedded server takes each to the disk by itself, and must
// be done within the client's time limit on a slow machine too.
const writesAtOnce = 100

func writeSome(ctx context.Context, c *mongo.Collection, changes []journal.Change) error {
	all := make([]mongo.WriteModel, len(changes))
	var err error
	for i, change := range changes {
		if all[i], err = plain(change); err != nil {
			return err
		}
	}
	if _, err = c.BulkWrite(ctx, all, options.BulkWrite().SetOrdered(false)); !refused(err) {
		return err
	}
	// The embedded server stops at the first document that it will not have, so take them one by one.
	for _, change := range changes {
		if err := writeOne(ctx, c, change); err != nil {
			return err
		}
	}
	return nil
}

func writeOne(ctx context.Context, c *mongo.Collection, change journal.Change) error {
	write, err := plain(change)
	if err != nil {
		return err
	}
	if _, err = c.BulkWrite(ctx, []mongo.WriteModel{write}); !refused(err) {
		return err
	}
	_, err = c.BulkWrite(ctx, []mongo.WriteModel{replace(change.Key, bson.D{{Key: "bson", Value: []byte(change.Record)}})})
	return err
}

// plain is the write that brings one document to what the change says.
func plain(c journal.Change) (mongo.WriteModel, error) {
	if c.Gone() || c.Redacted {
		return mongo.NewDeleteOneModel().SetFilter(byID(c.Key)), nil
	}
	var fields bson.D
	if err := journal.Decode(c.Record, &fields); err != nil {
		return nil, err
	}
	return replace(c.Key, slices.DeleteFunc(fields, func(e bson.E) bool { return e.Key == "_id" })), nil
}

func replace(key string, fields bson.D) mongo.WriteModel {
	return mongo.NewReplaceOneModel().SetFilter(byID(key)).SetReplacement(append(byID(key), fields...)).SetUpsert(true)
}

// refused reports whether the server looked at a document and would not have it.
func refused(err error) bool {
	var e mongo.BulkWriteException
	return errors.As(err, &e) && len(e.WriteErrors) > 0
}

// reserved are the collections that are not tables.
func reserved(table string) bool {
	return slices.Contains([]string{"", "journal", "journal_probes", keysCollection, mirrorCollection}, table)
}

func (m *Mirror) load(ctx context.Context) (mirrorState, error) {
	var state mirrorState
	err := m.state.FindOne(ctx, byID("position")).Decode(&state)
	if err != nil && !errors.Is(err, mongo.ErrNoDocuments) {
		return state, fmt.Errorf("mirror position: %w", err)
	}
	return state, nil
}

func (m *Mirror) save(ctx context.Context, state mirrorState) error {
	state.ID = "position"
	_, err := m.state.ReplaceOne(ctx, byID(state.ID), state, options.Replace().SetUpsert(true))
	if err != nil {
		return fmt.Errorf("mirror position: %w", err)
	}
	return nil
}
