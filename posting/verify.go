package posting

import (
	"context"
	"fmt"
	"strings"

	"countinghouse/books"
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
	var ask asking
	for i := range posted {
		q := &posted[i]
		switch {
		case q.Superseded:
		case q.Kind == books.Application:
			ask.id(books.Invoice, q.TxnID)
		default:
			ask.id(q.Kind, q.TxnID)
		}
	}
	requests := ask.requests()
	if len(requests) == 0 { // all of it was changed since: there is nothing to compare with
		return nil, d.superseded(ctx, posted)
	}
	next, err := d.encode(s, forVerify, requests)
	if err != nil {
		return nil, err
	}
	next.postings = posted
	return next, nil
}

// superseded settles documents that a later posting changed, before they were
// read back.
func (d *Desk) superseded(ctx context.Context, posted []store.Posting) error {
	outcomes := make([]store.Outcome, len(posted))
	for i := range posted {
		outcomes[i] = changedSince(&posted[i])
	}
	return d.store.Settle(ctx, outcomes)
}

func changedSince(q *store.Posting) store.Outcome {
	return store.Outcome{Posting: q.ID, From: store.Posted, To: store.Verified, Reason: "It was changed since by another posting of its order, which is read back itself."}
}

// verifyAnswered compares what was read back with what was planned.
func (d *Desk) verifyAnswered(ctx context.Context, s *session, p *set, rs *qbxml.ResponseSet, reply store.Reply) error {
	saved := map[string]found{}
	answered := map[string]bool{}
	for i := range rs.Responses {
		r := &rs.Responses[i]
		if r.StatusCode != 0 && r.StatusCode != 1 && r.StatusCode != 500 {
			continue
		}
		answered[r.RequestID] = r.Err == nil // else what is missing may be what could not be read
		for _, ret := range r.Rets {
			f := foundOf(ret)
			saved[string(f.kind)+f.id] = f
		}
	}
	for i := range p.postings {
		q := &p.postings[i]
		if q.Superseded {
			reply.Outcomes = append(reply.Outcomes, changedSince(q))
			continue
		}
		kind := q.Kind
		switch kind {
		case books.Application:
			kind = books.Invoice
		case books.CustomerUpdate:
			kind = books.CustomerAdd
		default:
		}
		f, there := saved[string(kind)+q.TxnID]
		if !there && !answered[askedByID(kind)] {
			continue
		}
		o := store.Outcome{Posting: q.ID, From: store.Posted, To: store.Verified}
		if why := wrong(q, &f, there); why != "" {
			o.To, o.Lane, o.Reason = store.Posted, laneDiffers, why
		} else {
			if there && kind == q.Kind {
				o.EditSequence, o.TxnNumber = f.editSequence, f.txnNumber
			}
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

// wrong says how what was read back differs from the posting; empty: not at all.
func wrong(q *store.Posting, f *found, there bool) string {
	switch {
	case q.Operation == books.Delete && !there, q.Operation == books.Void && !there:
		return ""
	case q.Operation == books.Delete:
		return upperFirst(called(q)) + " was deleted, but QuickBooks still has it. Delete it there."
	case !there:
		return "It was posted, but QuickBooks doesn't have it any more: somebody may have deleted it there. It is not posted again by itself."
	case q.Operation == books.Void && !f.isVoid(q.Total):
		return fmt.Sprintf("%s was voided, but QuickBooks still has it with %s. Void it there.", upperFirst(called(q)), f.total.Grouped(2))
	case q.Operation == books.Void, q.Kind == books.CustomerUpdate:
		return ""
	case q.Kind == books.Application && !isApplied(q, f):
		return fmt.Sprintf("The credit isn't applied to invoice %s in QuickBooks any more, or not with %s. Apply it there (Apply Credits).", f.ref, q.Total.Grouped(2))
	case q.Kind == books.Application:
		return ""
	}
	if diff := differences(q, f, false); len(diff) > 0 {
		if q.Kind == books.Adjustment {
			return "QuickBooks has this inventory adjustment otherwise than it was sent: " + strings.Join(diff, "; ") + ". What it moves there now is taken for what others moved; correct it there if that is wrong."
		}
		return "What QuickBooks saved differs from the order: " + strings.Join(diff, "; ") + ". Correct it in QuickBooks, or void it there and exclude the order here."
	}
	return ""
}
