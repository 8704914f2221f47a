package mongo

import (
	"bytes"
	"context"
	"errors"
	"math"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

// probes is the collection in which a server shows whether it keeps documents as they are. It is empty otherwise.
const probes = "journal_probes"

// faithful reports whether the server gives back the very bytes of a document that it was given. MongoDB does;
// servers that translate documents for another database refuse or change some, such as these.
func faithful(ctx context.Context, db *mongo.Database) (bool, error) {
	id := bson.NewObjectID()
	probe, err := bson.Marshal(bson.D{
		{Key: "_id", Value: id},
		{Key: "nested", Value: bson.A{bson.A{"a", bson.A{}}, bson.D{}}},
		{Key: "order", Value: bson.D{{Key: "z", Value: int64(1)}, {Key: "_id", Value: "second"}, {Key: "a", Value: int32(1)}}},
		{Key: "zero", Value: math.Copysign(0, -1)},
		{Key: "infinite", Value: math.Inf(1)},
		{Key: "none", Value: []byte{}},
	})
	if err != nil {
		return false, err
	}
	c := db.Collection(probes)
	if _, err := c.InsertOne(ctx, bson.Raw(probe)); err != nil {
		return false, refusal(err)
	}
	stored, err := c.FindOne(ctx, bson.D{{Key: "_id", Value: id}}).Raw()
	if err != nil {
		return false, err
	}
	_, err = c.DeleteOne(ctx, bson.D{{Key: "_id", Value: id}})
	return bytes.Equal(stored, probe), err
}

// refusal is nil when the server looked at the document and would not have it, otherwise err.
func refusal(err error) error {
	var refused mongo.WriteException
	if errors.As(err, &refused) && len(refused.WriteErrors) > 0 {
		return nil
	}
	return err
}
