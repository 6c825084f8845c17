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

// maxTries is how often a record that QuickBooks was too busy for is sent
// again before a person is asked.
const maxTries = 5

// postAnswered takes in the answers to a batch: each record for itself. One
// that was refused stops none of the others.
func (d *Desk) postAnswered(ctx context.Context, s *session, p *set, rs *qbxml.ResponseSet, reply store.Reply) error {
	reply.Ending = store.Answered
	if rs.MessageSetStatus != 0 { // it knows the set, but not what came of it; or it would not have it
		reply.Ending = store.Failed
	}
	answers := make(map[store.PostingID]*qbxml.Response, len(rs.Responses))
	twice := map[store.PostingID]bool{}
	for i := range rs.Responses {
		id, ok := postingOf(rs.Responses[i].RequestID)
		if !ok {
			continue
		}
		if answers[id] != nil {
			twice[id] = true
		}
		answers[id] = &rs.Responses[i]
	}
	posted, refused, paused := 0, 0, ""
	reply.Outcomes = make([]store.Outcome, 0, len(p.postings))
	for i := range p.postings {
		q := &p.postings[i]
		o := store.Outcome{Posting: q.ID, From: store.Sent}
		if r := answers[q.ID]; r == nil || twice[q.ID] || !answersTo(r, q) {
			unsure(&o, "QuickBooks' answer says nothing of this record, or contradicts itself.")
		} else {
			paused = orFirst(paused, d.outcome(&o, q, r))
		}
		switch o.To {
		case store.Posted:
			posted++
		case store.Refused:
			refused++
		}
		reply.Outcomes = append(reply.Outcomes, o)
	}
	if err := d.store.Answer(ctx, p.exchange, reply); err != nil {
		return err
	}
	s.visit.Posted += posted
	s.visit.Refused += refused
	if paused != "" {
		return d.refuse(ctx, s, paused)
	}
	return nil
}

// outcome is what one response says of one posting. The text that it returns
// is why the whole company file must wait, if it must.
func (d *Desk) outcome(o *store.Outcome, q *store.Posting, r *qbxml.Response) (pause string) {
	o.Code = r.StatusCode
	if r.StatusCode == 0 && r.Err == nil {
		d.accepted(o, q, r)
		return ""
	}
	if r.Err != nil {
		unsure(o, "QuickBooks' answer could not be read ("+r.Err.Error()+").")
		return ""
	}
	advice := qbxml.Advise(*r)
	o.Lane, o.Reason = string(advice.Lane), advice.Words(r.Message)
	switch {
	case changedMeanwhile(q, r.StatusCode) && q.Attempts < maxStale: // read again, and decided anew
		o.To, o.Attempt, o.Lane = store.Ready, true, ""
	case advice.Lane == qbxml.LaneFinished: // a warning: it exists
		d.accepted(o, q, r)
	case isEntry(q.Kind) && q.Operation == books.Add && r.StatusCode == 3100:
		unsure(o, "The name is taken in QuickBooks. It is asked whose it is.")
	case advice.Probe:
		unsure(o, advice.Words(r.Message))
	case advice.Lane == qbxml.LaneLock && q.Attempts+1 < maxTries && !triedAgain(q):
		o.To, o.Attempt = store.Ready, true
		o.NotBefore = d.later(backOff(q.Attempts))
	case stopsAll(r.StatusCode): // nothing can be written until an administrator acts
		o.To = store.Ready
		o.NotBefore = d.later(d.o.ListsEvery)
		return o.Reason
	case isEntry(q.Kind) && q.Operation == books.Delete: // something uses it: it stays, and that is right
		o.To, o.Attempt, o.Lane = store.Withdrawn, true, ""
		o.Reason = "It stays in QuickBooks, which would not delete it: " + r.Message
	default:
		o.To, o.Attempt = store.Refused, true
		if advice.Lane == qbxml.LaneLock {
			o.Reason += lockedStill
		}
	}
	return ""
}

// lockedAgain is how long what QuickBooks was too busy for each time rests,
// before it is tried once more: nobody tells when a form is closed.
const lockedAgain = time.Hour

// lockedStill ends the words about what QuickBooks was too busy for each time.
const lockedStill = " From now on it is tried once an hour."

// triedAgain tells whether a posting is one that QuickBooks was too busy for
// each time, and that had its rest: the store lets it go with the status that
// refused it, and no tries.
func triedAgain(q *store.Posting) bool { return q.Attempts == 0 && q.Code != 0 }

