package posting

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"countinghouse/books"
	"countinghouse/qbxml"
	"countinghouse/store"
)

// QuickBooks does not tell which quantities changed. Whether an item's time of
// change moves with its quantity is not confirmed (reference:
// quickbooks-behaviour §7), so that they are found in several ways: by the
// items that changed (readLists), by the transactions that were made, changed
// or deleted and the items that these move, and by asking for every item once
// a day, in the night.

// forStock is a message set that asks for quantities.
const forStock = "stock"

const (
	askedMoved = "moved" // transactions since the last time
	askedGoods = "goods/"
	askedStock = "stock"
)

// txnChunk is how many transactions are asked for their lines in one message set.
const txnChunk = 100

// Every item is asked for in the first hours of a day, if that was not done for
// sweepAfter; at any time when it was not done for sweepAtLast.
const (
	sweepUntil  = 5 // o'clock
	sweepAfter  = 20 * time.Hour
	sweepAtLast = 36 * time.Hour
)

// stockCheck is what a visit knows of quantities.
type stockCheck struct {
	looked   bool                              // whether something is due was looked up
	listed   bool                              // all transactions since the last time are told
	failed   bool                              // QuickBooks would not tell: not again in this visit
	iterator string                            // of the list of transactions
	from     string                            // the mark that it began from
	since    string                            // FromModifiedDate: every page is asked for with the same
	died     int                               // how often the iterator did
	newest   string                            // TimeModified
	unread   map[string][]qbxml.TransactionRet // by type, whose lines are to be read
	asked    []string                          // items of the pending question
	bad      map[string]bool                   // items whose answer could not be read
}

// stockFollowed tells whether a company file's quantities are followed.
func (d *Desk) stockFollowed(ctx context.Context, c store.Company) (store.StockCompany, bool, error) {
	x, err := d.store.Stock(ctx, c.Key)
	return x, err == nil && !x.Began.IsZero(), err
}

// stockDue tells whether a visit is to be made for quantities alone.
func (d *Desk) stockDue(ctx context.Context, c store.Company) (bool, error) {
	x, ok, err := d.stockFollowed(ctx, c)
	if err != nil || !ok {
		return false, err
	}
	if old, err := d.stockOld(ctx, c); err != nil || old {
		return old, err
	}
	if due, err := d.sweepDue(ctx, c, x); err != nil || due {
		return due, err
	}
	items, err := d.store.ItemsToAsk(ctx, c.Key, 1)
	return len(items) > 0, err
}

// stockOld tells whether transactions were not looked at for a while.
func (d *Desk) stockOld(ctx context.Context, c store.Company) (bool, error) {
	at, err := d.marked(ctx, c, store.MarkTransactionsRead)
	return err == nil && !within(d.o.Now(), at, d.o.StockEvery), err
}

