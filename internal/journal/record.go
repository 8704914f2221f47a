package journal

import (
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Record is one record as a BSON document, the form in which it is journaled, mirrored and kept in snapshots.
type Record []byte

// Encode turns a struct with bson tags into a record.
func Encode(v any) (Record, error) {
	raw, err := bson.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode %T: %w", v, err)
	}
	return raw, nil
}

// Decode fills v, a pointer to a struct with bson tags, from a record.
func Decode(r Record, v any) error {
	if err := bson.Unmarshal(r, v); err != nil {
		return fmt.Errorf("decode %T: %w", v, err)
	}
	return nil
}
