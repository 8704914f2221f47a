package web

import (
	"bytes"
	"strconv"

	"github.com/parentpower/parentpower/internal/award"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/sheet"
	"github.com/parentpower/parentpower/internal/web/page"
)

// ledger is every entry of a round's ledger.
func (s *Site) ledger(r *request) error {
	shown, err := s.showRound(r.view, r.round)
	if err != nil {
		return err
	}
	lines, err := r.ledgerLines()
	if err != nil {
		return err
	}
	return r.show(page.Ledger{Round: shown, Funds: showFunds(award.BalanceOf(r.view, r.round.ID)), Lines: lines})
}

func (r *request) ledgerLines() ([]page.LedgerLine, error) {
	projects := map[string]*page.Project{}
	for _, p := range r.projects() {
		projects[p.ID] = &p
	}
	var lines []page.LedgerLine
	for _, e := range award.Entries(r.view, r.round.ID) {
		_, correctable := award.Correctable(r.view, e)
		line := page.LedgerLine{
			Number: int(e.Number), At: e.At, Kind: string(e.Kind), Project: projects[funding.ProjectID(e.Project)], Amount: e.Amount,
			What: e.What, Corrects: int(e.Corrects), Correctable: correctable && r.moneyMoves(), Paper: r.paperURL(e),
		}
		var err error
		if e.By != "" {
			if line.By, err = r.name(r.view, e.By); err != nil {
				return nil, err
			}
		}
		if line.Reference, err = r.Award.ReferenceOf(r.ctx, e); err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// ledgerTable is the ledger as spreadsheet programs take it. What an entry does to each sum is a column of its own, so
// that adding up a column gives the balance.
func (r *request) ledgerTable() (header []string, rows [][]sheet.Cell, err error) {
	say := r.words()
	for _, column := range []string{"number", "at", "kind", "project", "amount", "awarded", "returned", "left", "paid", "spent", "on", "what", "reference", "corrects", "by"} {
		header = append(header, say.T("ledger.column."+column))
	}
	lines, err := r.ledgerLines()
	if err != nil {
		return nil, nil, err
	}
	for i, e := range award.Entries(r.view, r.round.ID) {
		line, does := lines[i], award.Effect(e)
		project, corrects := "", sheet.Cell("")
		if line.Project != nil {
			project = line.Project.Title
		}
		if e.Corrects != 0 {
			corrects = e.Corrects
		}
		rows = append(rows, []sheet.Cell{
			e.Number, sheet.Day(e.At.In(r.Zone)), say.T("ledger.kind." + string(e.Kind)), project, sheet.Money(e.Amount),
			sheet.Money(does.Awarded), sheet.Money(does.Returned), sheet.Money(does.Left), sheet.Money(does.Paid), sheet.Money(does.Spent),
			r.dayCell(e), line.What, line.Reference, corrects, line.By,
		})
	}
	return header, rows, nil
}

func (r *request) dayCell(e award.Entry) sheet.Cell {
	if e.On.IsZero() {
		return sheet.Day{}
	}
	return sheet.Day(e.On.In(r.Zone))
}

func (s *Site) ledgerCSV(r *request) error {
	header, rows, err := r.ledgerTable()
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := sheet.CSV(&out, header, rows); err != nil {
		return err
	}
	return r.download("round-"+r.round.ID+"-ledger.csv", "text/csv; charset=utf-8", out.Bytes())
}

func (s *Site) ledgerXLSX(r *request) error {
	header, rows, err := r.ledgerTable()
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := sheet.XLSX(&out, r.words().T("ledger.title"), header, rows); err != nil {
		return err
	}
	return r.download("round-"+r.round.ID+"-ledger.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", out.Bytes())
}

// entry is the number of the entry that the path names; zero, which none has, where that is no number.
func (r *request) entry() int64 {
	n, err := strconv.ParseInt(r.param("entry"), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func (r *request) correctStep() (page.MoneyStep, error) {
	e, err := award.EntryByNumber(r.view, r.round.ID, r.entry())
	if err != nil {
		return page.MoneyStep{}, err
	}
	shown, err := r.showRound(r.view, r.round)
	return page.MoneyStep{
		Round: shown, What: "correct", Name: r.words().T("ledger.title"), Amount: e.Amount, Back: "/rounds/" + r.round.ID + "/ledger",
	}, err
}

func (s *Site) correctPage(r *request) error {
	p, err := r.correctStep()
	if err != nil {
		return err
	}
	return r.show(p)
}

func (s *Site) correctEntry(r *request) error {
	p, err := r.correctStep()
	if err != nil {
		return err
	}
	return r.doMoneyStep(p, func(f *form) func() error {
		reason := f.prose("reason")
		return func() error { return s.Award.CorrectEntry(r.ctx, r.who.Person, r.round.ID, r.entry(), reason) }
	})
}
