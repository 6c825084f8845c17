package posting

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"countinghouse/books"
	"countinghouse/qbxml"
	"countinghouse/store"
)

// The purposes of a message set.
const (
	forCompany = "company" // is it the right company file?
	forStatus  = "status"  // what does QuickBooks know of a set whose answer never came?
	forAsk     = "ask"     // are the documents of that set there?
	forLists   = "read"    // its lists, as far as they changed
	forPost    = "post"    // documents and list entries to be added
	forVerify  = "verify"  // what it saved, read back
)

// set is one message set: prepared, then sent, then answered.
type set struct {
	purpose   string
	setID     string
	mark      string // ends the request IDs of questions
	bytes     []byte
	requests  int
	postings  []store.Posting      // of post, ask and verify
	questions []string             // of ask: their request IDs
	again     int64                // of post: the exchange whose very bytes these are; 0: none
	reads     []listRead           // of lists
	links     []store.LinkQuestion // documents that are asked for
	entries   []store.WantedEntry  // that are to be made, or are asked for
	exchange  int64
	sentAt    time.Time
}

// SendRequest answers sendRequestXML: the next message set, or the empty text
// when there is nothing to send (getLastError then says why).
func (d *Desk) SendRequest(ctx context.Context, ticket, hcp, companyFile, country string, major, minor int) (string, error) {
	s, err := d.session(ctx, ticket)
	if errors.Is(err, errUnknownTicket) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if companyFile = strings.TrimSpace(companyFile); store.SamePlace(companyFile, store.UntoldPlace) {
		companyFile = ""
	}
	if s.pending != nil {
		if within(d.o.Now(), s.pending.sentAt, d.o.RepeatWindow) {
			return string(s.pending.bytes), nil // the same call, sent again by the HTTP layer
		}
		if err := d.lost(ctx, s); err != nil {
			return "", err
		}
	}
	if s.checked && companyFile != "" && !store.SamePlace(companyFile, s.path) {
		s.checked, s.next = false, nil // told only now, or otherwise than before: it is recognised anew
	}
	if !s.checked && s.refusal == "" {
		d.hello(s, companyFile, country, major, minor)
		if hcp != "" {
			if err := d.readHCP(ctx, s, hcp); err != nil {
				return "", err
			}
		}
	}
	if s.refusal != "" {
		return "", nil
	}
	next, err := d.prepare(ctx, s)
	if err != nil {
		return "", err
	}
	if next == nil {
		s.message = s.closing()
		return "", nil
	}
	return d.send(ctx, s, next)
}

// send commits that the set is sent, and only then hands out its bytes.
func (d *Desk) send(ctx context.Context, s *session, next *set) (string, error) {
	if brokenUnsaved && next.purpose == forPost {
		return d.unsaved(s, next), nil
	}
	err := d.commit(ctx, s, next)
	if errors.Is(err, store.ErrChanged) {
		// An order changed between preparing and sending: prepare again, once.
		if next, err = d.prepare(ctx, s); err != nil || next == nil {
			return "", err
		}
		err = d.commit(ctx, s, next)
	}
	if err != nil {
		return "", err
	}
	return string(next.bytes), nil
}

// commit writes down that the set is sent.
func (d *Desk) commit(ctx context.Context, s *session, next *set) error {
	s.next = nil
	next.sentAt = d.o.Now()
	if err := d.entriesLeave(ctx, next); err != nil {
		return err
	}
	x := store.Exchange{Visit: s.visit.ID, SetID: next.setID, Purpose: next.purpose, Requests: next.requests, Request: next.bytes, SentAt: next.sentAt}
	var err error
	if next.again != 0 {
		next.exchange, err = d.store.SendAgain(ctx, x, next.again)
	} else {
		var ids []store.PostingID
		if next.purpose == forPost {
			x.Contents = make(map[store.PostingID]time.Time, len(next.postings))
			for i := range next.postings {
				q := &next.postings[i]
				ids, x.Contents[q.ID] = append(ids, q.ID), q.Updated
			}
		}
		next.exchange, err = d.store.MarkSent(ctx, x, ids)
	}
	if err != nil {
		return err
	}
	s.pending = next
	if next.purpose == forPost {
		s.asksAnew(next)
		for i := range next.postings { // what was read is used up: another try reads again
			delete(s.readings, next.postings[i].ID)
		}
	}
	return nil
}

