package posting

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"countinghouse/books"
	"countinghouse/qbxml"
	"countinghouse/store"
)

// A company file that was restored from a backup has lost the newest of what
// was posted, and tells nothing of a deletion. So before anything is written
// each visit asks for the newest of what Countinghouse posted, and for what
// was deleted. The newest gone without a deletion, or back at an older
// EditSequence, means that the file was restored: then everything that is
// missing is found out, nothing is written, and a person decides.

// forKnown is a message set that asks whether what was posted is still there.
const forKnown = "known"

const (
	newestKnown = 20 // postings that every visit asks for
	knownChunk  = 64 // and at a time, once something is missing
	// deletedFor is how far back deletions are asked for.
	deletedFor = 14 * 24 * time.Hour
)

// knownCheck is what a visit knows of whether the file is what it was.
type knownCheck struct {
	done      bool // nothing is missing
	deep      bool // something is: how much is being found out
	noDeleted bool // QuickBooks can't be asked what was deleted
	asked     []store.Done
	missing   []store.Done
	there     time.Time // when the newest was posted that is there
	deleted   map[string]string
}

// askKnown asks for what was posted last.
func (d *Desk) askKnown(ctx context.Context, s *session) (*set, error) {
	if s.known.done || s.refusal != "" {
		return nil, nil
	}
	var after *store.Done
	limit := newestKnown
	if s.known.deep {
		limit = knownChunk
		if n := len(s.known.asked); n > 0 {
			after = &s.known.asked[n-1]
		}
	}
	newest, err := d.store.NewestDone(ctx, s.company.Key, after, limit)
	if err != nil {
		return nil, err
	}
	if len(newest) == 0 {
		if s.known.deep {
			return nil, d.stopMissing(ctx, s)
		}
		s.known.done = true
		return nil, nil
	}
	var ask asking
	for i := range newest {
		q := &newest[i]
		if q.Kind == books.Application {
			ask.id(books.Invoice, q.TxnID)
		} else {
			ask.id(q.Kind, q.TxnID)
		}
	}
	requests := ask.requests()
	if !s.known.deep {
		for i := range requests {
			lighten(requests[i].Body)
		}
	}
	if !s.known.noDeleted && after == nil {
		q := &qbxml.TxnDeletedQueryRq{TxnDelType: lookedAt()}
		if !s.known.deep { // once something is missing: all that QuickBooks remembers
			from := d.o.Now().Add(-deletedFor)
			if oldest := newest[len(newest)-1].PostedAt.Add(-lookMargin); oldest.Before(from) {
				from = oldest
			}
			q.DeletedDateRangeFilter = &qbxml.DeletedDateRangeFilter{FromDeletedDate: from.UTC().Format("2006-01-02T15:04:05")}
		}
		requests = append(requests, qbxml.Request{ID: askedDeleted, Body: q})
	}
	next, err := d.encode(s, forKnown, requests)
	if err != nil {
		return nil, err
	}
	s.known.asked = newest
	return next, nil
}

// knownAnswered looks at what is there of what was posted.
func (d *Desk) knownAnswered(ctx context.Context, s *session, p *set, rs *qbxml.ResponseSet, reply store.Reply) error {
	if err := d.store.Answer(ctx, p.exchange, reply); err != nil {
		return err
	}
	k := &s.known
	if k.asked == nil { // asked before a restart
		return nil
	}
	answered, records := map[string]bool{}, map[string]found{}
	if !k.deep {
		k.deleted = map[string]string{}
	}
	for i := range rs.Responses {
		r := &rs.Responses[i]
		if r.Err != nil || r.StatusCode != 0 && r.StatusCode != 1 && r.StatusCode != 500 {
			continue
		}
		answered[r.RequestID] = true
		for _, ret := range r.Rets {
			if x, ok := ret.(*qbxml.TxnDeletedRet); ok {
				k.deleted[x.TxnID] = x.TimeDeleted
				continue
			}
			f := foundOf(ret)
			records[string(f.kind)+f.id] = f
		}
	}
	if !k.deep && !answered[askedDeleted] {
		k.noDeleted = true
	}
	fates := make([]fate, len(k.asked))
	some := false
	for i := range k.asked {
		if q := &k.asked[i]; k.deep || leavesATrace(q) {
			fates[i] = fateOf(q, records, answered, k.deleted)
		}
		some = some || fates[i] != notKnown
	}
	if !some && len(answered) == 0 {
		return d.refuse(ctx, s, "QuickBooks would not tell whether what was posted last is still there, so nothing is written. The next update asks again.")
	}
	if k.deep {
		return d.deeper(ctx, s, fates)
	}
	if wasRestored(fates, k.noDeleted) {
		k.deep, k.asked = true, nil // all of it is read now, from the newest on
		return nil
	}
	k.done = true
	if _, err := d.store.DeletedInQuickBooks(ctx, s.company.Key, goneThere(k.asked, fates, k.deleted), deletedWords(k.deleted)); err != nil {
		return err
	}
	return d.store.FoundAgain(ctx, s.company.Key)
}

