package posting

import (
	"context"
	"strings"

	"countinghouse/books"
	"countinghouse/qbxml"
	"countinghouse/store"
)

// askChunk is how many postings in doubt are asked about in one message set.
const askChunk = 100

// askStatus asks what QuickBooks remembers of a message set that is in doubt
// (reference: qbxml-rules §6: old ID = new ID and no requests). It is the
// second net: a query decides in any case.
func (d *Desk) askStatus(ctx context.Context, s *session) (*set, error) {
	sets, err := d.store.DoubtfulSets(ctx, s.company.Key)
	if err != nil {
		return nil, err
	}
	for i := range sets {
		id := sets[i].SetID
		if _, asked := s.told[id]; asked || id == "" {
			continue
		}
		m := qbxml.MessageSet{Version: s.version(), OnError: "continueOnError", OldID: id, NewID: id}
		b, err := m.Encode()
		if err != nil {
			return nil, err
		}
		return &set{purpose: forStatus, setID: id, bytes: b}, nil
	}
	return nil, nil
}

// statusAnswered keeps what QuickBooks remembers.
func (d *Desk) statusAnswered(ctx context.Context, s *session, p *set, rs *qbxml.ResponseSet, reply store.Reply) error {
	s.told[p.setID] = tellsOf(rs)
	return d.store.Answer(ctx, p.exchange, reply)
}

// told is what the status check said of a message set whose answer never came.
type told struct {
	began  bool // QuickBooks remembers that it began, at least
	stored bool // it remembers what came of it, so it is at work on it no more
	// said are the stored answers, and ids the transactions and list entries that
	// it made by them, by request ID.
	said map[string]*qbxml.Response
	ids  map[string]string
}

