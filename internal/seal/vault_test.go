package seal_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/seal/sealtest"
)

const canary = "Mrs Canary of 7 Secret Close"

func TestKeysInMemoryConform(t *testing.T) { sealtest.Conform(t, &sealtest.Keys{}) }

func TestSealedOpensOnlyForItsSubjectAndPurpose(t *testing.T) {
	text := rapid.StringN(0, 200, -1)
	v := sealtest.Vault(t)
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		plain, subject, purpose := text.Draw(t, "plain"), text.Draw(t, "subject"), text.Draw(t, "purpose")
		sealed, err := v.Seal(ctx, subject, purpose, plain)
		if err != nil {
			t.Fatal(err)
		}
		if len(sealed) != len(plain)+seal.Overhead {
			t.Fatalf("%d bytes became %d", len(plain), len(sealed))
		}
		if got, err := v.Open(ctx, subject, purpose, sealed); got != plain || err != nil {
			t.Fatalf("Open = %q, %v", got, err)
		}
		other, name := text.Draw(t, "other subject"), text.Draw(t, "other purpose")
		if _, err := v.Seal(ctx, other, name, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := v.Open(ctx, other, name, sealed); (other != subject || name != purpose) && !errors.Is(err, seal.ErrBroken) {
			t.Fatalf("opened elsewhere: %v", err)
		}
		sealed[rapid.IntRange(0, len(sealed)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if _, err := v.Open(ctx, subject, purpose, sealed); !errors.Is(err, seal.ErrBroken) {
			t.Fatalf("opened after a change: %v", err)
		}
	})
}

func TestPurposeAndSubjectDoNotRunIntoEachOther(t *testing.T) {
	ctx := context.Background()
	v := sealtest.Vault(t)
	a, err := v.MAC(ctx, "round/1", "ab", []byte("c"), []byte("d"))
	if err != nil {
		t.Fatal(err)
	}
	for _, other := range [][]string{{"a", "bc", "d"}, {"ab", "cd"}, {"ab", "c", "", "d"}, {"ab", "", "cd"}} {
		var data [][]byte
		for _, d := range other[1:] {
			data = append(data, []byte(d))
		}
		if b, err := v.MAC(ctx, "round/1", other[0], data...); err != nil || bytes.Equal(a, b) {
			t.Errorf("%q gives the same MAC, %v", other, err)
		}
	}
	if b, err := v.MAC(ctx, "round/2", "ab", []byte("c"), []byte("d")); err != nil || bytes.Equal(a, b) {
		t.Errorf("another subject gives the same MAC, %v", err)
	}
}

func TestNothingStoredHasThePlainText(t *testing.T) {
	ctx := context.Background()
	keys := &sealtest.Keys{}
	v := seal.New(sealtest.Master(t), keys)
	sealed, err := v.Seal(ctx, "person/1", "people.name", canary)
	if err != nil {
		t.Fatal(err)
	}
	type person struct {
		Name seal.Sealed `bson:"name"`
		None seal.Sealed `bson:"none"`
	}
	record, err := journal.Encode(person{Name: sealed})
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(record, []byte("Canary")) || len(record) > len(sealed)+30 {
		t.Fatalf("the record is %q", record)
	}
	var back person
	if err := journal.Decode(record, &back); err != nil || !bytes.Equal(back.Name, sealed) {
		t.Fatalf("decoded %q, %v", back.Name, err)
	}
	if none, err := v.Open(ctx, "person/1", "people.none", back.None); none != "" || err != nil {
		t.Fatalf("a field never filled in opens as %q, %v", none, err)
	}
}

func TestErasedSubjectStaysErasedEverywhere(t *testing.T) {
	ctx := context.Background()
	keys := &sealtest.Keys{}
	here, there := seal.New(sealtest.Master(t), keys), seal.New(sealtest.Master(t), keys)
	sealed, err := here.Seal(ctx, "person/1", "people.name", canary)
	if err != nil {
		t.Fatal(err)
	}
	other, err := here.Seal(ctx, "person/2", "people.name", canary)
	if err != nil {
		t.Fatal(err)
	}
	if err := there.Warm(ctx); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := here.Erase(ctx, "person/1"); err != nil {
			t.Fatal(err)
		}
	}
	there.Forget("person/1")
	booted := seal.New(sealtest.Master(t), keys)
	if err := booted.Warm(ctx); err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string]*seal.Vault{"here": here, "there": there, "booted": booted, "cold": seal.New(sealtest.Master(t), keys)} {
		if got, err := v.Open(ctx, "person/1", "people.name", sealed); !errors.Is(err, seal.ErrErased) || !fault.Is(err, fault.Gone) {
			t.Errorf("%s: Open = %q, %v", name, got, err)
		}
		if _, err := v.Seal(ctx, "person/1", "people.name", canary); !errors.Is(err, seal.ErrErased) {
			t.Errorf("%s: Seal = %v", name, err)
		}
		if _, err := v.MAC(ctx, "person/1", "slip"); !errors.Is(err, seal.ErrErased) {
			t.Errorf("%s: MAC = %v", name, err)
		}
		if got, err := v.Open(ctx, "person/2", "people.name", other); got != canary || err != nil {
			t.Errorf("%s: the other person: %q, %v", name, got, err)
		}
	}
}

