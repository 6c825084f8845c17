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

// askChunk is how many postings in doubt are asked about in one message set.
const askChunk = 100

// told is what the status check said of a message set whose answer never came.
type told struct {
	known bool // QuickBooks remembers the set
	// ids are the transactions and list entries that it says it made, by request ID.
	ids map[string]string
}

func setOf(p store.Posting) string { return p.SetID }

// askStatus asks what QuickBooks remembers of a message set that is in doubt
// (reference: qbxml-rules §6: old ID = new ID and no requests). It is the
// second net: a query decides in any case.
func (d *Desk) askStatus(ctx context.Context, s *session) (*set, error) {
	unsure, err := d.store.UnsurePostings(ctx, s.company.Key, askChunk)
	if err != nil {
		return nil, err
	}
	for _, p := range unsure {
		id := setOf(p)
		if _, asked := s.told[id]; asked || id == "" {
			continue
		}
		m := qbxml.MessageSet{Version: s.version(), OnError: "continueOnError", OldID: id, NewID: id}
		b, err := m.Encode()
		if err != nil {
			return nil, err
		}
		return &set{purpose: forStatus, setID: id, bytes: b, postings: []store.Posting{p}}, nil
	}
	return nil, nil
}

// statusAnswered keeps what QuickBooks remembers.
func (d *Desk) statusAnswered(ctx context.Context, s *session, p *set, rs *qbxml.ResponseSet, reply store.Reply) error {
	t := told{ids: map[string]string{}}
	for i := range rs.Responses {
		r := &rs.Responses[i]
		if id := savedID(r); r.StatusCode == 0 && id != "" {
			t.known = true
			t.ids[r.RequestID] = id
		}
	}
	s.told[p.setID] = t
	return d.store.Answer(ctx, p.exchange, reply)
}

// savedID is the TxnID or ListID that a response to an add tells.
func savedID(r *qbxml.Response) string {
	for _, ret := range r.Rets {
		if f := foundOf(ret); f.id != "" {
			return f.id
		}
	}
	if r.Recovery != nil {
		if r.Recovery.TxnID != "" {
			return r.Recovery.TxnID
		}
		return r.Recovery.ListID
	}
	return ""
}

// askUnsure asks QuickBooks, by number and by name, whether it has what is in
// doubt. Nothing in doubt is sent again before this was answered.
func (d *Desk) askUnsure(ctx context.Context, s *session) (*set, error) {
	unsure, err := d.store.UnsurePostings(ctx, s.company.Key, askChunk)
	if err != nil || len(unsure) == 0 {
		return nil, err
	}
	var refs, payments, names []string
	for _, p := range unsure {
		switch p.Kind {
		case books.CustomerAdd:
			names = append(names, p.Customer.Name)
		case books.Payment:
			payments = append(payments, p.RefNumber)
		default:
			refs = append(refs, p.RefNumber)
		}
	}
	var requests []qbxml.Request
	if len(refs) > 0 {
		// Both kinds: a bookkeeper may have entered the order as the other one.
		requests = append(requests,
			qbxml.Request{ID: "receipts", Body: &qbxml.SalesReceiptQueryRq{RefNumberCaseSensitive: refs}},
			qbxml.Request{ID: "invoices", Body: &qbxml.InvoiceQueryRq{RefNumberCaseSensitive: refs}})
	}
	if len(payments) > 0 {
		requests = append(requests, qbxml.Request{ID: "payments", Body: &qbxml.ReceivePaymentQueryRq{RefNumberCaseSensitive: payments}})
	}
	if len(names) > 0 {
		requests = append(requests,
			qbxml.Request{ID: "customers", Body: &qbxml.CustomerQueryRq{FullName: names}},
			qbxml.Request{ID: "names", Body: &qbxml.EntityQueryRq{FullName: names}})
	}
	next, err := d.encode(s, forAsk, requests)
	if err != nil {
		return nil, err
	}
	next.postings = unsure
	return next, nil
}

// askAnswered settles what was in doubt: found once and ours, it is posted;
// found different or twice, a person decides; not found, it is sent again; not
// answered, it stays in doubt.
func (d *Desk) askAnswered(ctx context.Context, s *session, p *set, rs *qbxml.ResponseSet, reply store.Reply) error {
	answered := map[string]bool{}
	var all []found
	for i := range rs.Responses {
		r := &rs.Responses[i]
		if r.Err != nil || r.StatusCode != 0 && r.StatusCode != 1 && r.StatusCode != 500 {
			continue // could not ask: stays in doubt
		}
		answered[r.RequestID] = true
		for _, ret := range r.Rets {
			all = append(all, foundOf(ret))
			if kind := nameList(ret); kind != "" {
				reply.Rows = append(reply.Rows, entriesOf(kind, []any{ret})...)
			}
		}
	}
	for i := range p.postings {
		q := &p.postings[i]
		o := store.Outcome{Posting: q.ID, From: store.Unsure}
		if !wasAsked(q.Kind, answered) {
			continue
		}
		settle(&o, q, all, s.told[setOf(*q)])
		reply.Outcomes = append(reply.Outcomes, o)
		if o.To == store.Posted {
			s.visit.Posted++
		}
	}
	if len(reply.Outcomes) == 0 {
		s.message = "QuickBooks could not be asked what it saved of the last batch. Nothing is sent again until it answers."
		s.refusal = s.message
	}
	if err := d.store.Answer(ctx, p.exchange, reply); err != nil {
		return err
	}
	return d.renamed(ctx, s, reply.Outcomes)
}