// fate is what became of a posting in the company file.
type fate int

const (
	notKnown fate = iota // it could not be asked about, or leaves no trace
	stands
	deletedThere // a person deleted it
	isMissing
)

// leavesATrace tells the postings of which the first question tells enough: a
// person deletes list entries without a trace, and of credit that is applied
// or taken out more must be read.
func leavesATrace(q *store.Done) bool {
	return !isEntry(q.Kind) && q.Kind != books.Application && (q.Operation != books.Void || q.EditSequence != "")
}

// lighten has a question answered with no more than what tells records apart.
func lighten(body any) {
	record, entry := []string{"TxnID", "EditSequence"}, []string{"ListID", "EditSequence"}
	switch q := body.(type) {
	case *qbxml.InvoiceQueryRq:
		q.IncludeLineItems, q.IncludeLinkedTxns, q.IncludeRetElement = nil, nil, record
	case *qbxml.SalesReceiptQueryRq:
		q.IncludeLineItems, q.IncludeRetElement = nil, record
	case *qbxml.SalesOrderQueryRq:
		q.IncludeLineItems, q.IncludeLinkedTxns, q.IncludeRetElement = nil, nil, record
	case *qbxml.ReceivePaymentQueryRq:
		q.IncludeLineItems, q.IncludeRetElement = nil, record
	case *qbxml.CreditMemoQueryRq:
		q.IncludeLineItems, q.IncludeLinkedTxns, q.IncludeRetElement = nil, nil, record
	case *qbxml.ARRefundCreditCardQueryRq:
		q.IncludeLineItems, q.IncludeRetElement = nil, record
	case *qbxml.CheckQueryRq:
		q.IncludeLineItems, q.IncludeLinkedTxns, q.IncludeRetElement = nil, nil, record
	case *qbxml.InventoryAdjustmentQueryRq:
		q.IncludeLineItems, q.IncludeRetElement = nil, record
	case *qbxml.JournalEntryQueryRq:
		q.IncludeLineItems, q.IncludeRetElement = nil, record
	case *qbxml.CustomerQueryRq:
		q.IncludeRetElement = entry
	case *qbxml.ItemQueryRq:
		q.IncludeRetElement = entry
	}
}

// fateOf tells what became of one posting.
func fateOf(q *store.Done, records map[string]found, answered map[string]bool, deleted map[string]string) fate {
	kind := q.Kind
	if kind == books.Application {
		kind = books.Invoice
	}
	if !answered[askedByID(kind)] {
		return notKnown
	}
	f, there := records[string(kind)+q.TxnID]
	_, gone := deleted[q.TxnID]
	gone = gone || q.Deleted != "" // QuickBooks may have forgotten it since
	switch {
	case q.Operation == books.Delete && there:
		return isMissing // it was taken out, and stands again
	case q.Operation == books.Delete:
		return stands
	case !there && gone:
		return deletedThere
	case q.Over && (!there || q.Operation != books.Void), !there && q.Operation == books.Void:
		return notKnown // its later life tells
	case !there:
		return isMissing
	case q.Kind == books.Application:
		if isApplied(&q.Posting, &f) {
			return stands
		}
		return notKnown // a person may have taken it off
	case older(f.editSequence, q.EditSequence):
		return isMissing
	case q.Operation == books.Void && q.EditSequence == "" && !f.isVoid(q.Total):
		return isMissing
	}
	return stands
}

