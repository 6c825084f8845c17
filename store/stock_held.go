package store

import (
	"context"

	"countinghouse/books"
)

// After a backup of Countinghouse was put back the quantities of it say nothing
// of what was posted, set and adjusted since: they wait until QuickBooks has
// told, and are read anew then. So do those of a company file that was put back
// itself, and of one to which nothing is written.

// heldMark is noted while quantities wait for what QuickBooks tells of the time
// since a backup.
const heldMark = "held"

const heldWords = "A backup of Countinghouse was restored. Quantities wait until QuickBooks has told what it did since; then all of them are read anew. Nothing needs to be done for it."

// StockHeld tells for people why quantities are neither set nor adjusted, nor
// readings of them believed, whatever the rules say; "": they are.
func (s *Store) StockHeld(ctx context.Context, company CompanyKey) (string, error) {
	return stockHeld(func(q string, args []any, dest ...any) error { return s.row(ctx, q, args, dest...) }, company)
}

func stockHeld(row func(string, []any, ...any) error, company CompanyKey) (string, error) {
	var stopped string
	var marks int
	err := row("SELECT stopped, (SELECT count(*) FROM stock_mark WHERE company = $1 AND name = '"+heldMark+"') FROM company WHERE key = $1", []any{string(company)}, &stopped, &marks)
	switch {
	case err != nil:
		return "", err
	case marks > 0:
		return heldWords, nil
	case stopped != "":
		return "Nothing is written to QuickBooks just now, so quantities wait as well. " + stopped, nil
	}
	return "", nil
}

// StockGoesOn ends the waiting of quantities once QuickBooks has told what it
// did since a backup, and tells what they wait for otherwise.
func (s *Store) StockGoesOn(ctx context.Context, company CompanyKey) (string, error) {
	held, err := s.StockHeld(ctx, company)
	if err != nil || held != heldWords {
		return held, err
	}
	err = s.write(ctx, func(t *tx) error {
		var open int
		if err := t.row(`SELECT count(*) FROM restored_company c WHERE c.company = $1 AND (c.looked = '' OR c.reread = ''
			OR EXISTS (SELECT 1 FROM restored_document d WHERE d.company = c.company AND d.deleted = '' AND d.homeless = 0))`, []any{string(company)}, &open); err != nil || open > 0 {
			return err
		}
		if _, err := t.exec("DELETE FROM stock_mark WHERE company = $1 AND name = $2", string(company), heldMark); err != nil {
			return err
		}
		return t.stockAnew(company, "QuickBooks told what it did since the backup. Every quantity is read anew.")
	})
	if err != nil {
		return "", err
	}
	return s.StockHeld(ctx, company)
}

// holdStock has quantities wait for what QuickBooks tells.
func (t *tx) holdStock(company CompanyKey) error {
	_, ok, err := t.followed(company)
	if err != nil || !ok {
		return err
	}
	t.log(event{action: "stock.held", company: company, subject: "company " + string(company), detail: heldWords})
	return t.setStockMark(company, heldMark, t.at)
}

// stockAnew has nothing believed any more that was read of quantities up to
// now: both sides are read again, and adjustments that were not sent are made
// anew. Where both sides count they must be found to be the same, or a person
// says which is right, before anything moves: what they agreed on is lost.
func (t *tx) stockAnew(company CompanyKey, why string) error {
	_, ok, err := t.followed(company)
	if err != nil || !ok {
		return err
	}
	for _, q := range []string{
		"UPDATE stock_company SET since = (SELECT coalesce(max(id), 0) FROM exchange) WHERE company = $1",
		"UPDATE stock_item SET exchange = 0, counted = '', ask = 1, work = 1, mark = mark + 1 WHERE company = $1",
		"UPDATE stock_ware SET asked = '', joined = 0, counted = '' WHERE company = $1",
		"DELETE FROM stock_difference WHERE company = $1",
		"DELETE FROM stock_conflict WHERE company = $1",
	} {
		if _, err := t.exec(q, string(company)); err != nil {
			return err
		}
	}
	t.log(event{action: "stock.anew", company: company, subject: "company " + string(company), detail: why})
	// Those that QuickBooks is still to be asked about may be there: see adjustmentsAsked.
	ready, err := t.settledWhere("WHERE p.company = $1 AND p.kind = 'adjustment' AND p.state = 'ready' AND p.ask = 0", string(company))
	if err != nil {
		return err
	}
	for _, p := range ready {
		if err := t.withdraw(p); err != nil {
			return err
		}
	}
	return nil
}

// adjustmentsAsked takes adjustments back that QuickBooks was asked about and
// does not have: they say what was to be moved before a backup was restored,
// and are made anew of what is read now.
func (t *tx) adjustmentsAsked(asked []Asked) error {
	ids := make([]int64, len(asked))
	for i := range asked {
		ids[i] = int64(asked[i].Posting)
	}
	return inLists(ids, func(list string, args []any) error {
		gone, err := t.settledWhere("WHERE p.id IN "+list+" AND p.kind = '"+string(books.Adjustment)+"' AND p.operation = '' AND p.state = 'ready' AND p.ask = 0", args...)
		if err != nil {
			return err
		}
		for _, p := range gone {
			if err := t.withdraw(p); err != nil {
				return err
			}
		}
		return nil
	})
}

// effectsLost notes that QuickBooks has lost postings that readings held: what
// they did is on its way again.
func (t *tx) effectsLost(company CompanyKey, ids []PostingID) error {
	return inLists(rawIDs(ids), func(list string, args []any) error {
		_, err := t.exec("UPDATE stock_effect SET seen = 0, sent = 0, settled = 0 WHERE company = $1 AND posting IN "+list, append([]any{string(company)}, args...)...)
		return err
	})
}