// marked is the time of a mark; zero: never.
func (d *Desk) marked(ctx context.Context, c store.Company, name string) (time.Time, error) {
	text, err := d.store.StockMark(ctx, c.Key, name)
	if err != nil || text == "" {
		return time.Time{}, err
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil { // another version's: it is done again
		return time.Time{}, nil //nolint:nilerr // doing it again loses nothing
	}
	return at, nil
}

// sweepDue tells whether every item is to be asked for.
func (d *Desk) sweepDue(ctx context.Context, c store.Company, x store.StockCompany) (bool, error) {
	at, err := d.marked(ctx, c, store.MarkSwept)
	if err != nil {
		return false, err
	}
	if at.Before(x.Began) { // when they began to be followed every item was asked for
		at = x.Began
	}
	now := d.o.Now()
	if within(now, at, sweepAfter) {
		return false, nil
	}
	zone, err := d.zoneOf(ctx, c.Key)
	if err != nil {
		return false, err
	}
	return now.In(zone).Hour() < sweepUntil || !within(now, at, sweepAtLast), nil
}

// zoneOf is where the people of a company file are: the zone of its first store.
func (d *Desk) zoneOf(ctx context.Context, key store.CompanyKey) (*time.Location, error) {
	shops, err := d.store.Shops(ctx)
	if err != nil {
		return nil, err
	}
	for _, shop := range shops {
		if shop.Company == key && shop.Zone != "" {
			return Zone(shop), nil
		}
	}
	return d.o.Zone, nil
}

// readStock asks what moved, and how many there are now of what did.
func (d *Desk) readStock(ctx context.Context, s *session) (*set, error) {
	k := &s.stock
	if k.failed || s.back.holds {
		return nil, nil
	}
	x, ok, err := d.stockFollowed(ctx, s.company)
	if err != nil || !ok {
		return nil, err
	}
	if !k.looked {
		if err := d.beginStock(ctx, s, x); err != nil {
			return nil, err
		}
	}
	switch {
	case !k.listed:
		return d.askMoved(s)
	case len(k.unread) > 0:
		return d.askGoods(s)
	}
	items, err := d.store.ItemsToAsk(ctx, s.company.Key, d.o.PageSize+len(k.bad))
	if err != nil {
		return nil, err
	}
	items = slices.DeleteFunc(items, func(id string) bool { return k.bad[id] })
	if len(items) == 0 {
		return nil, nil
	}
	next, err := d.encode(s, forStock, []qbxml.Request{{ID: askedStock, Body: &qbxml.ItemQueryRq{ListID: items}}})
	k.asked = items
	return next, err
}

// beginStock looks once in a visit at what is due.
func (d *Desk) beginStock(ctx context.Context, s *session, x store.StockCompany) error {
	k := &s.stock
	sweep, err := d.sweepDue(ctx, s.company, x)
	if err != nil {
		return err
	}
	if sweep {
		if err := d.store.SweepStock(ctx, s.company.Key); err != nil {
			return err
		}
	}
	if k.from, err = d.store.StockMark(ctx, s.company.Key, store.MarkTransactions); err != nil {
		return err
	}
	old, err := d.stockOld(ctx, s.company)
	if err != nil {
		return err
	}
	k.looked, k.listed, k.newest = true, !old && s.visit.Posted == 0, k.from
	k.unread, k.bad = map[string][]qbxml.TransactionRet{}, map[string]bool{}
	return nil
}

// askMoved asks which transactions were made, changed or deleted.
func (d *Desk) askMoved(s *session) (*set, error) {
	k := &s.stock
	if k.since == "" {
		k.since = since(store.ListProgress{ModifiedFrom: k.from})
	}
	if k.since == "" { // the PC's zone and clock are not known
		k.since = d.o.Now().Add(-lookMargin).UTC().Format("2006-01-02T15:04:05")
	}
	from := k.since
	query := &qbxml.TransactionQueryRq{
		Iterator: qbxml.IteratorStart, MaxReturned: d.o.PageSize, TxnTypeFilter: qbxml.GoodsTxnTypes(),
		TransactionModifiedDateRangeFilter: &qbxml.ModifiedDateRangeFilter{FromModifiedDate: from},
		IncludeRetElement:                  []string{"TxnType", "TxnID", "TimeModified", "RefNumber", "Memo"},
	}
	requests := []qbxml.Request{{ID: askedMoved, Body: query}}
	if k.iterator != "" {
		query.Iterator, query.IteratorID = qbxml.IteratorContinue, k.iterator
	} else {
		requests = append(requests, qbxml.Request{ID: askedDeleted, Body: &qbxml.TxnDeletedQueryRq{
			TxnDelType: qbxml.GoodsTxnTypes(), DeletedDateRangeFilter: &qbxml.DeletedDateRangeFilter{FromDeletedDate: from},
		}})
	}
	return d.encode(s, forStock, requests)
}

// askGoods asks which items the changed transactions move.
func (d *Desk) askGoods(s *session) (*set, error) {
	var requests []qbxml.Request
	left := txnChunk
	for _, kind := range qbxml.GoodsTxnTypes() {
		n := min(len(s.stock.unread[kind]), left)
		if n == 0 {
			continue
		}
		left -= n
		q := &qbxml.GoodsTxnQueryRq{TxnKind: kind}
		for _, x := range s.stock.unread[kind][:n] {
			q.TxnID = append(q.TxnID, x.TxnID)
		}
		requests = append(requests, qbxml.Request{ID: askedGoods + kind, Body: q})
	}
	return d.encode(s, forStock, requests)
}

// stockAnswered takes in what was told of quantities.
func (d *Desk) stockAnswered(ctx context.Context, s *session, p *set, rs *qbxml.ResponseSet, reply store.Reply) error {
	k := &s.stock
	if !k.looked { // asked before a restart
		k.failed = true
		return d.store.Answer(ctx, p.exchange, reply)
	}
	goods := map[string]*qbxml.Response{}
	var listed, deleted, items *qbxml.Response
	for i := range rs.Responses {
		r := &rs.Responses[i]
		switch kind, ok := strings.CutPrefix(r.RequestID, askedGoods); {
		case ok:
			goods[kind] = r
		case r.RequestID == askedMoved:
			listed = r
		case r.RequestID == askedDeleted:
			deleted = r
		case r.RequestID == askedStock:
			items = r
		}
	}
	before := *k
	var err error
	switch {
	case items != nil:
		d.itemsAnswered(s, items, &reply)
	case listed != nil:
		err = d.movedAnswered(ctx, s, listed, deleted, &reply)
	case len(goods) > 0:
		err = d.goodsAnswered(ctx, s, goods, &reply)
	default:
		k.failed = true
	}
	if err == nil && k.listed && len(k.unread) == 0 && (!before.listed || len(before.unread) > 0) || k.failed && !before.failed {
		if reply.StockMarks == nil {
			reply.StockMarks = map[string]string{}
		}
		reply.StockMarks[store.MarkTransactionsRead] = d.o.Now().UTC().Format(time.RFC3339Nano)
		if !k.failed && k.newest != "" {
			reply.StockMarks[store.MarkTransactions] = k.newest
		}
	}
	if err == nil {
		err = d.store.Answer(ctx, p.exchange, reply)
	}
	if err != nil {
		*k = before
	}
	return err
}

// answeredQuery tells whether a query was answered: found, found nothing, or not all.
func answeredQuery(r *qbxml.Response) bool {
	return r != nil && (r.StatusCode == 0 || r.StatusCode == 1 || r.StatusCode == 500)
}

// movedAnswered takes in a page of transactions.
func (d *Desk) movedAnswered(ctx context.Context, s *session, r, deleted *qbxml.Response, reply *store.Reply) error {
	k := &s.stock
	switch {
	case r.StatusCode == 3391 && k.died < maxTries: // the iterator died: begin again
		k.iterator = ""
		k.died++
		return nil
	case !answeredQuery(r) || r.Err != nil && !r.HasIterator && r.IteratorID != "":
		d.log.WarnContext(ctx, "QuickBooks did not tell which transactions moved stock", "status", r.StatusCode, "reason", r.Message)
		k.failed = true
		return nil
	}
	var rows []qbxml.TransactionRet
	var ids []string
	for _, ret := range r.Rets {
		if x, ok := ret.(*qbxml.TransactionRet); ok && x.TxnID != "" && slices.Contains(qbxml.GoodsTxnTypes(), x.TxnType) {
			rows, ids = append(rows, *x), append(ids, x.TxnID)
			if len(x.TimeModified) >= 19 && x.TimeModified[:19] > k.newest {
				k.newest = x.TimeModified[:19]
			}
		}
	}
	known, err := d.store.StockTxnsRead(ctx, s.company.Key, ids)
	if err != nil {
		return err
	}
	unread := map[string][]qbxml.TransactionRet{}
	for kind, list := range k.unread {
		unread[kind] = slices.Clone(list)
	}
	for _, x := range rows {
		if known[x.TxnID] != x.TimeModified {
			unread[x.TxnType] = append(unread[x.TxnType], x)
		}
	}
	k.unread = unread
	if deleted != nil && answeredQuery(deleted) {
		for _, ret := range deleted.Rets {
			if x, ok := ret.(*qbxml.TxnDeletedRet); ok && x.TxnID != "" {
				reply.TxnsGone = append(reply.TxnsGone, x.TxnID)
			}
		}
	}
	k.iterator = ""
	if k.listed = !r.HasIterator || r.IteratorRemaining == 0; !k.listed {
		k.iterator = r.IteratorID
	}
	return nil
}

// goodsAnswered takes in what transactions move. Of one that can't be told, or
// that went meanwhile, nothing is noted: it is listed again.
func (d *Desk) goodsAnswered(ctx context.Context, s *session, answers map[string]*qbxml.Response, reply *store.Reply) error {
	k := &s.stock
	rest := map[string][]qbxml.TransactionRet{}
	for kind, list := range k.unread {
		rest[kind] = list
	}
	left := txnChunk
	var adjustments []qbxml.InventoryAdjustmentRet
	for _, kind := range qbxml.GoodsTxnTypes() { // in the order in which they were asked for
		n := min(len(rest[kind]), left)
		left -= n
		if n == 0 {
			continue
		}
		asked := rest[kind][:n]
		if rest[kind] = rest[kind][n:]; len(rest[kind]) == 0 {
			delete(rest, kind)
		}
		r := answers[kind]
		if !answeredQuery(r) {
			d.log.WarnContext(ctx, "QuickBooks did not tell what transactions move", "type", kind)
			continue
		}
		modified := map[string]string{}
		for _, x := range asked {
			modified[x.TxnID] = x.TimeModified
		}
		for _, ret := range r.Rets {
			id, items := goodsOf(ret)
			if at, ok := modified[id]; ok {
				reply.Txns = append(reply.Txns, store.StockTxn{ID: id, Modified: at, Items: items})
			}
			if a, ok := ret.(*qbxml.InventoryAdjustmentRet); ok {
				adjustments = append(adjustments, *a)
			}
		}
	}
	k.unread = rest
	return d.countedBy(ctx, s, adjustments, reply)
}

// countedBy notes the items that a person counted: an adjustment is one, unless
// it is ours. When transactions are first looked at, nobody knows against what
// they were counted.
func (d *Desk) countedBy(ctx context.Context, s *session, adjustments []qbxml.InventoryAdjustmentRet, reply *store.Reply) error {
	if len(adjustments) == 0 || s.stock.from == "" {
		return nil
	}
	ids := make([]string, len(adjustments))
	for i := range adjustments {
		ids[i] = adjustments[i].TxnID
	}
	ours, err := d.store.OurTxns(ctx, s.company.Key, ids)
	if err != nil {
		return err
	}
	for i := range adjustments {
		a := &adjustments[i]
		if ours[a.TxnID] || a.RefNumber != "" && strings.HasSuffix(a.Memo, "Countinghouse "+a.RefNumber) { // its answer may be lost
			continue
		}
		for _, l := range a.Lines {
			reply.Counted = append(reply.Counted, l.ItemRef.ListID)
		}
	}
	return nil
}

// goodsOf are the items that a transaction moves, and its TxnID.
func goodsOf(ret any) (id string, items []string) {
	add := func(r qbxml.Ref) {
		if r.ListID != "" {
			items = append(items, r.ListID)
		}
	}
	lines := func(list []qbxml.TxnLineRet) {
		for i := range list {
			add(list[i].ItemRef)
			for j := range list[i].Members {
				add(list[i].Members[j].ItemRef)
			}
		}
	}
	switch v := ret.(type) {
	case *qbxml.SalesReceiptRet:
		id = v.TxnID
		lines(v.Lines)
	case *qbxml.InvoiceRet:
		id = v.TxnID
		lines(v.Lines)
	case *qbxml.CreditMemoRet:
		id = v.TxnID
		lines(v.Lines)
	case *qbxml.SalesOrderRet:
		id = v.TxnID
		lines(v.Lines)
	case *qbxml.InventoryAdjustmentRet:
		id = v.TxnID
		for i := range v.Lines {
			add(v.Lines[i].ItemRef)
		}
	case *qbxml.CheckRet:
		id = v.TxnID
		for _, r := range v.Items {
			add(r)
		}
	case *qbxml.GoodsTxnRet:
		id = v.TxnID
		for _, r := range v.Items {
			add(r)
		}
	}
	return id, items
}

// itemsAnswered takes in how many there are.
func (d *Desk) itemsAnswered(s *session, r *qbxml.Response, reply *store.Reply) {
	k := &s.stock
	if !answeredQuery(r) {
		d.log.Warn("QuickBooks did not tell how many there are", "status", r.StatusCode, "reason", r.Message)
		k.failed = true
		return
	}
	reply.Rows = entriesOf(books.Items, r.Rets)
	told := map[string]bool{}
	for i := range reply.Rows {
		told[reply.Rows[i].ListID] = true
	}
	bad := map[string]bool{}
	for id := range k.bad {
		bad[id] = true
	}
	for _, id := range k.asked {
		switch {
		case told[id]:
		case r.Err != nil: // it may be the one that could not be read
			bad[id] = true
		default:
			reply.ItemsGone = append(reply.ItemsGone, id)
		}
	}
	k.bad = bad
	s.visit.Read += len(reply.Rows)
	if r.Err != nil {
		d.log.Warn("a quantity of QuickBooks could not be read", "error", fmt.Sprint(r.Err))
	}
}