func TestCommunityIsNeverErased(t *testing.T) {
	v := sealtest.Vault(t)
	if err := v.Erase(context.Background(), seal.Community); err == nil {
		t.Fatal("erased")
	}
}

func TestNodesThatMakeAKeyAtOnceEndWithTheSame(t *testing.T) {
	ctx := context.Background()
	keys := &sealtest.Keys{}
	macs := make([][]byte, 16)
	var wg sync.WaitGroup
	for i := range macs {
		wg.Go(func() {
			var err error
			if macs[i], err = seal.New(sealtest.Master(t), keys).MAC(ctx, "round/1", "ballot", []byte("voter")); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, m := range macs {
		if !bytes.Equal(m, macs[0]) {
			t.Fatal("two nodes have two keys")
		}
	}
}

func TestKeyBeingLoadedDuringErasureDoesNotOutliveIt(t *testing.T) {
	ctx := context.Background()
	keys := &slowKeys{reached: make(chan struct{}), release: make(chan struct{})}
	sealed, err := seal.New(sealtest.Master(t), &keys.Keys).Seal(ctx, "person/1", "people.name", canary)
	if err != nil {
		t.Fatal(err)
	}
	v := seal.New(sealtest.Master(t), keys)
	done := make(chan error)
	go func() {
		_, err := v.Open(ctx, "person/1", "people.name", sealed)
		done <- err
	}()
	<-keys.reached
	if err := v.Erase(ctx, "person/1"); err != nil {
		t.Fatal(err)
	}
	close(keys.release)
	if err := <-done; !errors.Is(err, seal.ErrErased) {
		t.Fatalf("Open = %v", err)
	}
	if _, err := v.Open(ctx, "person/1", "people.name", sealed); !errors.Is(err, seal.ErrErased) {
		t.Fatalf("the key was kept: %v", err)
	}
}

// slowKeys holds back the answer of Get until it is released.
type slowKeys struct {
	sealtest.Keys
	reached, release chan struct{}
}

func (k *slowKeys) Get(ctx context.Context, subject string) ([]byte, error) {
	held, err := k.Keys.Get(ctx, subject)
	close(k.reached)
	<-k.release
	return held, err
}

func TestKeyMadeDuringErasureIsOverruled(t *testing.T) {
	ctx := context.Background()
	keys := &racingKeys{other: seal.New(sealtest.Master(t), &sealtest.Keys{})}
	keys.other = seal.New(sealtest.Master(t), &keys.Keys)
	v := seal.New(sealtest.Master(t), keys)
	if err := v.Erase(ctx, "person/1"); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.New(sealtest.Master(t), &keys.Keys).Seal(ctx, "person/1", "people.name", canary); !errors.Is(err, seal.ErrErased) {
		t.Fatalf("Seal = %v", err)
	}
}

// racingKeys lets another node make the key right after the first deletion.
type racingKeys struct {
	sealtest.Keys
	other *seal.Vault
	once  sync.Once
}

func (k *racingKeys) Delete(ctx context.Context, subject string) (err error) {
	err = k.Keys.Delete(ctx, subject)
	k.once.Do(func() { _, err = k.other.Seal(ctx, subject, "people.name", canary) })
	return err
}

func TestOtherMasterKeyIsFoundAtWarm(t *testing.T) {
	ctx := context.Background()
	keys := &sealtest.Keys{}
	if _, err := seal.New(sealtest.Master(t), keys).Seal(ctx, "person/1", "people.name", canary); err != nil {
		t.Fatal(err)
	}
	m, err := seal.LoadOrCreateMaster(t.TempDir() + "/master.key")
	if err != nil {
		t.Fatal(err)
	}
	if err := seal.New(m, keys).Warm(ctx); !errors.Is(err, seal.ErrMaster) {
		t.Fatalf("Warm = %v", err)
	}
}

func TestWrappedKeyCannotBeMovedToAnotherSubject(t *testing.T) {
	ctx := context.Background()
	keys := &sealtest.Keys{}
	if _, err := seal.New(sealtest.Master(t), keys).Seal(ctx, "person/1", "people.name", canary); err != nil {
		t.Fatal(err)
	}
	held, _ := keys.Get(ctx, "person/1")
	_, _ = keys.PutIfAbsent(ctx, "person/2", held)
	if _, err := seal.New(sealtest.Master(t), keys).Seal(ctx, "person/2", "people.name", canary); !errors.Is(err, seal.ErrMaster) {
		t.Fatalf("Seal = %v", err)
	}
}

func TestUnansweringKeyStoreIsUnavailableUntilLoaded(t *testing.T) {
	ctx := context.Background()
	keys := &failingKeys{}
	v := seal.New(sealtest.Master(t), keys)
	sealed, err := v.Seal(ctx, "person/1", "people.name", canary)
	if err != nil {
		t.Fatal(err)
	}
	keys.err = errors.New("no route to host")
	if _, err := v.Seal(ctx, "person/2", "people.name", canary); !fault.Is(err, fault.Unavailable) || !errors.Is(err, keys.err) {
		t.Errorf("Seal = %v", err)
	}
	if err := v.Warm(ctx); !fault.Is(err, fault.Unavailable) {
		t.Errorf("Warm = %v", err)
	}
	if err := v.Erase(ctx, "person/1"); !fault.Is(err, fault.Unavailable) || strings.Contains(err.Error(), "Canary") {
		t.Errorf("Erase = %v", err)
	}
	if got, err := v.Open(ctx, "person/1", "people.name", sealed); got != canary || err != nil {
		t.Errorf("loaded before, yet Open = %q, %v", got, err)
	}
}

// failingKeys answers every call with err once it is set.
type failingKeys struct {
	sealtest.Keys
	err error
}

func (k *failingKeys) Get(ctx context.Context, subject string) ([]byte, error) {
	if k.err != nil {
		return nil, k.err
	}
	return k.Keys.Get(ctx, subject)
}

func (k *failingKeys) Delete(ctx context.Context, subject string) error {
	return errors.Join(k.err, k.Keys.Delete(ctx, subject))
}

func (k *failingKeys) All(context.Context, func(string, []byte) error) error { return k.err }

func BenchmarkOpen(b *testing.B) {
	ctx := context.Background()
	v := sealtest.Vault(b)
	sealed, err := v.Seal(ctx, "person/1", "people.name", canary)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := v.Open(ctx, "person/1", "people.name", sealed); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMAC(b *testing.B) {
	ctx := context.Background()
	v := sealtest.Vault(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := v.MAC(ctx, "round/1", "ballot", []byte("4f1c9a3be0d24d7f")); err != nil {
			b.Fatal(err)
		}
	}
}