// older tells whether a record went back to a state of before: QuickBooks'
// EditSequence only grows.
func older(now, known string) bool {
	a, err := strconv.ParseInt(now, 10, 64)
	if err != nil {
		return false
	}
	b, err := strconv.ParseInt(known, 10, 64)
	return err == nil && a < b
}

// wasRestored tells whether the company file was restored. It loses the newest
// first, and tells of no deletion, while a person's deletion is told. One
// document that is gone although a newer one stands may have been taken away in
// a way that QuickBooks does not tell of; several, or the newest, mean a
// restore. (What was in doubt and taken over later counts as newer than it is,
// so the newest alone does not decide.) Where QuickBooks can't be asked for
// deletions the newest and another must be gone.
func wasRestored(fates []fate, noDeleted bool) bool {
	n, newest := 0, notKnown
	for _, f := range fates {
		if f == isMissing {
			n++
		}
		if newest == notKnown && (f == isMissing || f == stands) {
			newest = f
		}
	}
	if noDeleted {
		return n > 1 && newest == isMissing
	}
	return n > 1 || newest == isMissing
}

// goneThere are the documents that are not there any more, and those that
// QuickBooks says were deleted.
func goneThere(asked []store.Done, fates []fate, deleted map[string]string) store.Deletions {
	out := store.Deletions{Told: deleted}
	for i := range asked {
		q := &asked[i]
		switch {
		case fates[i] == isMissing && q.Operation == books.Add && !isEntry(q.Kind):
			out.Gone = append(out.Gone, q.TxnID)
		case fates[i] == stands && q.Deleted != "" && q.Operation != books.Delete:
			out.Back = append(out.Back, q.TxnID)
		}
	}
	return out
}

// deletedWords says what happened to a document that is gone.
func deletedWords(deleted map[string]string) func(name, txn string) string {
	return func(name, txn string) string {
		when := ""
		if at := deleted[txn]; at != "" {
			when = " on " + dayOf(at)
		}
		return name + " was deleted in QuickBooks" + when + ". It is not posted again by itself. If it should be there, undo the order and post it again (undo, redo); else exclude the order."
	}
}

// deeper gathers what is missing; a page of which nothing is ends it.
func (d *Desk) deeper(ctx context.Context, s *session, fates []fate) error {
	k := &s.known
	some := false
	for i := range k.asked {
		switch fates[i] {
		case isMissing:
			if isEntry(k.asked[i].Kind) && !k.there.IsZero() {
				continue // younger documents stand: a person deleted it
			}
			k.missing, some = append(k.missing, k.asked[i]), true
		case stands:
			if k.there.IsZero() {
				k.there = k.asked[i].PostedAt
			}
		case notKnown, deletedThere:
		}
	}
	if some {
		return nil // the next page is asked for
	}
	return d.stopMissing(ctx, s)
}

// stopMissing stops the company file and says why.
func (d *Desk) stopMissing(ctx context.Context, s *session) error {
	ids := make([]store.PostingID, 0, len(s.known.missing))
	for i := range s.known.missing {
		ids = append(ids, s.known.missing[i].ID)
	}
	words := missingWords(named(s.company), s.known.missing, s.known.there)
	if err := d.store.SaveMissing(ctx, s.company.Key, ids, words); err != nil {
		return err
	}
	return d.refuse(ctx, s, words)
}

// missingWords says what is missing, and what can be done.
func missingWords(company string, missing []store.Done, there time.Time) string {
	documents, entries := 0, 0
	for i := range missing {
		if isEntry(missing[i].Kind) {
			entries++
		} else {
			documents++
		}
	}
	of := "an older backup"
	if !there.IsZero() {
		of = "a backup of about " + there.Format("2 January 2006")
	}
	var what []string
	if documents > 0 {
		what = append(what, plural(documents, "document", "documents"))
	}
	if entries > 0 {
		what = append(what, plural(entries, "customer or item", "customers and items"))
	}
	return fmt.Sprintf("The company file of %s was restored to %s: %s that were posted since are missing, and nobody deleted them. Nothing is written. If another file should be open, open it and update again. If this is the file to go on with, have them posted again in Countinghouse: Settings, %s.",
		company, of, strings.Join(what, " and "), company)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
