package posting

import (
	"strings"

	"countinghouse/books"
	"countinghouse/qbxml"
	"countinghouse/store"
)

// element is what qbXML calls the record of a posting: "SalesReceipt".
func element(q *store.Posting) string {
	switch q.Kind {
	case books.CustomerAdd, books.CustomerUpdate:
		return "Customer"
	case books.ItemAdd:
		return "Item" + q.Item.Type
	default:
		return txnElement(q.Kind)
	}
}

// txnElement is what qbXML calls a kind of document. Credit is applied by a
// payment of nothing.
func txnElement(k books.Kind) string {
	switch k {
	case books.Invoice:
		return "Invoice"
	case books.Payment, books.Application:
		return "ReceivePayment"
	case books.CreditMemo:
		return "CreditMemo"
	case books.CardRefund:
		return "ARRefundCreditCard"
	case books.Check:
		return "Check"
	case books.SalesOrder:
		return "SalesOrder"
	case books.Journal:
		return "JournalEntry"
	case books.Adjustment:
		return "InventoryAdjustment"
	case books.SalesReceipt, books.CustomerAdd, books.CustomerUpdate, books.ItemAdd:
	}
	return "SalesReceipt"
}

// answersTo tells whether the response is one to this posting.
func answersTo(r *qbxml.Response, q *store.Posting) bool {
	switch {
	case isEntry(q.Kind) && q.Operation == books.Delete:
		return r.Name == "ListDelRs"
	case q.Operation == books.Delete:
		return r.Name == "TxnDelRs"
	case q.Operation == books.Void:
		return r.Name == "TxnVoidRs"
	case q.Operation == books.Modify, q.Kind == books.CustomerUpdate:
		return r.Name == element(q)+"ModRs"
	}
	return r.Name == element(q)+"AddRs"
}

// isEntry tells the kinds that make an entry of a list.
func isEntry(k books.Kind) bool { return k == books.CustomerAdd || k == books.ItemAdd }

// takesOut tells whether a posting takes something out of QuickBooks.
func takesOut(q *store.Posting) bool {
	return q.Operation == books.Void || q.Operation == books.Delete
}

// called is what people call a document within a sentence: "invoice BC100482".
func called(q *store.Posting) string {
	name := map[books.Kind]string{
		books.CustomerAdd: "customer", books.CustomerUpdate: "customer", books.ItemAdd: "item", books.SalesReceipt: "sales receipt",
		books.SalesOrder: "sales order", books.Invoice: "invoice", books.Payment: "payment", books.CreditMemo: "credit memo",
		books.CardRefund: "card refund", books.Check: "check", books.Application: "credit", books.Journal: "journal entry",
		books.Adjustment: "inventory adjustment",
	}[q.Kind]
	return strings.TrimSpace(name + " " + q.RefNumber)
}

// link is the first document that another names for a use; nil when none.
func link(q *store.Posting, use books.LinkUse) *store.PostingLink {
	for i := range q.Links {
		if q.Links[i].Use == use {
			return &q.Links[i]
		}
	}
	return nil
}

// target is the TxnID or ListID of what a posting changes; empty: none.
func target(q *store.Posting) string {
	if l := link(q, books.Changes); l != nil {
		return l.TxnID
	}
	return ""
}

// sequence is the EditSequence of what a posting changes, as QuickBooks told it
// last; empty: not known.
func sequence(q *store.Posting) string {
	if l := link(q, books.Changes); l != nil {
		return l.EditSequence
	}
	return ""
}

// by are what documents are asked for: by TxnID, or by number.
type by struct{ ids, refs []string }

