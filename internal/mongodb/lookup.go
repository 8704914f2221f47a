package mongodb

import (
	"context"
	"database/sql" // the driver "sqlite" is registered by FerretDB
	"errors"
	"fmt"
	"path/filepath"

	"go.mongodb.org/mongo-driver/v2/mongo"
)

// namespaceExists is the server's error code for a collection that is there already.
const namespaceExists = 48

// prepare makes the collection, and the index that FerretDB v1.24.2 means to have but has not: it indexes
// sjson->"_id" and asks for sjson->'$._id', which SQLite holds to be different, so that every look-up by _id would
// parse the whole collection (190 ms against 0.2 ms at 100 commits of 200 entries).
func (e *engine) prepare(ctx context.Context, db *mongo.Database, collection string) error {
	var exists mongo.CommandError
	if err := db.CreateCollection(ctx, collection); err != nil && !(errors.As(err, &exists) && exists.Code == namespaceExists) {
		return err
	}
	lite, err := sql.Open("sqlite", "file:"+filepath.Join(e.dir, db.Name()+".sqlite")+durable)
	if err != nil {
		return err
	}
	var table string
	err = lite.QueryRowContext(ctx, "SELECT table_name FROM _ferretdb_collections WHERE name = ?", collection).Scan(&table)
	if err == nil {
		_, err = lite.ExecContext(ctx, fmt.Sprintf("CREATE INDEX IF NOT EXISTS %q ON %q (_ferretdb_sjson->'$._id')", table+"_lookup", table))
	}
	return errors.Join(err, lite.Close())
}
