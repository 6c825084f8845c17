package store

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// An adjustment that QuickBooks refused is never sent again as it was. Of many
// items one may be at fault: each is adjusted by itself next, and what is
// refused alone is left alone, with the reason. Where all are refused for the
// same reason it is no item's fault (the account's, mostly): then adjusting
// stops until a person goes on, or names another account.

// allAtFault is how many items in one go are refused alone for the same reason,
// and none taken, before it is no item's fault.
const allAtFault = 3

// pausedMark is noted while quantities are stopped by refused adjustments.
const pausedMark = "refused"

// refusedAdjustment is one that QuickBooks refused for good.
type refusedAdjustment struct {
	posting settled
	reason  string
	items   []string
}

// adjustmentsRefused settles what follows of refused adjustments.
func (t *tx) adjustmentsRefused(company CompanyKey) error {
	by := map[PostingID]*refusedAdjustment{}
	var ids []PostingID
	err := t.query(`SELECT e.posting, e.item, p.reason FROM stock_effect e JOIN posting p ON p.id = e.posting
		WHERE e.company = $1 AND e.store = '' AND e.order_id = 0 AND e.seen = 0 AND p.state = 'refused' AND p.lane <> 'uncertain' ORDER BY e.posting, e.item`, []any{string(company)}, func(r *sql.Rows) error {
		var id PostingID
		var item, reason string
		err := r.Scan(&id, &item, &reason)
		if by[id] == nil {
			by[id] = &refusedAdjustment{reason: reason}
			ids = append(ids, id)
		}
		by[id].items = append(by[id].items, item)
		return err
	})
	if err != nil {
		return err
	}
	// What was adjusted by itself goes with the others again.
	taken, err := t.exec(`UPDATE stock_item SET alone = 0 WHERE company = $1 AND alone = 1 AND item IN
		(SELECT e.item FROM stock_effect e WHERE e.company = $1 AND e.store = '' AND e.order_id = 0 AND e.seen = 0 AND e.settled > 0)`, string(company))
	if err != nil || len(ids) == 0 {
		return err
	}
	have, err := t.settledByID(ids)
	if err != nil {
		return err
	}
	same, single := map[string]int{}, 0
	for _, id := range ids {
		x := by[id]
		x.posting = have[id]
		// It says nothing any more: what it was for is made anew, or left alone.
		if err := t.withdraw(x.posting); err != nil {
			return err
		}
		if len(x.items) > 1 {
			if err := t.stockItems(company, x.items, "alone = 1"); err != nil {
				return err
			}
			t.log(event{action: "stock.apart", company: company, subject: fmt.Sprintf("posting %d", id),
				detail: fmt.Sprintf("QuickBooks refused an adjustment of %d items. Each is adjusted by itself. %s", len(x.items), x.reason)})
			continue
		}
		same[x.reason]++
		single++
		words := "QuickBooks would not adjust its quantity. " + strings.TrimSpace(x.reason) + " Put that right there, and have it tried again."
		if _, err := t.exec("UPDATE stock_item SET refused = $3 WHERE company = $1 AND item = $2", string(company), x.items[0], words); err != nil {
			return err
		}
		t.log(event{action: "stock.refused", company: company, subject: "item " + x.items[0], detail: words})
	}
	if len(same) != 1 || single < allAtFault || taken > 0 {
		return nil
	}
	words := fmt.Sprintf("QuickBooks refused the adjustments of all %d items for the same reason, so no more are sent. %s Put that right in QuickBooks and go on, or name another account in the rules for quantities.",
		single, strings.TrimSpace(by[ids[len(ids)-1]].reason))
	if err := t.setStockMark(company, pausedMark, t.at); err != nil {
		return err
	}
	t.log(event{action: "stock.paused", company: company, subject: "company " + string(company), detail: words})
	_, err = t.exec("UPDATE stock_company SET paused = $2 WHERE company = $1 AND paused = ''", string(company), words)
	return err
}

// stockItems sets columns of items, by one of few constants, and has them
// compared again.
func (t *tx) stockItems(company CompanyKey, items []string, set string) error {
	return inLists(items, func(list string, args []any) error {
		_, err := t.exec("UPDATE stock_item SET "+set+", work = 1, mark = mark + 1 WHERE company = $1 AND item IN "+list, append([]any{string(company)}, args...)...)
		return err
	})
}

// refusedAgain has items adjusted again that QuickBooks would not adjust, and
// ends the stop that came of it.
func (t *tx) refusedAgain(company CompanyKey) error {
	_, err := t.exec("UPDATE stock_item SET refused = '', alone = 1, work = 1, mark = mark + 1 WHERE company = $1 AND refused <> ''", string(company))
	if err != nil {
		return err
	}
	var stopped string
	err = t.row("SELECT value FROM stock_mark WHERE company = $1 AND name = $2", []any{string(company), pausedMark}, &stopped)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := t.exec("DELETE FROM stock_mark WHERE company = $1 AND name = $2", string(company), pausedMark); err != nil {
		return err
	}
	_, err = t.exec("UPDATE stock_company SET paused = '' WHERE company = $1", string(company))
	return err
}
