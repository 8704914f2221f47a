// Package mongodb reaches the database: any MongoDB by its address, or the embedded one.
//
// Invariants:
//   - Every write is acknowledged by a majority and journaled there, every read is of what a majority holds: nothing
//     that was read or acknowledged can be rolled back.
//   - A command is sent once. What to do when its answer is lost is for the caller, who knows what is safe to repeat.
//   - Nothing waits for ever: each operation ends within its context or the operation limit.
package mongodb

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/connstring"
)

// Limits that the address may set otherwise (serverSelectionTimeoutMS, connectTimeoutMS, timeoutMS, maxPoolSize).
const (
	selectionLimit = 2 * time.Second  // to find a server that takes writes
	connectLimit   = 5 * time.Second  // to open a connection
	operationLimit = 10 * time.Second // for one command whose context sets no deadline
	poolLimit      = 32               // connections; the one writer and the catching up need few
)

// defaultDatabase is where a community lives when the address names no database.
const defaultDatabase = "parentpower"

// Server is an open database. It is safe for concurrent use.
type Server struct {
	client   *mongo.Client
	database *mongo.Database
	engine   *engine // nil unless embedded
	closing  sync.Once
	closed   error
}

// Connect opens the database at a MongoDB connection string and waits until it answers.
func Connect(ctx context.Context, uri string) (*Server, error) {
	parsed, err := connstring.ParseAndValidate(uri)
	if err != nil {
		return nil, fmt.Errorf("MongoDB address: %w", err)
	}
	client, err := mongo.Connect(clientOptions(uri))
	if err != nil {
		return nil, fmt.Errorf("MongoDB address: %w", err)
	}
	name := parsed.Database
	if name == "" {
		name = defaultDatabase
	}
	s := &Server{client: client, database: client.Database(name)}
	if err := s.Ping(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("MongoDB at %v does not answer: %w", parsed.Hosts, err), s.Close(ctx))
	}
	return s, nil
}

func clientOptions(uri string) *options.ClientOptions {
	journaled := true
	o := options.Client().ApplyURI(uri).
		SetAppName("parentpower").
		SetRetryWrites(false).
		SetReadConcern(readconcern.Majority()).
		SetWriteConcern(&writeconcern.WriteConcern{W: writeconcern.WCMajority, Journal: &journaled})
	if o.ServerSelectionTimeout == nil {
		o.SetServerSelectionTimeout(selectionLimit)
	}
	if o.ConnectTimeout == nil {
		o.SetConnectTimeout(connectLimit)
	}
	if o.Timeout == nil {
		o.SetTimeout(operationLimit)
	}
	if o.MaxPoolSize == nil {
		o.SetMaxPoolSize(poolLimit)
	}
	return o
}

// Ping returns nil when the server answers.
func (s *Server) Ping(ctx context.Context) error { return s.client.Ping(ctx, nil) }

// Database is the community's database.
func (s *Server) Database() *mongo.Database { return s.database }

// Collection opens a collection in which documents are found by _id fast. Use string ids: the embedded server scans
// the whole collection for a number.
func (s *Server) Collection(ctx context.Context, name string) (*mongo.Collection, error) {
	if s.engine != nil {
		if err := s.engine.prepare(ctx, s.database, name); err != nil {
			return nil, fmt.Errorf("prepare collection %s: %w", name, err)
		}
	}
	return s.database.Collection(name), nil
}

// Scrub takes out of the embedded server's files what was deleted or replaced before. It takes as long as writing the
// database anew, for which there must be room; after an error it has to be called again. What another server keeps,
// such as an oplog, that has to let go of by itself.
func (s *Server) Scrub(ctx context.Context) error {
	if s.engine == nil {
		return nil
	}
	if err := s.engine.rebuild(ctx, s.database.Name()); err != nil {
		return fmt.Errorf("take deleted records out of the files: %w", err)
	}
	return nil
}

// Close ends all connections and stops the embedded server. Closing again returns what the first time returned.
func (s *Server) Close(ctx context.Context) error {
	s.closing.Do(func() {
		s.closed = s.client.Disconnect(ctx)
		if s.engine != nil {
			s.closed = errors.Join(s.closed, s.engine.stop())
		}
	})
	return s.closed
}