// renamed has the orders of customers whose name is taken planned again: the
// plan finds another name.
func (d *Desk) renamed(ctx context.Context, s *session, outcomes []store.Outcome) error {
	for _, o := range outcomes {
		if o.To == store.Refused && o.Code == 3100 {
			_, err := d.store.PlanAgain(ctx, s.company.Key, "a customer's name is taken in QuickBooks")
			return err
		}
	}
	return nil
}

// nameList is the list of a record that takes a name; empty for others.
func nameList(ret any) books.ListKind {
	switch ret.(type) {
	case *qbxml.CustomerRet:
		return books.Customers
	case *qbxml.VendorRet:
		return books.Vendors
	case *qbxml.EmployeeRet:
		return books.Employees
	case *qbxml.OtherNameRet:
		return books.OtherNames
	}
	return ""
}

func wasAsked(k books.Kind, answered map[string]bool) bool {
	switch k {
	case books.CustomerAdd:
		return answered["customers"] && answered["names"]
	case books.Payment:
		return answered["payments"]
	default:
		return answered["receipts"] && answered["invoices"]
	}
}

// settle decides about one posting in doubt.
func settle(o *store.Outcome, q *store.Posting, all []found, t told) {
	var ours, others []found
	for _, f := range all {
		if !f.mayBe(q) {
			continue
		}
		if f.isOurs(q) {
			ours = append(ours, f)
		} else {
			others = append(others, f)
		}
	}
	ours = distinct(ours)
	switch {
	case len(ours) == 1:
		f := ours[0]
		o.To, o.TxnID, o.EditSequence, o.TxnNumber = store.Posted, f.id, f.editSequence, f.txnNumber
		o.Reason = "QuickBooks had saved it although its answer was lost; found by asking."
		if q.Kind != books.CustomerAdd && f.total != q.Total {
			o.Lane = laneDiffers
			o.Reason = fmt.Sprintf("It is in QuickBooks with %s, but the order says %s. Correct one of them.", f.total.Grouped(2), q.Total.Grouped(2))
		}
	case len(ours) > 1:
		o.To, o.Lane = store.Refused, string(qbxml.LaneUncertain)
		o.Reason = fmt.Sprintf("%s stands in QuickBooks %d times. Delete all but one there, then exclude or link it here. Nothing more is sent for it.", q.RefNumber, len(ours))
	case len(others) > 0 && q.Kind == books.CustomerAdd:
		o.To, o.Lane, o.Code = store.Refused, string(qbxml.LaneMapping), 3100
		o.Reason = fmt.Sprintf("The name %q is taken in QuickBooks by another entry. Another name is chosen when the order is planned again.", q.Customer.Name)
	case len(others) > 0:
		o.To, o.Lane = store.Refused, string(qbxml.LaneUncertain)
		o.Reason = fmt.Sprintf("QuickBooks has another document with the number %s (%s, %s). It isn't certain whether it is this order, so nothing is sent. Compare the two; renumber or delete the one in QuickBooks if it is not this order.", q.RefNumber, others[0].kind, others[0].total.Grouped(2))
	case t.ids[requestID(q.ID)] != "":
		o.To, o.Lane = store.Refused, string(qbxml.LaneUncertain)
		o.Reason = "QuickBooks says that it saved this, but it isn't there any more: somebody may have deleted or renumbered it. Decide whether it should be posted again."
	default:
		o.To = store.Ready
		o.Reason = "QuickBooks doesn't have it; it is sent again."
		o.Attempt = true
	}
}

// laneDiffers marks a posting that is in QuickBooks with other figures.
const laneDiffers = "differs"

// found is a record that QuickBooks has.
type found struct {
	kind         books.Kind
	id           string
	editSequence string
	txnNumber    string
	ref          string // number or name
	memo         string
	guid         string
	account      string // customer's account number: our mark
	email        string
	total        money.Amount
}

// mayBe tells whether the record could be the posting: same number or name.
func (f found) mayBe(q *store.Posting) bool {
	if q.Kind == books.CustomerAdd {
		return strings.EqualFold(f.ref, q.Customer.Name)
	}
	if (q.Kind == books.Payment) != (f.kind == books.Payment) {
		return false
	}
	return f.ref == q.RefNumber
}

// isOurs tells whether the record carries our mark: the GUID that we gave it,
// or our memo; for customers the account number.
func (f found) isOurs(q *store.Posting) bool {
	if q.Kind == books.CustomerAdd {
		return f.kind == books.CustomerAdd && f.account != "" && f.account == q.Customer.AccountNumber
	}
	if f.kind != q.Kind {
		return false
	}
	if f.guid != "" && q.Document.ExternalGUID != "" {
		return strings.EqualFold(f.guid, q.Document.ExternalGUID)
	}
	return f.memo != "" && f.memo == q.Document.Memo
}

// distinct drops records that came in two answers.
func distinct(fs []found) []found {
	seen := map[string]bool{}
	out := fs[:0]
	for _, f := range fs {
		if !seen[f.id] {
			seen[f.id] = true
			out = append(out, f)
		}
	}
	return out
}