// prepare finds what is to be sent next, in the order of what must be known
// first: is it the right file, what became of what is in doubt, what changed
// in its lists, what is ready, what is to be read back. It returns nil when
// there is nothing. Nothing is committed yet.
func (d *Desk) prepare(ctx context.Context, s *session) (*set, error) {
	if s.next != nil {
		return s.next, nil
	}
	steps := []func(context.Context, *session) (*set, error){
		d.askCompany, d.askKnown, d.askStatus, d.askUnsure, d.readLists, d.lookBack, d.missing, d.askFirst, d.makeEntries, d.askLinks, d.post, d.rereadKnown, d.verify,
	}
	if brokenUnasked {
		steps = []func(context.Context, *session) (*set, error){d.askCompany, d.unasked, d.readLists, d.post, d.verify}
	}
	for {
		for _, step := range steps {
			next, err := step(ctx, s)
			if err != nil || s.refusal != "" {
				return nil, err
			}
			if next != nil {
				s.next = next
				return next, nil
			}
		}
		planned, err := d.planner.Some(ctx, s.company.Key)
		if err != nil {
			return nil, err
		}
		if planned > 0 {
			continue
		}
		// Quantities come last: what is read then holds everything that is posted.
		next, err := d.readStock(ctx, s)
		if next != nil && err == nil {
			s.next = next
		}
		return next, err
	}
}

// encode renders a message set; records that cannot be rendered are refused
// on the spot, so that QuickBooks never meets a text that it cannot parse.
func (d *Desk) encode(s *session, purpose string, requests []qbxml.Request) (*set, error) {
	m := qbxml.MessageSet{Version: s.version(), Country: s.country(), OnError: "continueOnError", Requests: requests}
	mark := ""
	if purpose == forPost {
		m.NewID = newSetID()
	} else { // an answer is known as one to these very questions
		mark = newMark()
		m.Requests = make([]qbxml.Request, len(requests))
		for i, r := range requests {
			m.Requests[i] = qbxml.Request{ID: r.ID + mark, Body: r.Body}
		}
	}
	b, err := m.Encode()
	if err != nil {
		return nil, err
	}
	return &set{purpose: purpose, setID: m.NewID, mark: mark, bytes: b, requests: len(requests)}, nil
}

// newMark ends the request IDs of one message set of questions.
func newMark() string {
	var b [5]byte
	_, _ = rand.Read(b[:]) // never fails, see crypto/rand
	return "." + base32.StdEncoding.EncodeToString(b[:])
}

// own takes the mark off the answers to a set's questions. False: it is the
// answer to another set, delivered late or again, or under another's ticket;
// it says nothing of this one, whose own may be on its way.
func (p *set) own(rs *qbxml.ResponseSet) bool {
	if p.setID != "" && rs.NewMessageSetID != "" && rs.NewMessageSetID != p.setID {
		return false
	}
	if p.mark == "" {
		return p.setID != "" || rs.NewMessageSetID == ""
	}
	kept := rs.Responses[:0:0]
	for _, r := range rs.Responses {
		if id, ok := strings.CutSuffix(r.RequestID, p.mark); ok {
			r.RequestID = id
			kept = append(kept, r)
		}
	}
	foreign := len(kept) == 0 && len(rs.Responses) > 0 || rs.NewMessageSetID != ""
	rs.Responses = kept
	return !foreign
}

// version is the qbXML version to speak.
func (s *session) version() qbxml.Version {
	v, err := qbxml.Choose(s.company.QBXMLMajor, s.company.QBXMLMinor)
	if err != nil {
		return qbxml.Version{Major: 13}
	}
	return v
}

// country is the edition of the company file, as far as messages differ by it.
func (s *session) country() string {
	switch c := s.company.Facts.Country; c {
	case qbxml.CountryCA, qbxml.CountryUK, qbxml.CountryAU:
		return c
	}
	return qbxml.CountryUS
}

// newSetID is a message set ID: at most 23 ASCII characters, and random, so
// that a restored database never repeats one with other contents
// (reference: qbxml-rules §6).
func newSetID() string {
	var b [12]byte
	_, _ = rand.Read(b[:]) // never fails, see crypto/rand
	return "ch" + strings.TrimRight(base32.StdEncoding.EncodeToString(b[:]), "=")
}

// requestID is what a posting is called on the wire.
func requestID(p store.PostingID) string { return fmt.Sprintf("p%d", p) }

