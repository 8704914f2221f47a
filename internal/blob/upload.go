package blob

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/parentpower/parentpower/internal/seal"
)

// gridFile and gridChunk are GridFS's documents.
type gridFile struct {
	ID        string    `bson:"_id"`
	Length    int64     `bson:"length"`
	ChunkSize int32     `bson:"chunkSize"`
	Uploaded  time.Time `bson:"uploadDate"`
}

type gridChunk struct {
	ID   string      `bson:"_id"`
	File string      `bson:"files_id"`
	N    int32       `bson:"n"`
	Data seal.Sealed `bson:"data"`
}

// upload is a file being written. The document of the file comes first, so that whatever a cut leaves behind is found
// by it, and its chunks are written in their order, so that they are a row without a gap.
type upload struct {
	store       *Store
	owner, file string
	kept        int32 // chunks that may be there
	sealed      int64 // bytes
}

func (u *upload) write(ctx context.Context, content io.Reader, most int64) (File, error) {
	begun := gridFile{ID: u.file, ChunkSize: chunkSize, Uploaded: u.store.moment()}
	if _, err := u.store.files.InsertOne(ctx, begun); err != nil {
		return File{}, unavailable("begin a file", err)
	}
	sum := sha256.New()
	size, err := u.pieces(ctx, io.TeeReader(io.LimitReader(content, most+1), sum), most)
	if err != nil {
		return File{}, err
	}
	begun.Length = u.sealed
	if _, err := u.store.files.ReplaceOne(ctx, byID(u.file), begun); err != nil {
		return File{}, unavailable("end a file", err)
	}
	mac, err := u.store.vault.MAC(ctx, u.owner, "blob.id", sum.Sum(nil))
	if err != nil {
		return File{}, err
	}
	return File{ID: idEncoding.EncodeToString(mac[:20]), Size: size}, nil
}

// pieces writes all chunks. It reads one piece ahead, to know which is the last.
func (u *upload) pieces(ctx context.Context, content io.Reader, most int64) (size int64, err error) {
	piece, next := make([]byte, pieceSize), make([]byte, pieceSize)
	held, err := fill(content, piece)
	for last := false; err == nil && !last; {
		if size += int64(held); size > most {
			return 0, tooLarge(most)
		}
		ahead := 0
		if ahead, err = fill(content, next); err != nil {
			return 0, err
		}
		last = ahead == 0
		err = u.chunk(ctx, piece[:held], last)
		piece, next, held = next, piece, ahead
	}
	return size, err
}

// fill reads until the piece is full or the content ends. Not io.ReadFull: for it a content that breaks off with
// io.ErrUnexpectedEOF, as a request does, has merely ended.
func fill(content io.Reader, piece []byte) (held int, err error) {
	for held < len(piece) {
		n, err := content.Read(piece[held:])
		held += n
		if errors.Is(err, io.EOF) {
			return held, nil
		}
		if err != nil {
			return 0, fmt.Errorf("read what is to be kept: %w", err)
		}
	}
	return held, nil
}

func (u *upload) chunk(ctx context.Context, piece []byte, last bool) error {
	data, err := u.store.vault.Seal(ctx, u.owner, purpose(u.file, u.kept, last), string(piece))
	if err != nil {
		return err
	}
	c := gridChunk{ID: chunkID(u.file, u.kept), File: u.file, N: u.kept, Data: data}
	u.kept++
	u.sealed += int64(len(data))
	if _, err := u.store.chunks.InsertOne(ctx, c); err != nil {
		return unavailable("keep a part of a file", err)
	}
	return nil
}

// purpose binds a chunk to its place.
func purpose(file string, n int32, last bool) string {
	if last {
		return fmt.Sprintf("blob.last/%s/%d", file, n)
	}
	return fmt.Sprintf("blob.piece/%s/%d", file, n)
}

func chunkID(file string, n int32) string { return fmt.Sprintf("%s/%d", file, n) }

// drop removes a file that has no name, of which at most so many chunks are there; -1 where that is not known. The
// last chunk goes first and the document of the file last, so that a cut leaves what the next one finds.
func (s *Store) drop(ctx context.Context, file string, chunks int32) error {
	if chunks < 0 {
		var err error
		if chunks, err = s.count(ctx, file); err != nil {
			return err
		}
	}
	for n := chunks - 1; n >= 0; n-- {
		if _, err := s.chunks.DeleteOne(ctx, byID(chunkID(file, n))); err != nil {
			return unavailable("remove a part of a file", err)
		}
	}
	if _, err := s.files.DeleteOne(ctx, byID(file)); err != nil {
		return unavailable("remove a file", err)
	}
	return nil
}

// count is how many chunks a file has.
func (s *Store) count(ctx context.Context, file string) (int32, error) {
	idOnly := options.FindOne().SetProjection(bson.D{{Key: "_id", Value: 1}})
	for n := int32(0); ; n++ {
		err := s.chunks.FindOne(ctx, byID(chunkID(file, n)), idOnly).Err()
		if errors.Is(err, mongo.ErrNoDocuments) {
			return n, nil
		}
		if err != nil {
			return 0, unavailable("count the parts of a file", err)
		}
	}
}