// tellsOf reads the answer to a status check (reference: qbxml-rules §6).
func tellsOf(rs *qbxml.ResponseSet) told {
	t := told{said: map[string]*qbxml.Response{}, ids: map[string]string{}}
	switch rs.MessageSetStatus {
	case 0:
	case 600: // not known
		return t
	default: // 9001, 9002, 9005: known, and what came of it is not; 9004 and others: who knows
		t.began = true
		return t
	}
	for i := range rs.Responses {
		r := &rs.Responses[i]
		t.began, t.stored = true, true
		t.said[r.RequestID] = r
		if id := savedID(r); r.StatusCode == 0 && id != "" {
			t.ids[r.RequestID] = id
		}
	}
	return t
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
// itself, whether it has what is in doubt. What is not found so is asked for a
// second time, in a later trip, and then also by customer and day: a person
// may have given it another number. Nothing in doubt is sent again before.
func (d *Desk) askUnsure(ctx context.Context, s *session) (*set, error) {
	unsure, err := d.store.UnsurePostings(ctx, s.company.Key, askChunk+len(s.asked))
	if err != nil {
		return nil, err
	}
	chosen := s.toAsk(unsure)
	if len(chosen) == 0 {
		return nil, nil
	}
	var ask asking
	for i := range chosen {
		q := &chosen[i]
		ask.about(q)
		if id := s.told[q.SetID].ids[requestID(q.ID)]; id != "" && isAddition(q) {
			ask.id(q.Kind, id)
		}
		if s.asked[q.ID].missing > 0 && q.Document != nil && isAddition(q) {
			ask.near = append(ask.near, nearOf(q)...)
		}
	}
	ask.alone = len(chosen) == 1
	ask.everyone = s.everyone
	requests := ask.requests()
	next, err := d.encode(s, forAsk, requests)
	if err != nil {
		return nil, err
	}
	next.postings = chosen
	for _, r := range requests {
		next.questions = append(next.questions, r.ID)
	}
	return next, nil
}

// isAddition tells whether a posting adds something, so that to send it twice
// would have it twice. A change is guarded by its EditSequence, and to void or
// delete something twice does nothing.
func isAddition(q *store.Posting) bool {
	return q.Operation == books.Add && q.Kind != books.CustomerUpdate
}

// about asks for what a posting stands for.
func (a *asking) about(q *store.Posting) {
	switch {
	case q.Kind == books.CustomerUpdate:
		a.id(q.Kind, q.CustomerListID)
	case q.Operation != books.Add:
		a.id(q.Kind, target(q))
	case q.Kind == books.CustomerAdd:
		a.names = append(a.names, q.Customer.Name)
	case q.Kind == books.ItemAdd:
		a.itemNames = append(a.itemNames, itemName(q.Item))
	case q.Kind == books.Application:
		if l := link(q, books.Pays); l != nil {
			a.id(books.Invoice, l.TxnID)
		}
	case isSale(q.Kind): // both kinds: a bookkeeper may have entered the order as the other one
		for _, k := range []books.Kind{books.SalesReceipt, books.Invoice} {
			b := a.of(k)
			b.refs = append(b.refs, q.RefNumber)
		}
	default:
		b := a.of(q.Kind)
		b.refs = append(b.refs, q.RefNumber)
	}
}

// askAnswered settles what was in doubt, as far as it was found: once and ours,
// it is posted; different or twice, a person decides. What was not found is
// noted, and missing decides about it; what could not be asked stays in doubt.
// A change is settled by whether it shows.
func (d *Desk) askAnswered(ctx context.Context, s *session, p *set, rs *qbxml.ResponseSet, reply store.Reply) error {
	got := answersOf(rs, p)
	for _, ret := range got.rets {
		if kind := nameList(ret); kind != "" {
			reply.Rows = append(reply.Rows, entriesOf(kind, []any{ret})...)
		}
	}
	var heard []store.Posting
	for i := range p.postings {
		q := &p.postings[i]
		if wasAsked(q, got.answered, s.asked[q.ID].missing > 0) {
			heard = append(heard, *q)
			continue
		}
		s.unheard(q, &got, len(p.postings))
	}
	outcomes, err := d.settleAll(ctx, s, heard, got.all)
	if err != nil {
		return err
	}
	settled := map[store.PostingID]bool{}
	for _, o := range outcomes {
		settled[o.Posting] = true
		if o.To == store.Posted {
			s.visit.Posted++
			s.foundOf[setOf(p.postings, o.Posting)] = true
		}
	}
	var missing []store.PostingID
	for i := range heard {
		if id := heard[i].ID; !settled[id] {
			missing = append(missing, id)
		}
	}
	reply.Concerns = append(reply.Concerns, missing...)
	reply.Outcomes = append(reply.Outcomes, outcomes...)
	if err := d.store.Answer(ctx, p.exchange, reply); err != nil {
		return err
	}
	for _, id := range missing { // now that it is written down, and not before: an answer that comes again counts once
		a := s.asked[id]
		a.missing++
		s.asked[id] = a
	}
	return d.renamed(ctx, s, reply.Outcomes)
}

// setOf is the message set that one of the postings was in last.
func setOf(postings []store.Posting, id store.PostingID) string {
	for i := range postings {
		if postings[i].ID == id {
			return postings[i].SetID
		}
	}
	return ""
}

// heardOf is what the answers to questions hold.
type heardOf struct {
	answered map[string]bool // by request ID: what is not among the answers is not there
	torn     map[string]bool // something of the answer could not be read, or it was cut at its bound
	all      []found
	rets     []any
}

func answersOf(rs *qbxml.ResponseSet, p *set) heardOf {
	h := heardOf{answered: map[string]bool{}, torn: map[string]bool{}}
	for i := range rs.Responses {
		r := &rs.Responses[i]
		switch {
		case r.Err != nil, isNear(r.RequestID) && len(r.Rets) >= nearMost && len(p.postings) > 1:
			h.torn[r.RequestID] = true
			continue
		case r.StatusCode != 0 && r.StatusCode != 1 && r.StatusCode != 500:
			continue // could not ask: stays in doubt
		}
		h.answered[r.RequestID] = true
		h.rets = append(h.rets, r.Rets...)
		for _, ret := range r.Rets {
			h.all = append(h.all, foundOf(ret))
		}
	}
	for _, k := range documentKinds { // the questions about days count as one for each kind
		h.gather(askedNear(k), p.questions)
	}
	return h
}

// gather answers a question that was asked in several parts.
func (h *heardOf) gather(part string, questions []string) {
	all := true
	for _, id := range questions {
		if strings.HasPrefix(id, part) {
			all = all && h.answered[id]
			h.torn[part] = h.torn[part] || h.torn[id]
		}
	}
	h.answered[part] = all
}

// settleAll decides about postings that QuickBooks was asked for; those that
// it does not have get no outcome.
func (d *Desk) settleAll(ctx context.Context, s *session, heard []store.Posting, all []found) ([]store.Outcome, error) {
	var outcomes []store.Outcome
	var additions []store.Posting
	others := map[store.PostingID]map[string]store.PostingID{}
	for i := range heard {
		q := &heard[i]
		if isAddition(q) && q.Kind != books.Application {
			known, err := d.earlier(ctx, q)
			if err != nil {
				return nil, err
			}
			others[q.ID] = known
			additions = append(additions, *q)
			continue
		}
		o := store.Outcome{Posting: q.ID, From: store.Unsure}
		if settleChange(&o, q, all); o.To != "" {
			outcomes = append(outcomes, o)
		}
	}
	return append(outcomes, match(additions, all, others, s.told)...), nil
}

// earlier are the documents of a posting's order that are known already: they
// are not this one, whatever number and memo they have.
func (d *Desk) earlier(ctx context.Context, q *store.Posting) (map[string]store.PostingID, error) {
	if q.Order == 0 {
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
		} // else it is missing, as an addition
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

// wasAsked tells whether everything that a posting was asked by was answered;
// near, whether it was also asked by customer and day.
func wasAsked(q *store.Posting, answered map[string]bool, near bool) bool {
	for _, id := range questionsOf(q, near) {
		if !answered[id] {
			return false
		}
	}
	return true
}

// questionsOf are the request IDs by which a posting is asked for.
func questionsOf(q *store.Posting, near bool) []string {
	switch {
	case q.Kind == books.CustomerUpdate, q.Operation != books.Add:
		return []string{askedByID(q.Kind)}
	case q.Kind == books.CustomerAdd:
		return []string{askedCustomers, askedNames}
	case q.Kind == books.ItemAdd:
		return []string{askedItems}
	case q.Kind == books.Application:
		return []string{askedByID(books.Invoice)}
	}
	var out []string
	for _, k := range sameKinds(q.Kind) {
		out = append(out, askedByRef(k))
	}
	if near {
		for _, n := range nearOf(q) {
			out = append(out, askedNear(n.kind))
		}
	}
	return out
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
