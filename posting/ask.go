package posting

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"countinghouse/books"
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

// askUnsure asks QuickBooks, by number, by name and by what it calls them
// itself, whether it has what is in doubt. Nothing in doubt is sent again
// before this was answered.
func (d *Desk) askUnsure(ctx context.Context, s *session) (*set, error) {
	unsure, err := d.store.UnsurePostings(ctx, s.company.Key, askChunk)
	if err != nil || len(unsure) == 0 {
		return nil, err
	}
	var ask asking
	for i := range unsure {
		q := &unsure[i]
		switch {
		case q.Kind == books.CustomerUpdate:
			ask.id(q.Kind, q.CustomerListID)
		case q.Operation != books.Add:
			ask.id(q.Kind, target(q))
		case q.Kind == books.CustomerAdd:
			ask.names = append(ask.names, q.Customer.Name)
		case q.Kind == books.ItemAdd:
			ask.itemNames = append(ask.itemNames, itemName(q.Item))
		case q.Kind == books.Application:
			if l := link(q, books.Pays); l != nil {
				ask.id(books.Invoice, l.TxnID)
			}
		case isSale(q.Kind): // both kinds: a bookkeeper may have entered the order as the other one
			for _, k := range []books.Kind{books.SalesReceipt, books.Invoice} {
				b := ask.of(k)
				b.refs = append(b.refs, q.RefNumber)
			}
		default:
			b := ask.of(q.Kind)
			b.refs = append(b.refs, q.RefNumber)
		}
	}
	next, err := d.encode(s, forAsk, ask.requests())
	if err != nil {
		return nil, err
	}
	next.postings = unsure
	return next, nil
}

// askAnswered settles what was in doubt: found once and ours, it is posted;
// found different or twice, a person decides; not found, it is sent again; not
// answered, it stays in doubt. A change is settled by whether it shows.
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
		if !wasAsked(q, answered) {
			continue
		}
		if q.Operation != books.Add || q.Kind == books.CustomerUpdate || q.Kind == books.Application {
			settleChange(&o, q, all)
		} else {
			known, err := d.earlier(ctx, q)
			if err != nil {
				return err
			}
			settle(&o, q, slices.DeleteFunc(slices.Clone(all), func(f found) bool { return known[f.id] != 0 }), s.told[setOf(*q)])
		}
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

// earlier are the documents of a posting's order that are known already: one
// that was voided and posted again has the number of the new one.
func (d *Desk) earlier(ctx context.Context, q *store.Posting) (map[string]store.PostingID, error) {
	if q.Revision < 2 || q.Order == 0 {
		return nil, nil
	}
	return d.store.TxnsOfOrder(ctx, q.Store, q.Order)
}

// settleChange decides about a change in doubt: it was made when it shows.
// Else it is sent again, which reads the document anew before.
func settleChange(o *store.Outcome, q *store.Posting, all []found) {
	again := func() {
		o.To, o.Reason = store.Ready, "It doesn't show in QuickBooks; it is sent again."
		refusedAgain(o, q, "it doesn't show there")
	}
	done := func(f *found, id string) {
		o.To, o.TxnID, o.Reason = store.Posted, id, "QuickBooks had done it although its answer was lost; found by asking."
		if f != nil {
			o.EditSequence, o.TxnNumber = f.editSequence, f.txnNumber
		}
	}
	id := target(q)
	kind := q.Kind
	if q.Kind == books.Application {
		kind = books.Invoice
		if l := link(q, books.Pays); l != nil {
			id = l.TxnID
		}
	}
	if q.Kind == books.CustomerUpdate {
		again() // what is not blank any more isn't filled again
		return
	}
	var f *found
	for i := range all {
		if all[i].kind == kind && all[i].id == id {
			f = &all[i]
		}
	}
	switch {
	case q.Kind == books.Application:
		if f != nil && isApplied(q, f) {
			done(nil, id)
			return
		}
		again()
	case takesOut(q) && (f == nil || q.Operation == books.Void && f.isVoid(q.Total)):
		done(f, id)
	case q.Operation == books.Modify && f != nil && len(differences(q, f, false)) == 0 && f.editSequence != sequence(q):
		done(f, id)
	default:
		again()
	}
}

// isApplied tells whether an invoice shows the credit that is applied to it.
func isApplied(q *store.Posting, invoice *found) bool {
	some := false
	for i := range q.Links {
		if l := &q.Links[i]; l.Use == books.Uses {
			some = true
			if invoice.linkedTo(l.TxnID) < *amountOf(q, l) {
				return false
			}
		}
	}
	return some
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
	case *qbxml.ItemRet:
		return books.Items
	}
	return ""
}

func wasAsked(q *store.Posting, answered map[string]bool) bool {
	switch {
	case q.Kind == books.CustomerUpdate, q.Operation != books.Add:
		return answered[askedByID(q.Kind)]
	case q.Kind == books.CustomerAdd:
		return answered[askedCustomers] && answered[askedNames]
	case q.Kind == books.ItemAdd:
		return answered[askedItems]
	case q.Kind == books.Application:
		return answered[askedByID(books.Invoice)]
	case isSale(q.Kind):
		return answered[askedByRef(books.SalesReceipt)] && answered[askedByRef(books.Invoice)]
	}
	return answered[askedByRef(q.Kind)]
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
		if !isEntry(q.Kind) && f.total != q.Total {
			o.Lane = laneDiffers
			o.Reason = fmt.Sprintf("It is in QuickBooks with %s, but the order says %s. Correct one of them.", f.total.Grouped(2), q.Total.Grouped(2))
		}
	case len(ours) > 1:
		o.To, o.Lane = store.Refused, string(qbxml.LaneUncertain)
		o.Reason = fmt.Sprintf("%s stands in QuickBooks %d times. Delete all but one there, then exclude or link it here. Nothing more is sent for it.", q.RefNumber, len(ours))
	case len(others) > 0 && isEntry(q.Kind):
		o.To, o.Lane, o.Code = store.Refused, string(qbxml.LaneMapping), 3100
		o.Reason = fmt.Sprintf("The name %q is taken in QuickBooks by another entry. Another name, or that entry, is chosen when the order is planned again.", q.RefNumber)
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
		refusedAgain(o, q, "it isn't there")
	}
}

// maxDoubts is how often what QuickBooks answers with a status that leaves it
// open, and then does not have, is sent.
const maxDoubts = 3

// refusedAgain ends what QuickBooks refuses each time without saying why: sent
// again at once it would keep QuickBooks busy for ever. An answer that was
// lost does not count.
func refusedAgain(o *store.Outcome, q *store.Posting, but string) {
	if q.Code == 0 {
		return
	}
	o.Attempt = true
	if q.Attempts+1 < maxDoubts {
		return
	}
	o.To, o.Code, o.Lane = store.Refused, q.Code, string(qbxml.LaneData)
	o.Reason = strings.TrimSuffix(q.Reason, askedFirst) + " QuickBooks was asked, and " + but + ". It isn't sent again by itself."
}

// laneDiffers marks a posting that is in QuickBooks with other figures.
const laneDiffers = "differs"