// documentQuery asks for documents of a kind, with their lines and what they
// are linked to, as far as QuickBooks tells that of the kind.
func documentQuery(k books.Kind, b by) any {
	yes := true
	plain := qbxml.TxnQuery{TxnID: b.ids, RefNumberCaseSensitive: b.refs, IncludeLineItems: &yes}
	linked := qbxml.LinkedTxnQuery{TxnID: b.ids, RefNumberCaseSensitive: b.refs, IncludeLineItems: &yes, IncludeLinkedTxns: &yes}
	switch k {
	case books.Invoice:
		return &qbxml.InvoiceQueryRq{TxnID: b.ids, RefNumberCaseSensitive: b.refs, IncludeLineItems: &yes, IncludeLinkedTxns: &yes}
	case books.Payment: // what they are applied to counts as their lines
		return (*qbxml.ReceivePaymentQueryRq)(&plain)
	case books.CreditMemo:
		return (*qbxml.CreditMemoQueryRq)(&linked)
	case books.CardRefund:
		return (*qbxml.ARRefundCreditCardQueryRq)(&plain)
	case books.Check:
		return (*qbxml.CheckQueryRq)(&linked)
	case books.SalesOrder:
		return &qbxml.SalesOrderQueryRq{TxnID: b.ids, RefNumberCaseSensitive: b.refs, IncludeLineItems: &yes, IncludeLinkedTxns: &yes}
	case books.Journal:
		return (*qbxml.JournalEntryQueryRq)(&plain)
	case books.Adjustment:
		return (*qbxml.InventoryAdjustmentQueryRq)(&plain)
	case books.SalesReceipt, books.Application, books.CustomerAdd, books.CustomerUpdate, books.ItemAdd:
	}
	return &qbxml.SalesReceiptQueryRq{TxnID: b.ids, RefNumberCaseSensitive: b.refs, IncludeLineItems: &yes}
}

// documentKinds are the kinds that are documents of QuickBooks, in the order
// in which they are asked for.
var documentKinds = [...]books.Kind{
	books.SalesReceipt, books.Invoice, books.SalesOrder, books.Payment, books.CreditMemo, books.CardRefund, books.Check, books.Journal,
	books.Adjustment,
}

// asking gathers what is to be asked for, each list and kind in one request.
type asking struct {
	documents map[books.Kind]*by
	customers []string // ListIDs
	items     []string
	names     []string // of customers
	itemNames []string
	near      []near
	// alone: one posting is asked for, so the questions about days need no bound;
	// everyone: they are about whoever's documents.
	alone, everyone bool
}

func (a *asking) of(k books.Kind) *by {
	if a.documents == nil {
		a.documents = map[books.Kind]*by{}
	}
	if a.documents[k] == nil {
		a.documents[k] = &by{}
	}
	return a.documents[k]
}

// id asks for a record by what QuickBooks calls it.
func (a *asking) id(k books.Kind, id string) {
	switch k {
	case books.CustomerAdd, books.CustomerUpdate:
		a.customers = append(a.customers, id)
	case books.ItemAdd:
		a.items = append(a.items, id)
	default:
		b := a.of(k)
		b.ids = append(b.ids, id)
	}
}

// The request IDs of questions: a kind, and how it is asked.
func askedByID(k books.Kind) string {
	if k == books.CustomerUpdate {
		k = books.CustomerAdd
	}
	return string(k) + "/id"
}

func askedByRef(k books.Kind) string { return string(k) + "/ref" }

const (
	askedCustomers = "customers"
	askedNames     = "names"
	askedItems     = "items"
)

// requests are the questions, none twice.
func (a *asking) requests() []qbxml.Request {
	var out []qbxml.Request
	add := func(id string, body any) { out = append(out, qbxml.Request{ID: id, Body: body}) }
	for _, k := range documentKinds {
		b := a.documents[k]
		if b == nil {
			continue
		}
		if len(b.ids) > 0 {
			add(askedByID(k), documentQuery(k, by{ids: once(b.ids)}))
		}
		if len(b.refs) > 0 {
			add(askedByRef(k), documentQuery(k, by{refs: once(b.refs)}))
		}
	}
	if len(a.customers) > 0 {
		add(askedByID(books.CustomerAdd), &qbxml.CustomerQueryRq{ListID: once(a.customers)})
	}
	if len(a.items) > 0 {
		add(askedByID(books.ItemAdd), &qbxml.ItemQueryRq{ListID: once(a.items)})
	}
	if len(a.names) > 0 {
		add(askedCustomers, &qbxml.CustomerQueryRq{FullName: once(a.names)})
		add(askedNames, &qbxml.EntityQueryRq{FullName: once(a.names)})
	}
	if len(a.itemNames) > 0 {
		add(askedItems, &qbxml.ItemQueryRq{FullName: once(a.itemNames)})
	}
	return append(out, nearRequests(a.near, a.alone, a.everyone)...)
}

// once drops what is named twice, keeping the order.
func once(values []string) []string {
	seen := make(map[string]bool, len(values))
	out := values[:0:0]
	for _, v := range values {
		if !seen[v] {
			seen[v] = true
			out = append(out, v)
		}
	}
	return out
}
