package award

import (
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
)

// Entry is one line of a round's ledger.
type Entry struct {
	Round     string      `bson:"round"`
	Number    int64       `bson:"number"` // from 1, without a gap
	At        time.Time   `bson:"at"`
	By        string      `bson:"by,omitempty"` // who wrote it; empty: the count did
	Kind      Kind        `bson:"kind"`
	Project   int32       `bson:"project,omitempty"`
	Amount    int64       `bson:"amount"`              // below zero in a correction alone
	Again     int64       `bson:"again,omitempty"`     // of an award: what of it had been returned before
	Back      int64       `bson:"back,omitempty"`      // of a return: what of it had been paid, and came back
	On        time.Time   `bson:"on,omitempty"`        // the day of a payment or receipt
	What      string      `bson:"what,omitempty"`      // what a receipt is for, why an award or a correction: for everybody to read
	Reference seal.Sealed `bson:"reference,omitempty"` // of a payment or return, for staff
	Corrects  int64       `bson:"corrects,omitempty"`  // number of the entry that this one takes back
}

// Kind says what an entry is about.
type Kind string

// The kinds of entry.
const (
	Opening Kind = "opening" // the round's budget: the first entry, and the only one of its kind
	Promise Kind = "award"
	Return  Kind = "return"
	Payment Kind = "payment"
	Receipt Kind = "receipt"
)

// Balance is where the money of a round, or of one project, stands. The package comment says what the words mean.
// A project has nothing left and nothing returned.
type Balance struct {
	Awarded, Returned, Left int64
	Paid, Spent             int64 // of what is awarded: paid out; spent, by the receipts
}

// Budget is what all of it comes to.
func (b Balance) Budget() int64 { return b.Awarded + b.Returned + b.Left }

// Unpaid is what is promised and not paid out.
func (b Balance) Unpaid() int64 { return b.Awarded - b.Paid }

// Unspent is what no receipt accounts for. Receipts may come to more than was awarded: the rest was the project's own.
func (b Balance) Unspent() int64 { return max(0, b.Awarded-b.Spent) }

// plus is the balance after an entry, for the round or for the entry's project.
func (b Balance) plus(e Entry) Balance {
	switch e.Kind {
	case Opening:
		b.Left += e.Amount
	case Promise:
		b.Awarded += e.Amount
		b.Returned -= e.Again
		b.Left -= e.Amount - e.Again
	case Return:
		b.Awarded -= e.Amount
		b.Returned += e.Amount
		b.Paid -= e.Back
	case Payment:
		b.Paid += e.Amount
	case Receipt:
		b.Spent += e.Amount
	}
	return b
}

// fields are the sums that are kept of the ledger, by name.
func (b Balance) fields() map[string]int64 {
	return map[string]int64{"/awarded": b.Awarded, "/returned": b.Returned, "/left": b.Left, "/paid": b.Paid, "/spent": b.Spent}
}

// opened counts the rounds that have a ledger.
const opened = "opened"

// sums keeps each round's and each project's balance, and how many entries a round has.
func sums(e Entry, add func(string, int64)) {
	if e.Kind == Opening {
		add(opened, 1)
	}
	add(e.Round, 1)
	for name, n := range (Balance{}).plus(e).fields() {
		add(e.Round+name, n)
		if e.Project != 0 {
			add(key(e.Round, e.Project)+name, n)
		}
	}
}

func corrected(e Entry) []string {
	if e.Corrects == 0 {
		return nil
	}
	return []string{entryKey(e.Round, e.Corrects)}
}

// BalanceOf is where a round's money stands.
func BalanceOf(v store.View, round string) Balance { return balance(v, round) }

// ProjectBalance is where the money of one project stands.
func ProjectBalance(v store.View, round string, project int32) Balance {
	b := balance(v, key(round, project))
	b.Returned, b.Left = 0, 0
	return b
}

func balance(v store.View, of string) Balance {
	return Balance{
		Awarded: balances.Get(v, of+"/awarded"), Returned: balances.Get(v, of+"/returned"), Left: balances.Get(v, of+"/left"),
		Paid: balances.Get(v, of+"/paid"), Spent: balances.Get(v, of+"/spent"),
	}
}

// post is the change that writes an entry at the end of its round's ledger, and the entry's number. It fails with
// Conflict where the round or the project would have less than nothing of something: nothing else writes entries, so
// no ledger says so.
func post(v store.View, e Entry) (store.Change, int64, error) {
	e.Number, e.At = balances.Get(v, e.Round)+1, v.Time()
	whole, part := BalanceOf(v, e.Round).plus(e), ProjectBalance(v, e.Round, e.Project).plus(e)
	switch {
	case whole.Left < 0 || whole.Returned < 0:
		return store.Change{}, 0, fault.New(fault.Conflict, "fault.award.not_so_much")
	case part.Paid > part.Awarded:
		return store.Change{}, 0, fault.New(fault.Conflict, "fault.award.more_than_awarded")
	case part.Awarded < 0 || part.Paid < 0 || part.Spent < 0:
		return store.Change{}, 0, fault.New(fault.Conflict, "fault.award.contradicts")
	}
	return Ledger.Put(e), e.Number, nil
}
