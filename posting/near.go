package posting

import (
	"fmt"
	"slices"
	"strings"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/qbxml"
	"countinghouse/store"
)

// Users give documents other numbers. What is in doubt and not found by its
// number is therefore asked for by customer and day, as narrowly as it can be:
// only the fields by which a document is known as ours, the days of what is
// missing and no others, its customers and no others.

// near is a document that is asked for by its customer and day.
type near struct {
	kind     books.Kind
	customer qbxml.Ref // zero: whoever's
	day      day.Day
}

// nearMost bounds the answer to one such question. What reaches it proves
// nothing about what is missing: it is asked in smaller portions.
const nearMost = 2000

// nearRanges is how many ranges of days one kind is asked for at most; where
// the days of a batch lie wider apart, the nearest are joined.
const nearRanges = 8

// nearOf are the questions about a document by customer and day: a sale is
// asked for in both kinds, since a bookkeeper may have entered it as the other.
func nearOf(q *store.Posting) []near {
	var out []near
	for _, k := range sameKinds(q.Kind) {
		n := near{kind: k, customer: customerOf(q), day: q.Document.Date}
		if k == books.Journal { // its customer stands in its lines, if anywhere
			n.customer = qbxml.Ref{}
		}
		out = append(out, n)
	}
	return out
}

// sameKinds are the kinds as which a document may stand in QuickBooks.
func sameKinds(k books.Kind) []books.Kind {
	if isSale(k) {
		return []books.Kind{books.SalesReceipt, books.Invoice}
	}
	return []books.Kind{k}
}

// askedNear begins the request IDs of the questions about a kind.
func askedNear(k books.Kind) string { return string(k) + "/near/" }

func isNear(requestID string) bool { return strings.Contains(requestID, "/near/") }

// nearRequests are the questions: for each kind one for each range of days.
// Alone they have no bound; everyone leaves the customers out.
func nearRequests(all []near, alone, everyone bool) []qbxml.Request {
	most := nearMost
	if alone {
		most = 0
	}
	var out []qbxml.Request
	for _, k := range documentKinds {
		var on []day.Day
		for _, n := range all {
			if n.kind == k {
				on = append(on, n.day)
			}
		}
		for _, r := range rangesOf(on, nearRanges) {
			for _, who := range customersOf(all, k, r, everyone) {
				out = append(out, qbxml.Request{ID: fmt.Sprintf("%s%d", askedNear(k), len(out)), Body: nearQuery(k, r, who, most)})
			}
		}
	}
	return out
}

// customersOf are the customers of what is asked for in a range of days: a
// filter names them by ListID or by name, never both. One nil filter: whoever's.
func customersOf(all []near, k books.Kind, r days, everyone bool) []*qbxml.RefFilter {
	var ids, names []string
	for _, n := range all {
		if n.kind != k || n.day.Before(r.from) || n.day.After(r.to) {
			continue
		}
		switch {
		case everyone, n.customer.IsZero():
			return []*qbxml.RefFilter{nil}
		case n.customer.ListID != "":
			ids = append(ids, n.customer.ListID)
		default:
			names = append(names, n.customer.FullName)
		}
	}
	var out []*qbxml.RefFilter
	if len(ids) > 0 {
		out = append(out, &qbxml.RefFilter{ListID: once(ids)})
	}
	if len(names) > 0 {
		out = append(out, &qbxml.RefFilter{FullName: once(names)})
	}
	return out
}

// nearQuery asks for the documents of a kind by day and customer, for no more
// than what tells whether one is ours.
func nearQuery(k books.Kind, r days, who *qbxml.RefFilter, most int) any {
	within := &qbxml.TxnDateRangeFilter{FromTxnDate: r.from, ToTxnDate: r.to}
	known := []string{"TxnID", "EditSequence", "TxnNumber", "RefNumber", "TxnDate", "Memo", "ExternalGUID"}
	plain := qbxml.TxnQuery{MaxReturned: most, TxnDateRangeFilter: within, EntityFilter: who, IncludeRetElement: append(known, "TotalAmount")}
	linked := qbxml.LinkedTxnQuery{MaxReturned: most, TxnDateRangeFilter: within, EntityFilter: who, IncludeRetElement: append(known, "TotalAmount")}
	switch k {
	case books.Invoice:
		return &qbxml.InvoiceQueryRq{MaxReturned: most, TxnDateRangeFilter: within, EntityFilter: who, IncludeRetElement: append(known, "Subtotal", "SalesTaxTotal")}
	case books.Payment:
		return (*qbxml.ReceivePaymentQueryRq)(&plain)
	case books.CreditMemo:
		return (*qbxml.CreditMemoQueryRq)(&linked)
	case books.CardRefund:
		return (*qbxml.ARRefundCreditCardQueryRq)(&plain)
	case books.Check:
		linked.IncludeRetElement = append(known, "Amount")
		return (*qbxml.CheckQueryRq)(&linked)
	case books.SalesOrder:
		return &qbxml.SalesOrderQueryRq{MaxReturned: most, TxnDateRangeFilter: within, EntityFilter: who, IncludeRetElement: append(known, "TotalAmount")}
	case books.Journal: // its memo and its total stand in its lines
		yes := true
		plain.IncludeLineItems, plain.IncludeRetElement = &yes, nil
		return (*qbxml.JournalEntryQueryRq)(&plain)
	case books.Adjustment: // it has no total
		plain.IncludeRetElement = known
		return (*qbxml.InventoryAdjustmentQueryRq)(&plain)
	case books.SalesReceipt, books.Application, books.CustomerAdd, books.CustomerUpdate, books.ItemAdd:
	}
	return (*qbxml.SalesReceiptQueryRq)(&plain)
}

// days is a range of days, both included.
type days struct{ from, to day.Day }

// rangesOf covers days by at most so many ranges: those that follow each other
// are one, then the closest are joined.
func rangesOf(all []day.Day, most int) []days {
	slices.SortFunc(all, func(a, b day.Day) int { return a.Sub(b) })
	var out []days
	for _, d := range all {
		if n := len(out); n > 0 && !d.After(out[n-1].to.Add(1)) {
			out[n-1].to = d
			continue
		}
		out = append(out, days{d, d})
	}
	for len(out) > most {
		at, least := 1, 0
		for i := 1; i < len(out); i++ {
			if gap := out[i].from.Sub(out[i-1].to); i == 1 || gap < least {
				at, least = i, gap
			}
		}
		out[at-1].to = out[at].to
		out = slices.Delete(out, at, at+1)
	}
	return out
}
