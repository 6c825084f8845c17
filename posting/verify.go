package posting

import (
	"context"
	"fmt"
	"strings"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/qbxml"
	"countinghouse/store"
)

// verifyChunk is how many documents are read back in one message set.
const verifyChunk = 64

// verify reads back what QuickBooks saved.
func (d *Desk) verify(ctx context.Context, s *session) (*set, error) {
	if s.noVerify {
		return nil, nil
	}
	posted, err := d.store.UnverifiedPostings(ctx, s.company.Key, verifyChunk)
	if err != nil || len(posted) == 0 {
		return nil, err
	}
	ids := map[books.Kind][]string{}
	for _, p := range posted {
		ids[p.Kind] = append(ids[p.Kind], p.TxnID)
	}
	lines := true
	var requests []qbxml.Request
	add := func(kind books.Kind, body any) {
		if len(ids[kind]) > 0 {
			requests = append(requests, qbxml.Request{ID: string(kind), Body: body})
		}
	}
	add(books.CustomerAdd, &qbxml.CustomerQueryRq{ListID: ids[books.CustomerAdd]})
	add(books.SalesReceipt, &qbxml.SalesReceiptQueryRq{TxnID: ids[books.SalesReceipt], IncludeLineItems: &lines})
	add(books.Invoice, &qbxml.InvoiceQueryRq{TxnID: ids[books.Invoice], IncludeLineItems: &lines})
	add(books.Payment, &qbxml.ReceivePaymentQueryRq{TxnID: ids[books.Payment]})
	next, err := d.encode(s, forVerify, requests)
	if err != nil {
		return nil, err
	}
	next.postings = posted
	return next, nil
}

// verifyAnswered compares what was read back with what was planned.
func (d *Desk) verifyAnswered(ctx context.Context, s *session, p *set, rs *qbxml.ResponseSet, reply store.Reply) error {
	saved := map[string]any{}
	answered := map[string]bool{}
	for i := range rs.Responses {
		r := &rs.Responses[i]
		if r.StatusCode != 0 && r.StatusCode != 1 && r.StatusCode != 500 {
			continue
		}
		answered[r.RequestID] = r.Err == nil // else what is missing may be what could not be read
		for _, ret := range r.Rets {
			saved[foundOf(ret).id] = ret
		}
	}
	for i := range p.postings {
		q := &p.postings[i]
		ret, ok := saved[q.TxnID]
		if !ok && !answered[string(q.Kind)] {
			continue
		}
		o := store.Outcome{Posting: q.ID, From: store.Posted, To: store.Verified}
		if !ok {
			o.To, o.Lane = store.Posted, laneDiffers
			o.Reason = "It was posted, but QuickBooks doesn't have it any more: somebody may have deleted it there. It is not posted again by itself."
		} else if diff := differences(q, ret); len(diff) > 0 {
			o.To, o.Lane = store.Posted, laneDiffers
			o.Reason = "What QuickBooks saved differs from the order: " + strings.Join(diff, "; ") + ". Correct it in QuickBooks, or void it there and exclude the order here."
		} else {
			f := foundOf(ret)
			o.EditSequence, o.TxnNumber, o.TxnID = f.editSequence, f.txnNumber, f.id
			s.visit.Verified++
		}
		reply.Outcomes = append(reply.Outcomes, o)
	}
	if len(reply.Outcomes) == 0 {
		// QuickBooks would not let itself be read: not a reason to ask again and again.
		s.noVerify = true
	}
	return d.store.Answer(ctx, p.exchange, reply)
}

// differences tells how a saved record differs from the plan, for people.
func differences(q *store.Posting, ret any) []string {
	var out []string
	text := func(what, planned, saved string) {
		if !strings.EqualFold(planned, saved) {
			out = append(out, fmt.Sprintf("%s is %s, the order says %s", what, orNone(saved), orNone(planned)))
		}
	}
	amount := func(what string, planned, saved money.Amount) {
		if planned != saved {
			out = append(out, fmt.Sprintf("%s is %s, the order says %s", what, saved.Grouped(2), planned.Grouped(2)))
		}
	}
	switch v := ret.(type) {
	case *qbxml.CustomerRet:
		text("the name", q.Customer.Name, v.Name)
	case *qbxml.SalesReceiptRet:
		text("the date", q.Document.Date.String(), v.TxnDate)
		text("the number", q.Document.RefNumber, v.RefNumber)
		amount("the total", q.Document.Total, v.TotalAmount)
		amount("the sales tax", q.Document.Tax, v.SalesTaxTotal)
		out = append(out, lineDifferences(q.Document, v.Lines)...)
	case *qbxml.InvoiceRet:
		text("the date", q.Document.Date.String(), v.TxnDate)
		text("the number", q.Document.RefNumber, v.RefNumber)
		amount("the total", q.Document.Total, v.Subtotal+v.SalesTaxTotal)
		amount("the sales tax", q.Document.Tax, v.SalesTaxTotal)
		out = append(out, lineDifferences(q.Document, v.Lines)...)
	case *qbxml.ReceivePaymentRet:
		text("the date", q.Document.Date.String(), v.TxnDate)
		amount("the amount", q.Document.Total, v.TotalAmount)
	}
	return out
}

// lineDifferences compares lines one by one.
func lineDifferences(doc *books.Document, saved []qbxml.TxnLineRet) []string {
	if len(saved) != len(doc.Lines) {
		return []string{fmt.Sprintf("it has %d lines, the order makes %d", len(saved), len(doc.Lines))}
	}
	var out []string
	for i, l := range doc.Lines {
		r := saved[i]
		if r.Amount != l.Amount {
			out = append(out, fmt.Sprintf("line %d (%s) is %s, the order says %s", i+1, l.Source.Text, r.Amount.Grouped(2), l.Amount.Grouped(2)))
		}
		if l.Item.ListID != "" && r.ItemRef.ListID != "" && l.Item.ListID != r.ItemRef.ListID {
			out = append(out, fmt.Sprintf("line %d is the item %s, the order says %s", i+1, r.ItemRef.FullName, l.Item.FullName))
		}
	}
	return out
}

func orNone(s string) string {
	if s == "" {
		return "empty"
	}
	return s
}
