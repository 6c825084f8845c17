package posting

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/qbxml"
	"countinghouse/store"
)

// Nothing in QuickBooks is changed or taken out blindly. Whatever a posting
// changes is read a moment before, in the same visit: did a person change,
// deposit or reconcile it since, does something else rest on it? Then the
// change leaves with the EditSequence that was just read, or it is refused
// with what QuickBooks has and what the order says.

// forReread is a message set that reads what is to be changed.
const forReread = "reread"

// laneChanged marks a change that was refused because of what a person did in
// QuickBooks: a person decides.
const laneChanged = "changed"

// maxStale is how often a change is tried again that met another EditSequence.
const maxStale = 2

// reading is what was read for one posting.
type reading struct {
	there bool
	saved found
	// before is what Countinghouse wrote of the document last.
	before *store.Posting
	own    map[string]store.PostingID // the order's documents, by TxnID
	order  found                      // the sales order that an invoice fulfils
	// undeposited: its money is in Undeposited Funds; waiting: and waits there
	// to be deposited; known: QuickBooks told what waits.
	undeposited, waiting, known bool
	cleared                     bool // reconciled, or marked as cleared
}

// needsReading tells whether a posting depends on what is there now.
func needsReading(q *store.Posting) bool {
	return q.Kind == books.CustomerUpdate || q.Operation != books.Add && !isEntry(q.Kind) || link(q, books.Fulfils) != nil && q.Operation == books.Add
}

// movesMoney tells the kinds whose money may be deposited.
func movesMoney(k books.Kind) bool {
	return k == books.SalesReceipt || k == books.Payment || k == books.CardRefund
}

// reread reads what postings change.
func (d *Desk) reread(s *session, postings []store.Posting) (*set, error) {
	var ask asking
	var from, to day.Day
	var types []string
	moves := false
	for i := range postings {
		q := &postings[i]
		switch {
		case q.Kind == books.CustomerUpdate:
			ask.id(q.Kind, q.CustomerListID)
			continue
		case q.Operation == books.Add:
			ask.id(books.SalesOrder, link(q, books.Fulfils).TxnID)
			continue
		}
		ask.id(q.Kind, target(q))
		moves = moves || movesMoney(q.Kind)
		if from.IsZero() || q.Day.Before(from) {
			from = q.Day
		}
		if to.IsZero() || q.Day.After(to) {
			to = q.Day
		}
		types = append(types, element(q))
	}
	requests := ask.requests()
	if moves && !s.noExtras {
		requests = append(requests, qbxml.Request{ID: askedWaiting, Body: &qbxml.ReceivePaymentToDepositQueryRq{IncludeRetElement: []string{"TxnID"}}})
	}
	if len(types) > 0 && !s.noExtras {
		slices.Sort(types)
		requests = append(requests, qbxml.Request{ID: askedCleared, Body: &qbxml.CustomDetailReportQueryRq{
			FromReportDate: from, ToReportDate: to, TxnTypeFilter: slices.Compact(types), SummarizeRowsBy: "TotalOnly", IncludeColumn: []string{"TxnID", "ClearedStatus"},
		}})
	}
	next, err := d.encode(s, forReread, requests)
	if err != nil {
		return nil, err
	}
	next.postings = postings
	return next, nil
}

const (
	askedWaiting = "waiting"
	askedCleared = "cleared"
)

// rereadAnswered keeps what was read. What could not be read is put off: it is
// never changed unseen.
func (d *Desk) rereadAnswered(ctx context.Context, s *session, p *set, rs *qbxml.ResponseSet, reply store.Reply) error {
	answered := map[string]bool{}
	records := map[string]found{}
	waiting, cleared := map[string]bool{}, map[string]bool{}
	for i := range rs.Responses {
		r := &rs.Responses[i]
		if r.Err != nil || r.StatusCode != 0 && r.StatusCode != 1 && r.StatusCode != 500 {
			continue
		}
		answered[r.RequestID] = true
		for _, ret := range r.Rets {
			switch v := ret.(type) {
			case *qbxml.ReceivePaymentToDepositRet:
				waiting[v.TxnID] = true
			case *qbxml.ReportRet:
				for _, id := range v.ClearedTxns() {
					cleared[id] = true
				}
			default:
				f := foundOf(ret)
				records[string(f.kind)+f.id] = f
			}
		}
	}
	accounts, err := d.undepositedAccounts(ctx, s, records)
	if err != nil {
		return err
	}
	for i := range p.postings {
		q := &p.postings[i]
		kind, id := q.Kind, target(q)
		switch {
		case q.Kind == books.CustomerUpdate:
			kind, id = books.CustomerAdd, q.CustomerListID
		case q.Operation == books.Add:
			kind, id = books.SalesOrder, link(q, books.Fulfils).TxnID
		}
		if !answered[askedByID(kind)] {
			reply.Outcomes = append(reply.Outcomes, store.Outcome{Posting: q.ID, From: store.Ready, To: store.Ready, NotBefore: d.later(d.o.ListsEvery),
				Lane: string(qbxml.LaneLock), Reason: "QuickBooks would not let " + called(q) + " be read, so it isn't changed yet. It is tried again."})
			continue
		}
		r := &reading{}
		f, there := records[string(kind)+id]
		if q.Operation == books.Add && q.Kind != books.CustomerUpdate {
			r.order, r.there = f, there
		} else {
			r.saved, r.there = f, there
			r.known = answered[askedWaiting]
			r.undeposited, r.waiting, r.cleared = accounts[f.depositTo.FullName], waiting[id], cleared[id]
			if err := d.remember(ctx, q, r); err != nil {
				return err
			}
		}
		s.readings[q.ID] = r
		reply.Concerns = append(reply.Concerns, q.ID)
	}
	return d.store.Answer(ctx, p.exchange, reply)
}