// changedMeanwhile tells whether the status says that a document is not any
// more what it was when it was read a moment ago: changed (3200), gone (3120)
// or void (3185).
func changedMeanwhile(q *store.Posting, code int) bool {
	return (q.Operation != books.Add || q.Kind == books.CustomerUpdate) && (code == 3200 || code == 3120 || code == 3185 && q.Operation == books.Void)
}

// stopsAll tells whether a status says that the Web Connector's user may write
// nothing at all, so that trying the next record is pointless (reference:
// qbxml-status-codes: 3260 rights, 3261 personal data, 3263 read-only).
func stopsAll(code int) bool { return code == 3260 || code == 3261 || code == 3263 }

// accepted is what QuickBooks saved: its identifiers are kept, and its total is
// compared at once.
func (d *Desk) accepted(o *store.Outcome, q *store.Posting, r *qbxml.Response) {
	switch {
	case takesOut(q):
		o.To, o.TxnID = store.Posted, target(q)
		if other := tookOut(q, r); other != "" {
			o.Reason = other
		}
		return
	case q.Kind == books.Application: // no transaction of its own: it is at the invoice
		if l := link(q, books.Pays); l != nil {
			o.To, o.TxnID = store.Posted, l.TxnID
			return
		}
	}
	for _, ret := range r.Rets {
		f := foundOf(ret)
		if f.id == "" {
			continue
		}
		o.To, o.TxnID, o.EditSequence, o.TxnNumber = store.Posted, f.id, f.editSequence, f.txnNumber
		if q.Document != nil && f.kind == q.Kind && f.total != totalOf(q.Document) && (f.kind != books.Journal || len(f.lines) > 0) {
			o.Lane = laneDiffers
			o.Reason = fmt.Sprintf("QuickBooks saved it with %s, but the order says %s. Correct it in QuickBooks, or void it there and exclude the order here.", f.total.Grouped(2), totalOf(q.Document).Grouped(2))
		}
		return
	}
	if r.Recovery != nil && (r.Recovery.TxnID != "" || r.Recovery.ListID != "") {
		o.To, o.TxnID, o.EditSequence, o.TxnNumber = store.Posted, r.Recovery.TxnID, r.Recovery.EditSequence, r.Recovery.TxnNumber
		if o.TxnID == "" {
			o.TxnID = r.Recovery.ListID
		}
		return
	}
	unsure(o, "QuickBooks said yes but did not say what it saved.")
}

// tookOut says what QuickBooks took out, where that was something else than was
// read a moment before: there is no EditSequence in a void or a deletion, so a
// person may have changed it in between (reference: qbxml-rules §7).
func tookOut(q *store.Posting, r *qbxml.Response) string {
	var id, kind, ref string
	for _, ret := range r.Rets {
		switch v := ret.(type) {
		case *qbxml.TxnVoidRet:
			id, kind, ref = v.TxnID, v.TxnVoidType, v.RefNumber
		case *qbxml.TxnDelRet:
			id, kind, ref = v.TxnID, v.TxnDelType, v.RefNumber
		case *qbxml.ListDelRet:
			id, kind, ref = v.ListID, v.ListDelType, v.FullName
		}
	}
	done := map[books.Operation]string{books.Void: "voided", books.Delete: "deleted"}[q.Operation]
	switch {
	case id != "" && id != target(q), kind != "" && kind != element(q):
		return fmt.Sprintf("QuickBooks says that it %s %s %s, not %s. Look there what is gone.", done, strings.ToLower(spaced(kind)), orNone(ref), called(q))
	case ref != "" && !isEntry(q.Kind) && ref != q.RefNumber:
		return fmt.Sprintf("%s was %s, under the number %s: somebody gave it that number in QuickBooks just before.", upperFirst(called(q)), done, ref)
	}
	return ""
}

// unsure marks a record whose outcome is not certain; it is asked about before
// anything is sent again.
func unsure(o *store.Outcome, why string) {
	o.To, o.Lane = store.Unsure, string(qbxml.LaneUncertain)
	o.Reason = why + askedFirst
}

// askedFirst ends the words about what is in doubt.
const askedFirst = " It is asked about before anything is sent again."

// postingOf reads a request ID of ours.
func postingOf(id string) (store.PostingID, bool) {
	digits, ok := strings.CutPrefix(id, "p")
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	return store.PostingID(n), err == nil
}

// later is an instant to put something off to.
func (d *Desk) later(pause time.Duration) time.Time {
	return d.o.Now().Add(min(pause, store.LongestPause))
}

// backOff is how long a record waits that QuickBooks was too busy for.
func backOff(tries int) time.Duration {
	return min(time.Minute<<min(tries, 6), time.Hour)
}

func orFirst(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