// post renders the postings that are ready. What they change in QuickBooks is
// read first, if it was not read in this visit since.
func (d *Desk) post(ctx context.Context, s *session) (*set, error) {
	if s.back.holds {
		return nil, nil
	}
	for {
		limit := d.batchOf(s.company.Key).size(d.o.MaxBatch)
		ready, err := d.store.ClaimReady(ctx, s.company.Key, limit)
		if err != nil || len(ready) == 0 {
			return nil, err
		}
		ready = alike(ready)
		var unread []store.Posting
		for i := range ready {
			if needsReading(&ready[i]) && s.readings[ready[i].ID] == nil {
				unread = append(unread, ready[i])
			}
		}
		if len(unread) > 0 {
			return d.reread(s, unread)
		}
		sent, requests, settled := d.render(s, ready)
		if len(settled) > 0 {
			if err := d.settleUnsent(ctx, s, settled); err != nil {
				return nil, err
			}
		}
		if len(requests) == 0 {
			continue
		}
		next, err := d.encode(s, forPost, requests)
		var bad *qbxml.EncodeError
		if errors.As(err, &bad) {
			if err := d.refuseUnsendable(ctx, sent, bad); err != nil {
				return nil, err
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		next.postings = sent
		return next, nil
	}
}

// alike are the first postings and those behind them that are of the same
// sort: additions, or changes. They travel apart, since a set of additions
// whose answer is lost is sent again unchanged, and a change never is: what it
// changes must be read anew before.
func alike(ready []store.Posting) []store.Posting {
	return slices.DeleteFunc(ready, func(q store.Posting) bool { return isAddition(&q) != isAddition(&ready[0]) })
}

// render makes the requests of what is ready, and the outcomes of what needs
// none, or must not be sent.
func (d *Desk) render(s *session, ready []store.Posting) (sent []store.Posting, requests []qbxml.Request, settled []store.Outcome) {
	requests = make([]qbxml.Request, 0, len(ready))
	sent = ready[:0:0]
	for i := range ready {
		q := &ready[i]
		var request any
		if r := s.readings[q.ID]; r != nil && needsReading(q) {
			var o *store.Outcome
			if request, o = d.decide(s, q, r); o != nil {
				settled = append(settled, *o)
				continue
			}
		} else {
			request = body(q, nil)
		}
		requests = append(requests, qbxml.Request{ID: requestID(q.ID), Body: request})
		sent = append(sent, *q)
	}
	return sent, requests, settled
}

// settleUnsent writes what becomes of postings that are not sent.
func (d *Desk) settleUnsent(ctx context.Context, s *session, settled []store.Outcome) error {
	if err := d.store.Settle(ctx, settled); err != nil {
		return err
	}
	for i := range settled {
		delete(s.readings, settled[i].Posting)
		switch settled[i].To {
		case store.Posted:
			s.visit.Posted++
		case store.Refused:
			s.visit.Refused++
		default:
		}
	}
	return nil
}

// refuseUnsendable marks the postings whose texts or figures QuickBooks could
// not parse: they never leave.
func (d *Desk) refuseUnsendable(ctx context.Context, ready []store.Posting, bad *qbxml.EncodeError) error {
	why := map[string][]string{}
	for _, f := range bad.Fields {
		why[f.RequestID] = append(why[f.RequestID], f.Error())
	}
	var outcomes []store.Outcome
	for _, p := range ready {
		if fields := why[requestID(p.ID)]; len(fields) > 0 {
			outcomes = append(outcomes, store.Outcome{
				Posting: p.ID, From: store.Ready, To: store.Refused, Lane: string(qbxml.LaneBug),
				Reason: "It was not sent, because QuickBooks could not read it: " + strings.Join(fields, "; ") +
					". Nothing of it is in QuickBooks. Shorten or correct the field in the store, or tell support.",
			})
		}
	}
	if len(outcomes) == 0 {
		return bad
	}
	return d.store.Settle(ctx, outcomes)
}

// body is the request of a posting that changes nothing that was there; what
// it fulfils was read.
func body(p *store.Posting, r *reading) any {
	if p.Operation != books.Add {
		return removal(p)
	}
	switch p.Kind {
	case books.CustomerAdd:
		return customerAdd(p)
	case books.ItemAdd:
		return itemAdd(p)
	case books.Invoice:
		return invoiceAdd(p, r)
	case books.Payment:
		return receivePaymentAdd(p)
	case books.Application:
		return applicationAdd(p)
	case books.CreditMemo:
		return creditMemoAdd(p)
	case books.CardRefund:
		return cardRefundAdd(p)
	case books.Check:
		return checkAdd(p)
	case books.SalesOrder:
		return salesOrderAdd(p)
	case books.Journal:
		return journalAdd(p)
	case books.Adjustment:
		return adjustmentAdd(p)
	case books.SalesReceipt, books.CustomerUpdate:
	}
	return salesReceiptAdd(p)
}

func (d *Desk) batchOf(c store.CompanyKey) *batchSize {
	d.mu.Lock()
	defer d.mu.Unlock()
	b := d.batch[c]
	if b == nil {
		b = &batchSize{}
		d.batch[c] = b
	}
	return b
}

// closing is what closeConnection says.
func (s *session) closing() string {
	v := s.visit
	words := s.message
	switch {
	case v.Posted+v.Refused > 0 && v.Refused == 0:
		words = fmt.Sprintf("OK. %d posted.", v.Posted)
	case v.Posted+v.Refused > 0:
		words = fmt.Sprintf("%d posted, %d need attention: see Needs review in Countinghouse.", v.Posted, v.Refused)
	case words == "" && s.doubtful == "":
		words = "OK. No work: everything that is ready is in QuickBooks."
	}
	if s.doubtful != "" && !strings.Contains(words, s.doubtful) {
		words = strings.TrimSpace(words + " " + s.doubtful)
	}
	return words
}