// remember adds what Countinghouse knows of the document itself.
func (d *Desk) remember(ctx context.Context, q *store.Posting, r *reading) error {
	l := link(q, books.Changes)
	if l == nil {
		return nil
	}
	before, err := d.store.Posting(ctx, l.Posting)
	if err != nil {
		return err
	}
	r.before = &before
	if len(r.saved.links) > 0 {
		r.own, err = d.store.TxnsOfOrder(ctx, q.Store, q.Order)
	}
	return err
}

// undepositedAccounts are those accounts of the records' money that are
// QuickBooks' Undeposited Funds.
func (d *Desk) undepositedAccounts(ctx context.Context, s *session, records map[string]found) (map[string]bool, error) {
	var names []string
	for _, f := range records {
		if n := f.depositTo.FullName; n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	out := map[string]bool{}
	if len(names) == 0 {
		return out, nil
	}
	lists, err := d.store.Lists(ctx, s.company.Key, books.Needs{Names: map[books.ListKind][]string{books.Accounts: names}})
	for _, e := range lists.Entries {
		if e.Special == "UndepositedFunds" {
			out[e.FullName] = true
		}
	}
	return out, err
}

// decide makes the request for a posting of what was read, or says what
// becomes of it without one.
func (d *Desk) decide(s *session, q *store.Posting, r *reading) (any, *store.Outcome) {
	switch {
	case q.Kind == books.CustomerUpdate:
		c, ok := r.saved.ret.(*qbxml.CustomerRet)
		if !ok || !r.there {
			return nil, refusedChange(q, "The customer isn't in QuickBooks any more, so nothing of it is filled in.")
		}
		if m := fillMod(q, c); m != nil {
			return m, nil
		}
		return nil, &store.Outcome{Posting: q.ID, From: store.Ready, To: store.Posted, TxnID: c.ListID, EditSequence: c.EditSequence,
			Reason: "Nothing of it is blank in QuickBooks any more; nothing was changed."}
	case q.Operation == books.Add:
		if !r.there {
			return nil, refusedChange(q, "The sales order that it fulfils isn't in QuickBooks any more. Enter the sales order again there, or plan the order again.")
		}
		return body(q, r), nil
	case !r.there || r.before != nil && r.saved.isVoid(r.before.Total) && takesOut(q):
		return nil, gone(q, r)
	}
	if q.Operation == books.Modify && isDone(q, r) {
		return nil, &store.Outcome{Posting: q.ID, From: store.Ready, To: store.Posted, TxnID: r.saved.id, EditSequence: r.saved.editSequence, TxnNumber: r.saved.txnNumber,
			Reason: "QuickBooks has it like this already; nothing was changed."}
	}
	if why := d.inTheWay(s, q, r); why != "" {
		return nil, refusedChange(q, why)
	}
	if takesOut(q) {
		return removal(q), nil
	}
	m := modify(q, &r.saved)
	if m == nil {
		return nil, refusedChange(q, "A "+strings.ReplaceAll(string(q.Kind), "_", " ")+" can't be changed in QuickBooks. Undo it and post the order again.")
	}
	return m, nil
}

// isDone tells whether a change shows already: a person made it, or an answer
// was lost. What only changes what is not compared (an address) doesn't show
// and is sent.
func isDone(q *store.Posting, r *reading) bool {
	return len(differences(q, &r.saved, true)) == 0 && len(changedByAPerson(q, r)) > 0
}

// gone is what becomes of a change of a document that isn't there, or is void.
func gone(q *store.Posting, r *reading) *store.Outcome {
	words := "was deleted"
	if r.there {
		words = "was voided"
	}
	if takesOut(q) {
		return &store.Outcome{Posting: q.ID, From: store.Ready, To: store.Posted, TxnID: target(q), EditSequence: r.saved.editSequence,
			Reason: "It " + words + " in QuickBooks by somebody already; nothing was left to do."}
	}
	return refusedChange(q, fmt.Sprintf("%s %s in QuickBooks, so it can't be changed. The order says now: %s. Post the order again if it should be there; else exclude it.",
		upperFirst(called(q)), words, plannedWords(q.Document)))
}

// inTheWay says why a document must not be touched; empty: it may.
func (d *Desk) inTheWay(s *session, q *store.Posting, r *reading) string {
	name := upperFirst(called(q))
	closing := s.company.Facts.ClosingDate
	if date, err := day.Parse(r.saved.date); err == nil && !closing.IsZero() && !date.After(closing) {
		return fmt.Sprintf("%s is dated %s, and the books are closed through %s. Nothing was changed. Reopen the period in QuickBooks and try again, or enter a correction in the open period and exclude the order.",
			name, date.Human(), closing.Human())
	}
	if changed := changedByAPerson(q, r); len(changed) > 0 {
		text := fmt.Sprintf("Somebody changed %s in QuickBooks since it was posted: %s. Nothing was changed. QuickBooks has %s. ",
			called(q), strings.ReplaceAll(strings.Join(changed, "; "), "the order says", "posted was"), savedWords(&r.saved))
		if takesOut(q) {
			return text + "Posted was " + plannedWords(r.before.Document) + ". Take it out in QuickBooks by hand, or put it back as it was and try again."
		}
		return text + "The order says now " + plannedWords(q.Document) + ". Make the change in QuickBooks by hand and exclude the order, or put it back as it was and try again."
	}
	if r.saved.isVoid(beforeTotal(r)) {
		return fmt.Sprintf("%s was voided in QuickBooks. Nothing was changed. The order says now: %s. Post the order again if it should be there; else exclude it.", name, plannedWords(q.Document))
	}
	if r.cleared {
		return name + " is cleared or reconciled with a bank statement in QuickBooks. Nothing was changed: the reconciliation would no longer agree. Undo the reconciliation there and try again, or enter a correction."
	}
	if r.known && r.undeposited && !r.waiting && movesMoney(q.Kind) && r.saved.total != 0 { // nothing of 0.00 ever waits
		return name + " was deposited in QuickBooks: it waits in Undeposited Funds no more. Nothing was changed. Take it out of its deposit there (Make Deposits) and try again, or enter a correction."
	}
	if takesOut(q) {
		return restsOn(q, r)
	}
	if q.Kind == books.Payment {
		return elsewhere(q, r)
	}
	return ""
}

// elsewhere says what else a person applied a payment to, which a change of it
// would undo; empty: nothing.
func elsewhere(q *store.Posting, r *reading) string {
	for _, l := range r.saved.links {
		if _, ours := r.own[l.id]; !ours || l.kind != "Invoice" {
			return fmt.Sprintf("%s is applied to another document in QuickBooks: %s %s with %s. Nothing was changed. Make the change in QuickBooks by hand and exclude the order, or take it off that document and try again. The order says now %s.",
				upperFirst(called(q)), strings.ToLower(spaced(l.kind)), orNone(l.ref), l.amount.Grouped(2), plannedWords(q.Document))
		}
	}
	return ""
}

func beforeTotal(r *reading) (total money.Amount) {
	if r.before != nil {
		total = r.before.Total
	}
	return total
}

// changedByAPerson tells how a document differs from what Countinghouse wrote
// last. Where the EditSequence is still the same nobody touched it; that of a
// document also moves when a payment is applied to it, so else the contents
// decide.
func changedByAPerson(q *store.Posting, r *reading) []string {
	if r.before == nil || r.before.Document == nil {
		return nil
	}
	if known := sequence(q); known != "" && known == r.saved.editSequence {
		return nil
	}
	before := *r.before
	before.Links = nil // what it is applied to is looked at by itself
	return differences(&before, &r.saved, true)
}

// restsOn says what else in QuickBooks rests on a document that is to be taken
// out; empty: nothing. What a payment or refund is applied to does not rest on
// it, and a credit memo lets go of the invoice that it was applied to.
func restsOn(q *store.Posting, r *reading) string {
	if q.Kind == books.Payment || q.Kind == books.CardRefund || q.Kind == books.Check {
		return ""
	}
	for _, l := range r.saved.links {
		_, ours := r.own[l.id]
		// An invoice of ours that was voided still names its sales order.
		if q.Kind == books.SalesOrder && l.kind == "Invoice" && ours && l.amount == 0 {
			continue
		}
		if q.Kind == books.CreditMemo && l.kind == "Invoice" && ours || q.Kind == books.Invoice && l.kind == "SalesOrder" {
			continue
		}
		if q.Kind == books.SalesOrder && l.amount == 0 && ours { // its invoice, which was voided
			continue
		}
		return fmt.Sprintf("%s is linked to another document in QuickBooks: %s %s with %s. Nothing was changed. Take that out first, and try again.",
			upperFirst(called(q)), strings.ToLower(spaced(l.kind)), orNone(l.ref), l.amount.Grouped(2))
	}
	return ""
}

// spaced is a name of Intuit's in words: "ReceivePayment", "Receive Payment".
func spaced(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && r >= 'A' && r <= 'Z' {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func refusedChange(q *store.Posting, why string) *store.Outcome {
	return &store.Outcome{Posting: q.ID, From: store.Ready, To: store.Refused, Lane: laneChanged, Reason: why}
}

// upperFirst begins a sentence.
func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
