package blob

import (
	"context"
	"errors"
	"fmt"
	"io"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/parentpower/parentpower/internal/seal"
)

// content reads a file chunk by chunk, from wherever it is asked to.
type content struct {
	ctx         context.Context //nolint:containedctx // lives as long as the request that reads
	store       *Store
	owner, file string
	size, at    int64
	piece       string // the one at hand
	held        int64  // its number; -1 before the first
}

func (c *content) Size() int64 { return c.size }

func (c *content) Read(p []byte) (int, error) {
	if c.at >= c.size {
		return 0, io.EOF
	}
	if n := c.at / pieceSize; n != c.held {
		piece, err := c.open(n)
		if err != nil {
			return 0, err
		}
		c.piece, c.held = piece, n
	}
	from := min(c.at%pieceSize, int64(len(c.piece)))
	n := copy(p, c.piece[from:])
	c.at += int64(n)
	if n == 0 && len(p) > 0 {
		return 0, io.ErrUnexpectedEOF // no piece is sealed shorter than the head says
	}
	return n, nil
}

func (c *content) open(n int64) (string, error) {
	var chunk gridChunk
	number := int32(n) //nolint:gosec // a file of 2^31 chunks was never put
	err := c.store.chunks.FindOne(c.ctx, byID(chunkID(c.file, number))).Decode(&chunk)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return "", fmt.Errorf("chunk %d of a file is missing: %w", n, seal.ErrBroken)
	}
	if err != nil {
		return "", unavailable("read a file", err)
	}
	last := (n+1)*pieceSize >= c.size
	return c.store.vault.Open(c.ctx, c.owner, purpose(c.file, number, last), chunk.Data)
}

func (c *content) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += c.at
	case io.SeekEnd:
		offset += c.size
	}
	if offset < 0 {
		return 0, errors.New("seek before the beginning of a file")
	}
	c.at = offset
	return offset, nil
}
